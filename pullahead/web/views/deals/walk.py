"""*Bottleneck walk*: the stages from the close, with figures, a question and its answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.deals import walk
from pullahead.web.forms.deals import WalkForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the walk."""
    return _page(request)


@signed_in
@require_POST
def answer(request: HttpRequest, stage_id: int) -> HttpResponse:
    """Store the answer of a stage; a refusal appears beside its form."""
    form = WalkForm(request.POST, act=f"s{stage_id}")
    try:
        if not form.is_valid():
            return _page(request, stage_id, form, 422)
        given = form.cleaned_data
        walk.answer(
            stage_id=stage_id, words=given["words"], passed=given["passed"], by=person(request)
        )
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, stage_id, form, problem.status)
    messages.success(request, _("Answer saved."))
    return SeeOther(f"{reverse('deal-walk')}#stage-{stage_id}")


def _page(
    request: HttpRequest, stage_id: int = 0, form: WalkForm | None = None, status: int = 200
) -> HttpResponse:
    view = walk.walk(viewer=person(request))
    stops = [
        (one, form if form is not None and one.id == stage_id else WalkForm(act=f"s{one.id}"))
        for one in view.stops
    ]
    return show(request, "deals/walk.html", {"walk": view, "stops": stops}, status)
