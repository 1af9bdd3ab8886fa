"""Zone overrides of a fresh install: prefixes that the phone library places wrong.

Found by a check of every area code of Brazil and of the North American Numbering Plan against its
location. The library gives most area codes one zone. For an area with more zones, this file lists
all of them, because all must be inside a window. One zone represents zones with equal clocks
(New_York for Detroit and Indianapolis), which keeps lanes few.
"""

from __future__ import annotations

from typing import Final

from pullahead.compliance.defaults.us import CODES_OF_STATES, FLORIDA_AREA_CODES, US_FLORIDA
from pullahead.compliance.places import PrefixOverride

_NEW_YORK = "America/New_York"
_CHICAGO = "America/Chicago"
_DENVER = "America/Denver"
_BOISE = "America/Boise"
_LOS_ANGELES = "America/Los_Angeles"
_EDMONTON = "America/Edmonton"
_HALIFAX = "America/Halifax"
_TORONTO = "America/Toronto"
_WINNIPEG = "America/Winnipeg"

_FLORIDA_WEST: Final = frozenset({"448", "850"})  # the panhandle is half Eastern, half Central

_BRAZIL: Final[dict[str, tuple[str, ...]]] = {
    # Pernambuco; the library says Noronha, whose islands have only the 3619 exchange of it.
    "81": ("America/Recife",),
    "813619": ("America/Noronha", "America/Recife"),
    # Western and southern Pará left the zone of Manaus in 2008; landlines are still put there.
    "93": ("America/Santarem",),
    "94": ("America/Belem",),
    # Western Amazonas: the far west (Eirunepé, Tabatinga) is an hour behind Manaus.
    "97": ("America/Eirunepe", "America/Manaus"),
}

_NORTH_AMERICA: Final[dict[tuple[str, ...], str]] = {
    # Indiana, Kentucky, Tennessee, Michigan's upper peninsula: Eastern and Central counties.
    # 219 is Gary and Hammond, which the library puts in New York.
    (_CHICAGO, _NEW_YORK): "219 270 364 423 574 606 812 930 906",
    # The Dakotas, western Nebraska, western Kansas.
    (_CHICAGO, _DENVER): "308 605 620 701 785",
    # Idaho's panhandle, Oregon's Malheur County.
    (_BOISE, _LOS_ANGELES): "208 458 541",
    # Arizona keeps no summer time, the Navajo Nation within it does.
    (_DENVER, "America/Phoenix"): "928",
    # British Columbia: the north-east and south-east keep Mountain time, part without summer time.
    (_EDMONTON, "America/Fort_Nelson", "America/Vancouver"): "236 250 672 778",
    # Saskatchewan, whose Lloydminster follows Alberta; the library puts 474 in Manitoba.
    (_EDMONTON, "America/Regina"): "306 474 639",
    # Yukon, the Northwest Territories and Nunavut share one code.
    ("America/Iqaluit", "America/Rankin_Inlet", _EDMONTON, "America/Whitehorse"): "867",
    # North-western Ontario: west of 90° is Central; Atikokan keeps no summer time.
    ("America/Atikokan", _TORONTO, _WINNIPEG): "807",
    # Eastern Quebec with the Magdalen Islands and the lower north shore.
    ("America/Blanc-Sablon", _HALIFAX, _TORONTO): "367 418 581",
    # Newfoundland and Labrador; the library gives the overlay Puerto Rico's clock.
    (_HALIFAX, "America/St_Johns"): "879",
}

_TOLL_FREE: Final = "800 833 844 855 866 877 888"


def _florida(code: str) -> PrefixOverride:
    zones = (_CHICAGO, _NEW_YORK) if code in _FLORIDA_WEST else (_NEW_YORK,)
    return PrefixOverride(f"+1{code}", zones, US_FLORIDA)


DEFAULT_OVERRIDES: Final[tuple[PrefixOverride, ...]] = (
    *(PrefixOverride(f"+55{area}", zones) for area, zones in _BRAZIL.items()),
    *(
        PrefixOverride(f"+1{code}", zones)
        for zones, codes in _NORTH_AMERICA.items()
        for code in codes.split()
    ),
    *(_florida(code) for code in FLORIDA_AREA_CODES),
    *(
        PrefixOverride(f"+1{code}", jurisdiction=state)
        for state, codes in CODES_OF_STATES.items()
        for code in codes.split()
    ),
    *(PrefixOverride(f"+1{code}", toll_free=True) for code in _TOLL_FREE.split()),
)
"""Corrections, the jurisdictions of three states, and toll-free codes, which take the zone of their
source."""
