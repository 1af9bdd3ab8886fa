"""Training rows, a column for each field, and the encoding of values into a few codes.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Value = str | float | None
MISSING = "?"
TENTHS = 10
# numbers of no more values than this are read as they are, without cuts
FEW = 12
# A lead's wins come late. Share of them that came within so many days, from one real data set
# (842 deals of a marketplace, 2017–2018): where an organization has too few of its own.
START_CURVE = ((0.0, 0.0), (7.0, 0.30), (30.0, 0.65), (90.0, 0.82), (163.0, 0.90), (365.0, 1.0))
ENOUGH_WINS = 50


@dataclass(frozen=True, slots=True)
class TrainingTable:
    """Rows, oldest first: fields, outcomes (1.0 success, 0.0 not) and weights (0–1).

    A weight under 1 marks an outcome that is not final yet.
    """

    columns: Mapping[str, Sequence[Value]]
    outcomes: Sequence[float]
    weights: Sequence[float]

    def __len__(self) -> int:
        return len(self.outcomes)


@dataclass(frozen=True, slots=True)
class TrainingHistory:
    """Leads in the order of arrival. `came` and `known` are days on one scale:

    the day of arrival, and the day on which the outcome became known (None: still open).
    """

    columns: Mapping[str, Sequence[Value]]
    outcomes: Sequence[float]
    came: Sequence[float]
    known: Sequence[float | None]
    curve: Sequence[tuple[float, float]] = START_CURVE

    def __len__(self) -> int:
        return len(self.outcomes)

    def as_of(self, start: int, end: int, day: float) -> TrainingTable:
        """Return the rows from `start` up to `end`, as they were known on that day.

        A young open lead counts as F(a) of a loss at age a. F(a) is the share of wins that arrive
        by that age. (An open lead's likelihood is 1 − p·F(a), which is (1 − p)^F(a) up to terms of
        p².)
        """
        outcomes, weights = [], []
        for i in range(start, end):
            known = self.known[i]
            ripe = known is not None and known <= day
            outcomes.append(self.outcomes[i] if ripe else 0.0)
            weights.append(1.0 if ripe else ripeness(day - self.came[i], self.curve))
        columns = {name: values[start:end] for name, values in self.columns.items()}
        return TrainingTable(columns, outcomes, weights)


def ripeness(days: float, curve: Sequence[tuple[float, float]] = START_CURVE) -> float:
    """Return F: the share of wins that arrive within `days`, linear between the curve's points."""
    below = (0.0, 0.0)
    for point in curve if days > 0 else ():
        if days < point[0]:
            share = (days - below[0]) / (point[0] - below[0])
            return below[1] + share * (point[1] - below[1])
        below = point
    return 1.0 if days > 0 else 0.0


def curve_of(delays: Sequence[float]) -> tuple[tuple[float, float], ...]:
    """An organization's own curve, by tenths of the days from lead to win; the start curve
    while there are fewer than 50 wins. Use only wins of leads that are old enough for a late win.
    """
    if len(delays) < ENOUGH_WINS:
        return START_CURVE
    ranked = sorted(delays)
    last = len(ranked) - 1
    return ((0.0, 0.0), *((ranked[last * k // TENTHS], k / TENTHS) for k in range(1, TENTHS + 1)))


@dataclass(frozen=True, slots=True)
class FeatureColumn:
    """Encoding of one field: by its text, or by cuts between its numbers."""

    name: str
    cuts: tuple[float, ...] | None = None

    def code(self, value: Value) -> str:
        """Return the code of one value.

        A missing value has its own code, because absence is informative.
        """
        if value is None:
            return MISSING
        if self.cuts is None:
            # 0.0 and −0.0 are one value, and so must be one code
            return value if isinstance(value, str) else str(value + 0.0)
        number = _number(value)
        return MISSING if number is None else str(bisect_right(self.cuts, number))

    def codes(self, column: Sequence[Value]) -> list[str]:
        """The codes of a column, each value looked at once."""
        known = {value: self.code(value) for value in set(column)}
        return [known[value] for value in column]


def encode(name: str, column: Sequence[Value]) -> tuple[FeatureColumn, list[str]]:
    """A column's field, cut into tenths if it holds numbers of many values, and its codes."""
    field = FeatureColumn(name, _cuts(column))
    return field, field.codes(column)


def _cuts(column: Sequence[Value]) -> tuple[float, ...] | None:
    numbers = {v: _number(v) for v in set(column) if v is not None}
    if len(numbers) <= FEW or any(n is None for n in numbers.values()):
        return None
    ranked = sorted(n for v in column if v is not None and (n := numbers[v]) is not None)
    return tuple(sorted({ranked[len(ranked) * k // TENTHS] for k in range(1, TENTHS)}))


def _number(value: str | float) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 1e300 else None  # false for NaN too
