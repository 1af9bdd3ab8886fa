"""*Buying*: leads a day and highest price of each source, and the caps that follow from them."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.reports import buying as buying_report
from pullahead.reports.buying import BuyingPage
from pullahead.usecases.settings import buying
from pullahead.web.charts.chart import Chart
from pullahead.web.charts.points import ChartRange, named_ranges
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.forms.sources import HourCostForm
from pullahead.web.view_helpers import SeeOther, for_marketing, person, show, signed_in

CAP = "cap-"
HEADER = (
    "source",
    "advice",
    "reason",
    "leads_per_day_now",
    "leads_per_day",
    "price",
    "highest_price",
    "highest_price_low",
    "highest_price_high",
    "marginal_return",
    "marginal_return_plus_minus",
    "weeks",
    "wins",
)


@signed_in
@for_marketing
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the plan."""
    if wants_csv(request):
        return _file(_plan(request))
    return _page(request)


@signed_in
@for_marketing
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Set the caps that the page showed."""
    caps = _caps(request)
    try:
        batch = buying.apply_caps(caps=caps, by=person(request))
    except Problem as problem:
        if problem.status == 404:
            raise
        return _page(request, problem.status, wrong=problem.message)
    del batch
    said = ngettext("{n} daily cap is set.", "{n} daily caps are set.", len(caps))
    messages.success(request, said.format(n=len(caps)))
    return SeeOther(reverse("buying"))


@signed_in
@for_marketing
@require_POST
def undo(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Restore the caps from before."""
    count = buying.undo_caps(batch=batch, by=person(request))
    said = ngettext("{n} cap is restored.", "{n} caps are restored.", count)
    messages.success(request, said.format(n=count))
    return SeeOther(reverse("buying"))


@signed_in
@for_marketing
@require_POST
def hour_cost(request: HttpRequest) -> HttpResponse:
    """Set or remove the cost of an agent's hour."""
    form = HourCostForm(request.POST)
    if not form.is_valid():
        return _page(request, 422, form=form)
    try:
        buying.set_hour_cost(amount=form.cleaned_data["amount"], by=person(request))
    except Problem as problem:
        form.refuse(problem)
        return _page(request, problem.status, form=form)
    messages.success(request, _("The cost of an agent’s hour is saved."))
    return SeeOther(reverse("buying"))


def _plan(request: HttpRequest) -> BuyingPage:
    viewer = person(request)
    cost = buying.hour_cost(viewer=viewer)
    return buying_report.buying_page(viewer=viewer, hour_cost=cost or Decimal(0))


def _caps(request: HttpRequest) -> dict[int, int]:
    """Return the caps of the form by source; a field that is none is left out."""
    found = {}
    for name, text in request.POST.items():
        source, cap = name.removeprefix(CAP), str(text)
        if name.startswith(CAP) and all(
            part.isascii() and part.isdigit() and len(part) < 19 for part in (source, cap)
        ):
            found[int(source)] = int(cap)
    return found


def _page(
    request: HttpRequest, status: int = 200, wrong: str = "", form: HourCostForm | None = None
) -> HttpResponse:
    viewer = person(request)
    cost = buying.hour_cost(viewer=viewer)
    found = buying_report.buying_page(viewer=viewer, hour_cost=cost or Decimal(0))
    context = {
        "found": found,
        "wrong": wrong,
        "form": form or HourCostForm(initial={"amount": cost}),
        "hour_cost": cost,
        "applied": buying.applied(viewer=viewer),
        "chart": _prices(found),
    }
    return show(request, "sources/buying.html", context, status)


def _prices(found: BuyingPage) -> Chart:
    """Draw the highest price of each source with its interval, and the price paid."""
    plans = [(row.name, row.plan) for row in found.rows]
    ranges = [
        ChartRange(name, plan.lowest, plan.highest_price, plan.highest, plan.price)
        for name, plan in plans
    ]
    title = _("Highest price worth paying, and the price paid")
    names = (_("Highest price, 90 % interval"), _("Price paid"))
    sales = sum(row.wins for row in found.rows)
    unit = _("{currency}. Sales in 180 days: {n}").format(currency=found.currency, n=sales)
    return named_ranges(title, unit, ranges, names=names, format=",.2f")


def _file(found: BuyingPage) -> HttpResponse:
    rows = [
        (
            row.name,
            row.plan.advice,
            row.plan.reason,
            row.plan.now_a_day,
            row.plan.leads_a_day,
            row.plan.price,
            row.plan.highest_price,
            row.plan.lowest,
            row.plan.highest,
            row.plan.returns.slope,
            row.plan.returns.half,
            row.plan.returns.weeks,
            row.wins,
        )
        for row in found.rows
    ]
    return csv_answer("buying", [HEADER, *rows])
