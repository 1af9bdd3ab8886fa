"""Place of the person behind a phone number: plausible zones and a jurisdiction.

Sources, in this order: an override; the only zone of the number's country; the phone library's zone
for a geographic number; all zones of the country; the zone of the lead's source. A call needs all
of them inside a window. An additional zone therefore costs some calling time, and a missing zone
can break the law.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType
from phonenumbers.timezone import time_zones_for_number

from pullahead.compliance.defaults.states import STATE_NAMES, STATE_ZONES, ZIP_STATES
from pullahead.leads.parsing.countries import JOINED, read_countries
from pullahead.leads.parsing.fields import plain_digits
from pullahead.leads.parsing.headings import address_field, field_of

_ZIP: Final = re.compile(r"(\d{4,5}|\d{3}(?=\.))(?:[- ]?\d{4})?(?:\.0)?", re.ASCII)
_ZIP_AMONG_WORDS: Final = re.compile(r"\b\d{5}\b", re.ASCII)
ANYWHERE = "*"
"""The jurisdiction of last resort."""

UNITED_STATES = "US"
_US_TERRITORIES = frozenset({"AS", "GU", "MP", "PR", "VI"})
_NO_COUNTRY = "001"  # the phone library's region for satellite and other international networks


@dataclass(frozen=True, slots=True)
class PrefixOverride:
    """Place of numbers that begin with `prefix` (E.164, with the plus).

    Only the longest matching prefix applies. `zones` replace the library's, `jurisdiction` replaces
    the country; an empty one leaves it. `toll_free`: the number does not tell the person's place,
    so the source's zone applies.
    """

    prefix: str
    zones: tuple[str, ...] = ()
    jurisdiction: str = ""
    toll_free: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    """Plausible zones (sorted) and the jurisdiction whose windows apply there.

    A jurisdiction is a country (``BR``), a part of one (``US-FL``) or ``*``.
    """

    zones: tuple[str, ...]
    jurisdiction: str


def place_of(
    phone: str, overrides: Sequence[PrefixOverride], source_zone: str = ""
) -> Location | None:
    """Return the place of a phone's owner; None = unknown, to be parked ``no_zone``.

    `phone` is E.164. `source_zone` is the zone of the lead's source, "" if it has none.
    """
    number = _parsed(phone)
    if number is None:
        return None
    override = _longest(phone, overrides)
    country = phonenumbers.region_code_for_number(number) or _main_country(number)
    jurisdiction = (override.jurisdiction if override else "") or _jurisdiction(country)
    if override and override.zones:
        zones = override.zones
    elif override and override.toll_free:
        zones = ()
    else:
        zones = _zones(number, country)
    if not zones and zone_is_known(source_zone):
        zones = (source_zone,)
    return Location(tuple(sorted(set(zones))), jurisdiction) if zones else None


_US: Final = re.compile(r"\A(?:us|usa)[-_.: ]+(?=\w)|(?<=\w)[-,. (]+(?:us|usa|united states)\)?\Z")
_STATE_AND_ZIP: Final = re.compile(r"\b([A-Z]{2}),?\s+([0-9]{5})(?:-[0-9]{4})?\b")


def stated_states(attributes: Mapping[str, object]) -> tuple[str, ...]:
    """Return the states of the United States that an address names, by state and by ZIP code.

    None where it names another country. Several may be named, and then all are plausible.
    """
    said = _said(attributes)
    countries = read_countries(said["country"])
    if countries and UNITED_STATES not in countries:
        return ()
    found = {state for text in said["state"].split(JOINED) for state in _states(text)}
    for text in (*said["postal_code"].split(JOINED), *said["address"].split(JOINED)):
        found |= _in_address(text)
    found |= {ZIP_STATES.get(digits, "") for digits in _zips(said["postal_code"])}
    return tuple(sorted(found & set(STATE_ZONES)))


def _zips(text: str) -> set[str]:
    """Return the first three digits of the ZIP codes of a column."""
    found = set()
    for part in plain_digits(text).split(JOINED):
        code = _ZIP.fullmatch(part.strip("'=\"- "))
        several = [code[1]] if code else _ZIP_AMONG_WORDS.findall(part)
        found |= {digits.zfill(5)[:3] for digits in several}
    return found


def _states(text: str) -> set[str]:
    """Return the codes in FL, Florida, US-FL, "FL - Florida", "Miami, FL" or "FL; GA"."""
    bare = _US.sub("", text.casefold().strip("'=\" "), count=1)
    if whole := _state(bare) or _state(bare.replace(",", " ")):
        return {whole}
    parts = {_state(part) for part in re.split(r"[-,;|/()&]| and ", bare)}
    code_behind = bare[-2:] if bare[-3:-2] == " " else ""  # Miami FL
    return parts - {""} or _in_address(text) or {_state(code_behind)}


def _state(text: str) -> str:
    """Return the code of a state's name or code, with or without points and accents; or ""."""
    plain = unicodedata.normalize("NFKD", text)
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in "\"'")
    word = " ".join(letters.replace(".", "").split())
    word = word.removeprefix("state of ").removesuffix(" state")
    code = STATE_NAMES.get(word, word.upper())
    return code if code in STATE_ZONES else ""


def _in_address(text: str) -> set[str]:
    """Return the states of an address: of its state with a ZIP code, and of its last parts."""
    found = set()
    for code, digits in _STATE_AND_ZIP.findall(text):
        found |= {code, ZIP_STATES.get(digits[:3], "")}
    last = text.casefold().split(",")[1:]
    return found | {_state(re.sub(r"[0-9-]+\Z", "", part.strip())) for part in last}


def with_address(
    place: Location | None, attributes: Mapping[str, object], phone: str
) -> Location | None:
    """Return the phone's place with the address's places: all of them are plausible.

    Only for a phone of the United States, or an address that says so: a state's two letters mean
    other things elsewhere.
    """
    named = bool(read_countries(_said(attributes)["country"]))
    if not named and not (phone.startswith("+1") and (place is None or _in_us(place))):
        return place
    states = stated_states(attributes)
    if not states:
        return place
    zones = {zone for state in states for zone in STATE_ZONES[state]}
    laws = {f"{UNITED_STATES}-{state}" for state in states}
    if place is not None:
        zones |= set(place.zones)
        own = place.jurisdiction
        laws |= {own} - {UNITED_STATES, ANYWHERE}
    return Location(tuple(sorted(zones)), "+".join(sorted(laws)))


def _in_us(place: Location) -> bool:
    return place.jurisdiction.partition("-")[0] == UNITED_STATES


def _said(attributes: Mapping[str, object]) -> dict[str, str]:
    """Return country, state, postal code and addresses, under any headings; texts are joined."""
    said = dict.fromkeys(("country", "state", "postal_code", "address"), "")
    for name, value in attributes.items():
        field, text = field_of(name), str(value).strip()
        field = field if field in said else address_field(name)
        if field in said and text:
            said[field] = JOINED.join(filter(None, (said[field], text)))
    return said


@lru_cache(maxsize=512)
def zones_of_country(country: str) -> tuple[str, ...]:
    """Return the zones of a country (ISO 3166, two letters), one for each behavior of its clocks.

    Source: the zone table of the tz database. Of zones whose clocks agree in every month of the
    years to come, only the first is returned: the United States have 8, not 29.
    """
    return _unlike(_zone_table().get(country, ()))


@lru_cache(maxsize=2_048)
def zone_is_known(zone: str) -> bool:
    """Return whether the tz database has this zone; False for ""."""
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):
        return False
    return True


def _parsed(phone: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return None


def _longest(phone: str, overrides: Sequence[PrefixOverride]) -> PrefixOverride | None:
    found: PrefixOverride | None = None
    for override in overrides:
        if phone.startswith(override.prefix) and (
            found is None or len(override.prefix) > len(found.prefix)
        ):
            found = override
    return found


def _main_country(number: PhoneNumber) -> str:
    return phonenumbers.region_code_for_country_code(number.country_code or 0)


def _jurisdiction(country: str) -> str:
    if country in _US_TERRITORIES:
        return f"{UNITED_STATES}-{country}"  # without own windows: the federal ones apply
    return ANYWHERE if country in ("ZZ", _NO_COUNTRY, "") else country


def _zones(number: PhoneNumber, country: str) -> tuple[str, ...]:
    """Return the zones of a number; empty for toll-free numbers and international networks."""
    whole_country = zones_of_country(country)
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.TOLL_FREE:
        return ()
    # One zone needs no asking; none at all (Kosovo) leaves only the library to ask.
    if not whole_country or (
        len(whole_country) > 1 and phonenumbers.is_number_geographical(number)
    ):
        told = time_zones_for_number(number) if country != _NO_COUNTRY else ()
        return tuple(zone for zone in told if zone_is_known(zone)) or whole_country
    return whole_country


@lru_cache(maxsize=1)
def _zone_table() -> dict[str, list[str]]:
    """Return country → zones, in the table's order, without research stations (no customers)."""
    table: dict[str, list[str]] = {}
    text = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            if zone_is_known(zone) and not zone.startswith("Antarctica/"):
                table.setdefault(country, []).append(zone)
    return table


def _unlike(zones: Sequence[str]) -> tuple[str, ...]:
    """Return the zones without those whose clocks equal an earlier one's."""
    if len(zones) < 2:
        return tuple(zones)
    first: dict[tuple[object, ...], str] = {}
    for zone in zones:
        first.setdefault(_clock(zone), zone)
    return tuple(first.values())


def _clock(zone: str) -> tuple[object, ...]:
    """Return the zone's offsets four times a month, 2025 to 2029: enough to distinguish clocks."""
    info = ZoneInfo(zone)
    return tuple(
        datetime(year, month, day, 12, tzinfo=UTC).astimezone(info).utcoffset()
        for year in range(2025, 2030)
        for month in range(1, 13)
        for day in range(1, 29, 7)
    )
