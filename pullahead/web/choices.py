"""Choices of forms that no model stores: time zones, and the fields of imported columns."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _

# The fields that a column of an imported file can be mapped to
FIELD_WORDS = {
    "name": _("Name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "phone": _("Phone"),
    "email": _("Email"),
    "value": _("Value"),
    "received_at": _("Inquiry time"),
    "external_id": _("External ID"),
    "origin": _("Origin"),
    "area_code": _("Area code of the phone"),
    "outcome": _("Sale outcome (won or lost closes the lead)"),
    "closed_at": _("Time of the sale outcome"),
    "extension": _("Extension of the phone"),
    "nurturing_stage": _("Stage (a lead that was reached starts a nurturing plan)"),
    "contacted_at": _("Time of the last contact"),
    "country": _("Country"),
    "dial_code": _("Country code of the phone"),
    "state": _("State, province or region"),
    "postal_code": _("Postal code"),
    "do_not_call": _("Do not call"),
    "do_not_contact": _("Do not contact"),
    "email_opt_out": _("Do not email"),
    "may_call": _("May be called (no = do not call)"),
    "may_contact": _("May be contacted (no = do not contact)"),
    "may_email": _("May be emailed (no = do not email)"),
    "mailing_status": _("Mailing status (unsubscribed = do not email)"),
    "attribute": _("Custom field"),
    "ignore": _("Skip"),
}


@lru_cache
def zones() -> tuple[str, ...]:
    """Return the time zones that people live in."""
    return tuple(sorted(z for z in available_timezones() if "/" in z and not z.startswith("Etc/")))
