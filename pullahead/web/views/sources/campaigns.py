"""*Campaigns* and *Conversions*: results by campaign, and files for the ad platforms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from pullahead.reports import campaigns as campaign_report
from pullahead.reports import conversions as conversion_report
from pullahead.reports.campaigns import CampaignTable
from pullahead.reports.conversions import ConversionKind, Platform
from pullahead.reports.source_table import PERIODS
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.view_helpers import for_marketing, person, show, signed_in
from pullahead.web.views.sources.files import COUNTS, MONEY, counts_cells, money_cells
from pullahead.web.views.sources.overview import days_of


@signed_in
@for_marketing
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the results of each campaign."""
    days = days_of(request)
    table = campaign_report.campaign_table(viewer=person(request), days=days)
    if wants_csv(request):
        return _campaign_file(table)
    return show(request, "sources/campaigns.html", {"table": table, "periods": PERIODS})


@signed_in
@for_marketing
@require_safe
def conversions(request: HttpRequest) -> HttpResponse:
    """Show how many conversions each platform can use, or download the file of one."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in list(ConversionKind) else ConversionKind.WON.value
    text = request.GET.get("days", "")
    known = {str(days): days for days in conversion_report.PERIODS}
    found = conversion_report.conversions(
        viewer=person(request), kind=kind, days=known.get(text, conversion_report.USUAL)
    )
    if wants_csv(request):
        platform = request.GET.get("platform", "")
        if platform not in list(Platform):
            raise Http404("There is no file for this platform.")
        rows = found.rows(Platform(platform))
        return csv_answer(f"conversions-{platform}-{found.kind}", rows)
    context = {"found": found, "table": found, "periods": conversion_report.PERIODS}
    return show(request, "sources/conversions.html", context)


def _campaign_file(table: CampaignTable) -> HttpResponse:
    header = ("source", "campaign", *COUNTS, *MONEY)
    rows = [
        (row.source, row.campaign, *counts_cells(row.counts), *money_cells(row.money))
        for row in table.rows
    ]
    return csv_answer("campaigns", [header, *rows])
