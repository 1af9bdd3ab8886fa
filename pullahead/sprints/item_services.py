"""Writes of items. The caller has the locks: people, deals, items, promises."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.sprints import rules
from pullahead.sprints.models import BuyerChange, Item, Reallocation, Sprint
from pullahead.sprints.plan_rules import CHANGED
from pullahead.sprints.rules import BACKLOG, DROPPED, IN_SPRINT, ITEM_DONE
from pullahead.sprints.sprint_services import lock_capacity, taken_hours


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item to add to the backlog."""

    deal_id: UUID
    pod_id: int
    what: str
    size: str
    kind: str = rules.ACTIVITY
    skill: str | None = None
    step_id: UUID | None = None
    objective_id: UUID | None = None
    urgent: bool = False


def lock_items(ids: Collection[UUID]) -> dict[UUID, Item]:
    """Lock items by id, after the deals and before the promises."""
    require_transaction()
    rows = Item.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
    return {one.pk: one for one in rows}


def add_item(new: NewItem, *, now: datetime, by: int) -> Item:
    """Add an item to the backlog, with the hours of its size."""
    require_transaction()
    hours = rules.SIZES[new.size]
    item = Item.objects.create(
        deal_id=new.deal_id,
        pod_id=new.pod_id,
        what=new.what,
        kind=new.kind,
        skill_id=new.skill,
        step_id=new.step_id,
        objective_id=new.objective_id,
        size=new.size,
        left_h=hours,
        weighed_h=hours,
        urgent=new.urgent,
        added_at=now,
    )
    _record(JournalEvent.ITEM_ADDED, item, now=now, by=by)
    return item


def _record(
    kind: JournalEvent, item: Item, *, now: datetime, by: int | None, **data: object
) -> None:
    record(kind, now=now, deal_id=item.deal_id, actor_id=by, data={"item": str(item.pk), **data})


def _set(item: Item, **fields: object) -> None:
    Item.objects.filter(pk=item.pk).update(**fields)
    for name, value in fields.items():
        setattr(item, name, value)


# ---- an item


def enter_sprint(
    item: Item,
    sprint: Sprint,
    *,
    promise_id: UUID,
    performer: int | None,
    over_reason: str,
    now: datetime,
    by: int | None,
) -> None:
    """Put a locked item into a sprint. Its promise is promised already."""
    require_transaction()
    _set(
        item,
        state=IN_SPRINT,
        sprint_id=sprint.pk,
        performer_id=performer,
        promise_id=promise_id,
        over_reason=over_reason,
    )
    _record(
        JournalEvent.ITEM_TAKEN, item, now=now, by=by, sprint=str(sprint.pk), performer=performer
    )
    if over_reason:
        data = {"item": str(item.pk), "sprint": str(sprint.pk), "person": performer}
        record(
            JournalEvent.CAPACITY_OVERRIDDEN,
            now=now,
            deal_id=item.deal_id,
            actor_id=by,
            data=data,
        )


def to_backlog(item: Item, *, keeps: bool, why: str, now: datetime, by: int | None) -> None:
    """Return a locked item to the backlog, before its promise moves. `keeps`: its promise."""
    require_transaction()
    fields: dict[str, object] = {
        "state": BACKLOG,
        "sprint_id": None,
        "performer_id": None,
        "over_reason": "",
    }
    if not keeps:
        fields["promise_id"] = None
    _set(item, **fields)
    _record(JournalEvent.ITEM_CHANGED, item, now=now, by=by, what=why)


def attach(item: Item, promise_id: UUID, *, now: datetime, by: int) -> None:
    """Give an item of the backlog the request that a colleague will answer."""
    require_transaction()
    _set(item, promise_id=promise_id)
    _record(JournalEvent.ITEM_CHANGED, item, now=now, by=by, what="asked")


def finish_item(item: Item, *, now: datetime, by: int | None) -> None:
    """Mark a locked item as done, before its promise is reported."""
    require_transaction()
    _set(item, state=ITEM_DONE, blocked_why="", blocked_at=None)
    _record(JournalEvent.ITEM_DONE, item, now=now, by=by)


def drop_item(item: Item, *, reason: str, now: datetime, by: int | None) -> None:
    """Drop a locked item with a reason, before its promise ends."""
    require_transaction()
    _set(item, state=DROPPED, reason=reason, blocked_why="", blocked_at=None)
    _record(JournalEvent.ITEM_DROPPED, item, now=now, by=by)


def bring_back(
    item: Item,
    *,
    step: UUID | None,
    objective: UUID | None,
    blocked_why: str,
    blocked_at: datetime | None,
    now: datetime,
    by: int,
) -> None:
    """Return an item to the backlog as it was, without a promise."""
    require_transaction()
    _set(
        item,
        state=BACKLOG,
        sprint_id=None,
        performer_id=None,
        promise_id=None,
        over_reason="",
        reason="",
        step_id=step,
        objective_id=objective,
        blocked_why=blocked_why,
        blocked_at=blocked_at,
    )
    _record(JournalEvent.ITEM_CHANGED, item, now=now, by=by, what="restored")


def enter_again(
    item: Item,
    sprint_id: UUID,
    *,
    promise_id: UUID,
    performer: int | None,
    reason: str,
    now: datetime,
    by: int,
) -> None:
    """Put an item back into its sprint; `reason` is stored where the hours are full by now."""
    require_transaction()
    sprint, over = Sprint.objects.get(pk=sprint_id), ""
    if performer is not None:
        row = lock_capacity(sprint, performer, Decimal(0))
        full = rules.exceeds(taken_hours(sprint_id, performer), item.left_h, row.hours)
        over = reason if full else ""
    enter_sprint(
        item,
        sprint,
        promise_id=promise_id,
        performer=performer,
        over_reason=over,
        now=now,
        by=by,
    )


def change_item(item: Item, what: str, *, now: datetime, by: int, **fields: object) -> None:
    """Write fields of a locked item that are no state: hours, block, size, step, text."""
    require_transaction()
    _set(item, **fields)
    _record(JournalEvent.ITEM_CHANGED, item, now=now, by=by, what=what)


# ---- without a speaker


def leave_items(person_id: int, *, now: datetime, by: int | None) -> int:
    """Return the items of a person who leaves to the backlog, before their promises move.

    The caller has the person's row and the deals. A promise to the deal's pod ends with them, so
    its item loses it.
    """
    require_transaction()
    ids = list(
        Item.objects.filter(performer_id=person_id, state=IN_SPRINT).values_list("pk", flat=True)
    )
    ids += Item.objects.filter(state=BACKLOG, promise__performer_person_id=person_id).values_list(
        "pk", flat=True
    )
    ids += Item.objects.filter(state=BACKLOG, promise__requester_person_id=person_id).values_list(
        "pk", flat=True
    )
    found = lock_items(ids)
    for item in found.values():
        to_backlog(item, keeps=not _ends(item, person_id), why="left", now=now, by=by)
    return len(found)


def _ends(item: Item, person_id: int) -> bool:
    """Return whether the promise of an item ends when the person leaves."""
    promise, pod = item.promise, item.deal.pod_id
    if promise is None:
        return False
    if promise.requester_person_id == person_id:
        return promise.performer_pod_id == pod
    return promise.requester_pod_id == pod


def drop_items(
    deal_ids: Collection[UUID], *, reason: str, now: datetime, by: int | None
) -> list[UUID]:
    """Drop all live items of deals that were lost or discarded, before their promises end."""
    require_transaction()
    live = Item.objects.filter(deal_id__in=deal_ids, state__in=(BACKLOG, IN_SPRINT))
    found = lock_items(list(live.values_list("pk", flat=True)))
    for item in found.values():
        drop_item(item, reason=reason, now=now, by=by)
    return list(found)


# ---- changes of the buyer


def answer_changes(
    deal_ids: Collection[UUID], *, answer: str = CHANGED, now: datetime, by: int | None
) -> list[UUID]:
    """Answer the unanswered changes of deals, each once. Return those that this act answered."""
    require_transaction()
    rows = BuyerChange.objects.select_for_update(no_key=True)
    rows = rows.filter(deal_id__in=deal_ids, answered_at=None).order_by("pk")
    found = [one for one in rows if one.answered_at is None]
    for one in found:
        BuyerChange.objects.filter(pk=one.pk, answered_at=None).update(
            answered_at=max(now, one.heard_at), answer=answer
        )
        data = {"changes": [str(one.pk)], "answer": answer}
        record(JournalEvent.PLAN_ANSWERED, now=now, deal_id=one.deal_id, actor_id=by, data=data)
    return [one.pk for one in found]


def answer_change(change_id: UUID, *, answer: str, now: datetime, by: int) -> bool:
    """Answer one change of the buyer; False if another act answered it first."""
    require_transaction()
    rows = BuyerChange.objects.select_for_update(no_key=True).filter(pk=change_id)
    one = rows.get()
    if one.answered_at is not None:
        return False
    answered = max(now, one.heard_at)
    BuyerChange.objects.filter(pk=change_id).update(answered_at=answered, answer=answer)
    data = {"changes": [str(change_id)], "answer": answer}
    record(JournalEvent.PLAN_ANSWERED, now=now, deal_id=one.deal_id, actor_id=by, data=data)
    return True


def open_changes_again(change_ids: Collection[UUID]) -> None:
    """Add changes that a close answered once more, unanswered, for the undo of the close."""
    require_transaction()
    BuyerChange.objects.bulk_create(
        BuyerChange(
            deal_id=one.deal_id,
            step_id=one.step_id,
            objective_id=one.objective_id,
            field=one.field,
            was=one.was,
            now=one.now,
            heard_at=one.heard_at,
            conversation_id=one.conversation_id,
        )
        for one in BuyerChange.objects.filter(pk__in=change_ids).order_by("pk")
    )


# ---- reallocations


@dataclass(frozen=True, slots=True)
class NewReallocation:
    """Hours of a person that move from one item to another."""

    person: int
    from_item: Item
    to_item: Item
    hours: Decimal
    reason: str
    day_cost_from: Decimal | None
    day_cost_to: Decimal | None
    new_due: date | None = None
    told_about: UUID | None = None
    reverses: UUID | None = None


def add_reallocation(new: NewReallocation, *, agreed: bool, now: datetime, by: int) -> Reallocation:
    """Store what was dropped, for what and why. Not agreed: a request to the person."""
    require_transaction()
    made = Reallocation.objects.create(
        at=now,
        by_id=by,
        person_id=new.person,
        from_item=new.from_item,
        to_item=new.to_item,
        hours=new.hours,
        reason=new.reason,
        day_cost_from=new.day_cost_from,
        day_cost_to=new.day_cost_to,
        new_due=new.new_due,
        told_about_id=new.told_about,
        reverses_id=new.reverses,
        agreed_at=now if agreed else None,
    )
    data = {"reallocation": str(made.pk), "person": new.person, "agreed": agreed}
    for item in (new.from_item, new.to_item):
        record(
            JournalEvent.WORK_REALLOCATED,
            now=now,
            deal_id=item.deal_id,
            actor_id=by,
            data={**data, "item": str(item.pk)},
        )
    return made


def agree(row: Reallocation, *, now: datetime) -> None:
    """Store that the person agreed."""
    require_transaction()
    Reallocation.objects.filter(pk=row.pk, agreed_at=None).update(agreed_at=now)
