"""Rows about known people that are no new inquiry.

A row repeats a record (by its id) or an inquiry (by its moment). Or it reports an inquiry that a
refusal or a sale has answered since. A new phone or email is stored, and the lead's place stays as
it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base.journal import JournalEvent, record
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Inquiry, Source
from pullahead.leads.rules import LeadIn
from pullahead.pull.engine import Engine
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.leads.edit import call_by_phone


def add_details(
    lead_id: UUID,
    row: LeadIn,
    *,
    source: Source,
    engine: Engine,
    now: datetime,
    repeats: Inquiry | None = None,
) -> None:
    """Add a row's new phone, email and attributes to a lead, without a new inquiry."""
    engine.store.card(lead_id)  # lock order: card, then lead
    inquiry_id = repeats.pk if repeats is not None else None
    new = leads_write.add_details(
        source=source, lead_id=lead_id, lead=row, now=now, inquiry_id=inquiry_id
    )
    if new:
        record(JournalEvent.LEAD_REACHABLE, now=now, lead_id=lead_id)
        call_by_phone(lead_id, engine=engine, now=now)


def known_inquiry(
    row: LeadIn,
    same: Sequence[leads.Namesake],
    person: leads.Namesake,
    *,
    source: Source,
    engine: Engine,
    now: datetime,
) -> UUID | None:
    """Return the lead that has this row's inquiry, or had its answer later; None for news.

    `same` are all leads of `person`. Leads of a withdrawn import do not count. A moment of a file
    that cannot be read may lie before any answer.
    """
    here = [one.lead_id for one in same if one.closed_as != leads.WITHDRAWN]
    if not here:
        return None
    inquiry = leads.inquiry_at(here, row, ZoneInfo(organisation_zone())) if row.dated else None
    if inquiry is not None:
        known = inquiry.lead_id
        add_details(known, row, source=source, engine=engine, now=now, repeats=inquiry)
        return known
    answered = leads.answered_at(here)
    if answered is None or (row.received_at > answered and not row.moment_unread):
        return None
    known = person.lead_id if person.lead_id in here else here[-1]
    engine.store.card(known)  # lock order: card, then lead
    leads_write.add_inquiry(source=source, lead_id=known, lead=row, now=now)
    call_by_phone(known, engine=engine, now=now)
    return known
