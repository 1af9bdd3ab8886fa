"""*Call outcomes & plans*, for administrators: outcomes of a claim, and next attempts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.settings import dispositions, outcome_settings
from pullahead.web.forms.settings import OutcomeForm, OutcomesForms
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

ORDER = "order"  # the hidden fields of the rows, in the order of the page


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the lists."""
    lists = dispositions.dispositions_page(viewer=person(request))
    return _page(request, OutcomesForms(lists))


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Add a disposition."""
    lists = dispositions.dispositions_page(viewer=person(request))
    form, status = OutcomeForm(request.POST), 422
    try:
        if form.is_valid():
            dispositions.add(by=person(request), **form.cleaned_data)
            messages.success(request, _("Call outcome added at the end of the list."))
            return SeeOther(f"{reverse('outcomes')}#add")
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return _page(request, OutcomesForms(lists), new=form, status=status)


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save all changes of the page, or move a row without saving."""
    lists = dispositions.dispositions_page(viewer=person(request))
    order, moved = _moved(request.POST.getlist(ORDER), request.POST)
    forms = OutcomesForms(lists, request.POST, order)
    if moved:
        return _page(request, forms, moved=moved)
    try:
        if forms.is_valid():
            done = outcome_settings.save(changes=forms.changed(order), by=person(request))
            said = _("Saved. The changes apply to results saved from now on.")
            messages.success(request, said if done else _("Nothing was changed."))
            return SeeOther(reverse("outcomes"))
    except Invalid as problem:
        forms.refuse(problem)
    return _page(request, forms, status=422)


def _moved(order: list[str], sent: QueryDict) -> tuple[list[str], str]:
    """Return the order after a press of *Move up* or *Move down*, and the row that moved."""
    for name, step in (("up", -1), ("down", 1)):
        code = sent.get(name, "")
        if code in order:
            at = order.index(code)
            order.insert(max(0, at + step), order.pop(at))
            return order, code
    return order, ""


def _page(
    request: HttpRequest,
    forms: OutcomesForms,
    *,
    new: OutcomeForm | None = None,
    moved: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"forms": forms, "new": new or OutcomeForm(), "moved": moved}
    return show(request, "settings/dispositions.html", context, status)
