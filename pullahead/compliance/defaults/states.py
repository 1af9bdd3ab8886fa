"""Zones of the United States' states, and the state of a ZIP code.

States with several zones have all of them: their counties are not known here. ZIP codes are listed
by their first three digits, as the Postal Service assigns them to states.
"""

from __future__ import annotations

from typing import Final

_NY, _CH = "America/New_York", "America/Chicago"
_DE, _LA = "America/Denver", "America/Los_Angeles"

STATE_ZONES: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys("CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV".split(), (_NY,)),
    **dict.fromkeys("FL IN KY MI TN".split(), (_CH, _NY)),
    **dict.fromkeys("AL AR IA IL LA MN MO MS OK WI".split(), (_CH,)),
    **dict.fromkeys("KS ND NE SD TX".split(), (_CH, _DE)),
    **dict.fromkeys("CO MT NM UT WY".split(), (_DE,)),
    **dict.fromkeys("CA NV WA".split(), (_LA,)),
    "ID": ("America/Boise", _LA),
    "OR": ("America/Boise", _LA),
    "AZ": (_DE, "America/Phoenix"),
    "AK": ("America/Adak", "America/Anchorage"),
    "HI": ("Pacific/Honolulu",),
    "PR": ("America/Puerto_Rico",),
    "VI": ("America/St_Thomas",),
    "GU": ("Pacific/Guam",),
}

STATE_NAMES: Final[dict[str, str]] = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
    "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK",
    "oregon": "OR", "pennsylvania": "PA", "puerto rico": "PR", "rhode island": "RI",
    "south carolina": "SC", "south dakota": "SD", "tennessee": "TN", "texas": "TX", "utah": "UT",
    "vermont": "VT", "virginia": "VA", "washington": "WA", "west virginia": "WV",
    "wisconsin": "WI", "wyoming": "WY", "washington dc": "DC", "fla": "FL", "calif": "CA",
    "ariz": "AZ", "colo": "CO", "conn": "CT", "mass": "MA", "mich": "MI", "minn": "MN",
    "okla": "OK", "ore": "OR", "penn": "PA", "tenn": "TN", "tex": "TX", "wash": "WA",
    "guam": "GU", "virgin islands": "VI", "floride": "FL", "cal": "CA", "penna": "PA", "nyc": "NY",
    "new york city": "NY", "w virginia": "WV", "w va": "WV", "wva": "WV", "n carolina": "NC",
    "s carolina": "SC", "n dakota": "ND", "s dakota": "SD", "n mexico": "NM", "n hampshire": "NH",
}  # fmt: skip

_ZIPS: Final = (
    "PR 006 007|VI 008|PR 009|MA 010-027|RI 028-029|NH 030-038|ME 039-049|VT 050-054|MA 055|"
    "VT 056-059|CT 060-069|NJ 070-089|NY 005 100-149|PA 150-196|DE 197-199|DC 200 202-205|"
    "VA 201 220-246|MD 206-219|WV 247-268|NC 270-289|SC 290-299|GA 300-319 398-399|FL 320-349|"
    "AL 350-369|TN 370-385|MS 386-397|KY 400-427|OH 430-459|IN 460-479|MI 480-499|IA 500-528|"
    "WI 530-549|MN 550-567|DC 569|SD 570-577|ND 580-588|MT 590-599|IL 600-629|MO 630-658|"
    "KS 660-679|NE 680-693|LA 700-714|AR 716-729|OK 730-732 734-749|TX 733 750-799 885|"
    "CO 800-816|WY 820-831|ID 832-838|UT 840-847|AZ 850-865|NM 870-884|NV 889-898|CA 900-961|"
    "HI 967-968|GU 969|OR 970-979|WA 980-994|AK 995-999"
)


def _zip_states() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _ZIPS.split("|"):
        state, *spans = line.split()
        for span in spans:
            first, _, last = span.partition("-")
            for number in range(int(first), int(last or first) + 1):
                found[f"{number:03}"] = state
    return found


ZIP_STATES: Final[dict[str, str]] = _zip_states()
"""First three digits of a ZIP code → the state; military codes are of none."""
