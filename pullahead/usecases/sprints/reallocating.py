"""Reallocate a person from one item to another, agree to it, and reverse it within ten minutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.conversations import services as promises
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import LIVE, Move
from pullahead.conversations.services import PromiseAct
from pullahead.sprints import item_queries, item_services, reallocation_rules, rules
from pullahead.sprints.item_services import NewReallocation
from pullahead.sprints.models import Item, Reallocation
from pullahead.sprints.reallocation_rules import Reallocated, ReallocationRefusal
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.sprints.access import ItemContext, ItemRequest, perform_item, visible_item
from pullahead.usecases.sprints.items import checked_due
from pullahead.usecases.sprints.reading import pod_work
from pullahead.usecases.sprints.taking import end_promise, take_locked

REFUSED = {
    ReallocationRefusal.SAME: gettext_lazy("Choose another item to work on instead."),
    ReallocationRefusal.NOT_THEIRS: gettext_lazy(
        "This person no longer works on that item. Nothing was moved. Reload the page."
    ),
    ReallocationRefusal.TAKEN: gettext_lazy(
        "The other item is no longer in the backlog. Nothing was moved. Reload the page."
    ),
    ReallocationRefusal.RANKS_LOWER: gettext_lazy(
        "The other item ranks lower. Only a team lead can move a person to it. Nothing was moved."
    ),
    ReallocationRefusal.NO_REASON: gettext_lazy("Enter why the work is moved."),
    ReallocationRefusal.BUYER_WAITS: gettext_lazy(
        "A customer is waiting for this promise. Enter a new date or revoke it. Nothing was moved."
    ),
}


@dataclass(frozen=True, slots=True)
class MoveInput:
    """Typed fields of a reallocation: a new date for the dropped promise, or none to revoke it."""

    reason: str
    new_date: date | None = None
    revoke: bool = False
    over_reason: str = ""


def reallocate(*, from_id: UUID, to_id: UUID, person_id: int, by: Person, typed: MoveInput) -> None:
    """Move a person from one item to another of the same pod, with a reason.

    By a colleague it is a request: nothing moves until the person agrees. Raise Conflict with the
    code of the refusal, or `capacity_full`.
    """
    reason = clean_input(typed.reason)[:300]
    if from_id == to_id:
        raise _refusal(ReallocationRefusal.SAME)

    def verb(context: ItemContext) -> None:
        context.need_member()
        source, target = context.items[from_id], context.items[to_id]
        costs = _checked(context, source, target, person_id, reason, typed)
        promise = context.promise_of(source)
        buyer = promise is not None and promise.requester_contact_id is not None
        if typed.new_date is not None:
            checked_due(context, typed.new_date)
        new = NewReallocation(
            person=person_id,
            from_item=source,
            to_item=target,
            hours=target.left_h,
            reason=reason,
            day_cost_from=costs[source.deal_id],
            day_cost_to=costs[target.deal_id],
            new_due=typed.new_date,
            told_about=promise.pk if promise is not None and buyer else None,
        )
        agreed = person_id == context.by.pk
        if agreed:
            _move(context, source, target, typed.new_date, typed.over_reason)
        item_services.add_reallocation(new, agreed=agreed, now=context.now, by=context.by.pk)

    perform_item(ItemRequest(from_id, by, people=(person_id,), others=(to_id,)), verb)


def _checked(
    context: ItemContext,
    source: Item,
    target: Item,
    person: int,
    reason: str,
    typed: MoveInput | None,
) -> Mapping[UUID, Decimal | None]:
    """Check the rules of a reallocation; return the costs of a day's wait of both deals."""
    if source.pod_id != target.pod_id:
        raise wrong("to", "unknown_item", _("Choose an item of the same pod."))
    work = pod_work(source.pod_id, context.by, now=context.now)
    places = {one.id: one.place for one in work.ranked}
    promise = context.promise_of(source)
    buyer = promise is not None and promise.requester_contact_id is not None
    found = reallocation_rules.refused_reallocation(
        Reallocated(
            same=source.pk == target.pk,
            from_performer=source.performer_id,
            from_state=source.state,
            from_place=places.get(source.pk, 0),
            to_state=target.state,
            to_place=places.get(target.pk, 0),
            person=person,
            reason=reason,
            leads=context.leads,
            answered=typed is None or typed.revoke or typed.new_date is not None or not buyer,
        )
    )
    if found is not None:
        raise _refusal(found)
    return {
        deal: Decimal(str(round(cost, 2))) if cost is not None else None
        for deal, cost in ((one, work.costs.get(one)) for one in (source.deal_id, target.deal_id))
    }


def _refusal(found: ReallocationRefusal) -> Conflict:
    return Conflict(str(REFUSED[found]), code=str(found))


def _move(
    context: ItemContext, source: Item, target: Item, new_date: date | None, over_reason: str
) -> None:
    """Free the person from one item, move its promise, and let them take the other."""
    person, promise = source.performer_id, context.promise_of(source)
    if person is None or promise is None:
        raise _refusal(ReallocationRefusal.NOT_THEIRS)
    due_at = checked_due(context, new_date) if new_date is not None else None
    item_services.to_backlog(
        source, keeps=due_at is not None, why="moved", now=context.now, by=context.by.pk
    )
    move = Move.COUNTER if due_at is not None else Move.REVOKE
    act = PromiseAct(move, by=context.by.pk, due_at=due_at, reason="dearer_deal")
    promises.move_locked(promise, act, now=context.now)
    item_services.answer_changes([source.deal_id], now=context.now, by=context.by.pk)
    take_locked(context, target, person, over_reason)


# ---- agree, reverse


def agree(*, row_id: UUID, by: Person, over_reason: str = "") -> None:
    """Agree to a colleague's request; the rank is checked again, and the work moves."""
    row = visible_row(row_id, by)

    def verb(context: ItemContext) -> None:
        now_row = _row(row_id)
        if now_row.person_id != context.by.pk:
            raise Conflict(_("A colleague was asked, not you."), code="item_asked")
        if now_row.agreed_at is not None:
            raise Conflict(_("You have already agreed. Reload the page."), code="agreed_already")
        source, target = context.items[row.from_item_id], context.items[row.to_item_id]
        _checked(context, source, target, row.person_id, row.reason, None)
        _move(context, source, target, row.new_due, over_reason)
        item_services.agree(now_row, now=context.now)

    perform_item(ItemRequest(row.from_item_id, by, others=(row.to_item_id,)), verb)


def reverse(*, row_id: UUID, by: Person) -> None:
    """Reverse a reallocation within ten minutes, by a second row. Promise moves stay."""
    row = visible_row(row_id, by)

    def verb(context: ItemContext) -> None:
        _need_reversible(context, _row(row_id))
        source, target = context.items[row.to_item_id], context.items[row.from_item_id]
        if source.performer_id != row.person_id or source.state != rules.IN_SPRINT:
            raise _refusal(ReallocationRefusal.NOT_THEIRS)
        dropped = context.promise_of(target)
        _move_back(context, source, target, dropped, row)

    perform_item(ItemRequest(row.to_item_id, by, others=(row.from_item_id,)), verb)


def _need_reversible(context: ItemContext, row: Reallocation) -> None:
    if row.person_id != context.by.pk:
        raise Conflict(_("Only the person who was moved can reverse this."), code="item_not_theirs")
    at = row.agreed_at
    over = at is None or not reallocation_rules.is_reversible(at, context.now)
    if over or row.reverses_id is not None or item_queries.reversed_already(row.pk):
        raise Conflict(_("This can no longer be reversed."), code="undo_over")


def _move_back(
    context: ItemContext, source: Item, target: Item, dropped: Promise | None, row: Reallocation
) -> None:
    now, by = context.now, context.by.pk
    taken = context.promise_of(source)
    due_at = _old_due(row, now)
    item_services.to_backlog(source, keeps=False, why="reversed", now=now, by=by)
    if taken is not None:
        end_promise(taken, performer=True, by=by, now=now)
    if dropped is not None and dropped.state in LIVE:
        item_services.to_backlog(target, keeps=False, why="reversed", now=now, by=by)
        end_promise(dropped, performer=True, by=by, now=now)
    take_locked(context, target, row.person_id, _("Reversed within ten minutes."), due_at)
    new = NewReallocation(
        person=row.person_id,
        from_item=source,
        to_item=target,
        hours=target.left_h,
        reason=_("Reversed within ten minutes."),
        day_cost_from=row.day_cost_to,
        day_cost_to=row.day_cost_from,
        told_about=row.told_about_id,
        reverses=row.pk,
    )
    item_services.add_reallocation(new, agreed=True, now=now, by=by)


def _old_due(row: Reallocation, now: datetime) -> datetime | None:
    """Return the date that the dropped promise had, if it is not past."""
    old = row.told_about.first_due_at if row.told_about is not None else None
    return old if old is not None and old > now else None


def visible_row(row_id: UUID, viewer: Person) -> Reallocation:
    """Return a reallocation of a pod that the viewer may see. Raise NotFound."""
    row = item_queries.reallocation(row_id)
    if row is None:
        raise NotFound(_("Moved work not found."))
    visible_item(row.from_item_id, viewer)
    return row


def _row(row_id: UUID) -> Reallocation:
    """Return the row behind the locks of its items."""
    row = item_queries.reallocation(row_id)
    if row is None:
        raise NotFound(_("Moved work not found."))
    return row
