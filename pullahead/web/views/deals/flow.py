"""*Flow*: charts of the last twelve weeks, each with its table and its CSV file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.usecases.conversations.lists import talk_measures
from pullahead.usecases.deals.flow_page import FlowView, flow_view
from pullahead.usecases.deals.flow_tables import FlowTable
from pullahead.web.charts.chart import Chart, day_text
from pullahead.web.charts.columns import stacked_columns
from pullahead.web.charts.lines import day_areas, day_lines
from pullahead.web.charts.points import (
    DIAMOND,
    ROUND,
    TRIANGLE,
    ChartPoint,
    PointKind,
    day_points,
    stage_points,
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


def _chart(view: FlowView, table: FlowTable) -> Chart | None:
    """Return the chart of a table; none without a row to draw."""
    if not table.rows:
        return None
    if table.code == "cycle":
        return _cycle_times(view, table)
    if table.code == "aging":
        return _aging(view, table)
    if table.code == "trend":
        return _trend(table)
    if table.code == "throughput":
        return _throughput(table)
    days = [_date(row[0]) for row in table.rows]
    stages = [
        (label, [_figure(row[n]) for row in table.rows])
        for n, label in enumerate(table.columns)
        if n
    ]
    return day_areas(table.title, _("deals"), days, stages, stacked=table.code == "wip")


def _throughput(table: FlowTable) -> Chart:
    places = [day_text(_date(row[0])) for row in table.rows]
    colors = ("good", "warn", "muted")
    stacks = [
        (label, color, [_figure(row[n]) for row in table.rows])
        for n, (label, color) in enumerate(zip(table.columns[1:], colors, strict=True), 1)
    ]
    return stacked_columns(table.title, _("deals"), places, stacks)


def _cycle_times(view: FlowView, table: FlowTable) -> Chart:
    looks = {"won": ("good", ROUND), "lost": ("warn", TRIANGLE), "discarded": ("muted", DIAMOND)}
    kinds = {code: PointKind(str(CLOSED_WORDS[code]), *look) for code, look in looks.items()}
    days = [_date(row[0]) for row in view.table("wip").rows]
    points = [
        ChartPoint(_date(row[0]), _figure(row[2]), str(row[1]), kinds[str(row[3])])
        for row in table.rows
    ]
    rules = [(float(days), f"{percent} %: {days} d") for percent, days in view.percentiles]
    return day_points(table.title, _("days"), days, points, list(kinds.values()), rules=rules)


def _aging(view: FlowView, table: FlowTable) -> Chart:
    usual = PointKind(_("within {days} d").format(days=view.sle_days))
    late = PointKind(_("older"), "warn", TRIANGLE)
    points = [
        ChartPoint(one.position, one.days, one.title, late if one.days > view.sle_days else usual)
        for one in view.aging
    ]
    bands = [view.bands.get(position, ()) for position in range(len(view.stages))]
    return stage_points(table.title, _("days"), view.stages, points, [usual, late], bands=bands)


def _trend(table: FlowTable) -> Chart | None:
    """Draw the dates that have percentiles; return no chart without any."""
    rows = [row for row in table.rows if row[1] is not None]
    if not rows:
        return None
    lines = [(table.columns[n], [_figure(row[n]) for row in rows]) for n in (2, 1)]
    return day_lines(table.title, _("days"), [_date(row[0]) for row in rows], lines)


def _date(cell: object) -> date:
    """Return a cell that is a day."""
    if not isinstance(cell, date):
        raise TypeError("the first column of this table has days")
    return cell


def _figure(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0
