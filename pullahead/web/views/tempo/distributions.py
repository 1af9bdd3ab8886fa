"""Distributions of *Tempo* and *My day*: chart, table and file of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from pullahead.reports.tempo_figures import BINS, MARKS, TempoFigures, TempoShapes
from pullahead.web import formatting
from pullahead.web.charts.chart import COUNT, SHARE, Chart, ChartTable
from pullahead.web.charts.columns import compared_columns
from pullahead.web.csv_answer import csv_answer

Values = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Distribution:
    """Values of groups, now and before; `before` is empty if it has no observation."""

    code: str
    title: str
    unit: str
    places: Sequence[str]  # short names, for the axis
    names: Sequence[str]
    now: Values
    before: Values
    n: int
    n_before: int
    is_share: bool = False

    @property
    def chart(self) -> Chart:
        """Draw the values now as columns, and those before as lines across."""
        counted = _("n = {n}, before: {before}").format(n=self.n, before=self.n_before)
        drawn = compared_columns(
            self.title,
            f"{self.unit}. {counted}",
            self.places,
            (_("Now"), self.now),
            (_("Before"), self._before),
            format=SHARE if self.is_share else COUNT,
        )
        rows = [
            (name, self._text(one), self._text(was))
            for name, one, was in zip(self.names, self.now, self._before, strict=True)
        ]
        table = ChartTable((_("Group"), _("Now"), _("Before")), rows)
        return drawn.beside(table, id=self.code)

    @property
    def _before(self) -> Sequence[float | None]:
        return self.before or [None] * len(self.now)

    def _text(self, value: float | None) -> str:
        if value is None:
            return "–"
        return f"{round(100 * value)} %" if self.is_share else str(round(value))

    def file(self, name: str) -> HttpResponse:
        """Return the values as a CSV file."""
        rows = zip(self.names, self.now, self._before, strict=True)
        return csv_answer(f"{name}-{self.code}", [("group", "now", "before"), *rows])


def distributions(
    now: TempoShapes, before: TempoShapes, total: TempoFigures, total_before: TempoFigures
) -> list[Distribution]:
    """Return the distributions that have an observation."""
    found = []
    if now.waits and total.first is not None:
        found.append(
            Distribution(
                "waits",
                _("Time from arrival to the first attempt"),
                _("share of leads with a first attempt within this time, estimated"),
                [formatting.span(mark) for mark in MARKS],
                [_("within {span}").format(span=formatting.span(mark)) for mark in MARKS],
                now.waits,
                before.waits,
                n=total.first.n,
                n_before=total_before.first.n if total_before.first else 0,
                is_share=True,
            )
        )
    if sum(now.handle):
        title, unit = _("Handle time"), _("saved results by minutes")
        places = [*_bins(), f">{BINS[-1] // 60:.0f}"]
        names = [f"{one} min" for one in _bins()]
        names.append(_("over {span}").format(span=f"{BINS[-1] // 60:.0f} min"))
        found.append(_counts("handle", title, unit, (places, names), now.handle, before.handle))
    return found + saved_by_hour(now, before)


def saved_by_hour(now: TempoShapes, before: TempoShapes) -> list[Distribution]:
    """Return the results by hour, from the first to the last hour with one."""
    if not sum(now.hours):
        return []
    title, unit = _("Results saved by hour"), _("saved results")
    hours = [f"{hour:02}:00" for hour in range(24)]
    full = _counts("hours", title, unit, (hours, hours), now.hours, before.hours)
    there = [n for n in range(24) if now.hours[n] or before.hours[n]]
    worked = slice(there[0], there[-1] + 1)
    hours = hours[worked]
    return [
        replace(full, places=hours, names=hours, now=full.now[worked], before=full.before[worked])
    ]


def file_of(found: Sequence[Distribution], code: str, name: str) -> HttpResponse:
    """Return the file of one distribution. Raise Http404 without observations."""
    for one in found:
        if one.code == code:
            return one.file(name)
    raise Http404(f"There is no chart {code} with observations.")


def _bins() -> list[str]:
    minutes = [round(top / 60) for top in BINS]
    return [f"{low}–{high}" for low, high in zip([0, *minutes], minutes, strict=False)]


def _counts(
    code: str,
    title: str,
    unit: str,
    groups: tuple[Sequence[str], Sequence[str]],
    now: Sequence[int],
    before: Sequence[int],
) -> Distribution:
    places, names = groups
    values, past = tuple(map(float, now)), tuple(map(float, before))
    return Distribution(
        code, title, unit, places, names, values, past, n=sum(now), n_before=sum(before)
    )
