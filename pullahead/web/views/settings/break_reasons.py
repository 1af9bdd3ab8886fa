"""*Break reasons*, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import break_reasons
from pullahead.web.forms.attendance import BreakReasonsForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

PAGE = "settings/break_reasons.html"


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the reasons, one a line."""
    text = break_reasons.break_reasons(viewer=person(request))
    return show(request, PAGE, {"form": BreakReasonsForm(initial={"reasons": text})})


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the reasons; an error appears beside the field, and the typed text stays."""
    break_reasons.break_reasons(viewer=person(request))
    form = BreakReasonsForm(request.POST)
    try:
        if form.is_valid():
            break_reasons.save(text=form.cleaned_data["reasons"], by=person(request))
            messages.success(request, _("The break reasons are saved."))
            return SeeOther(reverse("breaks"))
    except Invalid as problem:
        form.refuse(problem)
    return show(request, PAGE, {"form": form}, 422)
