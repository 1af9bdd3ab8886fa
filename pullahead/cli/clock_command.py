"""`pullahead clock …`: what time it is here, and moving it outside production."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.errors import Invalid
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_SPAN = re.compile(r"([0-9]{1,6})([smhd])", re.ASCII)
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def shown() -> str:
    """The moment by the installation's clock, and how far it is moved."""
    now, offset = clock.now(), clock.offset()
    if not offset:
        return f"{now:%Y-%m-%dT%H:%M:%SZ}, the real time"
    ahead = "ahead of" if offset > timedelta() else "behind"
    return f"{now:%Y-%m-%dT%H:%M:%SZ}, {in_words(abs(offset))} {ahead} the real time"


def set_to(*, text: str, zone: str) -> str:
    """Make it that moment now; a time without a zone is in the organisation's."""
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=ZoneInfo(zone))
        target = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"“{text[:40]}” is no moment; write one as 2026-03-29T03:00:00Z. Nothing was changed."
        ) from None
    return _move(target - (clock.now() - clock.offset()))


def advance(*, text: str) -> str:
    """Move it forward by a span such as 15m, 2h or 3d."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise Invalid(f"“{text[:40]}” is no span; write one as 90s, 15m, 2h or 3d.")
    return _move(clock.offset() + timedelta(seconds=int(found[1]) * _UNITS[found[2]]))


def reset() -> str:
    """Back to the real time."""
    return _move(timedelta())


def in_words(span: timedelta) -> str:
    """Days, hours, minutes and seconds, those that there are: 1 d 2 h 5 min."""
    seconds, parts = round(span.total_seconds()), []
    for name, size in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count} {name}")
    return " ".join(parts) or "0 s"


def _move(offset: timedelta) -> str:
    with write_transaction() as now:
        real = now - clock.offset()
        if not FIRST - real <= offset <= LAST - real:
            raise Invalid("The clock goes from 1990 to 2100. Nothing was changed.")
        move_clock(offset=offset)
    return shown()
