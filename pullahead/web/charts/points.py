"""Points over days, points by stage, and ranges by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pullahead.web.charts import theme
from pullahead.web.charts.chart import (
    COUNT,
    HEIGHT,
    Chart,
    LegendItem,
    apart,
    chart,
    day_axis,
    end_labels,
    layer,
    shown,
)
from pullahead.web.charts.theme import Spec

ROW, STAGE_ROW = 30, 36  # pixels
CROSS_LINES = "M-1,-1L1,1M1,-1L-1,1"
GAP = 0.15  # share of a row between two bands
ASIDE = (0, -0.14, 0.14, -0.28, 0.28)  # of a row, for points of one stage
ROUND, DIAMOND, TRIANGLE = "circle", "diamond", "triangle-down"


@dataclass(frozen=True, slots=True)
class PointKind:
    """Kind of points: its name, its color, and its shape, since color is never the only sign."""

    name: str
    color: str = "accent"
    shape: str = ROUND


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """A point of a kind: its place, its value, and its name for the pointer."""

    place: date | int
    value: float
    name: str
    kind: PointKind


@dataclass(frozen=True, slots=True)
class ChartRange:
    """Range of a name with its middle, and a value to compare; None where it is not known."""

    name: str
    low: float | None
    middle: float
    high: float | None
    mark: float | None = None


def _kinds(kinds: Sequence[PointKind]) -> dict[str, Spec]:
    """Return the color and the shape of each kind."""
    names = [one.name for one in kinds]
    field: Spec = {"field": "kind", "type": "nominal", "legend": None}
    colors = [f"var(--{one.color})" for one in kinds]
    shapes = [one.shape for one in kinds]
    return {
        "color": field | {"scale": {"domain": names, "range": colors}},
        "shape": field | {"scale": {"domain": names, "range": shapes}},
    }


def _legend(kinds: Sequence[PointKind]) -> list[LegendItem]:
    return [LegendItem(one.name, f"{one.color} {one.shape}") for one in kinds]


def day_points(
    title: str,
    unit: str,
    days: Sequence[date],
    points: Sequence[ChartPoint],
    kinds: Sequence[PointKind],
    *,
    rules: Sequence[tuple[float, str]] = (),
) -> Chart:
    """Return points over days, with labeled lines across."""
    top = max([1.0, *(one.value for one in points), *(value for value, _name in rules)]) * 1.05
    rows = [
        {"x": str(one.place), "n": one.value, "name": one.name, "kind": one.kind.name}
        for one in points
    ]
    x = day_axis()
    x["scale"] = {"type": "utc", "domain": [_moment(days[0]), _moment(days[-1])]}
    y: Spec = {"field": "n", "type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    heights = apart([HEIGHT * (1 - value / top) for value, _name in rules])
    lines = [
        {"n": value, "name": name, "y": height}
        for (value, name), height in zip(rules, heights, strict=True)
    ]
    tip = shown(("name", ""), ("n", unit, COUNT), ("kind", ""))
    dot: Spec = {"type": "point", "filled": True, "size": 50, "opacity": 0.8}
    layers = [layer(rows, dot, x=x, y=y, tooltip=tip, **_kinds(kinds))]
    if lines:
        dashed = {"type": "rule", "color": theme.MUTED, "strokeDash": [4, 3]}
        layers += [layer(lines, dashed, y=y), end_labels(lines)]
    return chart(title, unit, layers, legend=_legend(kinds))


def _moment(day: date) -> Spec:
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def _across() -> Spec:
    """Return the horizontal axis of figures."""
    axis = {"grid": True, "format": COUNT, "tickCount": 6}
    return {"field": "n", "type": "quantitative", "scale": {"zero": True}, "axis": axis}


def _stage_rows(stages: Sequence[str], points: Sequence[ChartPoint]) -> list[Spec]:
    """Return the points, those of one stage above and below its middle."""
    seen: dict[object, int] = {}
    rows = []
    for one in points:
        seen[one.place] = seen.get(one.place, -1) + 1
        # Points of one value stay visible
        aside = round(STAGE_ROW * ((1 - GAP) / 2 + ASIDE[seen[one.place] % len(ASIDE)]), 1)
        stage = stages[int(str(one.place))]
        rows.append(
            {"y": stage, "n": one.value, "name": one.name, "kind": one.kind.name, "aside": aside}
        )
    return rows


def stage_points(
    title: str,
    unit: str,
    stages: Sequence[str],
    points: Sequence[ChartPoint],
    kinds: Sequence[PointKind],
    *,
    bands: Sequence[Sequence[float]] = (),
) -> Chart:
    """Return points in one row for each stage, before bands of usual values."""
    rows = _stage_rows(stages, points)
    fields = [
        {"y": stages[place], "low": low, "high": high, "level": level}
        for place, band in enumerate(bands)
        for level, (low, high) in enumerate(zip([0, *band], band, strict=False))
    ]
    y: Spec = {"field": "y", "type": "ordinal", "sort": list(stages)}
    y |= {"scale": {"domain": list(stages), "paddingInner": GAP, "paddingOuter": GAP / 2}}
    y["axis"] = {"labelLimit": theme.ROW_LIMIT}
    level: Spec = {"field": "level", "type": "ordinal", "scale": {"range": [0.1, 0.2, 0.32]}}
    level["legend"] = None
    x = _across()
    tip = shown(("name", ""), ("n", unit, COUNT), ("kind", ""))
    offset: Spec = {"field": "aside", "type": "quantitative", "scale": None}
    dot: Spec = {"type": "point", "filled": True, "size": 50, "opacity": 0.8}
    layers = [layer(rows, dot, y=y, x=x, yOffset=offset, tooltip=tip, **_kinds(kinds))]
    if fields:
        band_x: Spec = {"field": "low", "type": "quantitative"}
        area = {"type": "bar", "color": theme.GRAY}
        bars = layer(fields, area, y=y, x=band_x, x2={"field": "high"}, opacity=level)
        layers.insert(0, bars)
    height = STAGE_ROW * max(len(stages), 1)
    return chart(title, unit, layers, height=height, legend=_legend(kinds))


def named_ranges(
    title: str,
    unit: str,
    ranges: Sequence[ChartRange],
    *,
    names: tuple[str, str],
    format: str = COUNT,
) -> Chart:
    """Return a row for each range: its ends, its middle with the figure, and a cross to compare.

    `names` are the names of the range and of the cross; an empty name has no place in the legend.
    """
    rows = [
        {"y": one.name, "low": one.low, "n": one.middle, "high": one.high, "m": one.mark}
        for one in ranges
    ]
    y: Spec = {"field": "y", "type": "nominal", "sort": None}
    y["axis"] = {"labelLimit": theme.ROW_LIMIT}
    x = _across()
    tip = shown(("y", ""), ("n", names[0], format), ("low", "≥", format), ("high", "≤", format))
    if names[1]:
        tip += shown(("m", names[1], format))
    span = [row for row in rows if row["low"] is not None and row["high"] is not None]
    crossed = [row for row in rows if row["m"] is not None]
    bar: Spec = {"type": "bar", "color": theme.SOFT, "height": 10, "cornerRadius": 2}
    dot: Spec = {"type": "point", "filled": True, "size": 70, "color": theme.ACCENT, "opacity": 1}
    cross: Spec = {"type": "point", "shape": CROSS_LINES, "size": 90, "color": theme.TEXT}
    cross |= {"strokeWidth": 2, "opacity": 1}
    text: Spec = {"type": "text", "align": "left", "baseline": "middle", "dx": 8}
    written: Spec = {"field": "n", "type": "quantitative", "format": format}
    low: Spec = {"field": "low", "type": "quantitative"}
    layers = [
        layer(span, bar, y=y, x=low, x2={"field": "high"}, tooltip=tip),
        layer(rows, dot, y=y, x=x, tooltip=tip),
        layer(crossed, cross, y=y, x={"field": "m", "type": "quantitative"}, tooltip=tip),
        layer(rows, text, y=y, x={"value": "width"}, text=written),
    ]
    items = [LegendItem(names[0], "soft circle"), LegendItem(names[1], "cross")]
    legend = items if names[1] else []
    return chart(title, unit, layers, height=ROW * max(len(ranges), 1), legend=legend)
