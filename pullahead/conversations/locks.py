"""Locks of promises, after those of people, contacts and deals, by id (docs/architecture.md)."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext

from pullahead.base.errors import NotFound
from pullahead.base.transaction import require_transaction
from pullahead.conversations.models import Promise


def lock_promises(ids: Collection[UUID]) -> dict[UUID, Promise]:
    """Lock promises by id, and return them as they are behind the lock."""
    require_transaction()
    rows = Promise.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows}


def lock_promise(promise_id: UUID) -> Promise:
    """Lock one promise. Raise NotFound."""
    found = lock_promises([promise_id]).get(promise_id)
    if found is None:
        raise NotFound(gettext("Promise not found."))
    return found
