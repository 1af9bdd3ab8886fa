"""*My day*: a person's own work today."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.reports.own_day import own_day
from pullahead.web import tempo_charts
from pullahead.web.view_helpers import person, show, signed_in, zone_of


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the viewer's day beside yesterday, and their week."""
    viewer = person(request)
    day = own_day(viewer=viewer, zone=str(zone_of(viewer)))
    charts = []
    if sum(day.shapes.hours):
        title, unit = _("Results saved by hour"), _("saved results")
        hours = tempo_charts.hour_labels()
        now, before = day.shapes.hours, day.shapes_before.hours
        charts.append(
            tempo_charts.worked_hours(
                tempo_charts.counts_chart("hours", title, unit, hours, now, before)
            )
        )
    return show(request, "work/day/page.html", {"day": day, "charts": charts})
