"""Specifications of the charts: data, order, labels, and the language of figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import translation

from pullahead.web.charts import theme
from pullahead.web.charts.chart import HEIGHT, Chart, apart
from pullahead.web.charts.columns import compared_columns, stacked_columns
from pullahead.web.charts.lines import day_areas, day_lines
from pullahead.web.charts.points import (
    ChartPoint,
    ChartRange,
    PointKind,
    day_points,
    named_ranges,
    stage_points,
)

DAYS = [date(2027, 9, 13) + timedelta(days=n) for n in range(3)]
WON, LOST = PointKind("Won", "good"), PointKind("Lost", "warn", "triangle-down")
SCRIPT = "</script><b>"  # a name of a customer is data wherever it appears


def every_kind() -> dict[str, Chart]:
    """Return one chart of each kind."""
    areas = [("New", [3.0, 4, 5]), (SCRIPT, [1.0, 2, 3])]
    day = [ChartPoint(DAYS[1], 9, SCRIPT, WON), ChartPoint(DAYS[2], 4, "Bo", LOST)]
    stage = [ChartPoint(1, 9, "Ana", WON), ChartPoint(1, 9, "Bo", LOST)]
    ranges = [ChartRange("A", 2, 4, 8, 9), ChartRange(SCRIPT, None, 1, None)]
    now, before = ("Now", [10.0, 0]), ("Before", [5.0, None])
    stacks = [("Won", "good", [1.0, 2]), ("Lost", "warn", [3.0, 0])]
    stages, bands = ["New", "Offer"], [[3.0, 5]]
    return {
        "columns": compared_columns("Columns", "leads", ["Mon", "Tue"], now, before),
        "stacks": stacked_columns("Stacks", "deals", ["Mon", "Tue"], stacks),
        "lines": day_lines("Lines", "days", DAYS, areas),
        "areas": day_areas("Areas", "deals", DAYS, areas, stacked=True),
        "days": day_points("Days", "days", DAYS, day, [WON, LOST], rules=[(9, "85 %: 9 d")]),
        "stages": stage_points("Stages", "days", stages, stage, [WON, LOST], bands=bands),
        "ranges": named_ranges("Ranges", "EUR", ranges, names=("Price", "Paid")),
    }  # fmt: skip


def data(chart: Chart, layer: int = 0) -> list[dict[str, object]]:
    """Return the data of a layer: its own, or those of the chart."""
    values: list[dict[str, object]] = (chart.spec | chart.spec["layer"][layer])["data"]["values"]
    return values


def parts(spec: object) -> Iterator[tuple[str, object]]:
    """Yield every key of a specification with its value."""
    if isinstance(spec, dict):
        for key, value in spec.items():
            yield key, value
            yield from parts(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from parts(value)


@pytest.mark.parametrize("kind", list(every_kind()))
def test_a_specification_is_data_without_expression_or_address(kind: str) -> None:
    chart = every_kind()[kind]
    found = list(parts(chart.spec))
    assert not {"signal", "transform", "url", "href", "calculate"} & {key for key, _ in found}
    expressions = {value for key, value in found if key == "expr"}
    assert expressions <= {theme.END_LIMIT["expr"], theme.ROW_LIMIT["expr"]}
    assert json.loads(json.dumps(chart.spec)) == chart.spec
    assert chart.spec["description"].startswith(f"{chart.title}. ")
    assert chart.space > chart.spec["height"]


def test_columns_have_their_comparison_where_it_is_known() -> None:
    chart = every_kind()["columns"]
    assert data(chart) == [{"x": "Mon", "n": 10, "m": 5}, {"x": "Tue", "n": 0, "m": None}]
    assert data(chart, 1) == data(chart)[:1]
    assert [one.name for one in chart.legend] == ["Now", "Before"]


def test_stacked_areas_add_up_and_others_begin_at_zero() -> None:
    areas = [("New", [3.0]), ("Offer", [1.0])]
    stacked, others = (day_areas("", "", DAYS[:1], areas, stacked=one) for one in (True, False))
    assert data(stacked, 1) == [{"x": "2027-09-13", "n0": 3, "n1": 1, "s0": 0, "s1": 3, "s2": 4}]
    ends = [chart.spec["layer"][1]["encoding"] for chart in (stacked, others)]
    assert [(one["y"]["field"], one["y2"]) for one in ends] == [
        ("s2", {"field": "s1"}),
        ("n1", {"datum": 0}),
    ]


def test_stages_have_bands_and_points_of_one_value_lie_apart() -> None:
    chart = every_kind()["stages"]
    assert [(row["low"], row["high"]) for row in data(chart)] == [(0, 3), (3, 5)]
    assert len({row["aside"] for row in data(chart, 1)}) == 2


def test_an_unknown_range_has_no_bar_and_no_cross() -> None:
    chart = every_kind()["ranges"]
    assert [len(data(chart, layer)) for layer in range(4)] == [1, 2, 1, 2]


@pytest.mark.parametrize("heights", [[50, 51, 52], [HEIGHT, HEIGHT, 500], [0, 0, -3]])
def test_labels_lie_apart_inside_the_chart(heights: list[float]) -> None:
    found = sorted(apart(heights))
    assert min(b - a for a, b in pairwise(found)) >= 15
    assert found[0] >= 0
    assert found[-1] <= HEIGHT


def test_figures_and_months_follow_the_language() -> None:
    with translation.override("es"):
        spoken = theme.language()
    assert spoken["formatLocale"]["decimal"] == ","
    assert spoken["timeFormatLocale"]["days"][0] == "domingo"
    assert spoken["timeFormatLocale"]["shortMonths"][0] == "Ene"


def test_a_chart_has_no_layer_without_data() -> None:
    found = named_ranges("Ranges", "h", [ChartRange("A", 2, 4, 8, None)], names=("Now", "Before"))
    assert all(layer.get("data", found.spec["data"])["values"] for layer in found.spec["layer"])
