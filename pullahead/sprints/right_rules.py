"""Rules of rights and of a pod's return: what is granted, what is asked for.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class RightVerdict(StrEnum):
    """Verdict on a concession: within the right, above it, or a second one of its kind."""

    WITHIN = "within"
    ABOVE = "above"
    AGAIN = "again"


def judge(amount: Decimal, up_to: Decimal, *, granted_before: bool) -> RightVerdict:
    """Return whether a pod may grant an amount without asking.

    A second concession of the same kind on a deal is asked for, or 5 % twice would pass.
    """
    if granted_before:
        return RightVerdict.AGAIN
    return RightVerdict.WITHIN if amount <= up_to else RightVerdict.ABOVE


@dataclass(frozen=True, slots=True)
class PodReturn:
    """Return of a pod in a quarter; `n` counts won deals."""

    year: int
    quarter: int
    n: int
    won: Decimal
    hours: Decimal
    net: Decimal | None  # None: the pod has no cost of an hour


def quarter_of(day: date) -> tuple[int, int]:
    """Return year and quarter of a day."""
    return day.year, (day.month + 2) // 3


def returns(
    won: list[tuple[date, Decimal]],
    hours: list[tuple[date, Decimal]],
    hour_cost: Decimal | None,
) -> tuple[PodReturn, ...]:
    """Return won value minus hours × cost of an hour, by quarter, the latest first."""
    quarters = {quarter_of(day) for day, _amount in (*won, *hours)}
    found = []
    for one in sorted(quarters, reverse=True):
        values = [amount for day, amount in won if quarter_of(day) == one]
        spent = sum((amount for day, amount in hours if quarter_of(day) == one), Decimal())
        total = sum(values, Decimal())
        net = total - spent * hour_cost if hour_cost is not None else None
        found.append(PodReturn(*one, len(values), total, spent, net))
    return tuple(found)
