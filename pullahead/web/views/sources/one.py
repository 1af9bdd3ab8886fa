"""One source: its cohorts and results, for marketing and administrators."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.reports import source_page
from pullahead.reports.source_page import SourceResults
from pullahead.web.charts.chart import Chart, day_text
from pullahead.web.charts.columns import compared_columns
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.view_helpers import for_marketing, person, show, signed_in
from pullahead.web.views.sources.files import COUNTS, MONEY, counts_cells, money_cells


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest, source_id: int) -> HttpResponse:
    """Show the weekly cohorts of a source."""
    found = source_page.source_page(source_id=source_id, viewer=person(request))
    if wants_csv(request):
        header = ("week", "begins", "age_days", *COUNTS, *MONEY)
        rows = [
            (one.week, one.begins, one.age, *counts_cells(one.counts), *money_cells(one.money))
            for one in found.weeks
        ]
        return csv_answer(f"source-{found.id}-weeks", [header, *rows])
    return show(request, "sources/one.html", {"source": found, "chart": _chart(found)})


def _chart(found: SourceResults) -> Chart:
    """Draw value × margin, and cost as a line across it, week by week, oldest first."""
    weeks = found.weeks[::-1]
    return compared_columns(
        _("Value × margin, and cost, by week of arrival"),
        _("{currency}, since {day}. Leads: n = {n}").format(
            currency=settings.CONFIG.currency,
            day=day_text(weeks[0].begins) if weeks else "–",
            n=sum(one.counts.leads for one in weeks),
        ),
        [day_text(one.begins) for one in weeks],
        (_("Value × margin"), [float(one.money.profit) for one in weeks]),
        (_("Cost"), [float(one.money.cost or 0) for one in weeks]),
    )
