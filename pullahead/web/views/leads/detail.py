"""*Lead*: the whole timeline, and a team lead's acts on the lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Conflict, Invalid
from pullahead.usecases.leads import (
    compliance_records,
    detail,
    edit,
    lifecycle,
    receipts,
    related,
    sale_outcome,
    uncallable,
)
from pullahead.usecases.leads import consent as consent_acts
from pullahead.usecases.leads.detail import LeadDetail
from pullahead.usecases.work import correct as correcting
from pullahead.usecases.work import pull
from pullahead.web.choices import zones
from pullahead.web.forms.base import Refusable
from pullahead.web.forms.lead import (
    CHOOSE,
    CloseForm,
    ConsentForm,
    CorrectForm,
    LeadForm,
    PhoneForm,
    SaleOutcomeForm,
    WithdrawForm,
    ZoneForm,
)
from pullahead.web.view_helpers import SeeOther, person, show, signed_in

FORMS: tuple[type[LeadForm], ...] = (
    PhoneForm,
    ZoneForm,
    CloseForm,
    CorrectForm,
    SaleOutcomeForm,
    ConsentForm,
    WithdrawForm,
)


@signed_in
@require_safe
def page(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Show the detail of one lead."""
    return _story(request, lead_id)


@signed_in
@require_POST
def add_phone(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Add a number to a lead that has no working one."""
    form = PhoneForm(request.POST)
    return _act(request, lead_id, form, _("Phone added."), edit.add_phone)


@signed_in
@require_POST
def set_zone(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Set the zone of a lead whose number does not tell it."""
    form = ZoneForm(request.POST)
    return _act(request, lead_id, form, _("Time zone set."), edit.set_zone)


@signed_in
@require_POST
def unpark(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Unpark the lead: ready, or scheduled until the calling rules allow a call."""
    return _act(
        request,
        lead_id,
        Refusable({}),
        _("Lead unparked. Agents can pull it again."),
        lifecycle.unpark,
    )


@signed_in
@require_POST
def close(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """End the lead with a final disposition."""
    return _act(request, lead_id, CloseForm(request.POST), _("Lead closed."), lifecycle.close)


@signed_in
@require_POST
def correct(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Correct the last settle; the timeline shows the first one too."""
    form = CorrectForm(request.POST)
    return _act(
        request,
        lead_id,
        form,
        _("Call outcome corrected. The timeline shows both outcomes."),
        correcting.correct,
    )


@signed_in
@require_POST
def came_to(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Record won or lost, and the value; a new report corrects the previous one."""
    form = SaleOutcomeForm(request.POST)
    return _act(
        request,
        lead_id,
        form,
        _("Sale outcome saved. The timeline shows earlier outcomes."),
        sale_outcome.record,
    )


@signed_in
@require_POST
def consent(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Record consent to calls or messages."""
    form = ConsentForm(request.POST)
    return _act(request, lead_id, form, _("Consent saved."), consent_acts.record_typed)


@signed_in
@require_POST
def withdraw(request: HttpRequest, lead_id: UUID) -> HttpResponse:
    """Withdraw consent."""
    form, done = WithdrawForm(request.POST), _("Consent withdrawn. It no longer applies.")
    return _act(request, lead_id, form, done, consent_acts.withdraw_typed)


def _act(
    request: HttpRequest, lead_id: UUID, form: Refusable, done: str, verb: Callable[..., object]
) -> HttpResponse:
    """Do the act; a refusal appears beside its field, on the same page."""
    try:
        if not form.is_valid():
            return _story(request, lead_id, form, 422)
        verb(lead_id=lead_id, by=person(request), **form.cleaned_data)
    except (Invalid, Conflict) as problem:
        form.refuse(problem)
        return _story(request, lead_id, form, problem.status)
    messages.success(request, done)
    return SeeOther(reverse("lead", args=[lead_id]))


def _story(
    request: HttpRequest, lead_id: UUID, form: Refusable | None = None, status: int = 200
) -> HttpResponse:
    lead, who = detail.lead_detail(lead_id=lead_id, viewer=person(request)), person(request)
    agreed = consent_acts.of_lead(lead_id=lead_id, viewer=who)
    standing = {row.address: row.shown for row in agreed if row.withdrawn_at is None}
    last = correcting.last_settle(lead_id) if who.is_leader else None
    context = {
        "lead": lead,
        "barred": (said := uncallable.reason_text(lead_id=lead_id)),
        "freed": not said and lead.can_unpark and lead.park_reason in uncallable.PARKED_FOR,
        "others": related.related_leads(lead_id=lead_id, viewer=who),
        "zones": zones() if lead.can_unpark and not lead.zones else (),
        "pulls": receipts.of_lead(lead_id=lead_id, viewer=who),
        "records": compliance_records.of_lead(lead_id=lead_id, viewer=who),
        "last_settle": last,
        "agreed": agreed,
        "standing": standing,
        "consent": None if who.is_leader else consent_acts.line(lead_id=lead_id),
        "forms": _forms(form, lead, standing, last.code if last else ""),
        "refused": form if type(form) is Refusable else None,
    }
    return show(request, "leads/detail/page.html", context, status)


def _forms(
    refused: Refusable | None, lead: LeadDetail, standing: Mapping[str, str], last: str
) -> dict[str, LeadForm]:
    """Return the forms of the page by act, the refused one with its values and errors."""
    forms = {one.act: refused if isinstance(refused, one) else one() for one in FORMS}
    choices = pull.choices()
    forms["close"].offer(
        "disposition", [CHOOSE, *((one.code, one.label) for one in choices if one.kind == "final")]
    )
    corrections = [one for one in choices if one.kind != "callback" and one.code != last]
    forms["correct"].offer("disposition", [CHOOSE, *((one.code, one.label) for one in corrections)])
    reaches = ((reach.value, reach.shown) for reach in lead.contact_points)
    forms["consent"].offer("channel", [CHOOSE, *consent_acts.CHANNEL_WORDS.items()])
    forms["consent"].offer("address", [("", _("All valid addresses")), *reaches])
    forms["withdraw"].offer("address", [("", _("All addresses")), *standing.items()])
    return forms
