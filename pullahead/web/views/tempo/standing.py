"""Standing and results of people, for team leads and administrators."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports.standing_page import StandingLine, standing_list
from pullahead.web.csv_answer import Cell, csv_answer, wants_csv
from pullahead.web.view_helpers import person, show, signed_in

HEADINGS = (
    "person", "team", "standing", "claims", "worked on time", "callbacks due", "callbacks kept",
    "calls measured", "called within 2 min", "sales", "expected sales", "results ÷ expected",
    "90 % low", "90 % high", "99 % low", "99 % high", "verdict", "one new lead in", "trial until",
    "computed at",
)  # fmt: skip


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show each person's standing and results over expectation, with what they rest on."""
    viewer = person(request)
    if wants_csv(request):
        rows = standing_list(viewer=viewer, page=None).rows
        return csv_answer("standing", [HEADINGS, *map(_file_row, rows)])
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    people = standing_list(viewer=viewer, page=number)
    context = {"people": people, "query": "", "every_team": viewer.is_admin}
    return show(request, "tempo/standing.html", context)


def _file_row(row: StandingLine) -> tuple[Cell, ...]:
    found = row.results
    results: tuple[Cell, ...] = ("",) * 8
    if found is not None:
        figures = (found.expected, found.ratio, found.low, found.high, *found.wide)
        results = (found.wins, *(round(one, 4) for one in figures), found.verdict)
    return (
        row.name,
        row.team,
        row.score,
        row.claims,
        row.worked.good,
        row.callbacks.of,
        row.callbacks.good,
        row.quick.of,
        row.quick.good,
        *results,
        row.every,
        row.trial_until,
        row.computed_at,
    )
