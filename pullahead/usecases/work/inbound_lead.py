"""A new person contacts an agent: one form admits and takes the lead."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import FieldError, Invalid, wrong
from pullahead.base.ids import new_id
from pullahead.base.transaction import write_transaction
from pullahead.leads import services as leads_write
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.pull.take_rules import TakeReason
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake.receive import receive
from pullahead.usecases.work.take import Taken, ground_of, take

CAME_TO_US = "Came to us"  # the source of inbound leads


def take_new(*, agent_id: int, ground: str, name: str, phone: str, email: str) -> Taken:
    """Admit a new person as any other lead, and take the lead. One form, two transactions.

    If the person is known, an inquiry is added and the agent takes the existing lead. Raise Invalid
    with each field before anything is stored.
    """
    why = ground_of(ground)
    if why == TakeReason.LOOKED_UP:
        said = _("Choose how the customer contacted you.")
        raise wrong("ground", "unknown_ground", said)
    # A new external id makes each contact an inquiry of its own.
    raw = {"name": name, "phone": phone, "email": email, "external_id": str(new_id())}
    country, zone = settings.CONFIG.country, organisation_zone()
    read = read_lead(raw, country=country, zone=zone, now=clock.now())
    if not isinstance(read, LeadIn):
        errors = [FieldError(bad.field, bad.code, _words(bad)) for bad in read]
        raise Invalid(" ".join(error.message for error in errors), errors=errors)
    with write_transaction():
        source = leads_write.source_named(name=CAME_TO_US)
    received = receive(source_id=source.pk, lead=read)
    return take(lead_id=received.lead_id, agent_id=agent_id, ground=why)


def _words(bad: BadField) -> str:
    """Return the sentence for a field that cannot be read, in the agent's language."""
    if bad.code == "missing":
        return _("Enter a phone number or an email address.")
    if bad.field == "email":
        return _("This is not a valid email address. Correct it.")
    if bad.code in {"no_country", "ambiguous", "doubtful", "unknown_country"}:
        return _("Enter the phone number with + and the country code, such as +1 512 555 0142.")
    if bad.field == "phone":
        return _(
            "This phone number cannot be called. Correct it, or enter it with + and country code."
        )
    return _("This value cannot be read. Correct it.")
