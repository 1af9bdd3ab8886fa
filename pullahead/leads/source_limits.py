"""Caps of a source: whether one more delivery is accepted, and when the next one is.

Plain Python without Django, clock or I/O.

Hours, days and months are those of the organization's time zone, not the server's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BACKLOG_RETRY = timedelta(minutes=15)


class LimitReason(StrEnum):
    """Reasons why a source accepts no delivery."""

    PAUSED = "paused"
    HOUR = "full_hour"
    DAY = "full_day"
    MONTH = "full_month"
    OPEN = "full_open"


@dataclass(frozen=True, slots=True)
class SourceCaps:
    """Caps of a source; None is no cap."""

    hour: int | None = None
    day: int | None = None
    month: int | None = None
    open: int | None = None


@dataclass(frozen=True, slots=True)
class CapPeriods:
    """Starts of the current hour, day and month, and of the next ones."""

    hour: datetime
    day: datetime
    month: datetime
    next_hour: datetime
    next_day: datetime
    next_month: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """Accepted deliveries in the current hour, day and month, and open leads."""

    hour: int
    day: int
    month: int
    open: int


@dataclass(frozen=True, slots=True)
class FullSource:
    """Refusal of a delivery: the reason, the cap, and the moment to try again."""

    reason: LimitReason
    cap: int
    again_at: datetime


def periods(now: datetime, zone: str) -> CapPeriods:
    """Return the current periods in a time zone, in UTC."""
    local = now.astimezone(ZoneInfo(zone))
    hour = local.replace(minute=0, second=0, microsecond=0)
    day = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    month = day.replace(day=1)
    next_day = (day.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=day.tzinfo)
    next_month = (month.replace(tzinfo=None) + timedelta(days=32)).replace(day=1)
    return CapPeriods(
        hour=hour.astimezone(UTC),
        day=day.astimezone(UTC),
        month=month.astimezone(UTC),
        next_hour=hour.astimezone(UTC) + timedelta(hours=1),
        next_day=next_day.astimezone(UTC),
        next_month=next_month.replace(tzinfo=day.tzinfo).astimezone(UTC),
    )


def full(
    caps: SourceCaps, delivered: Delivered, within: CapPeriods, now: datetime
) -> FullSource | None:
    """Return the refusal that lasts longest, or None if one more delivery fits."""
    checks = (
        (LimitReason.MONTH, caps.month, delivered.month, within.next_month),
        (LimitReason.DAY, caps.day, delivered.day, within.next_day),
        (LimitReason.HOUR, caps.hour, delivered.hour, within.next_hour),
        (LimitReason.OPEN, caps.open, delivered.open, now + BACKLOG_RETRY),
    )
    reached = (
        FullSource(reason, cap, again_at)
        for reason, cap, count, again_at in checks
        if cap is not None and count >= cap
    )
    return next(reached, None)
