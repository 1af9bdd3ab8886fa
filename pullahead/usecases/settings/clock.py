"""Show and move the installation's clock, which only demo and test mode allow to move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction

FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def reading() -> tuple[datetime, timedelta]:
    """Return the installation's time and its offset from the real time."""
    return clock.now(), clock.offset()


def set_to(moment: datetime) -> None:
    """Make it this moment now. Raise Conflict in production, Invalid outside 1990 to 2100."""
    move_to(moment - (clock.now() - clock.offset()))


def advance(span: timedelta) -> None:
    """Move the clock forward."""
    move_to(clock.offset() + span)


def reset() -> None:
    """Return to the real time."""
    move_to(timedelta())


def move_to(offset: timedelta) -> None:
    """Set the clock this far from the real time."""
    with write_transaction() as now:
        real = now - clock.offset()
        if not FIRST - real <= offset <= LAST - real:
            raise Invalid("The clock accepts times from 1990 to 2100. Nothing was changed.")
        move_clock(offset=offset)


def in_words(span: timedelta) -> str:
    """Write a span in days, hours, minutes and seconds, without those that are 0: 1 d 2 h."""
    seconds, parts = round(span.total_seconds()), []
    for name, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts) or "0 s"
