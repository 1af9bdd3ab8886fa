"""Geometry of the charts that the server draws."""

from __future__ import annotations

import pytest

from pullahead.web.charts import columns
from pullahead.web.charts.scales import figure, nice, step
from pullahead.web.templatetags.sources import small_amount


def test_columns_fill_their_slots_up_to_a_round_figure() -> None:
    chart = columns.column_chart(
        "Leads", "a day", ["Mon", "Tue"], [("in", [10, 0]), ("out", [5, 20])]
    )
    assert chart.most == "20"
    tall = [float(bar.height) for bar in chart.bars]
    assert tall == [columns.HEIGHT / 2, 0, columns.HEIGHT / 4, columns.HEIGHT]
    assert [bar.x for bar in chart.bars] == ["5.00%", "55.00%", "25.00%", "75.00%"]
    assert chart.bars[3].title == "Tue, out: 20"
    assert len(columns.column_chart("", "", ["a", "b", "c"], [], every=2).labels) == 2


def test_ranges_share_a_scale_and_an_unknown_one_has_no_bar() -> None:
    chart = columns.range_chart(
        "Price", "EUR", [("A", 2.0, 4.0, 8.0, 9.0), ("B", None, 1.0, None, None)]
    )
    assert chart.most == "10"
    assert (chart.rows[0].left, chart.rows[0].width) == ("20.60%", "58.80%")
    assert chart.rows[0].said == "4 · 2–8"
    assert (chart.rows[1].left, chart.rows[1].mark) == (None, None)


@pytest.mark.parametrize(
    ("value", "upper"), [(0, 1), (-3, 1), (0.03, 0.05), (1, 1), (11, 20), (501, 1_000)]
)
def test_the_upper_line_is_round(value: float, upper: float) -> None:
    assert nice(value) == pytest.approx(upper)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.034, "0.034"), (1.5, "1.50"), (12.34, "12.3"), (1234.5, "1,234")],
)
def test_figures_are_short(value: float, text: str) -> None:
    assert figure(value) == text


@pytest.mark.parametrize(("top", "apart"), [(1, 1), (5, 1), (9, 2), (40, 10), (130, 50)])
def test_the_marks_of_an_axis_are_round_and_whole(top: float, apart: float) -> None:
    assert step(top, 5) == apart


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0.00"), (1.6e-05, "< 0.0001"), (0.0057, "0.0057"), (0.45, "0.45"), (1234.5, "1,234.50")],
)
def test_a_small_amount_has_no_exponent(value: float, shown: str) -> None:
    assert small_amount(value) == shown
