"""Record of a check of the calling rules: the facts that a pull or a dial was permitted on.

Plain Python without Django, clock or I/O.

The record has codes, numbers and moments only: no name and no phone. A number is named by its
position among the lead's valid numbers. Rule packs never change, so name and version tell their
text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.rules import (
    CallCap,
    CallVerdict,
    NumberFacts,
    RulePackRules,
    RuleSet,
    may_dial,
)

HOUR_SECONDS = 3_600


def call_check(
    windows: str,
    numbers: Sequence[NumberFacts],
    limits: RuleSet,
    hours: Hours,
    *,
    asked: bool,
    now: datetime,
    dialed: str = "",
    verdicts: Sequence[CallVerdict] | None = None,
) -> dict[str, Any]:
    """Return the record of a check at `now`, ready for JSON.

    `windows` is the window set of the lead. `asked`: the customer requested this call. `dialed` is
    the number of a dial; a pull checks all numbers. `verdicts`: the decisions on the numbers, where
    the caller has made them.
    """
    if verdicts is None:
        verdicts = [may_dial(one, limits, asked=asked, now=now) for one in numbers]
    until = hours.open_until(windows, now) if windows else None
    packs = _packs(numbers, limits)
    return {
        "windows": windows,
        "open": bool(windows) and hours.is_open(windows, now),
        "until": until and until.isoformat(),
        "asked": asked,
        "packs": [[pack.name, pack.version] for pack in packs],
        "lists": [
            [one.name, one.country, one.as_of.isoformat()]
            for one in limits.lists
            if any(pack.jurisdiction == one.country for pack in packs)
        ],
        "numbers": [
            _number(place, number, limits, verdict, now)
            for place, (number, verdict) in enumerate(zip(numbers, verdicts, strict=True), start=1)
            if dialed in {"", number.value}
        ],
    }


def _packs(numbers: Sequence[NumberFacts], limits: RuleSet) -> tuple[RulePackRules, ...]:
    """Return the packs of all numbers; none without a number."""
    there = {one for number in numbers for one in number.jurisdictions}
    return limits.of(there) if numbers else ()


def _number(
    place: int, number: NumberFacts, limits: RuleSet, verdict: CallVerdict, now: datetime
) -> dict[str, Any]:
    packs = limits.of(number.jurisdictions)
    return {
        "place": place,
        "listed": number.listed,
        "consent": number.consent,
        "last_call": max(number.calls).isoformat() if number.calls else None,
        "calls": [_count(pack, cap, number, now) for pack in packs for cap in pack.caps],
        "rule": verdict.rule,
        "pack": verdict.origin,
    }


def _count(
    pack: RulePackRules, cap: CallCap, number: NumberFacts, now: datetime
) -> list[str | int | float]:
    """Return pack, calls allowed, span in hours, and calls made in it."""
    made = sum(1 for at in number.calls if now - cap.within < at <= now)
    return [pack.label, cap.calls, cap.within.total_seconds() / HOUR_SECONDS, made]
