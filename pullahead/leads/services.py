"""Writes of leads: admission, inquiries, addresses, locks, closing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import connection

from pullahead.base.transaction import require_transaction
from pullahead.base.wording import as_stored
from pullahead.leads.consent import keep_consents
from pullahead.leads.handles import companies_in, handle_of, words_of
from pullahead.leads.models import (
    Address,
    AddressKind,
    Handle,
    Inquiry,
    Lead,
    Source,
)
from pullahead.leads.parsing.contact_cells import GivenAddress
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.rules import LeadIn, merged, row_hash


@dataclass(frozen=True, slots=True)
class Admission:
    """Row that becomes a new lead, with an id generated beforehand."""

    lead_id: UUID
    lead: LeadIn
    earlier: UUID | None = None
    at: datetime | None = None  # when it was admitted; None: now


def source_named(*, name: str) -> Source:
    """Return the source of this name, made if it is missing."""
    require_transaction()
    source, _ = Source.objects.get_or_create(name=name)
    return source


def lock_addresses(*, values: Collection[str]) -> None:
    """Lock these addresses against other intakes until the transaction ends.

    On PostgreSQL two concurrent intakes of one person would not see each other, and would admit
    two leads. An advisory lock on each address, in order, makes the second wait. The lock ends
    with the transaction, so poolers do no harm. SQLite has one writer at a time.
    """
    _advisory(values, seed=0)


def lock_dials(*, values: Collection[str]) -> None:
    """Lock these numbers against opt-outs and logged calls until the transaction ends.

    On PostgreSQL a concurrent dial would not see an opt-out that commits before it. These are not
    the locks of `lock_addresses`: these are taken after a card's lock, those before it. SQLite has
    one writer at a time.
    """
    _advisory(values, seed=1)


def _advisory(values: Collection[str], *, seed: int) -> None:
    require_transaction()
    if connection.vendor != "postgresql" or not values:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(n) FROM (SELECT DISTINCT hashtextextended(v, %s) AS n "
            "FROM unnest(%s::text[]) AS v ORDER BY n) AS numbers",
            [seed, sorted({match_key(value) for value in values})],
        )


def admit(*, source: Source, rows: Sequence[Admission], now: datetime) -> None:
    """Write new leads with their addresses and first inquiries; their cards come in the same act.

    The caller has made sure that none of these people has an open lead.
    """
    require_transaction()
    Lead.objects.bulk_create(
        Lead(
            id=row.lead_id,
            name=row.lead.name,
            source=source,
            value=row.lead.value,
            attributes=dict(row.lead.attributes),
            admitted_at=row.at or now,
            asked_at=row.lead.received_at,
            earlier_id=row.earlier,
        )
        for row in rows
    )
    Address.objects.bulk_create(
        Address(
            lead_id=row.lead_id,
            kind=one.kind,
            value=one.value,
            extension=one.extension,
            position=position,
        )
        for row in rows
        for position, one in _addresses(row.lead)
    )
    Inquiry.objects.bulk_create(
        _inquiry(source, row.lead_id, row.lead, row.at or now) for row in rows
    )
    Handle.objects.bulk_create(
        Handle(lead_id=row.lead_id, word=word) for row in rows for word in _words(row.lead)
    )
    keep_consents(source=source, rows=[(row.lead_id, row.lead) for row in rows], now=now)


def add_inquiry(*, source: Source, lead_id: UUID, lead: LeadIn, now: datetime) -> Lead:
    """Add an inquiry and new details to the open lead of a person who inquires again.

    New attributes go to the inquiry that the row repeats, if it is given. True when an address is
    new.
    """
    require_transaction()
    _inquiry(source, lead_id, lead, now).save(force_insert=True)
    there = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    there.asked_at = max(there.asked_at, lead.received_at)
    if lead.name and not there.name:
        there.name = lead.name
        _add_handles(lead_id, words_of(lead.name))
    # a source does not overwrite the value that another one gave
    if lead.value and (there.value is None or there.source_id == source.pk):
        there.value = lead.value
    there.save(update_fields=["asked_at", "name", "value"])
    _add_handles(lead_id, _company_words(lead))
    for _, one in _addresses(lead):
        add_address(lead_id=lead_id, kind=one.kind, value=one.value, extension=one.extension)
    keep_consents(source=source, rows=[(lead_id, lead)], now=now)
    return there


def add_details(
    *, source: Source, lead_id: UUID, lead: LeadIn, now: datetime, inquiry_id: int | None = None
) -> bool:
    """Add new details of a row to its lead, without a new inquiry.

    New attributes go to the inquiry that the row repeats, if it is given. True when an address is
    new.
    """
    require_transaction()
    there = Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    if lead.name and not there.name:
        Lead.objects.filter(pk=lead_id).update(name=lead.name)
        _add_handles(lead_id, words_of(lead.name))
    if lead.value and (there.value is None or there.source_id == source.pk):
        Lead.objects.filter(pk=lead_id).update(value=lead.value)
    if inquiry_id is not None:
        inquiry = Inquiry.objects.get(pk=inquiry_id)
        both = merged(inquiry.attributes, lead.attributes)
        if both != inquiry.attributes:
            new = {name: now.isoformat() for name in both if name not in inquiry.attributes}
            Inquiry.objects.filter(pk=inquiry_id).update(
                attributes=both, changed=inquiry.changed | new
            )
    _add_handles(lead_id, _company_words(lead))
    made = [
        add_address(lead_id=lead_id, kind=one.kind, value=one.value, extension=one.extension)
        for _, one in _addresses(lead)
    ]
    if any(made):
        keep_consents(source=source, rows=[(lead_id, lead)], now=now)
    return any(made)


def add_address(*, lead_id: UUID, kind: str, value: str, extension: str = "") -> bool:
    """Add an address to a lead, last in order; return False when it is known already.

    Another spelling of a known address adds nothing but its extension, and the 9 of a mobile.
    """
    require_transaction()
    same = Address.objects.filter(lead_id=lead_id, kind=kind, match_key=match_key(value))
    if (known := same.order_by("id").first()) is not None:
        if extension and known.extension != extension:
            same.filter(pk=known.pk).update(extension=extension)
        if kind == AddressKind.PHONE and len(value) > len(known.value):
            same.filter(pk=known.pk).update(value=value)  # as calls from abroad need it
            _add_handles(lead_id, {handle_of(value)})
        return False
    position = Address.objects.filter(lead_id=lead_id, kind=kind).count() + 1
    # the same form sent twice at once must not fail on the constraint
    _, made = Address.objects.get_or_create(
        lead_id=lead_id,
        kind=kind,
        value=value,
        defaults={"position": position, "extension": extension},
    )
    if made:
        _add_handles(lead_id, {handle_of(value), handle_of(match_key(value))})
    return made


def _add_handles(lead_id: UUID, words: Collection[str]) -> None:
    new = [Handle(lead_id=lead_id, word=word) for word in sorted(words)]
    if new:
        Handle.objects.bulk_create(new, ignore_conflicts=True)


def mark_bad(*, address_id: int, reason: str) -> None:
    """Mark this address as bad from now on."""
    require_transaction()
    Address.objects.filter(pk=address_id).update(valid=False, reason=reason)


def mark_good(*, address_id: int) -> None:
    """Restore an address that was marked bad by mistake."""
    require_transaction()
    Address.objects.filter(pk=address_id).update(valid=True, reason="")


def given_again(*, lead_id: UUID, value: str) -> None:
    """Restore a number or email address that the lead's owner gave again."""
    require_transaction()
    there = Address.objects.filter(lead_id=lead_id, match_key=match_key(value))
    there.filter(valid=False).update(valid=True, reason="")


def set_value(*, lead_id: UUID, value: Decimal | None) -> None:
    """Set the value of a lead; None uses the value of its source."""
    require_transaction()
    Lead.objects.filter(pk=lead_id).update(value=value)


def state_language(*, lead_id: UUID, code: str) -> None:
    """Set the language of a lead, two letters, as an agent heard it."""
    require_transaction()
    lead = Lead.objects.get(pk=lead_id)
    Lead.objects.filter(pk=lead_id).update(attributes={**lead.attributes, "language": code})


def state_zone(*, lead_id: UUID, zone: str) -> None:
    """Store the person's zone, as someone stated it."""
    require_transaction()
    Lead.objects.filter(pk=lead_id).update(zone=zone)


def reopen(*, lead_id: UUID) -> bool:
    """Open a closed lead; its card is made in the same act. False when it is open already."""
    require_transaction()
    closed = Lead.objects.filter(pk=lead_id, closed_at__isnull=False)
    return closed.update(closed_at=None, closed_as="") == 1


def close(*, lead_id: UUID, code: str, now: datetime) -> None:
    """Close the lead with a final disposition; the caller removes its card in the same act."""
    require_transaction()
    open_lead = Lead.objects.filter(pk=lead_id, closed_at__isnull=True)
    open_lead.update(closed_at=now, closed_as=code)


def closed_as(*, lead_id: UUID, code: str) -> None:
    """Change the disposition with which a closed lead was closed."""
    require_transaction()
    Lead.objects.filter(pk=lead_id, closed_at__isnull=False).update(closed_as=code)


def _addresses(lead: LeadIn) -> list[tuple[int, GivenAddress]]:
    """Return the position and each address of a lead; of several spellings of one, the first."""
    found: dict[str, dict[str, GivenAddress]] = {}
    for one in lead.addresses:
        found.setdefault(one.kind, {}).setdefault(match_key(one.value), one)
    return [pair for there in found.values() for pair in enumerate(there.values(), start=1)]


def _words(lead: LeadIn) -> set[str]:
    """Words that a search finds this lead by."""
    return words_of(lead.name, companies_in(lead.attributes), [one.value for one in lead.addresses])


def _company_words(lead: LeadIn) -> set[str]:
    return words_of("", companies_in(lead.attributes))


def _inquiry(source: Source, lead_id: UUID, lead: LeadIn, now: datetime) -> Inquiry:
    return Inquiry(
        lead_id=lead_id,
        source=source,
        external_id=lead.external_id,
        row_hash=row_hash(lead),
        cost=source.cost,
        attributes=dict(lead.attributes),
        words=lead.attributes.get("message", ""),
        notes=[[line, column, *as_stored(why)] for line, column, why in lead.findings],
        asked_at=lead.received_at,
        stated_at=lead.stated_at if lead.dated else None,
        admitted_at=now,
    )
