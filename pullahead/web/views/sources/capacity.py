"""*Capacity*: arrivals against staffed hours, and the load of the days to come."""

from __future__ import annotations

from dataclasses import astuple

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.reports import floor_capacity
from pullahead.reports.floor_capacity import CapacityPage
from pullahead.web.charts.chart import Chart, day_text
from pullahead.web.charts.columns import compared_columns
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.view_helpers import for_marketing, person, show, signed_in

DAYS_HEADER = (
    "day",
    "leads_low",
    "leads",
    "leads_high",
    "staffed_minutes",
    "workable_leads",
    "load",
)
GROUPS_HEADER = ("kind", "group", "agents", "workable_per_day", "expected_per_day", "load")


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the page."""
    found = floor_capacity.capacity_page(viewer=person(request))
    if wants_csv(request):
        return _file(found, request.GET.get("table", ""))
    context = {"found": found, "hours": _by_hour(found), "days": _by_day(found)}
    return show(request, "sources/capacity.html", context)


def _by_hour(found: CapacityPage) -> tuple[Chart, Chart]:
    """Draw arrivals above people at work, so that their hours can be compared."""
    hours = [f"{row.hour}:00" for row in found.hours]
    since = _("since {day}").format(day=day_text(found.since))
    arrivals, staffed = [row.arrivals for row in found.hours], [row.staffed for row in found.hours]
    return (
        compared_columns(
            _("Arrivals by hour"),
            _("leads per day, {since}. Leads: n = {n}").format(since=since, n=found.arrived),
            hours,
            (_("Leads"), arrivals),
        ),
        compared_columns(
            _("People at work by hour"),
            _("people, {since}. Staffed hours: n = {n}").format(
                since=since, n=round(found.staffed)
            ),
            hours,
            (_("People"), staffed),
        ),
    )


def _by_day(found: CapacityPage) -> Chart:
    return compared_columns(
        _("Leads of the next 14 days"),
        _("leads per day. Leads of the last 6 weeks: n = {n}").format(n=found.recent),
        [day_text(row.day) for row in found.days],
        (_("Expected"), [row.leads.middle for row in found.days]),
        (_("Workable"), [row.workable for row in found.days]),
    )


def _file(found: CapacityPage, table: str) -> HttpResponse:
    if table == "groups":
        groups = [astuple(row) for row in found.groups]
        return csv_answer("capacity-by-group", [GROUPS_HEADER, *groups])
    if table != "days":
        rows = [(row.hour, row.arrivals, row.staffed) for row in found.hours]
        return csv_answer("arrivals-by-hour", [("hour", "leads_per_day", "people"), *rows])
    days = [
        (
            row.day,
            row.leads.low,
            row.leads.middle,
            row.leads.high,
            row.staffed.middle,
            row.workable,
            row.load,
        )
        for row in found.days
    ]
    return csv_answer("capacity-14-days", [DAYS_HEADER, *days])
