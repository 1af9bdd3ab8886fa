"""National notations of phone numbers that the phone library does not read. Pure.

Mexico's former prefixes, Brazil's *0 xx* and its mobiles of eight digits, Argentina's 9 and 15, and
the prefix of calls abroad from North America in lists of any country.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from phonenumbers import country_code_for_region

_ANY_CARRIER: Final = re.compile(r"(?<![0-9])0\s*(?:xx|\*\*)\s*-?", re.IGNORECASE)
_MEXICO: Final = re.compile(r"(52)?(?:1|01|044|045)?([0-9]{10})")
# a mobile had eight digits until 2016; landlines begin with 2 to 5
_BRAZIL: Final = re.compile(r"(55)?(?:0(?:[0-9]{2})?)?([1-9][1-9])([6-9][0-9]{7})")
_ARGENTINA: Final = re.compile(r"(54)?0?(9)?0?([1-9][0-9]{9,11})")
_PLUS_EIGHT: Final = frozenset({"RU", "KZ"})  # 8 is the prefix of calls inside the country
_AREA_LENGTHS: Final = (2, 3, 4)
_NATIONAL_LENGTH: Final = 10


def without_dialing_words(text: str, region: str | None) -> str:
    """Return a Brazilian number without *0 xx*: the xx stands for any carrier's code."""
    if region == "BR" or text.lstrip("+0 ").startswith("55"):
        return _ANY_CARRIER.sub("", text).strip()
    return text


def international_readings(text: str, region: str) -> Iterator[str]:
    """Yield readings of a number by national habits, as a plus and digits; any may be invalid.

    Also one 0 before the list's own country code, and Russia's +8. `region` (ISO 3166, or "") is
    whose notation a number without a country code is in.
    """
    digits, abroad = re.sub(r"[^0-9]", "", text), text.startswith("+")
    for prefix in ("00", "011", "1011"):
        if digits.startswith(prefix) and len(digits) > _NATIONAL_LENGTH + len(prefix):
            digits, abroad = digits.removeprefix(prefix), True
            yield f"+{digits}"
            break
    code = str(country_code_for_region(region)) if region else ""
    if code != "0" and code and digits.startswith(f"0{code}"):
        yield f"+{digits[1:]}"  # 0 91 98765 43210, with one 0 of the two
    if region in _PLUS_EIGHT and text.startswith("+8") and len(digits) == _NATIONAL_LENGTH + 1:
        yield f"+7{digits[1:]}"
    for country, code, readings in _COUNTRIES:
        if region == country or (abroad and digits.startswith(code)):
            yield from readings(digits, abroad)


def _mexican(digits: str, abroad: bool) -> Iterator[str]:
    found = _MEXICO.fullmatch(digits)
    if found is not None and bool(found[1]) >= abroad:
        yield f"+52{found[2]}"


def _brazilian(digits: str, abroad: bool) -> Iterator[str]:
    found = _BRAZIL.fullmatch(digits)
    if found is not None and bool(found[1]) >= abroad:
        yield f"+55{found[2]}9{found[3]}"


def _argentine(digits: str, abroad: bool) -> Iterator[str]:
    """Yield a mobile with the 15 behind its area code, or with the 9 and without a country code."""
    found = _ARGENTINA.fullmatch(digits)
    if found is None or bool(found[1]) < abroad:
        return
    national = found[3]
    if len(national) == _NATIONAL_LENGTH and found[2]:
        yield f"+549{national}"
    for length in _AREA_LENGTHS if len(national) == _NATIONAL_LENGTH + 2 else ():
        if national[length : length + 2] == "15":
            yield f"+549{national[:length]}{national[length + 2 :]}"


_COUNTRIES: Final = (("MX", "52", _mexican), ("BR", "55", _brazilian), ("AR", "54", _argentine))
