"""A chart, and the parts that all specifications share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _

from pullahead.web.charts import theme
from pullahead.web.charts.theme import Spec

HEIGHT = 200  # pixels of the area inside the axes
ABOVE, BELOW = 12, 26  # pixels for the label of the highest value and for the labels of x
COUNT, SHARE = ",.3~r", ".0%"  # formats of D3
DAY = "%-d %b"
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class LegendItem:
    """A series in the legend: its name, its color, and `bar`, `tick`, or a sign instead."""

    name: str
    kind: str = "accent"


@dataclass(frozen=True, slots=True)
class ChartTable:
    """Figures of a chart, as texts."""

    columns: Sequence[str]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Chart:
    """Chart with the specification that the browser draws; `space` is its height in pixels."""

    title: str
    unit: str
    spec: Spec
    space: int
    legend: tuple[LegendItem, ...] = ()
    table: ChartTable | None = None
    id: str = ""

    def beside(self, table: ChartTable, *, id: str) -> Chart:
        """Return the chart with its table below it; `id` is unique on the page."""
        return replace(self, table=table, id=id)


def chart(
    title: str,
    unit: str,
    layers: Sequence[Spec],
    *,
    height: int = HEIGHT,
    legend: Sequence[LegendItem] = (),
) -> Chart:
    """Return a chart of layers that is as wide as the page allows."""
    # A layer without data would give its scale no end
    layers = [one for one in layers if one["data"]["values"]] or layers[:1]
    first = layers[0]["data"] if layers else {"values": []}
    # Layers with the data of the first take them from the chart, which keeps the page small
    own = [
        {key: value for key, value in one.items() if key != "data" or value != first}
        for one in layers
    ]
    spec = {
        "data": first,
        "description": _("{title}. The figures are in the table below.").format(title=title),
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": {"left": 0, "right": 2, "top": ABOVE, "bottom": 2},
        "background": None,
        "layer": own,
        "config": theme.CONFIG,
        "usermeta": {"embedOptions": theme.language()},
    }
    return Chart(title, unit, spec, ABOVE + height + BELOW, tuple(legend))


def layer(values: Sequence[Spec], mark: Spec, **encoding: Spec | Sequence[Spec]) -> Spec:
    """Return one layer: its data, its mark, and where the data go."""
    return {"data": {"values": list(values)}, "mark": mark, "encoding": encoding}


def shown(*fields: tuple[str, str] | tuple[str, str, str]) -> list[Spec]:
    """Return the lines of a tooltip: (field, title), and the format of a figure."""
    found: list[Spec] = []
    for field, title, *written in fields:
        one: Spec = {"field": field, "title": title or " ", "type": "nominal"}
        if written:
            one |= {"type": "quantitative", "format": written[0]}
        found.append(one)
    return found


def day_text(day: date) -> str:
    """Return a day as a label of an axis: 28 Nov."""
    return dateformat.format(day, "j M")


def day_axis(field: str = "x") -> Spec:
    """Return an axis of days. Days are UTC so that no time zone moves them."""
    return {
        "field": field,
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"format": DAY, "tickCount": 6, "tickMinStep": DAY_MS, "labelOverlap": True},
    }


def end_labels(rows: Sequence[Spec]) -> Spec:
    """Return the layer of the names at the right end, each `y` pixels from the top."""
    mark = {"type": "text", "align": "left", "baseline": "middle", "dx": 6}
    place: Spec = {"field": "y", "type": "quantitative", "scale": None}
    name: Spec = {"field": "name", "type": "nominal"}
    mark |= {"limit": theme.END_LIMIT}
    return layer(rows, mark, x={"value": "width"}, y=place, text=name)


def apart(heights: Sequence[float], *, height: int = HEIGHT, gap: int = 15) -> list[float]:
    """Return heights near these at which no label covers another, inside the chart.

    Of two equal heights the first is above.
    """
    found = [min(max(one, 0.0), float(height)) for one in heights]
    lowest = float(height)
    for place in sorted(range(len(found)), key=lambda n: (-heights[n], -n)):
        found[place] = min(found[place], lowest)
        lowest = found[place] - gap
    highest = 0.0
    for place in sorted(range(len(found)), key=lambda n: (found[n], n)):
        found[place] = max(found[place], highest)
        highest = found[place] + gap
    return [round(one, 1) for one in found]
