"""Geometry of columns over time and of ranges by name, for a template that draws them.

Plain Python without Django, clock or I/O.

Horizontal places are percentages and heights are pixels, so that a chart fits every width without
scaling its text. Each chart has a title, a unit, direct labels, and its table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pullahead.web.charts.scales import figure, nice

HEIGHT, TOP, FOOT = 132, 18, 20  # pixels of the columns, above them and below them
FILL = 0.8  # share of a slot that its columns fill
RANGE_LEFT, RANGE_RIGHT = 1.0, 99.0


@dataclass(frozen=True, slots=True)
class ColumnBar:
    """One column, and its text for readers of the title."""

    x: str
    y: str
    width: str
    height: str
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class AxisText:
    """Label under a slot."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """Columns of one or more series over equal slots."""

    title: str
    unit: str
    series: tuple[str, ...]
    bars: tuple[ColumnBar, ...]
    labels: tuple[AxisText, ...]
    most: str  # value of the upper line
    height: int = TOP + HEIGHT + FOOT
    top: int = TOP
    base: int = TOP + HEIGHT

    @property
    def foot(self) -> int:
        """Height of the labels."""
        return self.base + 15


def column_chart(
    title: str,
    unit: str,
    labels: Sequence[str],
    series: Sequence[tuple[str, Sequence[float]]],
    *,
    every: int = 1,
) -> ColumnChart:
    """Return a chart of columns from 0; a label stands under each `every`th slot."""
    most = nice(max((value for _, values in series for value in values), default=0.0))
    slot = 100 / max(len(labels), 1)
    wide = slot * FILL / max(len(series), 1)
    bars = []
    for n, (name, values) in enumerate(series):
        for i, value in enumerate(values):
            tall = HEIGHT * max(0.0, value) / most
            left = slot * (i + (1 - FILL) / 2) + wide * n
            said = f"{labels[i]}, {name}: {figure(value)}"
            bars.append(
                ColumnBar(
                    f"{left:.2f}%",
                    f"{TOP + HEIGHT - tall:.1f}",
                    f"{wide:.2f}%",
                    f"{tall:.1f}",
                    n + 1,
                    said,
                )
            )
    texts = [
        AxisText(f"{slot * (i + 0.5):.2f}%", text)
        for i, text in enumerate(labels)
        if i % every == 0
    ]
    names = tuple(name for name, _ in series)
    return ColumnChart(title, unit, names, tuple(bars), tuple(texts), figure(most))


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Range of one name with its middle, and a mark to compare; None where it is not known."""

    name: str
    left: str | None
    width: str | None
    middle: str
    mark: str | None
    said: str


@dataclass(frozen=True, slots=True)
class RangeChart:
    """Ranges of several names on one scale from 0."""

    title: str
    unit: str
    rows: tuple[RangeRow, ...]
    most: str


RangeInput = tuple[str, float | None, float, float | None, float | None]


def range_chart(title: str, unit: str, rows: Sequence[RangeInput]) -> RangeChart:
    """Return a chart of (name, low, middle, high, mark)."""
    known = [value for row in rows for value in row[1:] if value is not None]
    most = nice(max(known, default=0.0))

    def at(value: float | None) -> str | None:
        if value is None:
            return None
        return f"{RANGE_LEFT + (RANGE_RIGHT - RANGE_LEFT) * max(0.0, value) / most:.2f}%"

    made = []
    for name, low, middle, high, mark in rows:
        wide = None
        if low is not None and high is not None:
            wide = f"{(RANGE_RIGHT - RANGE_LEFT) * (high - max(0.0, low)) / most:.2f}%"
        parts = [figure(middle)]
        if low is not None and high is not None:
            parts.append(f"{figure(low)}–{figure(high)}")
        made.append(RangeRow(name, at(low), wide, at(middle) or "0%", at(mark), " · ".join(parts)))
    return RangeChart(title, unit, tuple(made), figure(most))
