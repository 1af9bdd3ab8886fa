"""Opt-outs that come with rows: the addresses are barred for every lead, at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.leads.consent import withdraw_consents
from pullahead.leads.models import Address, OptOut
from pullahead.leads.rules import LeadIn
from pullahead.leads.services import lock_dials


@dataclass(frozen=True, slots=True)
class RowOptOut:
    """A row that opts out, and its lead; `own`: the lead's other addresses are the person's too."""

    lead_id: UUID
    lead: LeadIn
    own: bool


def bars_all(lead: LeadIn) -> bool:
    """Whether a row leaves no way to reach its person: no call, or no e-mail without a phone."""
    return "phone" in lead.opted_out if lead.phone else "email" in lead.opted_out


def keep_opt_outs(
    *, rows: Sequence[RowOptOut], now: datetime, barred: Collection[tuple[str, str]] = ()
) -> None:
    """Keep the opt-outs of rows, and end the consents at their addresses.

    `barred`: kind and value of the addresses that refused rows opt out; these have no lead.

    The caller holds the locks of the cards: the locks of the numbers come after those.
    """
    require_transaction()
    addresses = {*_addresses(rows), *barred}
    if not addresses:
        return
    lock_dials(values={value for _, value in addresses})
    there = OptOut.objects.filter(value__in={value for _, value in addresses})
    new = sorted(addresses - set(there.values_list("kind", "value")))
    OptOut.objects.bulk_create(OptOut(kind=kind, value=value, at=now) for kind, value in new)
    withdraw_consents(values=[value for _, value in new], now=now)
    for lead_id in dict.fromkeys(row.lead_id for row in rows):
        record(JournalEvent.OPT_OUT, now=now, lead_id=lead_id)
    if barred:
        record(JournalEvent.OPT_OUT, now=now, data={"refused": True, "addresses": len(set(barred))})


def _addresses(rows: Sequence[RowOptOut]) -> Iterable[tuple[str, str]]:
    for row in rows:
        pairs = (("phone", row.lead.phone), ("email", row.lead.email))
        yield from ((kind, value) for kind, value in pairs if value and kind in row.lead.opted_out)
    theirs = Q(pk__in=())
    for row in rows:
        if row.own:
            theirs |= Q(lead_id=row.lead_id, kind__in=row.lead.opted_out)
    yield from Address.objects.filter(theirs).values_list("kind", "value")
