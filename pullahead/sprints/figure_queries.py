"""Reads for the figures of a pod's week: promises that fell due, answers to changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.conversations.models import Promise, PromiseMove
from pullahead.conversations.rules import Move
from pullahead.leads.contact_models import ContactSide
from pullahead.sprints.models import BuyerChange, Item
from pullahead.sprints.plan_rules import CHANGED, STANDS
from pullahead.sprints.rules import PlannedPromise

# Moves that say why a promise was not done as planned
EXPLAINS = (Move.COUNTER, Move.REVOKE, Move.DECLINE)


@dataclass(frozen=True, slots=True)
class DuePromise:
    """A promise that fell due: whose it is, how it went, and the code of a reason."""

    theirs: bool
    planned: PlannedPromise
    reason: str


def due_promises(pod_id: int, first: datetime, last: datetime) -> list[DuePromise]:
    """Return the promises of a pod's deals and items that were first due in a period.

    A partner's promise counts as ours: the buyer has it from us. A concession that a shared pod
    granted counts as a wait of its own: it is reported in the act that promises it.
    """
    items = Item.objects.filter(pod_id=pod_id, promise__isnull=False).values("promise_id")
    rows = Promise.objects.filter(first_due_at__gt=first, first_due_at__lte=last)
    rows = rows.filter(Q(deal__pod_id=pod_id) | Q(pk__in=items))
    rows = rows.filter(served_by=None, concession=None)
    found = list(rows.select_related("performer_contact").order_by("pk"))
    moves: dict[UUID, list[PromiseMove]] = {one.pk: [] for one in found}
    for move in PromiseMove.objects.filter(promise_id__in=moves).order_by("promise_id", "n"):
        moves[move.promise_id].append(move)
    # a promise that ended without a speaker does not count: its deal was lost, or an act was undone
    ended = {pk for pk, rows in moves.items() if any(one.move == Move.VOID for one in rows)}
    return [_due(one, moves[one.pk]) for one in found if one.pk not in ended]


def _due(promise: Promise, moves: list[PromiseMove]) -> DuePromise:
    contact = promise.performer_contact
    theirs = contact is not None and contact.side != ContactSide.PARTNER
    reported = next((one.at for one in moves if one.move == Move.REPORT), None)
    not_yet = any(one.move == Move.NOT_YET for one in moves)
    assert promise.first_due_at is not None
    planned = PlannedPromise(promise.first_due_at, reported, not_yet)
    said = [one.reason for one in moves if one.move in EXPLAINS and one.reason]
    return DuePromise(theirs, planned, said[-1] if said and not planned.as_planned else "")


def answered_changes(pod_id: int, since: datetime) -> list[tuple[datetime, datetime]]:
    """Return when changes of a pod's deals were heard and answered, but for closed deals."""
    items = Item.objects.filter(pod_id=pod_id).values("deal_id")
    rows = BuyerChange.objects.filter(answered_at__gte=since, answer__in=(CHANGED, STANDS))
    rows = rows.filter(Q(deal__pod_id=pod_id) | Q(deal_id__in=items))
    return [
        (heard, answered)
        for heard, answered in rows.order_by("pk").values_list("heard_at", "answered_at")
        if answered is not None
    ]
