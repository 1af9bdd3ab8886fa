"""Read one lead as an entry point received it, and store the opt-out of a refused one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings

from pullahead.base import clock
from pullahead.base.errors import FieldError, Invalid
from pullahead.base.translation import translated
from pullahead.leads.name_rules import NAME_LENGTH as NAME_LENGTH
from pullahead.leads.parsing.row_facts import ATTRIBUTES_READ as ATTRIBUTES_READ
from pullahead.leads.parsing.row_facts import opt_outs_of
from pullahead.leads.parsing.stages import STAGE
from pullahead.leads.rules import ATTRIBUTE_KEY_LENGTH as ATTRIBUTE_KEY_LENGTH
from pullahead.leads.rules import ATTRIBUTE_LENGTH as ATTRIBUTE_LENGTH
from pullahead.leads.rules import ATTRIBUTES as ATTRIBUTES
from pullahead.leads.rules import EXTERNAL_ID_LENGTH as EXTERNAL_ID_LENGTH
from pullahead.leads.rules import LeadIn as LeadIn
from pullahead.leads.rules import read_lead
from pullahead.usecases.intake.receive import keep_refused
from pullahead.usecases.intake.stages import known_stages


def read_new_lead(fields: Mapping[str, Any], *, attributes: Mapping[str, str]) -> LeadIn:
    """Read a lead that is sent now. Raise Invalid with every field that prevents it.

    A lead without a moment happened now: equal words tomorrow are a new inquiry, not a repeated
    row. An idempotency key or an external id makes a retry safe.
    """
    lead = read_lead(
        dict(fields),
        country=settings.CONFIG.country,
        zone=settings.CONFIG.time_zone,
        now=clock.now(),
        attributes=attributes,
        stages=known_stages() if fields.get(STAGE) else None,
    )
    if isinstance(lead, LeadIn):
        findings = tuple((0, n.field, n.message) for n in lead.notes if n.code != "missing")
        return replace(lead, stated_at=lead.stated_at or lead.received_at, findings=findings)
    raise Invalid(
        "The lead was rejected and nothing was saved. Correct the fields and send it again.",
        errors=[FieldError(bad.field, bad.code, translated(bad.message)) for bad in lead],
    )


def keep_refused_opt_out(
    fields: Mapping[str, str], *, attributes: Mapping[str, str]
) -> Collection[tuple[str, str]]:
    """Bar the addresses (kind, value) that a refused lead opts out, and return them."""
    addresses = opt_outs_of(fields, country=settings.CONFIG.country, attributes=attributes)
    if addresses:
        keep_refused(addresses)
    return addresses
