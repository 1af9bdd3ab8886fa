"""Invented deals of the demo floor. Pure."""

from __future__ import annotations

from typing import Any, Final

# title, company, value
DEALS: Final[tuple[tuple[str, str, int], ...]] = (
    ("Heat pumps for three houses", "Aldergate Housing", 48_000),
    ("Roof panels, north hall", "Tern Logistics", 61_500),
    ("Wall boxes for 24 parking places", "Quayside Offices", 33_000),
    ("Battery storage", "Millbrook Dairy", 27_400),
    ("Windows for the east wing", "St. Anne School", 54_200),
    ("Air conditioning, two floors", "Verity Dental", 18_900),
    ("Insulation of the attic", "Old Mill Hotel", 12_300),
    ("Service plan for 40 boilers", "Harrow Estates", 9_600),
    ("Garden offices", "Pinewood Campus", 88_000),
    ("New kitchen", "Café Lanterne", 21_700),
    ("Stairlifts", "Rosemount Care", 15_800),
    ("Panels and storage", "Brook Farm", 42_600),
    ("Heat pump, church hall", "Parish of St. Mark", 19_500),
    ("Charging hub", "Northgate Taxis", 97_000),
    ("Boiler replacement", "Lark Apartments", 31_200),
    ("Ventilation", "Kestrel Gym", 16_400),
    ("Solar carport", "Weald Garden Center", 73_000),
    ("Double glazing", "Bell Inn", 11_900),
    ("Cold room", "Fishmarket 9", 38_500),
    ("Energy audit", "Dunmore Print", 4_800),
)
SITES: Final = ("North", "South", "City")
# custom fields of the deals
FIELDS: Final[tuple[dict[str, Any], ...]] = (
    {"name": "Site", "kind": "choice", "options": SITES, "on_card": True},
    {"name": "Units", "kind": "number"},
    {"name": "Roof", "kind": "yes_no", "in_list": False},
    {"name": "Planning permission until", "kind": "date", "in_list": False},
)
REASONS: Final = ("competitor", "did_nothing", "budget_moved", "value_not_clear", "wrong_person")
SIGNALS: Final = ("came", "answered", "kept", "promised")
QUESTION: Final = "What would it cost for both houses, and when could you start?"
