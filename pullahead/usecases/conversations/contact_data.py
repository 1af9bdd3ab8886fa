"""Data of a contact: export, contacts who were not informed, and the end of their storage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations.models import PromiseMove, Said
from pullahead.leads.contact_models import Contact
from pullahead.pipeline import locks
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.buying import network_data
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called, forget

INFORM_WITHIN = timedelta(days=30)
STORED_FOR = timedelta(days=730)  # 24 months after the last deal
BATCH = 50


@dataclass(frozen=True, slots=True)
class UntoldContact:
    """A contact who was not informed within 30 days."""

    name: str
    deal_id: UUID
    deal: str
    since: datetime


def untold(*, viewer: Person) -> tuple[UntoldContact, ...]:
    """Return the contacts of a team lead's deals who were not informed within 30 days."""
    if not viewer.is_leader:
        return ()
    rows = DealContact.objects.filter(
        contact__told_at=None,
        contact__forgotten_at=None,
        contact__added_at__lt=clock.now() - INFORM_WITHIN,
    ).select_related("contact", "deal")
    if not viewer.is_admin:
        rows = rows.filter(deal__team_id=viewer.team_id)
    return tuple(
        UntoldContact(called(one.contact), one.deal_id, one.deal.title, one.contact.added_at)
        for one in rows.order_by("contact__added_at", "pk")[:BATCH]
    )


def export(*, deal_id: UUID, contact: int, viewer: Person) -> dict[str, Any]:
    """Return all that is stored about a contact. For team leads; raise NotFound for others."""
    row = DealContact.objects.filter(pk=contact, deal_id=deal_id).select_related("contact").first()
    if row is None or not viewer.is_leader:
        raise NotFound(_("Contact not found. Reload the page."))
    visible_deal(deal_id, viewer)
    one, contact_id = row.contact, row.contact_id
    rows = DealContact.objects.filter(contact_id=contact_id).select_related("deal")
    mine = [row for row in rows if viewer.is_admin or row.deal.team_id == viewer.team_id]
    deals = [row.deal_id for row in mine]
    said = Said.objects.filter(contact_id=contact_id, conversation__deal_id__in=deals)
    moves = PromiseMove.objects.filter(contact_id=contact_id, promise__deal_id__in=deals)
    return {
        "name": one.name,
        "role": one.as_role,
        "company": one.company,
        "email": one.email,
        "phone": one.phone,
        "side": one.side,
        "added_at": one.added_at.isoformat(),
        "informed_at": one.told_at.isoformat() if one.told_at else None,
        "deals": [
            {
                "title": row.deal.title,
                "decides": row.decides,
                "added_at": row.added_at.isoformat(),
                **network_data.of_member(row.pk),
            }
            for row in mine
        ],
        "words": [
            {"at": row.at.isoformat(), "question": row.question, "words": row.words}
            for row in said.order_by("at")
        ],
        "promises": [_move(row) for row in moves.select_related("promise").order_by("at")],
    }


def _move(row: PromiseMove) -> dict[str, str]:
    return {
        "what": row.promise.what,
        "move": row.move,
        "at": row.at.isoformat(),
        "words": row.words,
    }


@retried
def forget_old(*, now: datetime) -> int:
    """Erase contacts 24 months after the last of their deals closed; return how many."""
    ended = Contact.objects.filter(forgotten_at=None, deals__isnull=False).annotate(
        last=Max("deals__deal__closed_at")
    )
    ended = ended.filter(last__lt=now - STORED_FOR)
    ended = ended.exclude(Q(deals__deal__closed_at__isnull=True))
    ids = list(ended.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not ids:
        return 0
    with write_transaction() as moment:
        for one in locks.lock_contacts_with_deals(ids).values():
            forget(one, now=moment, by=None, deal_id=None)
    return len(ids)
