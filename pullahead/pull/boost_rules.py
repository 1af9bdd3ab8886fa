"""Match leads with the filters of boosts, and choose the highest of several boosts.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

NONE = 1.0


@dataclass(frozen=True, slots=True)
class BoostFilter:
    """Conditions on a lead; all must match. A blank or None condition matches every lead."""

    field: str = ""  # name of an attribute
    equals: str = ""  # its value, in any case
    least_value: float | None = None  # of the lead, else of its source

    def __bool__(self) -> bool:
        return bool(self.field) or self.least_value is not None

    def matches(self, attributes: Mapping[str, Any], value: float) -> bool:
        """Return whether a lead with these attributes and this value is boosted."""
        if self.least_value is not None and value < self.least_value:
            return False
        return not self.field or _folded(attributes.get(self.field)) == _folded(self.equals)


def as_published(factor: float, found: BoostFilter) -> list[Any]:
    """Return a boost as it is stored with a route."""
    return [factor, found.field, found.equals, found.least_value]


def factor_of(
    plain: float,
    published: Sequence[Sequence[Any]] | None,
    attributes: Mapping[str, Any],
    value: float,
) -> float:
    """Return the highest of the boost of the whole source and of those whose filter matches."""
    matching = (
        float(factor)
        for factor, *conditions in published or ()
        if BoostFilter(*conditions).matches(attributes, value)
    )
    return max(plain, NONE, *matching)


def _folded(value: Any) -> str:
    return " ".join(str("" if value is None else value).split()).casefold()
