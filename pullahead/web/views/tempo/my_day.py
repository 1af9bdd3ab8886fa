"""*My day*: a person's own work today, and their goals."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.reports.own_day import OwnDay, own_day
from pullahead.reports.standing_page import own_standing
from pullahead.usecases.settings.own_goals import OwnGoals, change_goals, own_goals
from pullahead.web.csv_answer import wants_csv
from pullahead.web.forms.own import GoalsForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in, zone_of
from pullahead.web.views.tempo.distributions import file_of, saved_by_hour


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """One goal, and how much of it is done."""

    label: str
    done: int
    goal: int

    @property
    def width(self) -> float:
        """Share of the goal that is done, in percent."""
        return min(100.0, 100 * self.done / self.goal)


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the viewer's day beside yesterday, their week and their goals."""
    return _page(request, GoalsForm(initial=asdict(own_goals(viewer=person(request)))))


@signed_in
@require_POST
def goals(request: HttpRequest) -> HttpResponse:
    """Save the viewer's goals."""
    form = GoalsForm(request.POST)
    try:
        if form.is_valid():
            change_goals(typed=OwnGoals(**form.cleaned_data), by=person(request))
            messages.success(request, _("Your goals are saved."))
            return SeeOther(reverse("my-day"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, 422)


def _page(request: HttpRequest, form: GoalsForm, status: int = 200) -> HttpResponse:
    viewer = person(request)
    day = own_day(viewer=viewer, zone=str(zone_of(viewer)))
    hours = saved_by_hour(day.shapes, day.shapes_before)
    if wants_csv(request):
        return file_of(hours, request.GET.get("chart", ""), f"my-day-{day.period.first}")
    context = {
        "day": day,
        "charts": [one.chart for one in hours],
        "form": form,
        "standing": own_standing(viewer=viewer),
        "goals": _progress(own_goals(viewer=viewer), day),
    }
    return show(request, "work/day/page.html", context, status)


def _progress(goals: OwnGoals, day: OwnDay) -> list[GoalProgress]:
    """Return the goals that are set."""
    every = [
        (_("Results saved"), day.now.settled, goals.saved),
        (_("Contacts"), day.now.contacts, goals.contacts),
        (_("Sales"), day.now.wins, goals.sales),
    ]
    return [GoalProgress(label, done, goal) for label, done, goal in every if goal]
