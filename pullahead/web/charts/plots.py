"""Lines, points and stacked columns as inline SVG. Colors come from classes, for light and dark.

The figures of each chart are in a table beside it, so a chart has only a title for screen readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from pullahead.web.charts.scales import step

WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 40, 150, 10, 28
TICKS = 5  # marks of an axis
ALL_NAMED = 8  # places of an axis that are all named
GAP = 13  # between two labels


@dataclass(frozen=True, slots=True)
class ChartLine:
    """A line of values, one for each place of the axis, labeled at its end."""

    label: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A point at a place of the axis, with a text for the pointer."""

    place: float
    value: float
    text: str
    kind: str = ""


class Plot:
    """Area of a chart: its scales, and the elements drawn so far."""

    def __init__(self, title: str, places: Sequence[str], top: float, unit: str) -> None:
        self.places, self.title, self.unit = places, title, unit
        self.step = step(max(top, 1), TICKS)
        self.top = max(ceil(max(top, 1) / self.step) * self.step, self.step)
        self.parts: list[str] = []

    def x(self, place: float) -> float:
        """Return the horizontal position of a place."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(len(self.places), 1)

    def y(self, value: float) -> float:
        """Return the vertical position of a value."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value, self.top) / self.top

    def add(self, element: str) -> None:
        """Draw an element above the others."""
        self.parts.append(element)

    def label(self, x: float, y: float, text: str, kind: str = "") -> None:
        """Write a text."""
        self.add(f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(text)}</text>')

    def done(self) -> SafeString:
        """Return the chart."""
        axes = "".join((*self._values(), *self._places()))
        return mark_safe(
            f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'aria-label="{escape(self.title)}">{axes}{"".join(self.parts)}</svg>'
        )

    def _values(self) -> list[str]:
        found, value = [], 0.0
        while value <= self.top + self.step / 2:
            y = self.y(value)
            found.append(
                f'<line class="rule" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text class="end" x="{LEFT - 6}" y="{y + 4:.1f}">{value:g}</text>'
            )
            value += self.step
        found.append(f'<text x="{LEFT + 4}" y="{TOP + 8}">{escape(self.unit)}</text>')
        return found

    def _places(self) -> list[str]:
        every = max(ceil(len(self.places) / TICKS), 1) if len(self.places) > ALL_NAMED else 1
        return [
            f'<text class="mid" x="{self.x(n):.1f}" y="{HEIGHT - 8}">{escape(text)}</text>'
            for n, text in enumerate(self.places)
            if n % every == 0
        ]


def line_chart(
    title: str, places: Sequence[str], lines: Sequence[ChartLine], unit: str
) -> SafeString:
    """Return lines with their labels at the right end, kept apart."""
    top = max((max(one.values, default=0) for one in lines), default=0)
    plot = Plot(title, places, top, unit)
    for number, one in enumerate(lines):
        points = " ".join(f"{plot.x(n):.1f},{plot.y(v):.1f}" for n, v in enumerate(one.values))
        plot.add(f'<polyline class="line c{number % 12}" points="{points}"/>')
    heights = _apart([plot.y(one.values[-1]) + 4 if one.values else 0.0 for one in lines])
    for number, (one, y) in enumerate(zip(lines, heights, strict=True)):
        plot.label(WIDTH - RIGHT + 6, y, one.label[:24], f"c{number % 12}")
    return plot.done()


def _apart(heights: Sequence[float]) -> list[float]:
    """Return heights near these at which no label covers another, inside the chart."""
    found = list(heights)
    lowest = float(HEIGHT - BOTTOM)
    for place in sorted(range(len(found)), key=lambda n: -heights[n]):
        found[place] = min(found[place], lowest)
        lowest = found[place] - GAP
    over = max(TOP + GAP - min(found, default=TOP + GAP), 0)
    highest = float(TOP)
    for place in sorted(range(len(found)), key=lambda n: found[n]) if over else ():
        found[place] = max(found[place], highest + GAP)
        highest = found[place]
    return found


def point_chart(
    title: str,
    places: Sequence[str],
    points: Sequence[ChartPoint],
    unit: str,
    *,
    rules: Sequence[tuple[float, str]] = (),
    bands: Sequence[Sequence[float]] = (),
) -> SafeString:
    """Return points, with lines across (`rules`), or bands of values for each place."""
    values = [
        *(one.value for one in points),
        *(value for value, _label in rules),
        *(value for band in bands for value in band),
    ]
    plot = Plot(title, places, max(values, default=0), unit)
    half = (plot.x(1) - plot.x(0)) / 2
    for place, band in enumerate(bands):
        low = 0.0
        for number, value in enumerate(band):
            height = plot.y(low) - plot.y(value)
            plot.add(
                f'<rect class="band b{number}" x="{plot.x(place) - half + 1:.1f}" '
                f'y="{plot.y(value):.1f}" width="{2 * half - 2:.1f}" height="{height:.1f}"/>'
            )
            low = value
    for one in points:
        plot.add(
            f'<circle class="point {one.kind}" cx="{plot.x(one.place):.1f}" '
            f'cy="{plot.y(one.value):.1f}" r="4"><title>{escape(one.text)}</title></circle>'
        )
    heights = _apart([plot.y(value) + 4 for value, _label in rules])
    for (value, label), height in zip(rules, heights, strict=True):
        y = plot.y(value)
        across = f'x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}"'
        plot.add(f'<line class="mark" {across}/>')
        plot.label(WIDTH - RIGHT + 6, height, label)
    return plot.done()


def stacked_chart(
    title: str, places: Sequence[str], stacks: Sequence[ChartLine], unit: str
) -> SafeString:
    """Return columns whose parts are stacked, with a key at the right."""
    sums = [sum(one.values[n] for one in stacks) for n in range(len(places))]
    plot = Plot(title, places, max(sums, default=0), unit)
    width = max((plot.x(1) - plot.x(0)) * 0.7, 2)
    for n in range(len(places)):
        low = 0.0
        for number, one in enumerate(stacks):
            value = one.values[n]
            if value:
                top = plot.y(low + value)
                plot.add(
                    f'<rect class="column k{number}" x="{plot.x(n) - width / 2:.1f}" '
                    f'y="{top:.1f}" width="{width:.1f}" height="{plot.y(low) - top:.1f}"/>'
                )
            low += value
    for number, one in enumerate(stacks):
        y = TOP + 14 + 18 * number
        key = f'x="{WIDTH - RIGHT + 8}" y="{y - 9}" width="10" height="10"'
        plot.add(f'<rect class="column k{number}" {key}/>')
        plot.label(WIDTH - RIGHT + 24, y, one.label)
    return plot.done()
