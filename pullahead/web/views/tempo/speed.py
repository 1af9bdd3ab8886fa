"""Speed of the latest arrivals, for team leads and administrators."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import periods
from pullahead.reports.speed_clocks import CLOCKS
from pullahead.reports.tempo import DIMENSIONS, SpeedReport, latest_speed
from pullahead.web.csv_answer import Cell, csv_answer, wants_csv
from pullahead.web.view_helpers import person, show, signed_in, zone_of


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the latest waits of a period on each clock, by source, team or hour."""
    viewer, asked = person(request), request.GET
    report = latest_speed(
        viewer=viewer,
        by=asked.get("by", ""),
        days=asked.get("days", ""),
        since=asked.get("since", ""),
        until=asked.get("until", ""),
        zone=str(zone_of(viewer)),
    )
    if wants_csv(request):
        name = f"speed-{report.by}-{report.period.first}-{report.period.last}"
        return csv_answer(name, _file_rows(report))
    query = asked.copy()
    query.pop("by", None)
    context = {
        "report": report,
        "dimensions": DIMENSIONS[1:],
        "choices": periods.CHOICES,
        "query": query.urlencode(),
    }
    return show(request, "tempo/speed.html", context)


def _file_rows(report: SpeedReport) -> Iterator[tuple[Cell, ...]]:
    """Yield the headings and one row for each group, the total last; times are seconds."""
    figures = [f"{clock} {one}" for clock in CLOCKS for one in ("n", "median s", "p90 s")]
    yield "group", *figures, "lag n", "lag median s", "lag p90 s", "over a day old"
    clocks = report.clocks
    for row in (*clocks.rows.values(), clocks.total):
        waits = [(one.n, one.median, one.p90) for one in row.estimates.values()]
        lag = row.lag
        cells = (cell for figures in waits for cell in figures)
        yield row.label, *cells, lag.n, lag.median, lag.p90, row.late
