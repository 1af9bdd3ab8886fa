"""Notice on SQLite that the machine's clock was set back.

PostgreSQL's server keeps the only clock there. On SQLite the machine's clock is used, and the time
since the machine started cannot be set. Both are stored together, so that every process, even one
that starts later, can tell how far the clock was set back.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ANCHOR = "clock_anchor"
TOLERANCE = timedelta(seconds=60)  # NTP corrects less than this
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The machine's clock, and the seconds since the start named `boot`, at one moment."""

    wall: datetime
    since_boot: float
    boot: str

    def as_json(self) -> dict[str, Any]:
        """Return the form that is stored."""
        return {"wall": self.wall.isoformat(), "since_boot": self.since_boot, "boot": self.boot}


def reading() -> ClockReading:
    """Read both clocks."""
    boot = ""
    with suppress(OSError):
        boot = BOOT_ID.read_text().strip()
    # Linux's boot time also counts while the machine sleeps
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return ClockReading(datetime.now(UTC), time.clock_gettime(source), boot)


def stored(kept: Any) -> ClockReading | None:
    """Return a stored reading; None for none."""
    if not isinstance(kept, dict):
        return None
    wall = datetime.fromisoformat(kept["wall"])
    return ClockReading(wall, float(kept["since_boot"]), str(kept["boot"]))


def set_back(before: ClockReading, now: ClockReading) -> timedelta:
    """Return how far the clock was set back between two readings; zero for less than a minute."""
    elapsed = now.since_boot
    if now.boot == before.boot and now.since_boot >= before.since_boot:
        elapsed -= before.since_boot
    back = before.wall + timedelta(seconds=elapsed) - now.wall
    return back if back > TOLERANCE else timedelta()


def is_stale(before: ClockReading, now: ClockReading) -> bool:
    """Return whether a reading must be replaced: after a minute, a restart or a step forward."""
    if now.boot != before.boot:
        return True
    return now.since_boot - before.since_boot > 60 or abs(now.wall - before.wall) > TOLERANCE
