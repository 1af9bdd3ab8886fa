"""Writes of contacts: add, change, forget."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import ProtectedError

from pullahead.base.transaction import require_transaction
from pullahead.leads.contact_models import Contact


def add_contact(*, now: datetime, **fields: str) -> Contact:
    """Add a contact; name or as_role is given."""
    require_transaction()
    return Contact.objects.create(added_at=now, **fields)


def change_contact(contact_id: UUID, **fields: str) -> None:
    """Change fields of a contact that is not forgotten."""
    require_transaction()
    Contact.objects.filter(pk=contact_id, forgotten_at=None).update(**fields)


def remove_contact(contact_id: UUID) -> bool:
    """Delete a contact without references; False if there is one."""
    require_transaction()
    try:
        Contact.objects.filter(pk=contact_id).delete()
    except ProtectedError:
        return False
    return True


def forget_contact(contact_id: UUID, *, now: datetime) -> None:
    """Erase all that is known of a contact; an empty contact stays in the deals."""
    require_transaction()
    Contact.objects.filter(pk=contact_id).update(
        company="", name="", as_role="", email="", phone="", lead=None, forgotten_at=now
    )


def mark_told(contact_ids: Collection[UUID], *, now: datetime) -> list[UUID]:
    """Record that contacts were informed that we hold their data; return those who were not."""
    require_transaction()
    rows = Contact.objects.filter(pk__in=contact_ids, told_at=None, forgotten_at=None)
    ids = list(rows.values_list("pk", flat=True))
    Contact.objects.filter(pk__in=ids).update(told_at=now)
    return ids
