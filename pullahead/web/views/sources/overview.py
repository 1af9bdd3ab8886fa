"""*Sources*: the first page of marketing."""

from __future__ import annotations

from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import buying as buying_report
from pullahead.reports import source_alerts, source_table, spoilage_page
from pullahead.usecases.intake import returns
from pullahead.usecases.settings import buying
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.view_helpers import for_marketing, person, show, signed_in
from pullahead.web.views.sources.files import COUNTS, MONEY, counts_cells, money_cells


def days_of(request: HttpRequest) -> int:
    """Return the chosen period in days; the usual one for anything that is none."""
    text = request.GET.get("days", "")
    chosen = [days for days in source_table.PERIODS if str(days) == text]
    return chosen[0] if chosen else source_table.USUAL


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show all sources."""
    table = source_table.source_table(viewer=person(request), days=days_of(request))
    if wants_csv(request):
        header = ("source", *COUNTS, *MONEY, "refused", "returned", "duplicates")
        rows = [
            (
                r.name,
                *counts_cells(r.counts),
                *money_cells(r.money),
                n.refused,
                n.returned,
                n.duplicates,
            )
            for r in table.rows
            for n in (r.deliveries,)
        ]
        return csv_answer(f"sources-{table.days}-days", [header, *rows])
    viewer = person(request)
    cost = buying.hour_cost(viewer=viewer) or Decimal(0)
    plan = buying_report.buying_page(viewer=viewer, hour_cost=cost)
    context = {
        "plan": plan,
        "lost": spoilage_page.spoilage_page(viewer=viewer),
        "returnable": returns.returnable(viewer=viewer),
        "table": table,
        "periods": source_table.PERIODS,
        "alerts": source_alerts.source_alerts(viewer=viewer, cut=plan.cut),
    }
    return show(request, "sources/page.html", context)
