"""*Spoilage*: money that leads lose while they wait ready."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pullahead.reports import false_dead, spoilage_page
from pullahead.reports.false_dead import FalseDeadRow
from pullahead.reports.spoilage import SpoilageCause
from pullahead.reports.spoilage_page import CAUSES, PERIODS, USUAL, SpoilagePage
from pullahead.web import formatting
from pullahead.web.charts.chart import Chart, ChartTable, day_text
from pullahead.web.charts.columns import stacked_columns
from pullahead.web.csv_answer import Cell, csv_answer, wants_csv
from pullahead.web.view_helpers import for_marketing, person, show, signed_in

LOOKS_HEADER = (
    "source",
    "closed_as_dead",
    "second_looks",
    "alive",
    "share",
    "share_low",
    "share_high",
    "value",
    "value_low",
    "value_high",
)
HEADER = (
    "source",
    *CAUSES,
    "outside_hours",
    "total",
    "loss_per_minute",
    "ready_now",
    "scheduled_or_with_agent",
)


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the losses of a period, and those of this minute."""
    known = {str(days): days for days in PERIODS}
    days = known.get(request.GET.get("days", ""), USUAL)
    found = spoilage_page.spoilage_page(viewer=person(request), days=days)
    if wants_csv(request) and request.GET.get("table") == "looks":
        return _looks_file(false_dead.false_dead(viewer=person(request)))
    if wants_csv(request) and request.GET.get("table") == "days":
        return _days_file(found)
    if wants_csv(request):
        return _file(found)
    looks = false_dead.false_dead(viewer=person(request))
    words = {
        SpoilageCause.NOT_PULLED: _("Not pulled"),
        SpoilageCause.ALL_BUSY: _("All busy"),
        SpoilageCause.NO_SKILL: _("No qualified agent"),
    }
    context = {
        "found": found,
        "table": found,
        "periods": PERIODS,
        "chart": _by_day(found, [words[why] for why in CAUSES]),
        "causes": list(zip([words[why] for why in CAUSES], found.a_minute, strict=True)),
        "looks": looks,
        "words": [words[why] for why in CAUSES],
    }
    return show(request, "sources/spoilage.html", context)


def _by_day(found: SpoilagePage, words: list[str]) -> Chart:
    """Draw the losses of each day, one color for each cause."""
    colors = ("accent", "line-strong", "warn")
    stacks = [
        (word, color, [losses[n] for _day, losses in found.by_day])
        for n, (word, color) in enumerate(zip(words, colors, strict=True))
    ]
    days = [day_text(day) for day, _losses in found.by_day]
    unit = _("{currency}. Waits: n = {n}").format(currency=found.currency, n=found.waits)
    drawn = stacked_columns(_("Loss by day"), unit, days, stacks)
    rows = [
        (day, *(formatting.figure(loss) for loss in losses))
        for day, (_day, losses) in zip(days, found.by_day, strict=True)
    ]
    return drawn.beside(ChartTable((_("Day"), *words), rows), id="loss-by-day")


def _days_file(found: SpoilagePage) -> HttpResponse:
    rows: list[tuple[Cell, ...]] = [(day, *losses) for day, losses in found.by_day]
    return csv_answer(f"spoilage-by-day-{found.days}-days", [("day", *CAUSES), *rows])


def _file(found: SpoilagePage) -> HttpResponse:
    rows: list[tuple[Cell, ...]] = [
        (row.source, *row.by_cause, row.outside, row.total, row.a_minute, row.ready, row.planned)
        for row in found.rows
    ]
    return csv_answer(f"spoilage-{found.days}-days", [HEADER, *rows])


def _looks_file(found: tuple[FalseDeadRow, ...]) -> HttpResponse:
    rows: list[tuple[Cell, ...]] = [
        (
            row.source,
            row.dead,
            row.looks,
            row.alive,
            row.rate,
            row.low,
            row.high,
            row.value,
            row.value_low,
            row.value_high,
        )
        for row in found
    ]
    return csv_answer("closed-too-early", [LOOKS_HEADER, *rows])
