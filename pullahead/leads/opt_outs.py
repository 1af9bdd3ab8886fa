"""Writes of opt-outs. An opt-out blocks an address for every lead at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import require_transaction
from pullahead.leads.consent import spellings_of, withdraw_consents
from pullahead.leads.models import Address, Consent, OptOut
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.rules import LeadIn
from pullahead.leads.services import lock_dials


@dataclass(frozen=True, slots=True)
class RowOptOut:
    """Opt-out of a row, and its lead. `own`: the lead's other addresses are the same person's."""

    lead_id: UUID
    lead: LeadIn
    own: bool


def bars_all(lead: LeadIn) -> bool:
    """Return whether a row blocks every way to its person: no call, or no email without a phone."""
    return "phone" in lead.opted_out if lead.phone else "email" in lead.opted_out


def keep_opt_outs(
    *, rows: Sequence[RowOptOut], now: datetime, barred: Collection[tuple[str, str]] = ()
) -> None:
    """Store the opt-outs of rows, and end the consents at their addresses.

    `barred`: kind and value of the addresses that refused rows opt out; these have no lead.

    The caller holds the locks of the cards: the locks of the numbers come after those.
    """
    require_transaction()
    addresses = {*_addresses(rows), *((kind, match_key(value)) for kind, value in barred)}
    if not addresses:
        return
    lock_dials(values={value for _, value in addresses})
    there = OptOut.objects.filter(value__in={value for _, value in addresses})
    new = sorted(addresses - set(there.values_list("kind", "value")))
    OptOut.objects.bulk_create(OptOut(kind=kind, value=value, at=now) for kind, value in new)
    withdraw_consents(values=spellings_of([value for _, value in new]), now=now)
    for lead_id in dict.fromkeys(row.lead_id for row in rows):
        record(JournalEvent.OPT_OUT, now=now, lead_id=lead_id)
    if barred:
        record(JournalEvent.OPT_OUT, now=now, data={"refused": True, "addresses": len(set(barred))})


def opt_out(*, lead_id: UUID, now: datetime, actor_id: int | None = None) -> list[str]:
    """Opt the person out at every address of theirs, for every lead, at once.

    Return the match keys of those that had not opted out before, so that an undo restores them.
    """
    require_transaction()
    theirs = Address.objects.filter(lead_id=lead_id).order_by("kind", "match_key")
    # in one order, so that two households with the same phones never wait for each other
    addresses = list(theirs.values_list("kind", "match_key"))
    lock_dials(values={value for _, value in addresses})
    new = []
    for kind, value in addresses:
        _, made = OptOut.objects.get_or_create(kind=kind, value=value, defaults={"at": now})
        if made:
            new.append(value)
    withdraw_consents(values=spellings_of(new), now=now)
    # a repeated opt-out, such as after a refused settle, is one event
    if new or not Journal.objects.filter(lead_id=lead_id, kind=JournalEvent.OPT_OUT).exists():
        record(JournalEvent.OPT_OUT, now=now, lead_id=lead_id, actor_id=actor_id)
    return new


def opt_in_again(*, lead_id: UUID, values: Collection[str]) -> None:
    """Undo a mistaken opt-out, except for addresses that another lead has opted out."""
    require_transaction()
    others = Address.objects.filter(match_key__in=values)
    for value, other in others.exclude(lead_id=lead_id).values_list("match_key", "lead_id"):
        if Journal.objects.filter(lead_id=other, kind=JournalEvent.OPT_OUT).exists():
            values = [v for v in values if v != value]
    for gone in OptOut.objects.filter(value__in=values):
        # except for those that the customer has withdrawn since
        withdrawn = Consent.objects.filter(
            kind=gone.kind,
            value__in=spellings_of([gone.value]),
            withdrawn_at=gone.at,
            withdrawn_for="",
        )
        withdrawn.update(withdrawn_at=None, withdrawn_by=None)
    OptOut.objects.filter(value__in=values).delete()


def bar_address(*, kind: str, value: str, reason: str, actor_id: int, now: datetime) -> bool:
    """Bar one address for every lead. Return False if it is barred already.

    The leads with the address close when they are pulled, as after any opt-out.
    """
    require_transaction()
    key = match_key(value)
    lock_dials(values={key})
    _, made = OptOut.objects.get_or_create(
        kind=kind, value=key, defaults={"at": now, "reason": reason, "actor_id": actor_id}
    )
    if made:
        withdraw_consents(values=spellings_of([key]), now=now)
    return made


def unbar_address(*, kind: str, value: str) -> bool:
    """Delete the opt-out of one address; return False if there is none.

    Consents that it ended stay ended, and leads that it closed stay closed.
    """
    require_transaction()
    key = match_key(value)
    lock_dials(values={key})
    gone, _ = OptOut.objects.filter(kind=kind, value=key).delete()
    return gone == 1


def _addresses(rows: Sequence[RowOptOut]) -> Iterable[tuple[str, str]]:
    """Yield kind and match key of the addresses that these rows opt out."""
    for row in rows:
        for one in row.lead.addresses:
            if one.kind in row.lead.opted_out:
                yield one.kind, match_key(one.value)
    theirs = Q(pk__in=())
    for row in rows:
        if row.own:
            theirs |= Q(lead_id=row.lead_id, kind__in=row.lead.opted_out)
    yield from Address.objects.filter(theirs).values_list("kind", "match_key")
