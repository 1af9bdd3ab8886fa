"""Virtual clock of a simulation: minutes since the start, and moments.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday


def moment(at: float) -> datetime:
    """Return the virtual time of a minute."""
    return START + timedelta(minutes=at)


def minute(at: datetime) -> float:
    """Return the minute of a virtual time."""
    return (at - START).total_seconds() / 60
