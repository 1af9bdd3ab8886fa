"""Choices of form fields that no package stores."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones


@lru_cache
def zones() -> tuple[str, ...]:
    """Return the zones in which people live."""
    return tuple(sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/")))
