"""Reasons to return a bought lead to its vendor.

Plain Python without Django, clock or I/O.

A lead that did not answer cannot be returned: the vendor sold contact data, not a conversation.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW_DAYS = 7  # unless the source has its own
WINDOW_AT_MOST = 90


class ReturnReason(StrEnum):
    """Reasons that vendors accept."""

    TEST = "test"
    DUPLICATE = "duplicate"
    WRONG_AREA = "wrong_area"
    BAD_NUMBER = "bad_number"


@dataclass(frozen=True, slots=True)
class ReturnFacts:
    """Facts of one lead that decide about its return."""

    arrived_at: datetime
    closed_as: str
    is_test: bool
    reached: bool
    outcomes: Collection[str]  # codes of its settled claims
    address_left: bool  # a number or email address that is not bad


def in_window(arrived_at: datetime, now: datetime, days: int) -> bool:
    """Return whether a lead can still be returned."""
    return now - arrived_at <= timedelta(days=days)


def return_reason(
    facts: ReturnFacts, *, bad_number_codes: Collection[str], now: datetime, days: int
) -> ReturnReason | None:
    """Return the reason to return a lead, or None without one or after the window."""
    if not in_window(facts.arrived_at, now, days):
        return None
    if facts.is_test:
        return ReturnReason.TEST
    for reason in (ReturnReason.DUPLICATE, ReturnReason.WRONG_AREA):
        if facts.closed_as == reason.value:
            return reason
    bad = any(code in bad_number_codes for code in facts.outcomes)
    if bad and not facts.reached and not facts.address_left:
        return ReturnReason.BAD_NUMBER
    return None
