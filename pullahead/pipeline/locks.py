"""Locks of deals, each by id: publish, people, cards and leads, contacts, deals, limits.

Every row lock is FOR NO KEY UPDATE. A plain FOR UPDATE blocks the foreign-key checks of other acts
and deadlocks even in this order. On SQLite, `write_transaction` lets one writer in at a time.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext

from pullahead.base.errors import NotFound
from pullahead.base.transaction import require_transaction
from pullahead.leads.contact_models import Contact
from pullahead.leads.models import Lead
from pullahead.pipeline.models import Deal, DealContact, FlowLimit
from pullahead.pipeline.rules import DealPlace
from pullahead.team.models import Person

PUBLISH = 7_313_501  # key of the advisory lock


def publish_lock(*, exclusive: bool = False) -> None:
    """Take the publish lock until the end of the transaction.

    Acts that set stage, holder, pod or closed_at share it. A publish, and any insert or delete of a
    limit, takes it exclusively.
    """
    if connection.vendor == "postgresql":
        shared = "" if exclusive else "_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [PUBLISH])


def key_lock(key: UUID) -> None:
    """Let one request with this key in at a time; on SQLite there is one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [str(key)])


def lock_people(ids: Collection[int]) -> dict[int, Person]:
    """Lock people by id; a disable cannot happen meanwhile."""
    rows = Person.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows}


def lock_lead(lead_id: UUID) -> None:
    """Lock a lead, before its deals."""
    list(Lead.objects.select_for_update(no_key=True).filter(pk=lead_id).values_list("pk"))


def lock_deals(ids: Collection[UUID]) -> dict[UUID, Deal]:
    """Lock deals by id, and return them as they are behind the lock."""
    rows = Deal.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows}


def lock_deal(deal_id: UUID) -> Deal:
    """Lock one deal. Raise NotFound."""
    found = lock_deals([deal_id]).get(deal_id)
    if found is None:
        raise NotFound(gettext("Deal not found."))
    return found


def lock_contacts_with_deals(ids: Collection[UUID]) -> dict[UUID, Contact]:
    """Lock contacts, then every deal that they are in; return the contacts."""
    require_transaction()
    rows = Contact.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    found = {one.pk: one for one in rows}
    lock_deals(set(DealContact.objects.filter(contact__in=ids).values_list("deal_id", flat=True)))
    return found


def lock_deal_of_lead(lead_id: UUID, deal_id: UUID) -> Deal | None:
    """Lock a lead, then its deal. None for a deal that no longer exists."""
    lock_lead(lead_id)
    return lock_deals([deal_id]).get(deal_id)


def lock_limits(*places: DealPlace) -> list[FlowLimit]:
    """Lock all limits of the old and the new place in one query, just before the update."""
    require_transaction()
    rows = FlowLimit.objects.select_for_update(no_key=True).filter(of_places(places))
    return list(rows.order_by("pk"))


def of_places(places: Collection[DealPlace]) -> Q:
    """Return the condition of the limits that count a deal at one of these places."""
    found = Q(pk__in=[])
    for place in places:
        if place.stage is None:
            continue
        found |= Q(stage_id=place.stage) | Q(pod_id=place.pod)
        found |= Q(workflow_id=place.workflow, stage_group=place.group) & ~Q(stage_group="")
        if place.holder is not None:
            found |= Q(person_id=place.holder)
    return found
