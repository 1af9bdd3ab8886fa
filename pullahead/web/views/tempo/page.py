"""*Tempo*, for team leads and administrators: a period beside the one before."""

from __future__ import annotations

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import periods
from pullahead.reports.tempo import DIMENSIONS, TempoReport, tempo
from pullahead.web.csv_answer import wants_csv
from pullahead.web.tempo_file import HEADINGS, file_rows
from pullahead.web.view_helpers import person, show, signed_in, zone_of
from pullahead.web.views.tempo.distributions import distributions, file_of
from pullahead.web.views.tempo.people_page import page_of


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the figures of a period by person, team, source or hour."""
    report = _report(request)
    now, before = report.total.now, report.total.before
    found = distributions(report.shapes, report.shapes_before, now, before)
    if wants_csv(request):
        name = f"tempo-{report.period.first}-{report.period.last}"
        return file_of(found, request.GET.get("chart", ""), name)
    query = request.GET.copy()
    query.pop("by", None)
    asked = query.pop("page", [""])[-1]
    if not report.period.known_at:
        query.pop("known", None)
    context = {
        "report": report,
        "people": page_of(report, asked),
        "charts": [one.chart for one in found],
        "dimensions": DIMENSIONS,
        "choices": periods.CHOICES,
        "query": query.urlencode(),
        "file_query": request.GET.urlencode(),
        "waits_shown": report.by != "person",
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
