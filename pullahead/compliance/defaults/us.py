"""Calling windows of a fresh install: the United States pack, the default, the demo's.

Data, dated, to be edited by each organization; not legal advice. As of 2026.
"""

from __future__ import annotations

from datetime import time
from typing import Final

from pullahead.compliance.calling_hours import Window, daily
from pullahead.compliance.places import ANYWHERE, UNITED_STATES

US_FLORIDA: Final = "US-FL"

US_WINDOWS: Final[tuple[Window, ...]] = daily(UNITED_STATES, time(8), time(21))
"""8:00-21:00 local time of the person called, any day: 47 CFR 64.1200(c)(1)."""

FLORIDA: Final[tuple[Window, ...]] = daily(US_FLORIDA, time(8), time(20))
"""8:00-20:00, any day: Florida Statutes 501.616(6)."""

DEFAULT_WINDOWS: Final[tuple[Window, ...]] = (
    *daily(ANYWHERE, time(9), time(20), range(5)),
    *daily(ANYWHERE, time(10), time(16), (5,)),
)
"""Where no pack exists: Monday to Friday 9-20, Saturday 10-16. A custom, not a law."""

SHIPPED_WINDOWS: Final[tuple[Window, ...]] = (*US_WINDOWS, *FLORIDA, *DEFAULT_WINDOWS)
"""What a fresh install starts with: all of the above."""

DEMO_WINDOWS: Final[tuple[Window, ...]] = daily(ANYWHERE, time(8), time(21))
"""The demo's: 8-21 daily everywhere. Complete: with these alone no jurisdiction has its own."""

_FLORIDA_CODES: Final = (
    "239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954"
)
FLORIDA_AREA_CODES: Final[tuple[str, ...]] = tuple(_FLORIDA_CODES.split())
"""Area codes of Florida as the North American Numbering Plan assigns them, overlays included."""

CODES_OF_STATES: Final[dict[str, str]] = {
    "US-MD": "227 240 301 410 443 667",
    "US-OK": "405 539 572 580 918",
}
"""Area codes of the other states whose packs are shipped with a limit of their own."""
