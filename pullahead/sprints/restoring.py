"""Bring items back to what they were: a loss is undone, or the review of a week.

Promise moves are never deleted. The undo of a loss revives promises, and their items follow. The
undo of a review gives an item a new promise by the same performer, and the present one ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.conversations import services as promises
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import LIVE, Move
from pullahead.conversations.services import NewPromise, PromiseAct
from pullahead.pipeline.models import Deal
from pullahead.sprints import item_services
from pullahead.sprints.models import Item
from pullahead.sprints.rules import BACKLOG, IN_SPRINT

# Stored where the hours of the week are full by now; the undo counts
BY_UNDO = "The act was undone."
UNDONE = "undone"


def stored(items: Iterable[Item]) -> list[dict[str, Any]]:
    """Return items as a journal line stores them: ids only."""
    return [
        {
            "item": str(one.pk),
            "step": _text(one.step_id),
            "objective": _text(one.objective_id),
            "sprint": _text(one.sprint_id),
            "promise": _text(one.promise_id),
            "performer": one.performer_id,
            "due": _due(one.promise),
        }
        for one in items
    ]


def stored_items(deal_id: UUID) -> list[dict[str, Any]]:
    """Return the live items of a deal, as a transition stores them: with what blocks them."""
    rows = Item.objects.filter(deal_id=deal_id, state__in=(BACKLOG, IN_SPRINT)).order_by("pk")
    found = list(rows)
    return [
        {
            **row,
            "blocked_why": one.blocked_why,
            "blocked_at": one.blocked_at.isoformat() if one.blocked_at is not None else None,
        }
        for one, row in zip(found, stored(found), strict=True)
    ]


def restore_items(
    deal: Deal, rows: Collection[Mapping[str, Any]], *, now: datetime, by: int
) -> None:
    """Bring back the items that a loss dropped, to the backlog or to their sprint."""
    require_transaction()
    by_id = {UUID(one["item"]): one for one in rows}
    for item in item_services.lock_items(list(by_id)).values():
        restore_item(deal, item, by_id[item.pk], now=now, by=by)


def restore_item(
    deal: Deal,
    item: Item,
    row: Mapping[str, Any],
    *,
    now: datetime,
    by: int,
    promise: Promise | None = None,
) -> None:
    """Bring back one locked item; `promise` is its locked present promise, which ends."""
    require_transaction()
    item_services.bring_back(
        item,
        step=_id(row["step"]),
        objective=_id(row["objective"]),
        blocked_why=row.get("blocked_why", ""),
        blocked_at=_moment(row.get("blocked_at")),
        now=now,
        by=by,
    )
    _end_present(promise, now=now, by=by)
    if row["promise"] is None:
        return
    sprint, before = _id(row["sprint"]), UUID(row["promise"])
    made = Promise.objects.get(pk=before)
    # The undo of a loss has revived it
    lives = promise is None and made.state in LIVE
    if sprint is None and lives:
        item_services.attach(item, made.pk, now=now, by=by)
    if sprint is None:
        return
    if not lives:
        made = _promise_again(deal, made, _moment(row["due"]), now=now, by=by)
    performer, reason = row["performer"], BY_UNDO
    item_services.enter_again(
        item, sprint, promise_id=made.pk, performer=performer, reason=reason, now=now, by=by
    )


def _end_present(promise: Promise | None, *, now: datetime, by: int) -> None:
    if promise is not None and promise.state in LIVE:
        promises.move_locked(promise, PromiseAct(Move.VOID, by=by, reason=UNDONE), now=now)


def _promise_again(
    deal: Deal, before: Promise, due_at: datetime | None, *, now: datetime, by: int
) -> Promise:
    """Promise again, with the parties, the conditions and the date of before."""
    new = NewPromise(
        Move.PROMISE,
        before.what,
        promises.requester_of(before),
        promises.performer_of(before),
        due_at,
        before.conditions,
        visible_to_buyer=before.visible_to_buyer,
    )
    return promises.add_promise(deal, new, PromiseAct(Move.PROMISE, by=by), now=now)


def _due(promise: Promise | None) -> str | None:
    return promise.due_at.isoformat() if promise is not None and promise.due_at else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
