"""*Boosts* of sources and filters, for team leads."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.settings import boosts
from pullahead.web.forms.attendance import BoostForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the boosts that run, and the form of a new one."""
    return _page(request)


@signed_in
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Begin a boost; an error appears beside its field."""
    found, by = boosts.boost_page(viewer=person(request)), person(request)
    form = BoostForm(request.POST, sources=found.sources)
    try:
        if form.is_valid():
            boosts.add(by=by, **form.facts())
            messages.success(request, _("The boost applies from now on."))
            return SeeOther(reverse("boosts"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, 422)


@signed_in
@require_POST
def end(request: HttpRequest, boost_id: int) -> HttpResponse:
    """End a boost now."""
    ended = boosts.end(boost_id=boost_id, by=person(request))
    messages.success(request, _("The boost of {source} is over.").format(source=ended.about))
    return SeeOther(reverse("boosts"))


@signed_in
@require_POST
def resume(request: HttpRequest, boost_id: int) -> HttpResponse:
    """Undo the early end of a boost."""
    made = boosts.resume(boost_id=boost_id, by=person(request))
    messages.success(request, _("The boost of {source} runs again.").format(source=made.about))
    return SeeOther(reverse("boosts"))


def _page(request: HttpRequest, form: BoostForm | None = None, status: int = 200) -> HttpResponse:
    found = boosts.boost_page(viewer=person(request))
    context = {"found": found, "form": form or BoostForm(sources=found.sources)}
    return show(request, "floor/boosts.html", context, status)
