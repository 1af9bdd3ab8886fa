"""Decide what becomes of a picked card: may its lead be called now?

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pullahead.compliance.call_check import call_check
from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.rules import CallVerdict, may_dial
from pullahead.pull import rules
from pullahead.pull.rules import Card, Park, ReviewAt
from pullahead.pull.selection import PickFacts
from pullahead.pull.store.port import EngineEvent, event


@dataclass(frozen=True, slots=True)
class PickDecision:
    """Effect of a pick, still to be written: a claim, another card, or a closed lead."""

    claims: bool = False
    closes: bool = False
    after: Card | None = None  # the card to write; None where it is claimed or its lead closes
    verdicts: Sequence[CallVerdict] = ()  # of the lead's numbers, where it is claimed
    events: Sequence[EngineEvent] = ()


def decide(card: Card, facts: PickFacts, *, review_at: ReviewAt, now: datetime) -> PickDecision:
    """Return the effect of a pick: claim it, or schedule, park or close what may not be called."""
    verdicts = _verdicts(card, facts, now)
    verdict = _permitted(card, facts, verdicts, now)
    if verdict.ok:
        return PickDecision(claims=True, verdicts=verdicts)
    if verdict.close:
        return PickDecision(
            closes=True, events=[event("lead.closed", card, now, {"as": "do_not_call"})]
        )
    if verdict.wait_until is not None:
        after, kind = rules.scheduled_until(card, verdict.wait_until), "card.deferred"
    else:
        after = rules.parked(card, reason=verdict.park, review_at=review_at(card.team))
        kind = "card.parked"
    said = {"rule": verdict.rule} | ({"origin": verdict.origin} if verdict.origin else {})
    return PickDecision(after=after, events=[event(kind, card, now, said)])


def may_call(card: Card, facts: PickFacts, *, now: datetime) -> CallVerdict:
    """Decide whether the picked card may be called now; one callable number is enough.

    Do-not-call closes the lead. Two states park it: no number and no email address, or all numbers
    on a do-not-call list. Numbers that must wait schedule it for when the first of them is free.
    """
    return _permitted(card, facts, _verdicts(card, facts, now), now)


def _verdicts(card: Card, facts: PickFacts, now: datetime) -> list[CallVerdict]:
    """Decide on each of the lead's numbers."""
    asked = card.due_at is not None
    return [may_dial(one, facts.limits, asked=asked, now=now) for one in facts.numbers]


def _permitted(
    card: Card, facts: PickFacts, verdicts: Sequence[CallVerdict], now: datetime
) -> CallVerdict:
    if facts.opted_out:
        return CallVerdict(ok=False, rule="do_not_call", close=True)
    if not facts.numbers and not facts.mailable:
        return CallVerdict(ok=False, rule="no_phone", park=Park.NO_PHONE)
    if verdicts and not any(verdict.ok for verdict in verdicts):
        later = [(v.wait_until, n) for n, v in enumerate(verdicts) if v.wait_until]
        return verdicts[min(later)[1]] if later else verdicts[0]
    if (at := _clock_time_today(card, facts.zone, now)) is not None:
        return CallVerdict(ok=False, rule="callback_clock_time", wait_until=at)
    return CallVerdict()


def pull_check(
    card: Card,
    facts: PickFacts,
    windows: str,
    hours: Hours,
    *,
    verdicts: Sequence[CallVerdict] | None = None,
    now: datetime,
) -> dict[str, Any]:
    """Return the record of the calling rules that permitted a pull of this card.

    `verdicts`: the decisions on its numbers, where the caller has them.
    """
    asked, numbers = card.due_at is not None, facts.numbers
    return call_check(
        windows, numbers, facts.limits, hours, asked=asked, verdicts=verdicts, now=now
    )


def _clock_time_today(card: Card, zone: str, now: datetime) -> datetime | None:
    """Return when an overdue callback is offered on a later day: from its clock time on."""
    if card.due_at is None:
        return None
    local = ZoneInfo(zone or "UTC")
    today, due = now.astimezone(local), card.due_at.astimezone(local)
    if due.date() >= today.date() or today.time() >= due.time():
        return None
    return datetime.combine(today.date(), due.time(), local).astimezone(now.tzinfo)
