"""Decide whether the picked card may be called now. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pullahead.compliance.call_check import call_check
from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.rules import SHIPPED, CallVerdict, NumberFacts, RuleSet, may_dial
from pullahead.pull.rules import Card, Park


@dataclass(frozen=True, slots=True)
class PickFacts:
    """Facts of the picked card that are read again."""

    opted_out: bool
    numbers: tuple[NumberFacts, ...]
    zone: str
    # without a number: it can be written to
    mailable: bool = False
    limits: RuleSet = SHIPPED


def may_call(card: Card, facts: PickFacts, *, now: datetime) -> CallVerdict:
    """Decide whether the picked card may be called now; one callable number is enough.

    Do-not-call closes the lead. Two states park it: no number and no e-mail address, or all numbers
    on a do-not-call list. Numbers that must wait schedule it for when the first of them is free.
    """
    if facts.opted_out:
        return CallVerdict(ok=False, rule="do_not_call", close=True)
    if not facts.numbers and not facts.mailable:
        return CallVerdict(ok=False, rule="no_phone", park=Park.NO_PHONE)
    asked = card.due_at is not None
    verdicts = [may_dial(n, facts.limits, asked=asked, now=now) for n in facts.numbers]
    if verdicts and not any(verdict.ok for verdict in verdicts):
        later = [(v.wait_until, n) for n, v in enumerate(verdicts) if v.wait_until]
        return verdicts[min(later)[1]] if later else verdicts[0]
    if (at := _clock_time_today(card, facts.zone, now)) is not None:
        return CallVerdict(ok=False, rule="callback_clock_time", wait_until=at)
    return CallVerdict()


def pull_check(
    card: Card, facts: PickFacts, windows: str, hours: Hours, *, now: datetime
) -> dict[str, Any]:
    """Return the record of the calling rules that permitted a pull of this card."""
    asked = card.due_at is not None
    return call_check(windows, facts.numbers, facts.limits, hours, asked=asked, now=now)


def _clock_time_today(card: Card, zone: str, now: datetime) -> datetime | None:
    """Return when an overdue callback is offered on a later day: from its clock time on."""
    if card.due_at is None:
        return None
    local = ZoneInfo(zone or "UTC")
    today, due = now.astimezone(local), card.due_at.astimezone(local)
    if due.date() >= today.date() or today.time() >= due.time():
        return None
    return datetime.combine(today.date(), due.time(), local).astimezone(now.tzinfo)
