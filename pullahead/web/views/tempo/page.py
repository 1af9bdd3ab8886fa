"""*Tempo*, for team leads and administrators: a period beside the one before."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.reports import periods
from pullahead.reports.tempo import BINS, DIMENSIONS, MARKS, TempoReport, tempo
from pullahead.web.charts import bars
from pullahead.web.charts.bars import BarChart
from pullahead.web.tempo_file import HEADINGS, file_rows
from pullahead.web.view_helpers import person, show, signed_in, zone_of


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period by person, team, source or hour."""
    report = _report(request)
    query = request.GET.copy()
    query.pop("by", None)
    if not report.period.known_at:
        query.pop("known", None)
    context = {
        "report": report,
        "charts": charts(report),
        "dimensions": DIMENSIONS,
        "choices": periods.CHOICES,
        "query": query.urlencode(),
        "file_query": request.GET.urlencode(),
        "waits_shown": report.by in {"source", "hour"},
    }
    return show(request, "tempo/page.html", context)


@signed_in
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Download the table."""
    report, text = _report(request), StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(file_rows(report))
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"tempo-{report.by}-{report.period.first}-{report.period.last}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _report(request: HttpRequest) -> TempoReport:
    viewer, asked = person(request), request.GET
    return tempo(
        viewer=viewer,
        by=asked.get("by", ""),
        days=asked.get("days", ""),
        since=asked.get("since", ""),
        until=asked.get("until", ""),
        known=asked.get("known", ""),
        zone=str(zone_of(viewer)),
    )


def charts(report: TempoReport) -> list[BarChart]:
    """Return the distributions of a report; without an observation there is no chart."""
    now, before = report.shapes, report.shapes_before
    found = []
    first, past = report.total.now.first, report.total.before.first
    if now.waits and first is not None:
        found.append(
            bars.shares_chart(
                "waits",
                _("Time from arrival to the first attempt"),
                _("share of leads, estimated"),
                [bars.within(mark) for mark in MARKS],
                now.waits,
                before.waits,
                n=first.n,
                n_before=past.n if past else 0,
            )
        )
    if sum(now.handle):
        labels = bars.bin_labels(BINS)
        title, unit = _("Handle time"), _("saved results")
        found.append(bars.counts_chart("handle", title, unit, labels, now.handle, before.handle))
    if sum(now.hours):
        title, unit = _("Results saved by hour"), _("saved results")
        hours = bars.hour_labels()
        chart = bars.counts_chart("hours", title, unit, hours, now.hours, before.hours)
        found.append(bars.worked_hours(chart))
    return found
