"""*Flow*: charts of the last twelve weeks, each with its table and its CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from pullahead.usecases.conversations.lists import talk_measures
from pullahead.usecases.deals.flow_page import FlowTable, FlowView, flow_view
from pullahead.web.charts.plots import (
    ChartLine,
    ChartPoint,
    line_chart,
    point_chart,
    stacked_chart,
)
from pullahead.web.templatetags.deals import CLOSED_WORDS
from pullahead.web.view_helpers import person, show, signed_in
from pullahead.web.views.intake.imports import plain_cell

SHOWN = 100  # rows of a table on the page; the file has all


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the charts, the shares, the forecast, and before and after."""
    view = flow_view(
        viewer=person(request),
        ahead=_number(request, "days", 28),
        wanted=_number(request, "deals", 10),
    )
    charts = [(one, _chart(view, one), _shown(one)) for one in view.tables]
    talk = talk_measures(viewer=person(request))
    return show(request, "deals/flow.html", {"flow": view, "charts": charts, "talk": talk})


@signed_in
@require_safe
def table(request: HttpRequest, chart: str) -> HttpResponse:
    """Return the figures of a chart as a CSV file."""
    found = flow_view(viewer=person(request)).table(chart)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="flow-{found.code}.csv"'
    lines = csv.writer(answer)
    lines.writerow(found.columns)
    lines.writerows(
        ["" if cell is None else plain_cell(str(cell)) for cell in row] for row in found.rows
    )
    return answer


def _number(request: HttpRequest, name: str, otherwise: int) -> int:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else otherwise


def _shown(table: FlowTable) -> Sequence[Sequence[object]]:
    """Return the rows on the page: the newest first where rows are days."""
    rows = table.rows if table.code == "aging" else table.rows[::-1]
    return [[_words(cell) for cell in row] for row in rows[:SHOWN]]


def _words(cell: object) -> object:
    if cell is None:
        return "–"
    return str(CLOSED_WORDS.get(cell, cell)) if isinstance(cell, str) else cell


def _chart(view: FlowView, table: FlowTable) -> SafeString:
    if table.code == "cycle":
        return _cycle_times(view, table)
    if table.code == "aging":
        return _aging(view, table)
    if table.code == "trend":
        return _trend(table)
    places = [_day(row[0]) for row in table.rows]
    lines = [
        ChartLine(label, [_figure(row[n]) for row in table.rows])
        for n, label in enumerate(table.columns)
        if n
    ]
    if table.code == "throughput":
        return stacked_chart(table.title, places, lines, _("deals"))
    return line_chart(table.title, places, lines[::-1], _("deals"))


def _cycle_times(view: FlowView, table: FlowTable) -> SafeString:
    days = [row[0] for row in view.table("wip").rows]
    points = [
        ChartPoint(days.index(row[0]), _figure(row[2]), f"{row[1]}: {row[2]} d", str(row[3]))
        for row in table.rows
        if row[0] in days
    ]
    rules = [(days, f"{percent} %: {days} d") for percent, days in view.percentiles]
    return point_chart(table.title, [_day(day) for day in days], points, _("days"), rules=rules)


def _aging(view: FlowView, table: FlowTable) -> SafeString:
    seen: dict[int, int] = {}
    points = []
    for one in view.aging:
        seen[one.position] = seen.get(one.position, -1) + 1
        aside = (seen[one.position] % 7 - 3) / 10
        late = "late" if one.days > view.sle_days else ""
        text = ngettext("{title}: {n} day", "{title}: {n} days", one.days)
        said = text.format(title=one.title, n=one.days)
        points.append(ChartPoint(one.position + aside, one.days, said, late))
    bands = [view.bands.get(position, ()) for position in range(len(view.stages))]
    names = [name if len(name) < 13 else f"{name[:11]}…" for name in view.stages]
    return point_chart(table.title, names, points, _("days"), bands=bands)


def _trend(table: FlowTable) -> SafeString:
    """Draw the dates that have percentiles; return no chart without any."""
    rows = [row for row in table.rows if row[1] is not None]
    if not rows:
        return mark_safe("")
    lines = [ChartLine(table.columns[n], [_figure(row[n]) for row in rows]) for n in (2, 1)]
    return line_chart(table.title, [_day(row[0]) for row in rows], lines, _("days"))


def _day(cell: object) -> str:
    return f"{cell.day} {cell:%b}" if isinstance(cell, date) else str(cell)


def _figure(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
