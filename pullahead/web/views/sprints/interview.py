"""*Interview*: nine questions to a buyer, and what the answers are added as."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.sprints import interview
from pullahead.web.forms.interview import InterviewForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show the questions and the answers so far, and save an interview."""
    by = person(request)
    found = interview.interview_page(deal_id=deal_id, viewer=by)
    form = InterviewForm(request.POST if request.method == "POST" else None, page=found)
    status = 200
    if request.method == "POST":
        status = 422
        try:
            if form.is_valid():
                interview.keep(deal_id=deal_id, by=by, **form.typed())
                messages.success(request, _("The interview is saved."))
                return SeeOther(reverse("plan", args=[deal_id]))
        except (Invalid, Conflict) as problem:
            form.refuse(problem)
            status = problem.status
    return show(request, "sprints/interview.html", {"page": found, "form": form}, status)


@signed_in
@require_POST
def mark(request: HttpRequest, deal_id: UUID, said_id: UUID) -> HttpResponse:
    """Add an answer as an objective or a step."""
    kept_as = request.POST.get("kept_as", "")[:10]
    interview.mark(deal_id=deal_id, by=person(request), said_id=said_id, kept_as=kept_as)
    messages.success(request, _("Added to the plan."))
    return SeeOther(reverse("interview", args=[deal_id]))
