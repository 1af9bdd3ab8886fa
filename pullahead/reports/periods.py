"""Periods of a report, in the viewer's days, each beside the one before.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

LONGEST = 92  # days
CHOICES = (1, 7, 28)  # days until today
USUAL = 7
YEARS_FROM = 2000
QUARTER = 900  # seconds


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last` in a zone, until now where the last day is not over."""

    first: date
    last: date
    zone: str
    now: datetime
    # facts recorded later do not count; None: all facts count
    known_at: datetime | None = None

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def since(self) -> datetime:
        """Start of the first day."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """End of the last day, or now."""
        return min(_midnight(self.last + timedelta(days=1), self.zone), self.now)

    @property
    def before(self) -> Period:
        """The period before, of equal length, and as far as this one is over."""
        back = timedelta(days=self.days)
        first, last = self.first - back, self.last - back
        return Period(first, last, self.zone, self.now - back, self.known_at)

    def hour_of_slot(self, slot: int) -> int:
        """Return the hour of a quarter hour, numbered since 1970, in the zone of the period."""
        return _hour(slot, self.zone)


@lru_cache(maxsize=1 << 15)
def _hour(slot: int, zone: str) -> int:
    # a report asks for thousands of quarter hours, several times each
    return datetime.fromtimestamp(slot * QUARTER, ZoneInfo(zone)).hour


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def last_days(days: int, *, zone: str, now: datetime) -> Period:
    """Return the last so many days, today included."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return Period(today - timedelta(days=days - 1), today, zone, now)


def moment_of(text: str, *, zone: str, now: datetime) -> datetime | None:
    """Return the past moment that a query names in a zone; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year < YEARS_FROM or found.year > now.year + 1:
        return None
    at = (found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    return at if at < now else None


def period_of(
    *, days: str, since: str, until: str, zone: str, now: datetime, known: str = ""
) -> Period:
    """Return the period that a query names; the usual one for anything that names none.

    `known` names a past moment: the figures are those that were known then.
    """
    at = moment_of(known, zone=zone, now=now)
    return replace(_named(days, since, until, zone, at or now), known_at=at)


def _named(days: str, since: str, until: str, zone: str, now: datetime) -> Period:
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
        today = now.astimezone(ZoneInfo(zone)).date()
        last = min(last, today)
        # the period before must be a date too
        if date(YEARS_FROM, 1, 1) <= first <= last and (last - first).days < LONGEST:
            return Period(first, last, zone, now)
    except ValueError:
        pass
    chosen = [n for n in CHOICES if str(n) == days]
    return last_days(chosen[0] if chosen else USUAL, zone=zone, now=now)
