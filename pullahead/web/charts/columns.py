"""Columns over hours, days, weeks or bins."""

from __future__ import annotations

from collections.abc import Sequence

from pullahead.web.charts import theme
from pullahead.web.charts.chart import COUNT, Chart, LegendItem, chart, layer, shown
from pullahead.web.charts.theme import Spec

Series = tuple[str, Sequence[float]]


def _places() -> Spec:
    """Return the axis of the columns: texts in the order of the data."""
    return {
        "field": "x",
        "type": "ordinal",
        "sort": None,
        "axis": {"labelAngle": 0, "labelOverlap": True},
        "scale": {"paddingInner": 0.25, "paddingOuter": 0.15},
    }


def compared_columns(
    title: str,
    unit: str,
    labels: Sequence[str],
    columns: Series,
    compared: tuple[str, Sequence[float | None]] | None = None,
    *,
    format: str = COUNT,
) -> Chart:
    """Return columns, each with a line across it at the value that it is compared with."""
    name, values = columns
    other, marks = compared or ("", [None] * len(labels))
    rows = [
        {"x": label, "n": value, "m": mark}
        for label, value, mark in zip(labels, values, marks, strict=True)
    ]
    y: Spec = {"field": "n", "type": "quantitative", "axis": {"format": format}}
    tip = shown(("x", ""), ("n", name, format), *([("m", other, format)] if compared else ()))
    layers = [
        layer(rows, {"type": "bar", "color": theme.ACCENT}, x=_places(), y=y, tooltip=tip),
    ]
    if compared:
        tick: Spec = {"type": "tick", "orient": "horizontal", "color": theme.TEXT, "thickness": 2}
        known = [row for row in rows if row["m"] is not None]
        y_mark = {"field": "m", "type": "quantitative"}
        layers.append(layer(known, tick, x=_places(), y=y_mark, tooltip=tip))
    legend = (LegendItem(name), LegendItem(other, "tick")) if compared else ()
    return chart(title, unit, layers, legend=legend)


def stacked_columns(
    title: str,
    unit: str,
    labels: Sequence[str],
    stacks: Sequence[tuple[str, str, Sequence[float]]],
    *,
    format: str = COUNT,
) -> Chart:
    """Return columns of (name, color, values), the first series at the bottom."""
    rows = [
        {"x": label, "n": values[place], "series": name, "order": number}
        for number, (name, _color, values) in enumerate(stacks)
        for place, label in enumerate(labels)
    ]
    colors = {
        "field": "series",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": [name for name, _color, _values in stacks],
            "range": [f"var(--{color})" for _name, color, _values in stacks],
        },
    }
    drawn = layer(
        rows,
        {"type": "bar"},
        x=_places(),
        y={"field": "n", "type": "quantitative", "axis": {"format": format}},
        color=colors,
        order={"field": "order", "type": "quantitative"},
        tooltip=shown(("x", ""), ("series", ""), ("n", unit, format)),
    )
    legend = [LegendItem(name, color) for name, color, _values in stacks]
    return chart(title, unit, [drawn], legend=legend)
