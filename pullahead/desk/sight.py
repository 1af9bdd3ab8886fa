"""What people may see of leads: an agent's hand, home and leads; a leader's leads.

An agent sees leads that they hold, held or have promised, without value, chance, cost and vendor; a
leader also their team's and the parked ones; an administrator all. Everything else does not exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
from django.db import Error

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import NotFound
from pullahead.desk.mixes import standing
from pullahead.desk.nothing import why_nothing
from pullahead.desk.place import organisation_zone
from pullahead.desk.shapes import Asked, CameTo, InHand, LeadStory, Reach, RoundRobin, Today
from pullahead.desk.story_rows import StoryRows, held_by, of_lead
from pullahead.desk.timeline import happenings, may_see_amount, taken_because
from pullahead.leads import queries as leads
from pullahead.leads.models import Address, Inquiry, Lead, Outcome
from pullahead.pull import models, ranking, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.picking import service_class
from pullahead.pull.windows import MAIL, place_in
from pullahead.team import queries as team
from pullahead.team.models import Person

ABSENT = 2
OPTED_OUT, OPTED_OUT_OF_CALLS, OPTED_OUT_OF_EMAIL = (
    *("opted_out", "opted_out_of_calls", "opted_out_of_email"),
)  # reasons why an address of a lead may not be used


def may_see(person: Person, rows: StoryRows) -> bool:
    """Whether this lead exists for this person."""
    if person.is_admin or (rows.card is not None and rows.card.holder_id == person.pk):
        return True
    if rows.ever_held(person):
        return True
    if person.role != Person.Role.LEADER:
        return False
    if rows.card is not None:
        return rows.card.team_id == person.team_id or rows.card.state == rules.State.PARKED
    return rows.route is not None and rows.route.team_id == person.team_id


def lead_seen(lead_id: UUID, person: Person) -> tuple[Lead, models.Card | None]:
    """The lead and its card, if they exist for this person; raises NotFound."""
    rows = _seen(lead_id, person)
    return rows.lead, rows.card


def _seen(lead_id: UUID, person: Person) -> StoryRows:
    rows = of_lead(lead_id, person.pk)
    if rows is None or not may_see(person, rows):
        raise NotFound("There is no such lead.")
    return rows


def story(*, lead_id: UUID, viewer: Person) -> LeadStory:
    """The whole story of a lead, as this person may see it; raises NotFound."""
    return _story(_seen(lead_id, viewer), viewer)


def _story(rows: StoryRows, viewer: Person) -> LeadStory:
    lead, card, route = rows.lead, rows.card, rows.route
    money, zone = viewer.is_leader, ZoneInfo(viewer.zone or organisation_zone())
    return LeadStory(
        id=lead.id,
        name=lead.name,
        state=state_of(card),
        round=card.round if card else 0,
        rounds=len(route.cadence.offsets) if route else 0,
        source=lead.source.name if money else "",
        team=card.team.name if card else route.team.name if route else "",
        reaches=_reaches(rows),
        asked=_asked(rows.inquiries, money=money),
        happenings=happenings(rows, viewer, zone),
        attributes=lead.attributes,
        asked_at=lead.asked_at,
        admitted_at=lead.admitted_at,
        closed_as=rows.labels.get(lead.closed_as, lead.closed_as),
        closed_at=lead.closed_at,
        value=lead.value if money else None,
        chance=rows.chance if money and route else None,
        earlier=lead.earlier_id,
        came_to=_came_to(leads.standing(rows.outcomes), viewer),
        can_unpark=money and card is not None and card.state == rules.State.PARKED,
        can_close=money and card is not None,
        can_tell=money,
        service=service_of(lead, card, rows.at),
        **_card_facts(rows),
    )


def service_of(lead: Lead, card: models.Card | None, now: datetime) -> str:
    """What kind of work an open lead is now: promise, fresh, follow-up, aged; "" once closed."""
    if card is None:
        return ""
    promised, tried = card.due_at is not None, card.round > 1
    return service_class(promised=promised, tried=tried, asked_at=lead.asked_at, now=now)


def _came_to(outcome: Outcome | None, viewer: Person) -> CameTo | None:
    if outcome is None:
        return None
    value = outcome.value if may_see_amount(outcome, viewer) else None
    return CameTo(outcome.verdict, value, outcome.currency, outcome.at)


def state_of(card: models.Card | None) -> str:
    """How a lead stands: ready, held, asleep, promise, parked, closed."""
    if card is None:
        return "closed"
    return "promise" if card.state == rules.State.ASLEEP and card.due_at else card.state


def _card_facts(rows: StoryRows) -> dict[str, Any]:
    """What the card tells: who holds it, what comes next, when they may be called."""
    card, now, hours = rows.card, rows.at, rows.hours
    if card is None:
        return {}
    facts: dict[str, Any] = {
        "wake_at": card.wake_at if card.state == rules.State.ASLEEP else None,
        "due_at": card.due_at,
        "holder": rows.names.get(card.holder_id or 0, ""),
        "holder_until": card.wake_at if card.holder_id else None,
        "owner": rows.names.get(card.owner_id or 0, ""),
        "park_reason": card.park_reason,
        "review_at": card.review_at,
    }
    if card.lane is not None:
        windows = card.lane.windows
        facts |= {
            "zones": place_in(windows).zones if windows != MAIL else (),
            "open_now": hours.is_open(windows, now),
            "legal_until": hours.open_until(windows, now),
            "next_open": hours.next_open(windows, now),
        }
    return facts


def _reaches(rows: StoryRows) -> tuple[Reach, ...]:
    """The lead's addresses, the usable ones first; an opt-out makes an address unusable.

    The rules are those of `dialling`: the opt-out of one phone bars every address of the lead, the
    opt-out of a mailbox bars that mailbox.
    """
    no_calls = any(kind == Address.Kind.PHONE for kind, _ in rows.opted_out)
    found = []
    for address in rows.addresses:
        reach, is_phone = reach_of(address), address.kind == Address.Kind.PHONE
        if (address.kind, address.value) in rows.opted_out or (is_phone and no_calls):
            reason = OPTED_OUT_OF_CALLS if is_phone else OPTED_OUT_OF_EMAIL
            reach = replace(reach, valid=False, reason=reason)
        elif no_calls:
            reach = replace(reach, valid=False, reason=OPTED_OUT)
        found.append(reach)
    return tuple(sorted(found, key=lambda one: not one.valid))


def reach_of(address: Address) -> Reach:
    """One way to reach a lead, as people read it."""
    shown = address.value
    if address.kind == Address.Kind.PHONE:
        shown = international(address.value)
    return Reach(address.pk, address.kind, address.value, shown, address.valid, address.reason)


@lru_cache(maxsize=4_096)
def international(phone: str) -> str:
    """A number in international notation."""
    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _asked(rows: Sequence[Inquiry], *, money: bool) -> tuple[Asked, ...]:
    def cost(value: Decimal | None) -> Decimal | None:
        return value if money else None

    return tuple(
        Asked(
            at=i.asked_at,
            source=i.source.name if money else "",
            words=i.words,
            attributes=i.attributes,
            cost=cost(i.cost),
            admitted_at=i.admitted_at,
        )
        for i in rows
    )


def in_hand(agent_id: int) -> InHand | None:
    """The live claim and its lead, as its agent sees them."""
    rows = held_by(agent_id)
    claim = rows.in_hand(agent_id) if rows else None
    if rows is None or claim is None or rows.viewer is None:
        return None
    viewer = rows.viewer
    told = _story(rows, viewer)
    due = claim.why.get("due_at")
    began = claim.started_at
    asked_before = [a.at for a in told.asked if not a.admitted_at or a.admitted_at <= began]
    asked_before = asked_before or [told.asked_at]
    why = ranking.Why(
        rule=str(claim.why.get("rule", "best")),
        round=claim.round,
        asked_at=asked_before[0],
        due_at=datetime.fromisoformat(due) if due else None,
        times_asked=len(asked_before),
        had_before=told.earlier is not None
        or any(h.kind == "claim" and h.at < began for h in told.happenings),
    )
    return InHand(
        token=claim.token,
        round=claim.round,
        started_at=claim.started_at,
        ends_at=claim.ends_at,
        hard_stop_at=claim.started_at + rules.HARD_STOP,
        why=taken_because(claim.why)
        or ranking.explain(why, at=claim.started_at, zone=viewer.zone or organisation_zone()),
        lead=told,
        asked_again=any(a.admitted_at and a.admitted_at > claim.started_at for a in told.asked),
        service=service_class(
            promised=due is not None,
            tried=claim.round > 1,
            asked_at=asked_before[0],
            now=claim.started_at,
        ),
    )


def today(*, agent_id: int) -> Today:
    """An agent's home: what can be called now, what is promised, what today brought."""
    now, hours = clock.now(), pull_queries.hours()
    viewer, has = team.person(agent_id), team.skills_of(agent_id)
    there = standing(now)
    waiting = [w for w in there.waiting(has) if hours.is_open(w.lane.windows, now)]
    freshest = [w.freshest_at for w in waiting if w.freshest_at]
    due, later = pull_queries.promises_of(agent_id, now)
    zone = viewer.zone or organisation_zone()
    lanes = {w.lane.id for w in waiting}
    back = sum(lane in lanes for lane, _ in pull_queries.given_back(agent_id, now))
    callable_now = sum(w.ready for w in waiting) - back
    something = callable_now or due
    reasons, next_at = ((), None) if something else why_nothing("nothing", agent_id, zone)
    since = start_of_day(now, zone)
    return Today(
        callable_now=callable_now,
        callable_capped=any(w.ready >= pull_queries.COUNT_AT_MOST for w in waiting),
        freshest_at=max(freshest, default=None) if callable_now else None,
        promises_due=due,
        promises_later=later,
        settled_today=pull_queries.settled_since(since).get(agent_id, 0),
        reasons=reasons,
        next_at=next_at,
        dead_queue=there.unreachable(),
        round_robin=round_robin(now) if base.setting("demo") else None,
    )


def round_robin(now: datetime) -> RoundRobin:
    """What round robin would hold on the leads of the last 24 h with two people absent.

    Leads are dealt in the order in which they came, one to each agent in turn, present or not;
    what was dealt to the two absent lies in their queues.
    """
    names = list(team.agents().values_list("name", flat=True))
    people, count = len(names), leads.received_since(now - timedelta(hours=24))
    absent = min(ABSENT, people)
    dead = sum((count - seat + people - 1) // people for seat in range(absent))
    return RoundRobin(people, tuple(names[:absent]), count, dead)


def start_of_day(now: datetime, zone: str) -> datetime:
    """Midnight before `now`, local to `zone`."""
    local = now.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(now.tzinfo)


def health() -> dict[str, object]:
    """{ok, database, unreachable}: what a monitor asks for; never raises."""
    try:
        return {"ok": True, "database": "ok", "unreachable": pull_queries.unreachable().count()}
    except Error:
        return {"ok": False, "database": "down", "unreachable": None}
