"""*Lab*, for team leads and administrators: push against pull on a simulated floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Problem
from pullahead.base.translation import translated
from pullahead.lab import lab_jobs, world
from pullahead.lab.assumptions import LabAssumption, driving
from pullahead.lab.policies import POLICIES
from pullahead.lab.results import (
    LEAST_SEEDS,
    MEASURES,
    LabComparison,
    LabMeasure,
    LabVerdict,
    PolicyComparison,
    SeedEstimate,
    title,
)
from pullahead.lab.run_files import HEADING
from pullahead.web import formatting
from pullahead.web.charts.chart import Chart
from pullahead.web.charts.points import ChartRange, named_ranges
from pullahead.web.csv_answer import csv_answer
from pullahead.web.forms.lab import LabForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

FIRST_CHOICE = ("pull-next-best", "pull-lifo", "push-round-robin", "push-best")


@dataclass(frozen=True, slots=True)
class LabCell:
    """Figure of a policy, and its difference from the baseline."""

    policy: str
    figure: str
    difference: str
    sign: int


@dataclass(frozen=True, slots=True)
class LabPolicyColumn:
    """Policy as a column of the table."""

    title: str
    is_baseline: bool


@dataclass(frozen=True, slots=True)
class LabTableRow:
    """Measure with the figure of each policy, and the assumptions that move it most."""

    label: str
    cells: tuple[LabCell, ...]
    drivers: Sequence[LabAssumption]


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, the chosen run and the last ones."""
    return _page(request)


@signed_in
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Show the chosen run alone, while it plays."""
    return show(request, "tempo/lab_run.html", _run_context(request))


@signed_in
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Enqueue a run; an error appears beside its field."""
    form = _form(request, bound=True)
    try:
        if form.is_valid():
            sent = form.cleaned_data
            asked = lab_jobs.LabRequest(
                world=sent["world"],
                policies=tuple(sent["policies"]),
                seeds=int(sent["seeds"]) if sent["seeds"].isdecimal() else 0,
                people=sent["people"],
                leads_per_week=sent["leads_per_week"],
                absent_percent=sent["absent_percent"],
            )
            run_id = lab_jobs.start(asked=asked, by=person(request))
            messages.success(request, _("The run has started."))
            return SeeOther(f"{reverse('lab')}?run={run_id}")
    except Problem as problem:
        if problem.status == 404:
            raise
        form.refuse(problem)
    return _page(request, form, 422)


@signed_in
@require_POST
def stop(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop a run."""
    lab_jobs.stop(run_id=run_id, by=person(request))
    messages.success(request, _("The run is stopped. Its figures so far are saved."))
    return SeeOther(f"{reverse('lab')}?run={run_id}")


@signed_in
@require_safe
def file(request: HttpRequest, run_id: int) -> HttpResponse:
    """Answer with one row for each policy and seed."""
    found = lab_jobs.rows_of(viewer=person(request), run_id=run_id)
    return csv_answer(f"lab-{run_id}", [HEADING, *found])


def _form(request: HttpRequest, *, bound: bool = False) -> LabForm:
    worlds = [(name, f"{name}: {world.load(name).title}") for name in world.shipped()]
    return LabForm(
        request.POST if bound else None,
        worlds=worlds,
        policies=[(one.name, translated(one.title)) for one in POLICIES.values()],
        seeds=lab_jobs.SEEDS,
        initial={"world": "moderate", "seeds": LEAST_SEEDS, "policies": FIRST_CHOICE},
    )


def _page(request: HttpRequest, form: LabForm | None = None, status: int = 200) -> HttpResponse:
    context = _run_context(request) | {"form": form or _form(request)}
    return show(request, "tempo/lab.html", context, status)


def _run_context(request: HttpRequest) -> dict[str, object]:
    wanted = request.GET.get("run", "")
    # ten digits are more than any id; a longer number is no id of the database
    run_id = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 11 else None
    found = lab_jobs.lab_page(viewer=person(request), run_id=run_id)
    compared = found.compared
    return {
        "lab": found,
        "policies": _columns(compared) if compared else [],
        "rows": _rows(compared, found.assumptions) if compared else [],
        "chart": _chart(compared) if compared else None,
        "verdicts": [_said(one) for one in compared.verdicts] if compared else [],
        "few": compared is not None and compared.seeds < LEAST_SEEDS,
    }


def _columns(compared: LabComparison) -> list[LabPolicyColumn]:
    return [
        LabPolicyColumn(translated(title(row.policy)), row.policy == compared.baseline)
        for row in compared.rows
    ]


def _rows(compared: LabComparison, said: Sequence[LabAssumption]) -> list[LabTableRow]:
    return [
        LabTableRow(
            translated(one.label),
            tuple(_cell(one, row, row.policy == compared.baseline) for row in compared.rows),
            driving(one.code, said),
        )
        for one in MEASURES
    ]


def _chart(compared: LabComparison) -> Chart:
    """Draw the value of each policy with its interval."""
    ranges = []
    for row in compared.rows:
        value = row.figures["value"]
        mean, half = value.mean or 0.0, value.half
        low, high = (None, None) if half is None else (mean - half, mean + half)
        ranges.append(ChartRange(translated(title(row.policy)), low, mean, high))
    unit = _("{currency} per run, with 95 % intervals; seeds: {n}").format(
        currency=settings.CONFIG.currency, n=compared.seeds
    )
    return named_ranges(_("Value by policy"), unit, ranges, names=(_("Value"), ""), format=",.0f")


def _cell(measure: LabMeasure, row: PolicyComparison, is_baseline: bool) -> LabCell:
    figure, difference = row.figures[measure.code], row.differences[measure.code]
    policy, shown = translated(title(row.policy)), _number(figure, measure.unit)
    if is_baseline:
        return LabCell(policy, shown, "", 0)
    unit = "percent" if measure.relative else measure.unit
    said = "" if difference.mean is None else _number(difference, unit, sign=True)
    return LabCell(policy, shown, said, difference.sign)


def _number(found: SeedEstimate, unit: str, *, sign: bool = False) -> str:
    """Return a figure with its interval; minutes as a span."""
    if found.mean is None:
        return _("not reached")
    if unit == "minutes":
        minus = "−" if found.mean < 0 else "+" if sign else ""
        half = "" if found.half is None else f" ± {formatting.span(60 * found.half)}"
        return minus + formatting.span(60 * abs(found.mean)) + half
    places = {"percent": 1, "count": 2}.get(unit, 0)
    mean = number_format(abs(found.mean), places, force_grouping=True)
    minus = "−" if found.mean < 0 else "+" if sign else ""
    half = (
        "" if found.half is None else f" ± {number_format(found.half, places, force_grouping=True)}"
    )
    return f"{minus}{mean}{half}{' %' if unit == 'percent' else ''}"


def _said(one: LabVerdict) -> str:
    names = {"winner": translated(title(one.winner)), "loser": translated(title(one.loser))}
    by = _number(one.by, "percent", sign=True)
    if one.measure == "value":
        return _("More value: “{winner}” against “{loser}”, {by}").format(**names, by=by)
    return _("More sales: “{winner}” against “{loser}”, {by}").format(**names, by=by)
