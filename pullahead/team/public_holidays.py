"""Public holidays of a country or a part of it, as the `holidays` library knows them.

The library takes about half a second to load, so it is loaded at the first question: an
installation that names no country never loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

NONE: Mapping[date, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class HolidaysOf:
    """Holidays of one country or region, read year by year, for a Calendar."""

    country: str
    subdivision: str = ""

    def __call__(self, year: int) -> frozenset[date]:
        return days_off(self.country, self.subdivision, year)


@lru_cache(maxsize=1_024)
def days_off(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The dates of `named_days`."""
    return frozenset(named_days(country, subdivision, year))


@lru_cache(maxsize=1_024)
def named_days(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names; none for a place that is not known."""
    if not is_known(country, subdivision):
        return NONE
    import holidays

    found = holidays.country_holidays(
        country, subdiv=subdivision or None, years=year, expand=False, language="en_US"
    )
    # a substitute for a holiday of a neighboring year may be among them
    return MappingProxyType({day: str(name) for day, name in found.items() if day.year == year})


def is_known(country: str, subdivision: str = "") -> bool:
    """Return whether holidays are known for this country, and for the region if one is given."""
    parts = places().get(country)
    return parts is not None and (not subdivision or subdivision in parts)


@lru_cache(maxsize=1)
def places() -> Mapping[str, tuple[str, ...]]:
    """The countries that have holidays here, each with the codes of its parts."""
    import holidays

    found = holidays.list_supported_countries(include_aliases=False)
    return MappingProxyType({code: tuple(parts) for code, parts in sorted(found.items())})
