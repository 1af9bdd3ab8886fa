"""*Workflows*, for administrators: the stages and limits of each team's deals."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.deals import workflow
from pullahead.web.forms.workflow import WorkflowForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List the teams with their workflows."""
    teams = workflow.teams(viewer=person(request))
    return show(request, "settings/workflow/page.html", {"teams": teams})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, team_id: int) -> HttpResponse:
    """Show the workflow of a team, and publish it.

    Limits below the present number of deals are shown first, and published when sent again.
    """
    by = person(request)
    team, definition = workflow.definition_of(team_id=team_id, viewer=by)
    form = WorkflowForm(definition, request.POST if request.method == "POST" else None)
    over: tuple[workflow.OverLimit, ...] = ()
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                typed = form.typed()
                if request.POST.get("sure") != "1":
                    over = workflow.over_limits(team_id=team_id, typed=typed, by=by)
                if not over:
                    number = workflow.publish_workflow(team_id=team_id, typed=typed, by=by)
                    said = _("Version {number} of the workflow is published.")
                    messages.success(request, said.format(number=number))
                    return SeeOther(reverse("workflows"))
        except (Invalid, Conflict) as problem:
            form.refuse(problem)
            status = problem.status
    published = any(one.id is not None for one in definition.stages)
    context = {"team": team.name, "team_id": team_id, "form": form, "over": over}
    return show(request, "settings/workflow/edit.html", context | {"published": published}, status)
