"""Area codes in a column of their own, joined with the local number of the same row. Pure."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers

from pullahead.base.wording import either, worded
from pullahead.leads.parsing.countries import read_countries, read_phone_of_row
from pullahead.leads.parsing.fields import BadField, quoted
from pullahead.leads.parsing.phones import phone_text, read_phone, without_decimals

_AREA: Final = re.compile(r"\(?\s*(\+|00)?\s*\(?([0-9][0-9\s()./-]{0,9})\)?")
_LONGEST: Final = 5  # digits of an area code; with a dial code three more
_LONGEST_WITH_DIAL_CODE: Final = 8
_SCIENTIFIC: Final = re.compile(r"E", re.IGNORECASE)
_WITH_TRUNK_PREFIX: Final = frozenset({"AR"})  # the mobile 15 is only read after a trunk prefix


def read_phone_with_area(
    raw: str, *, area_code: str, country: str, dial_code: str, default: str
) -> str | BadField:
    """Read the phone of a row that may give its area code in a column of its own.

    The area code is put before a local number. A number that is complete in itself is taken as
    given. Digits that are two different numbers, with and without the area code, are refused.
    """
    alone = read_phone_of_row(raw, country=country, dial_code=dial_code, default=default)
    area, local = without_decimals(area_code.strip()), without_decimals(phone_text(raw))
    found = _AREA.fullmatch(area)
    if found is None or not local or local.startswith(("+", "00")):
        return alone
    digits, with_dial_code = re.sub(r"[^0-9]", "", found[2]), bool(found[1])
    if len(digits) > (_LONGEST_WITH_DIAL_CODE if with_dial_code else _LONGEST):
        return alone
    if with_dial_code:
        joined = read_phone(f"+{digits} {local}", "")
        return joined if isinstance(joined, str) else alone
    if not digits.strip("0"):
        return alone
    said = dial_code if read_countries(dial_code) != () else country
    numbers: set[str] = set()
    regions = read_countries(said)
    for region in (default,) if regions == () else regions or ():
        numbers |= _joined(digits, local, region.strip().upper())
    return _chosen(raw, digits.lstrip("0"), alone, sorted(numbers))


def _joined(area: str, local: str, region: str) -> set[str]:
    """Return the valid numbers that area code and local number make in a country."""
    code = phonenumbers.country_code_for_region(region)
    if not code or _SCIENTIFIC.search(local):
        return set()
    bare = area.lstrip("0")
    reads = [read_phone(f"+{code} {prefix} {local}", region) for prefix in {area, bare}]
    if region in _WITH_TRUNK_PREFIX:
        reads.append(read_phone(f"0{bare} {local}", region))
    return {read for read in reads if isinstance(read, str)}


def _chosen(raw: str, area: str, alone: str | BadField, joined: list[str]) -> str | BadField:
    if not joined or joined == [alone]:
        return alone
    digits = re.sub(r"[^0-9]", "", raw)
    if isinstance(alone, str) and digits.startswith(f"0{area}"):
        return alone
    is_complete = isinstance(alone, str) and _looks_complete(alone, digits, area)
    if len(joined) == 1 and not is_complete:
        return joined[0]
    numbers = [*joined, *([alone] if isinstance(alone, str) else [])]
    said = worded(
        "{text} with the area code {area} is {numbers}; write it with + and its country code",
        text=quoted(raw),
        area=area,
        numbers=either(dict.fromkeys(numbers)),
    )
    return BadField("phone", "doubtful", said)


def _looks_complete(alone: str, digits: str, area: str) -> bool:
    """Return whether a readable number may be meant without the area code beside it.

    Three cases: it begins with a trunk prefix or the area code; it is a mobile number; or the area
    code is its country's code.
    """
    number = phonenumbers.parse(alone)
    is_mobile = phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    return digits.startswith(("0", area)) or is_mobile or area == str(number.country_code)
