"""Numbers of invented people, their notations in lists, and the hours in which they may be called.

The hours are written down here once more, and computed with zoneinfo: the week does not ask the
product what is allowed. Source: docs/calling-rules.md, the hours of a fresh installation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

Hours = tuple[int, int]  # first hour, and the hour that is none any more
Week = tuple[Hours, ...]  # Monday to Sunday; (0, 0) on a day without calls

UNITED_STATES: Final[Week] = ((8, 21),) * 7
FLORIDA: Final[Week] = ((8, 20),) * 7
ELSEWHERE: Final[Week] = (*((9, 20),) * 5, (10, 16), (0, 0))


@dataclass(frozen=True, slots=True)
class CallPlace:
    """Place whose clock and hours bind a call."""

    zones: tuple[str, ...]
    week: Week

    def open(self, at: datetime) -> bool:
        """Return whether every zone of the place is inside its hours."""
        return all(_inside(at.astimezone(ZoneInfo(zone)), self.week) for zone in self.zones)


def _inside(local: datetime, week: Week) -> bool:
    first, end = week[local.weekday()]
    return first <= local.hour < end


NEW_YORK: Final = CallPlace(("America/New_York",), UNITED_STATES)
MIAMI: Final = CallPlace(("America/New_York",), FLORIDA)
AUSTRALIA: Final = CallPlace(("Australia/Perth", "Australia/Sydney"), ELSEWHERE)
# Prefix of the number as it is dialed: the longest one counts
PLACES: Final[Mapping[str, CallPlace]] = {
    "+1212": NEW_YORK,
    "+1305": MIAMI,
    "+1312": CallPlace(("America/Chicago",), UNITED_STATES),
    "+1415": CallPlace(("America/Los_Angeles",), UNITED_STATES),
    "+1808": CallPlace(("Pacific/Honolulu",), UNITED_STATES),
    "+44": CallPlace(("Europe/London",), ELSEWHERE),
    "+49": CallPlace(("Europe/Berlin",), ELSEWHERE),
    "+39": CallPlace(("Europe/Rome",), ELSEWHERE),
    "+91": CallPlace(("Asia/Kolkata",), ELSEWHERE),
    "+61": AUSTRALIA,
    "+5255": CallPlace(("America/Mexico_City",), ELSEWHERE),
    "+54911": CallPlace(("America/Argentina/Buenos_Aires",), ELSEWHERE),
    "+55": CallPlace(("America/Sao_Paulo",), ELSEWHERE),
    "+5565": CallPlace(("America/Cuiaba",), ELSEWHERE),
    "+5566": CallPlace(("America/Cuiaba",), ELSEWHERE),
    "+5567": CallPlace(("America/Campo_Grande",), ELSEWHERE),
    "+5568": CallPlace(("America/Rio_Branco",), ELSEWHERE),
    "+5569": CallPlace(("America/Porto_Velho",), ELSEWHERE),
    "+5592": CallPlace(("America/Manaus",), ELSEWHERE),
    "+5595": CallPlace(("America/Boa_Vista",), ELSEWHERE),
    "+5597": CallPlace(("America/Manaus",), ELSEWHERE),
}
# Forms of a number in a list: its country, the digits before its last ones, how many those are,
# and the notations. {a} is the last digits but four, {b} the last four.
FORMS: Final[Mapping[str, tuple[tuple[str, int, Sequence[str]], ...]]] = {
    "US": tuple(
        (
            f"+1{area}",
            7,
            (
                f"({area}) {{a}}-{{b}}",
                f"{area}.{{a}}.{{b}}",
                f"+1 {area} {{a}} {{b}}",
                f"1-{area}-{{a}}-{{b}}",
                f"{area}{{a}}{{b}}.0",
                f"001 {area} {{a}} {{b}}",
                f"{area}-{{a}}-{{b}} x12",
            ),
        )
        for area in ("212", "305", "312", "415", "808")
    ),
    "BR": tuple(
        (
            f"+55{code}9",
            8,
            (
                f"({code}) 9{{a}}-{{b}}",
                f"+55 {code} 9{{a}}-{{b}}",
                f"0{code} 9{{a}} {{b}}",
                f"0xx{code} 9{{a}}{{b}}",
                f"{code}9{{a}}{{b}}",
            ),
        )
        for code in ("11", "21", "92", "65")
    ),
    "MX": (
        (
            "+5255",
            8,
            ("55 {a} {b}", "044 55 {a} {b}", "01 55 {a} {b}", "+52 1 55 {a} {b}", "+5255{a}{b}"),
        ),
    ),
    "DE": (
        ("+4930", 7, ("030 {a}{b}", "030{a}{b}.0", "+49 (0)30 {a} {b}", "0049 30 {a}{b}")),
        ("+491511", 7, ("01511 {a}{b}", "+49 1511 {a}{b}", "01511/{a}{b}")),
    ),
    "GB": (("+447400", 6, ("07400 {a}{b}", "+44 (0)7400 {a}{b}", "0044 7400 {a}{b}")),),
    "IN": (("+9198", 8, ("98{a} {b}", "+91-98{a}-{b}", "098{a}{b}")),),
    "AU": (("+61412", 6, ("0412 {a}{b}", "+61 412 {a}{b}", "(0412) {a} {b}")),),
    "IT": (("+39347", 7, ("347 {a}{b}", "+39 347 {a} {b}", "0039 347{a}{b}")),),
    "AR": (("+54911", 8, ("011 15 {a}-{b}", "+54 9 11 {a} {b}", "(011) 15{a}{b}")),),
}


def place_of(number: str) -> CallPlace:
    """Return the place of a number. Raise KeyError for a number that no list has."""
    for length in range(len(number), 1, -1):
        if number[:length] in PLACES:
            return PLACES[number[:length]]
    raise KeyError(number)


@dataclass(slots=True)
class NumberMint:
    """Source of new numbers, none of them twice."""

    dice: Random
    given: int = 0

    def number(self, country: str) -> tuple[str, str]:
        """Return a new number as it is dialed, and as a list has it."""
        prefix, length, notations = self.dice.choice(FORMS[country])
        # The first digit is 3 to 8, and the last ones count: no two are equal, none is a filler
        self.given += 1
        head = str(3 + self.given % 6)
        digits = head + f"{(self.given * 7_919) % 10 ** (length - 1):0{length - 1}}"
        text = self.dice.choice(notations).format(a=digits[:-4], b=digits[-4:])
        return prefix + digits, text
