"""*Value*: the value network of a deal, with exchange, impact and creation, and its file."""

from __future__ import annotations

from typing import IO, Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.usecases.buying import value
from pullahead.usecases.buying.value_page import (
    DeliverableView,
    ValueNetwork,
    value_drawing,
    value_network,
    value_rows,
)
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals.detail import deal_detail
from pullahead.web.csv_answer import csv_answer, wants_csv
from pullahead.web.forms import deal_value as forms
from pullahead.web.forms.deal_value import ValueForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in
from pullahead.web.views.intake.imports import sent_file

VIEWS = ("exchange", "impact", "creation")
FORMS: dict[str, type[ValueForm]] = {
    "role": forms.ValueRoleForm,
    "remove": forms.RemoveRoleForm,
    "deliverable": forms.DeliverableForm,
    "end": forms.EndForm,
    "file": forms.ValueFileForm,
}


@signed_in
@require_safe
def page(request: HttpRequest, deal_id: UUID) -> HttpResponse:
    """Show the value network of a deal, or its file."""
    if wants_csv(request):
        network = value_network(deal_id=deal_id, viewer=person(request))
        return csv_answer("value-network", value_rows(network))
    return _page(request, deal_id)


@signed_in
@require_POST
def act(request: HttpRequest, deal_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal appears above the page."""
    kind = FORMS.get(name)
    if kind is None:
        raise NotFound(_("Unknown action. Reload the page."))
    viewer = person(request)
    form = kind(request.POST, network=value_network(deal_id=deal_id, viewer=viewer), row="new")
    try:
        if not form.is_valid():
            return _page(request, deal_id, name, form, 422)
        said = _done(request, deal_id, viewer, name, form)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _page(request, deal_id, name, form, problem.status)
    messages.success(request, said)
    return SeeOther(reverse("deal-value", args=[deal_id]))


def _done(request: HttpRequest, deal_id: UUID, by: Person, name: str, form: ValueForm) -> str:
    """Do the act and return what is said."""
    data = form.cleaned_data
    if isinstance(form, forms.DeliverableForm):
        value.save_deliverable(deal_id=deal_id, by=by, typed=form.typed(), n=data["n"])
        return _("Deliverable saved.")
    if name == "file":
        raw = cast("IO[bytes]", sent_file(request).file)
        count = value.import_network(deal_id=deal_id, by=by, raw=raw)
        said = ngettext("{n} deliverable is saved.", "{n} deliverables are saved.", count)
        return said.format(n=count)
    if name == "role":
        value.add_role(deal_id=deal_id, by=by, name=data["name"], side=data["side"])
        return _("Role added.")
    if name == "remove":
        value.remove_role(deal_id=deal_id, by=by, role=data["role"])
        return _("Role removed.")
    value.end_deliverable(deal_id=deal_id, by=by, n=data["n"], ended=data["ended"] != "no")
    return _("Deliverable saved.")


def _page(
    request: HttpRequest,
    deal_id: UUID,
    name: str = "",
    form: ValueForm | None = None,
    status: int = 200,
) -> HttpResponse:
    viewer = person(request)
    network = value_network(deal_id=deal_id, viewer=viewer)
    chosen = request.GET.get("view", "")
    deal = deal_detail(deal_id=deal_id, viewer=viewer)
    shown: dict[str, Any] = {
        "role": forms.ValueRoleForm(row="role"),
        "deliverable": forms.DeliverableForm(row="new", network=network),
        "file": forms.ValueFileForm(row="file"),
    }
    if form is not None and name in shown:
        shown[name] = form
    context = {
        "deal": deal,
        "network": network,
        "view": chosen if chosen in VIEWS else "exchange",
        "views": [
            ("exchange", _("Exchange")),
            ("impact", _("Impact")),
            ("creation", _("Creation")),
        ],
        # Built from escaped text by the drawing alone.
        "svg": mark_safe(value_drawing(network)) if network.roles else "",
        "rows": [(one, _edit(one, network)) for one in network.deliverables],
        "forms": shown,
        "failed": name,
        "failed_form": form,
        "open": deal.closed_at is None,
    }
    return show(request, "deals/value.html", context, status)


def _edit(one: DeliverableView, network: ValueNetwork) -> forms.DeliverableForm:
    first = {
        "n": one.n,
        "giver": one.giver_id,
        "receiver": one.receiver_id,
        "what": one.what,
        "kind": one.kind,
        "rating": "" if one.rating is None else one.rating,
        "triggers": one.triggers,
        "how": one.how,
        "cost": one.cost,
        "promise": str(one.promise_id or ""),
    }
    return forms.DeliverableForm(row=f"d{one.n}", network=network, initial=first)
