"""The list of leads for team leads and administrators: newest first, filtered, in pages.

A team lead sees the team's leads and all parked ones; an administrator sees all. One statement
reads a page. A page continues after the last lead of the page before, so new leads move nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.leads import search_queries
from pullahead.leads.handles import read_sought
from pullahead.leads.models import Lead, Source
from pullahead.leads.search_queries import LOOKED_AT
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import CardState
from pullahead.team.models import Person, Team
from pullahead.usecases.leads import uncallable
from pullahead.usecases.leads.detail import service_of
from pullahead.usecases.leads.timeline import PARK_WORDS

PAGE = 50
COUNTED = 1_000
READY, HELD, SCHEDULED, CALLBACK, PARKED = "ready", "held", "scheduled", "callback", "parked"
NEVER, CLOSED, ALL = "never", "closed", "all"
STATES = {
    "": gettext_lazy("Open"),
    READY: gettext_lazy("Ready"),
    HELD: gettext_lazy("With an agent"),
    SCHEDULED: gettext_lazy("Scheduled"),
    CALLBACK: gettext_lazy("Callback"),
    PARKED: gettext_lazy("Parked"),
    NEVER: gettext_lazy("Never callable"),
    CLOSED: gettext_lazy("Closed"),
    ALL: gettext_lazy("Open and closed"),
}


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """The filters of the list. A blank or None filters nothing; a blank state is all but closed."""

    text: str = ""  # a name, company, number, email address or id
    state: str = ""
    source: int | None = None
    team: int | None = None
    since: datetime | None = None  # came in at this moment or later
    reason: str = ""  # parked for
    overdue: bool = False  # parked past its review
    closed_as: str = ""
    after: str = ""  # LeadPage.after of the page before


@dataclass(frozen=True, slots=True)
class LeadListRow:
    """A lead in the list."""

    id: UUID
    name: str
    state: str
    who: str  # the holder, or the owner of the callback
    last_outcome: str  # label of the latest saved result; "" before the first
    value: Decimal | None  # the lead's own, or that of its source
    why: str  # the park reason, or the closing code
    source: str
    team: str
    round: int
    next_at: datetime | None  # the next step; None when ready or closed
    overdue: bool
    asked_at: datetime
    closed_at: datetime | None
    service: str  # class: callback, fresh, follow-up, aged; "" when closed
    never: bool  # its calling hours never open


@dataclass(frozen=True, slots=True)
class LeadPage:
    """A page of the list."""

    rows: tuple[LeadListRow, ...]
    after: str  # where the next page begins; "" when this is the last
    count: int  # leads on all pages; COUNTED + 1 for more than COUNTED
    cut: bool = False  # the search looked at its first leads only


@dataclass(frozen=True, slots=True)
class LeadFilterChoices:
    """The filter options of this viewer: (value, label)."""

    states: tuple[tuple[str, str], ...]
    sources: tuple[tuple[int, str], ...]
    teams: tuple[tuple[int, str], ...]
    reasons: tuple[tuple[str, str], ...]
    dispositions: tuple[tuple[str, str], ...]


def for_leaders(viewer: Person) -> None:
    """Raise NotFound for agents: the list exists for team leads and administrators."""
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))


def page(*, viewer: Person, wanted: LeadFilter) -> LeadPage:
    """Return the filtered leads that this viewer may see. Raise NotFound for agents."""
    for_leaders(viewer)
    now = clock.now()
    shut = uncallable.closed_lanes(now, pull_queries.hours())
    matching = _seen(viewer).filter(_filter(wanted, now, shut))
    sought = _sought(wanted.text)
    if sought is not None:
        matching = matching.filter(pk__in=sought)
    # counting all of 100,000 leads would take longer than reading the page
    count = matching.values("pk")[: COUNTED + 1].count()
    found = matching
    if (place := _place(wanted.after)) is not None:
        at, last = place
        behind = Q(asked_at__lt=at) | Q(asked_at=at, id__lt=last)
        found = found.filter(behind, asked_at__lte=at)
    leads = list(_with_rows(_newest(found, few=count <= COUNTED)))
    labels = pull_queries.labels()
    more = len(leads) > PAGE
    outcomes = pull_queries.last_outcomes([lead.pk for lead in leads[:PAGE]])
    rows = tuple(_row(lead, labels, now, shut, outcomes.get(lead.pk, "")) for lead in leads[:PAGE])
    after = f"{rows[-1].asked_at.isoformat()}_{rows[-1].id}" if more else ""
    return LeadPage(rows, after, count, sought is not None and len(sought) == LOOKED_AT)


def _sought(text: str) -> list[UUID] | None:
    """Return the leads that a search finds, at most LOOKED_AT; None without a search."""
    if not text.strip():
        return None
    return search_queries.looked_up(read_sought(text, country=settings.CONFIG.country))


def choices(*, viewer: Person) -> LeadFilterChoices:
    """Return the filter options of this viewer. Raise NotFound for agents."""
    for_leaders(viewer)
    teams = Team.objects.order_by("name")
    if not viewer.is_admin:
        teams = teams.filter(pk=viewer.team_id)
    return LeadFilterChoices(
        states=tuple((state, str(label)) for state, label in STATES.items()),
        sources=tuple(Source.objects.order_by("name").values_list("id", "name")),
        teams=tuple(teams.values_list("id", "name")),
        reasons=tuple((code, str(words)) for code, words in PARK_WORDS.items()),
        dispositions=tuple(
            models.DispositionRow.objects.filter(kind="final")
            .order_by("position", "code")
            .values_list("code", "label")
        ),
    )


def _seen(viewer: Person) -> QuerySet[Lead]:
    """Return the leads of the viewer's team and all parked ones; all for an administrator."""
    if viewer.is_admin:
        return Lead.objects.all()
    open_here = Q(card__team_id=viewer.team_id) | Q(card__state=CardState.PARKED)
    return Lead.objects.filter(open_here | _closed_in(viewer.team_id))


def _closed_in(team_id: int) -> Q:
    """Select the closed leads of a team's sources; without a join, which would cost an index."""
    ours = models.Route.objects.filter(team_id=team_id).values("source_id")
    return Q(closed_at__isnull=False, source_id__in=ours)


def _newest(found: QuerySet[Lead], *, few: bool) -> list[UUID]:
    """Return the ids of the newest leads, one more than a page.

    Ids only: with the joins of the rows, SQLite sorts every lead instead of reading an index. A few
    leads are sorted here, because reading that index to its end takes longer.
    """
    if few:
        there = sorted(found.values_list("asked_at", "pk"), reverse=True)
        return [pk for _, pk in there[: PAGE + 1]]
    ordered = found.order_by("-asked_at", "-id")
    return list(ordered.values_list("pk", flat=True)[: PAGE + 1])


def _with_rows(ids: Sequence[UUID]) -> QuerySet[Lead]:
    """Read these leads with what their rows show, newest first."""
    leads = Lead.objects.filter(pk__in=ids).order_by("-asked_at", "-id")
    return leads.select_related("source__route__team", "card__team", "card__holder", "card__owner")


def _filter(wanted: LeadFilter, now: datetime, shut: Sequence[int]) -> Q:
    q = uncallable.uncallable_leads(shut) if wanted.state == NEVER else _in_state(wanted.state, now)
    if wanted.source is not None:
        q &= Q(source_id=wanted.source)
    if wanted.team is not None:
        q &= Q(card__team_id=wanted.team) | _closed_in(wanted.team)
    if wanted.since is not None:
        q &= Q(admitted_at__gte=wanted.since)
    if wanted.reason:
        q &= Q(card__state=CardState.PARKED, card__park_reason=wanted.reason)
    if wanted.overdue:
        q &= Q(card__state=CardState.PARKED, card__review_at__lt=now)
    if wanted.closed_as:
        q &= Q(closed_as=wanted.closed_as)
    return q


def _in_state(state: str, now: datetime) -> Q:
    """Select cards by state, as `_state` names it; a due card counts as ready."""
    scheduled = Q(card__state=CardState.SCHEDULED, card__next_at__gt=now)
    return {
        READY: Q(card__state=CardState.READY) | Q(card__next_at__lte=now),
        HELD: Q(card__state=CardState.HELD, card__next_at__gt=now),
        SCHEDULED: scheduled & Q(card__due_at__isnull=True),
        CALLBACK: scheduled & Q(card__due_at__isnull=False),
        PARKED: Q(card__state=CardState.PARKED),
        CLOSED: Q(closed_at__isnull=False),
        ALL: Q(),
    }.get(state, Q(closed_at__isnull=True))


def _state(card: models.CardRow | None, now: datetime) -> str:
    if card is None:
        return CLOSED
    if card.next_at is not None and card.next_at <= now:
        return READY
    return CALLBACK if card.state == CardState.SCHEDULED and card.due_at else card.state


def _row(
    lead: Lead, labels: dict[str, str], now: datetime, shut: Sequence[int], outcome: str
) -> LeadListRow:
    card: models.CardRow | None = getattr(lead, "card", None)
    route: models.Route | None = getattr(lead.source, "route", None)
    state = _state(card, now)
    who, next_at, why = "", None, labels.get(lead.closed_as, lead.closed_as)
    team = route.team.name if route else ""
    if card is not None:
        person = card.holder or card.owner
        who = person.name if person and state in {HELD, CALLBACK} else ""
        moments = {CALLBACK: card.due_at, PARKED: card.review_at, READY: None}
        next_at = moments.get(state, card.next_at)
        why = str(PARK_WORDS.get(card.park_reason, card.park_reason))
        team = card.team.name
    return LeadListRow(
        id=lead.pk,
        name=lead.name,
        state=state,
        who=who,
        last_outcome=labels.get(outcome, outcome),
        value=lead.value if lead.value is not None or route is None else route.value,
        why=why,
        source=lead.source.name,
        team=team,
        round=card.round if card else 0,
        next_at=next_at,
        overdue=state == PARKED and next_at is not None and next_at < now,
        asked_at=lead.asked_at,
        closed_at=lead.closed_at,
        service=service_of(lead, card, now),
        never=card is not None and state != PARKED and card.lane_id in shut,
    )


def _place(after: str) -> tuple[datetime, UUID] | None:
    """Read the beginning of a page; an unreadable one is the first page."""
    moment, _separator, lead = after.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(lead)) if at.tzinfo else None
    except ValueError:
        return None
