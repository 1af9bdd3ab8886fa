"""What people choose from, that no room keeps."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache
def zones() -> tuple[str, ...]:
    """Zones that people live in."""
    return tuple(sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/")))
