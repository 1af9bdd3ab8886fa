"""Lines and areas over days, each labeled at its right end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pullahead.web.charts import theme
from pullahead.web.charts.chart import (
    COUNT,
    HEIGHT,
    Chart,
    apart,
    chart,
    day_axis,
    end_labels,
    layer,
    shown,
)
from pullahead.web.charts.theme import Spec

DaySeries = tuple[str, Sequence[float]]


def day_lines(title: str, unit: str, days: Sequence[date], lines: Sequence[DaySeries]) -> Chart:
    """Return lines over days: the first in the accent, the others in gray."""
    top = _top(value for _name, values in lines for value in values)
    rows, tip = _rows(days, lines), _tip(lines)
    layers = []
    for number in range(len(lines)):
        color = theme.GRAY if number else theme.ACCENT
        mark: Spec = {"type": "line", "color": color, "strokeWidth": 2, "point": {"color": color}}
        y = _figures(top, f"n{number}")
        layers.append(layer(rows, mark, x=day_axis(), y=y, tooltip=tip))
    ends = [(name, values[-1]) for name, values in lines if values]
    return chart(title, unit, [*layers, *_ends(ends, top)])


def day_areas(
    title: str, unit: str, days: Sequence[date], areas: Sequence[DaySeries], *, stacked: bool
) -> Chart:
    """Return areas over days, from the lightest to the darkest shade.

    Without `stacked` each area begins at 0 and covers a part of the one before.
    """
    rows = _rows(days, areas)
    if stacked:
        for row in rows:
            row["s0"] = 0.0
            for number in range(len(areas)):
                row[f"s{number + 1}"] = row[f"s{number}"] + row[f"n{number}"]
    high = "s{}" if stacked else "n{}"
    top = _top(row[high.format(n + stacked)] for row in rows for n in range(len(areas)))
    layers, ends = [], []
    for number, (name, _values) in enumerate(areas):
        above = high.format(number + stacked)
        y = _figures(top, above)
        low: Spec = {"field": f"s{number}"} if stacked else {"datum": 0}
        mark = {"type": "area", "color": theme.shade(number, len(areas))}
        layers.append(layer(rows, mark, x=day_axis(), y=y, y2=low, tooltip=_tip(areas)))
        if rows:
            end = rows[-1][above]
            ends.append((name, (end + rows[-1][f"s{number}"]) / 2 if stacked else end))
    # The last area is the upper one of a stack, and the lower one otherwise
    ordered = ends[::-1] if stacked else ends
    return chart(title, unit, [*layers, *_ends(ordered, top)])


def _rows(days: Sequence[date], series: Sequence[DaySeries]) -> list[Spec]:
    """Return one row for each day, with the value of each series."""
    return [
        {"x": day.isoformat()}
        | {f"n{n}": values[place] for n, (_name, values) in enumerate(series)}
        for place, day in enumerate(days)
    ]


def _top(values: object) -> float:
    """Return the end of the axis, so that the places of the labels are known."""
    found = [float(one) for one in values]  # type: ignore[attr-defined]
    return max([1.0, *found]) * 1.02


def _figures(top: float, field: str) -> Spec:
    scale = {"domain": [0, top], "nice": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": {"format": COUNT}}


def _tip(series: Sequence[DaySeries]) -> list[Spec]:
    """Return the day and all values of it."""
    day: Spec = {"field": "x", "type": "temporal", "title": " ", "format": "%-d %b %Y"}
    # The day of the data is UTC; a format in local time could show the day before
    day |= {"timeUnit": "utcyearmonthdate"}
    return [day, *shown(*((f"n{n}", name, COUNT) for n, (name, _) in enumerate(series)))]


def _ends(ends: Sequence[tuple[str, float]], top: float) -> list[Spec]:
    """Return the names at the right ends, kept apart."""
    heights = apart([HEIGHT * (1 - value / top) for _name, value in ends])
    rows = [
        {"name": name, "y": height} for (name, _value), height in zip(ends, heights, strict=True)
    ]
    return [end_labels(rows)] if rows else []
