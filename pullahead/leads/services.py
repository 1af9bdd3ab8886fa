"""Verbs on leads: new ones, new inquiries, addresses, opt-outs, closing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from pullahead.base.journal import Event, record
from pullahead.base.write import require_write
from pullahead.leads.models import Address, Inquiry, Lead, OptOut, Source
from pullahead.leads.rules import LeadIn, row_hash


@dataclass(frozen=True, slots=True)
class Admission:
    """A row that becomes a new lead, under an id made beforehand."""

    lead_id: UUID
    lead: LeadIn
    earlier: UUID | None = None


def source_named(*, name: str) -> Source:
    """The source of this name, made if it is missing."""
    require_write()
    source, _ = Source.objects.get_or_create(name=name)
    return source


def lock_addresses(*, values: Collection[str]) -> None:
    """Let no other intake decide about these people until this write is over.

    On PostgreSQL two intakes of one person at the same moment would each see nobody and admit
    two; an advisory lock on each address, in order, makes the second wait. It ends with the
    transaction, so poolers do no harm. On SQLite writers are one at a time anyway.
    """
    require_write()
    if connection.vendor != "postgresql" or not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(n) FROM (SELECT DISTINCT hashtextextended(v, 0) AS n "
            "FROM unnest(%s::text[]) AS v ORDER BY n) AS numbers",
            [sorted(values)],
        )


def admit(*, source: Source, rows: Sequence[Admission], now: datetime) -> None:
    """Write new leads with their addresses and first inquiries; their cards come in the same act.

    The caller has made sure that nobody here is an open lead already.
    """
    require_write()
    Lead.objects.bulk_create(
        Lead(
            id=row.lead_id,
            name=row.lead.name,
            source=source,
            value=row.lead.value,
            attributes=dict(row.lead.attributes),
            admitted_at=now,
            asked_at=row.lead.received_at,
            earlier_id=row.earlier,
        )
        for row in rows
    )
    Address.objects.bulk_create(
        Address(lead_id=row.lead_id, kind=kind, value=value)
        for row in rows
        for kind, value in _addresses(row.lead)
    )
    Inquiry.objects.bulk_create(_inquiry(source, row.lead_id, row.lead, now) for row in rows)


def add_inquiry(*, source: Source, lead_id: UUID, lead: LeadIn, now: datetime) -> Lead:
    """The person of an open lead asked again: one more inquiry, and what was not known before."""
    require_write()
    _inquiry(source, lead_id, lead, now).save(force_insert=True)
    there = Lead.objects.select_for_update().get(pk=lead_id)
    there.asked_at = max(there.asked_at, lead.received_at)
    there.name = there.name or lead.name
    # what one source says a lead is worth is not for another to overwrite
    if lead.value and (there.value is None or there.source_id == source.pk):
        there.value = lead.value
    there.save(update_fields=["asked_at", "name", "value"])
    for kind, value in _addresses(lead):
        add_address(lead_id=lead_id, kind=kind, value=value)
    return there


def add_address(*, lead_id: UUID, kind: str, value: str) -> bool:
    """One more way to reach a lead, last in order; False when it is known already."""
    require_write()
    position = Address.objects.filter(lead_id=lead_id, kind=kind).count() + 1
    # the same form sent twice at once must not fail on the constraint
    _, made = Address.objects.get_or_create(
        lead_id=lead_id, kind=kind, value=value, defaults={"position": position}
    )
    return made


def mark_bad(*, address: Address, reason: str) -> None:
    """This address is not valid from now on."""
    require_write()
    Address.objects.filter(pk=address.pk).update(valid=False, reason=reason)


def state_zone(*, lead_id: UUID, zone: str) -> None:
    """Where they are, as somebody stated."""
    require_write()
    Lead.objects.filter(pk=lead_id).update(zone=zone)


def opt_out(*, lead_id: UUID, now: datetime, actor_id: int | None = None) -> None:
    """The person asked not to be called: every phone of theirs, for every lead, at once."""
    require_write()
    phones = Address.objects.filter(lead_id=lead_id, kind=Address.Kind.PHONE)
    # in one order, so that two households with the same phones never wait for each other
    phones = phones.order_by("value")
    OptOut.objects.bulk_create(
        [OptOut(kind=p.kind, value=p.value, at=now) for p in phones], ignore_conflicts=True
    )
    record(Event.OPT_OUT, now=now, lead_id=lead_id, actor_id=actor_id)


def close(*, lead_id: UUID, code: str, now: datetime) -> None:
    """A final disposition; the lead's card is taken away in the same act."""
    require_write()
    open_lead = Lead.objects.filter(pk=lead_id, closed_at__isnull=True)
    open_lead.update(closed_at=now, closed_as=code)


def _addresses(lead: LeadIn) -> list[tuple[str, str]]:
    both = ((Address.Kind.PHONE.value, lead.phone), (Address.Kind.EMAIL.value, lead.email))
    return [(kind, value) for kind, value in both if value]


def _inquiry(source: Source, lead_id: UUID, lead: LeadIn, now: datetime) -> Inquiry:
    return Inquiry(
        lead_id=lead_id,
        source=source,
        external_id=lead.external_id,
        row_hash=row_hash(lead),
        cost=source.cost,
        attributes=dict(lead.attributes),
        words=lead.attributes.get("message", ""),
        asked_at=lead.received_at,
        admitted_at=now,
    )
