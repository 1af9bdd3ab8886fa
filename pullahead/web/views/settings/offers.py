"""*Settings, Offers*: products and services of ours and of partners, for administrators."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.sprints import delivery
from pullahead.web.forms.plan import OfferForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """List the offers; `?edit=` fills the form with one."""
    rows = delivery.offers(viewer=person(request))
    chosen = next((one for one in rows if str(one.id) == request.GET.get("edit", "")), None)
    initial = (
        {
            "offer_id": chosen.id,
            "name": chosen.name,
            "kind": chosen.kind,
            "partner": chosen.partner,
            "retired": chosen.retired,
        }
        if chosen is not None
        else {}
    )
    form = OfferForm(initial=initial)
    return show(request, "settings/offers.html", {"offers": rows, "form": form, "chosen": chosen})


@signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Add or change an offer; an error appears beside the field."""
    rows = delivery.offers(viewer=person(request))
    form = OfferForm(request.POST)
    status = 422
    try:
        if form.is_valid():
            delivery.save_offer(by=person(request), **form.cleaned_data)
            messages.success(request, _("The offer is saved."))
            return SeeOther(reverse("offers"))
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        status = problem.status
    return show(request, "settings/offers.html", {"offers": rows, "form": form}, status)
