"""The floor for a team lead: claims, queues, parked leads, leads at risk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.compliance.calling_hours import MAIL, Hours
from pullahead.leads import queries as leads
from pullahead.leads.models import Lead
from pullahead.pull import card_queries, models
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import CardState
from pullahead.team import queries as team
from pullahead.team.models import Person, PresenceState
from pullahead.usecases.common.cached_counts import ClassShares, counts_snapshot
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.conversations.lists import count_without_performer
from pullahead.usecases.deals.deal_list import ready_late
from pullahead.usecases.floor import published
from pullahead.usecases.floor.day import FeedEntry, team_day
from pullahead.usecases.floor.published import PublishedFigures
from pullahead.usecases.leads import uncallable
from pullahead.usecases.leads.detail import service_of
from pullahead.usecases.work import uncalled_limit
from pullahead.usecases.work.home import start_of_day
from pullahead.usecases.work.presence import state_words

SHOWN = 50
PEOPLE_A_PAGE = 50
REFUSED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AgentOnFloor:
    """A person on the floor."""

    id: int
    name: str
    team: str
    active: bool
    lead_id: UUID | None = None
    lead_name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    settled_today: int = 0
    callbacks: int = 0
    state: str = PresenceState.AWAY
    state_reason: str = ""
    state_since: datetime | None = None
    service: str = ""  # class of the claimed lead: callback, fresh, follow-up, aged
    let_go: int = 0  # released or handed over today without a call
    let_go_much: bool = False  # above the usual number

    @property
    def state_words(self) -> str:
        """Return the state in the language of the viewer."""
        return state_words(self.state, self.state_reason)


@dataclass(frozen=True, slots=True)
class ParkedLead:
    """A parked lead on the floor."""

    lead_id: UUID
    name: str
    reason: str  # a code: the snapshot has readers of several languages
    team: str
    review_at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """Figures that the floors of all teams share."""

    ready: int
    callable_now: int
    scheduled: int
    callbacks: int
    unreachable: int
    nobody_able: int
    never_open: int
    refused_rows: int
    refused_since: datetime | None
    freshest_ready_at: datetime | None
    mixed: ClassShares | None


@dataclass(frozen=True, slots=True)
class FloorOverview:
    """The floor as a team lead sees it."""

    people: tuple[AgentOnFloor, ...]  # of the page
    people_total: int
    page: int
    pages: int
    ready: int
    callable_now: int
    scheduled: int
    callbacks: int
    held: int
    parked: tuple[ParkedLead, ...]
    parked_total: int
    parked_overdue: int
    unreachable: int
    nobody_able: int  # open leads that no active person pulls
    never_open: int  # open leads, not parked, whose calling hours leave no moment
    refused_rows: int  # in files of the last 30 days
    refused_since: datetime | None  # the oldest of those files
    ready_late: int | None  # ready deals past their next date; None without a workflow
    free_promises: int  # of deals, without a performer
    settled_today: int
    contacts_today: int
    wins_today: int
    callbacks_overdue: int  # of these people, past their grace period
    feed: tuple[FeedEntry, ...]  # the latest results
    freshest_ready_at: datetime | None
    mixed: ClassShares | None = None  # None until the first count
    counted_at: datetime | None = None
    published: PublishedFigures | None = None  # by the worker; None: not yet, or too long ago
    attempts_today: int = 0

    @property
    def all_well(self) -> bool:
        """Return whether every list of leads at risk is empty."""
        lists = self.unreachable, self.nobody_able, self.parked_overdue, self.never_open
        return (
            not any(lists)
            and not self.refused_rows
            and not self.ready_late
            and not self.free_promises
        )


def floor(*, viewer: Person, page: int = 1) -> FloorOverview:
    """Return the floor as it is now: a team lead's own team, all teams for an administrator.

    Raise NotFound for agents and for a page that does not exist.
    """
    leaders_only(viewer)
    return made(None if viewer.is_admin else viewer.team_id, page, viewer.zone)


def leaders_only(viewer: Person) -> None:
    """Raise NotFound unless the viewer is a team lead or an administrator."""
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))


def made(
    team_id: int | None, page: int, zone: str = "", company: CompanyFigures | None = None
) -> FloorOverview:
    """Make the floor of one team, or of all. Its cost follows the team, not the company.

    `company` has the figures that all teams share, if they are known already.
    """
    now = clock.now()
    since = start_of_day(now, zone or organisation_zone())
    own, shared = _of_team(team_id, page, since, now), company or company_figures(now)
    return FloorOverview(
        **own, **vars_of(shared), counted_at=now, published=published.figures(team_id, now)
    )


def vars_of(company: CompanyFigures) -> dict[str, Any]:
    """Return the fields of the shared figures by name."""
    return {field.name: getattr(company, field.name) for field in fields(company)}


def _of_team(team_id: int | None, page: int, since: datetime, now: datetime) -> dict[str, Any]:
    """Return the people of a page, the results of the team today, and its parked leads."""
    ids = team.ids_on_floor(team_id)
    pages = max(1, -(-len(ids) // PEOPLE_A_PAGE))
    if not 1 <= page <= pages:
        raise NotFound(str(PAGE_NOT_FOUND))
    shown = ids[(page - 1) * PEOPLE_A_PAGE : page * PEOPLE_A_PAGE]
    day = team_day(ids, since, now)
    parked = card_queries.parked_cards()
    if team_id is not None:
        parked = parked.filter(team_id=team_id)
    return {
        "people": _people(shown, day.settled, now, since),
        "people_total": len(ids),
        "page": page,
        "pages": pages,
        # of the people in the table, so that figures and table agree
        "held": card_queries.holders_among(ids, now),
        "settled_today": sum(day.settled.values()),
        "attempts_today": day.attempts,
        "contacts_today": day.contacts,
        "wins_today": day.wins,
        "callbacks_overdue": day.callbacks_overdue,
        "feed": day.feed,
        "parked": tuple(_parked(card, now) for card in parked[:SHOWN]),
        "parked_total": parked.count(),
        "ready_late": ready_late(team_id=team_id, now=now),
        "free_promises": count_without_performer(team_id),
        "parked_overdue": parked.filter(review_at__lt=now).count(),
    }


def company_figures(now: datetime) -> CompanyFigures:
    """Return the figures that all teams share: leads by state, and the lists at risk."""
    hours, there = pull_queries.hours(), counts_snapshot(now)
    waiting, counts = there.waiting(), there.states()
    open_now = [w for w in waiting if hours.is_open(w.lane.windows, now)]
    freshest = [w.freshest_at for w in waiting if w.freshest_at]
    lanes_open = {lane.id for lane in ENGINE.store.lanes() if hours.is_open(lane.windows, now)}
    refused_rows, refused_since = leads.refused_rows(now - REFUSED_WITHIN)
    return CompanyFigures(
        ready=counts["ready"],
        callable_now=sum(w.ready for w in open_now if w.lane.windows != MAIL),
        scheduled=counts["scheduled"],
        callbacks=counts["callbacks"],
        unreachable=there.unreachable(),
        nobody_able=_nobody_able(counts),
        never_open=_never_open(hours, now),
        refused_rows=refused_rows,
        refused_since=refused_since,
        freshest_ready_at=max(freshest, default=None),
        mixed=there.mixed(lanes_open),
    )


def _state(person: Person, claim: models.ClaimRow | None) -> dict[str, Any]:
    """Return the state of a person; a claim that ended is no state, even if not yet recorded."""
    state, reason, since = person.presence, person.presence_reason, person.presence_since
    if claim is not None:
        state, reason, since = PresenceState.CLAIM, "", claim.started_at
    elif state == PresenceState.CLAIM:
        state, since = PresenceState.AVAILABLE, None
    return {"state": state, "state_reason": reason, "state_since": since}


def _parked(card: models.CardRow, now: datetime) -> ParkedLead:
    return ParkedLead(
        card.lead_id,
        card.lead.name,
        card.park_reason,
        card.team.name,
        card.review_at or now,
        overdue=card.review_at is not None and card.review_at < now,
    )


def _never_open(hours: Hours, now: datetime) -> int:
    """Count the leads whose lane closed for good after they came in."""
    shut = uncallable.closed_lanes(now, hours)
    return Lead.objects.filter(uncallable.in_closed_lanes(shut)).count() if shut else 0


def _nobody_able(counts: Mapping[str, int]) -> int:
    """Count the open leads that no active agent can take.

    Without an active agent, these are all leads that are not parked.
    """
    if team.agents().exists():
        return card_queries.nobody_able(team.skill_sets())
    return sum(counts[state] for state in (CardState.READY, CardState.SCHEDULED, CardState.HELD))


def _people(
    ids: Sequence[int], settled: Mapping[int, int], now: datetime, since: datetime
) -> tuple[AgentOnFloor, ...]:
    """Return these people, those with a lead first."""
    cards = card_queries.held_cards(now).filter(holder_id__in=ids)
    held = {card.holder_id: card for card in cards}
    claims = models.ClaimRow.objects.in_bulk([c.token for c in held.values() if c.token])
    callbacks = card_queries.callbacks_by_owner(ids)
    let_go = uncalled_limit.by_agent(since, ids)
    rows = team.people().filter(pk__in=ids)
    people = []
    for person in rows:
        card = held.get(person.pk)
        claim = claims.get(card.token) if card and card.token else None
        people.append(
            AgentOnFloor(
                id=person.pk,
                name=person.name,
                team=person.team.name,
                active=person.is_active,
                lead_id=card.lead_id if card else None,
                lead_name=card.lead.name if card else "",
                since=claim.started_at if claim else None,
                until=card.next_at if card else None,
                settled_today=settled.get(person.pk, 0),
                callbacks=callbacks.get(person.pk, 0),
                **_state(person, claim),
                let_go=let_go.get(person.pk, 0),
                let_go_much=let_go.get(person.pk, 0) > uncalled_limit.SHOWN_ABOVE,
                service=service_of(card.lead, card, now) if card else "",
            )
        )
    return tuple(sorted(people, key=lambda p: (not p.active, p.lead_id is None, p.name)))
