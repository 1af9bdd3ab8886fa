"""Bars of a distribution, each beside the period before, as rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from pullahead.web import formatting


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart; widths are percentages of the longest bar."""

    label: str
    now: str
    before: str
    width: float
    width_before: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Chart with its title, unit and number of observations."""

    id: str
    title: str
    unit: str
    n: int
    n_before: int
    bars: tuple[Bar, ...]


def shares_chart(
    id: str,
    title: str,
    unit: str,
    labels: Sequence[str],
    now: Sequence[float],
    before: Sequence[float],
    *,
    n: int,
    n_before: int,
) -> BarChart:
    """Return a chart of shares; a bar of 100 % fills its cell."""
    past: Sequence[float | None] = list(before) or [None] * len(now)
    bars = [
        Bar(label, _percent(one), _percent(was), 100 * one, 100 * (was or 0))
        for label, one, was in zip(labels, now, past, strict=True)
    ]
    return BarChart(id, title, unit, n, n_before, tuple(bars))


def counts_chart(
    id: str,
    title: str,
    unit: str,
    labels: Sequence[str],
    now: Sequence[int],
    before: Sequence[int],
) -> BarChart:
    """Return a chart of counts; the largest fills its cell."""
    most = max([*now, *before, 1])
    bars = [
        Bar(label, str(one), str(was), 100 * one / most, 100 * was / most)
        for label, one, was in zip(labels, now, before, strict=True)
    ]
    return BarChart(id, title, unit, sum(now), sum(before), tuple(bars))


def worked_hours(chart: BarChart) -> BarChart:
    """Return a chart of hours from the first to the last with an observation."""
    there = [n for n, bar in enumerate(chart.bars) if bar.width or bar.width_before]
    return replace(chart, bars=chart.bars[there[0] : there[-1] + 1]) if there else chart


def within(seconds: float) -> str:
    """Return the label of a mark: within 5 min."""
    return _("within {span}").format(span=formatting.span(seconds))


def bin_labels(tops: Sequence[float]) -> list[str]:
    """Return the labels of bins: 2–3 min."""
    minutes = [round(top / 60) for top in tops]
    between = [f"{low}–{high} min" for low, high in zip([0, *minutes], minutes, strict=False)]
    return [*between, _("over {span}").format(span=f"{minutes[-1]} min")]


def hour_labels() -> list[str]:
    """Return the labels of the hours of a day."""
    return [f"{hour:02}:00" for hour in range(24)]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)} %"
