"""*Alerts*, for team leads and administrators; administrators choose who gets them by mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from pullahead.base.errors import Invalid
from pullahead.usecases.floor import alerts
from pullahead.web.forms.floor import RecipientForm
from pullahead.web.view_helpers import SeeOther, person, show, signed_in


@signed_in
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show open and ended alerts."""
    return _page(request)


@signed_in
@require_POST
def seen(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Mark an alert as seen."""
    alerts.mark_seen(alert_id=alert_id, by=person(request))
    return SeeOther(reverse("alerts"))


@signed_in
@require_POST
def recipient(request: HttpRequest) -> HttpResponse:
    """Send the alerts to a person by mail, or stop doing so."""
    found = alerts.recipient_choices(viewer=person(request))
    form = RecipientForm(request.POST, people=found)
    try:
        if form.is_valid():
            chosen, email = form.cleaned_data["person"], form.cleaned_data["email"]
            alerts.set_recipient(person_id=chosen, email=email, by=person(request))
            said = _("Alerts are sent to {email}.").format(email=email)
            messages.success(request, said if email else _("Alerts are no longer sent by mail."))
            return SeeOther(reverse("alerts"))
    except Invalid as problem:
        form.refuse(problem)
    return _page(request, form, 422)


def _page(
    request: HttpRequest, form: RecipientForm | None = None, status: int = 200
) -> HttpResponse:
    found = alerts.alerts_page(viewer=person(request))
    context = {"page": found, "form": form or RecipientForm(people=found.possible)}
    return show(request, "floor/alerts.html", context, status)
