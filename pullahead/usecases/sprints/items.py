"""Acts on an item: add, change, hours left, block, done, drop, new date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.conversations import services as promises
from pullahead.conversations.rules import LIVE, Move
from pullahead.conversations.services import PromiseAct
from pullahead.pipeline import locks
from pullahead.sprints import item_queries, item_services, sprint_services
from pullahead.sprints.item_services import NewItem
from pullahead.sprints.rules import IN_SPRINT, ITEM_KINDS, SIZES
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.sprints.access import ItemContext, ItemRequest, perform_item, visible_pod
from pullahead.usecases.sprints.taking import end_promise

HOURS_BELOW = Decimal(1000)
# Reasons of a review and of a move, as codes
REASONS = (
    "their_change",
    "dearer_deal",
    "waits_partner",
    "waits_buyer",
    "larger",
    "forgotten",
)


@dataclass(frozen=True, slots=True)
class ItemInput:
    """Typed fields of an item."""

    what: str
    size: str = "M"
    kind: str = "activity"
    step_id: UUID | None = None
    objective_id: UUID | None = None
    skill: str = ""
    urgent: bool = False


def add(*, deal_id: UUID, by: Person, typed: ItemInput, pod_id: int | None = None) -> UUID:
    """Add an item of a deal to the backlog of a pod; the deal's pod, unless another is named."""
    if not by.works_leads:
        raise Forbidden(_("Only people who work on deals can add items."))
    deal = visible_deal(deal_id, by)
    pod = visible_pod(pod_id if pod_id is not None else deal.pod_id, by)
    new = _checked(deal_id, pod.pk, typed)
    try:
        return _add(new, by)
    except IntegrityError as error:
        if new.urgent:
            raise _urgent_once(pod.pk) from error
        raise


@retried
def _add(new: NewItem, by: Person) -> UUID:
    def lock() -> None:
        locks.lock_people({by.pk})
        locks.lock_deals([new.deal_id])

    with write_transaction(lock=lock) as now:
        deal = visible_deal(new.deal_id, by)
        if deal.closed_as not in ("", "won"):
            raise Conflict(_("This deal is closed. Nothing was added."), code="deal_closed")
        made = item_services.add_item(new, now=now, by=by.pk)
        item_services.answer_changes([new.deal_id], now=now, by=by.pk)
        return made.pk


def _checked(deal_id: UUID, pod_id: int, typed: ItemInput) -> NewItem:
    what, size, kind = clean_input(typed.what)[:200], typed.size.strip(), clean_code(typed.kind)
    if not what:
        raise wrong("what", "invalid", _("Enter what is to be done."))
    if size not in SIZES:
        raise wrong("size", "invalid", _("Choose the size S, M or L."))
    if kind not in ITEM_KINDS:
        raise wrong("kind", "invalid", _("Choose an activity or a capability."))
    skill = clean_code(typed.skill) or None
    if skill is not None and not team_queries.skill_exists(skill):
        raise wrong("skill", "unknown_skill", _("Choose a known skill."))
    _need_served(deal_id, typed.step_id, typed.objective_id)
    return NewItem(
        deal_id=deal_id,
        pod_id=pod_id,
        what=what,
        size=size,
        kind=kind,
        skill=skill,
        step_id=typed.step_id,
        objective_id=typed.objective_id,
        urgent=typed.urgent,
    )


def _need_served(deal_id: UUID, step_id: UUID | None, objective_id: UUID | None) -> None:
    if step_id is not None and item_queries.step_of(deal_id, step_id) is None:
        raise wrong("step", "unknown_step", _("Choose an open step of this deal."))
    if objective_id is not None and item_queries.objective_of(deal_id, objective_id) is None:
        raise wrong("objective", "unknown_objective", _("Choose an open objective of this deal."))


def _urgent_once(pod_id: int) -> Conflict:
    there = item_queries.urgent_of(pod_id)
    name = there.what if there is not None else _("Another item")
    said = _("“{name}” is the urgent item of this pod. Only one item may be urgent.")
    return Conflict(said.format(name=name), code="urgent_taken")


def left(*, item_id: UUID, by: Person, hours: Decimal) -> None:
    """Correct the hours left of an item. This never fails for lack of hours in the week."""
    if not hours.is_finite() or not 0 <= hours < HOURS_BELOW:
        raise wrong("hours", "not_an_amount", _("Enter hours between 0 and 999."))
    exact = hours.quantize(Decimal("0.01"))

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_live()
        fields: dict[str, object] = {"left_h": exact}
        if exact > 0:
            fields["weighed_h"] = exact
        item_services.change_item(
            context.item, "hours", now=context.now, by=context.by.pk, **fields
        )

    perform_item(ItemRequest(item_id, by), verb)


def serve(*, item_id: UUID, by: Person, served: Mapping[str, UUID | None]) -> None:
    """Change the step and the objective that an item serves: `step_id`, `objective_id`.

    One that is left out stays.
    """

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_live()
        _need_served(context.item.deal_id, served.get("step_id"), served.get("objective_id"))
        item_services.change_item(
            context.item, "serves", now=context.now, by=context.by.pk, **served
        )
        item_services.answer_changes([context.item.deal_id], now=context.now, by=context.by.pk)

    perform_item(ItemRequest(item_id, by), verb)


def mark_urgent(*, item_id: UUID, by: Person, on: bool = True) -> None:
    """Mark an item as the pod's one urgent item, or as an ordinary one again."""

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_live()
        there = item_queries.urgent_of(context.item.pod_id)
        if on and there is not None and there.pk != context.item.pk:
            raise _urgent_once(context.item.pod_id)
        item_services.change_item(
            context.item, "urgent", now=context.now, by=context.by.pk, urgent=on
        )

    try:
        perform_item(ItemRequest(item_id, by), verb)
    except IntegrityError as error:
        raise _urgent_once(item_queries.keys_of([item_id])[0].pod_id) from error


def block(*, item_id: UUID, by: Person, why: str) -> None:
    """Mark an item as blocked, with what blocks it."""
    reason = clean_input(why)[:300]
    if not reason:
        raise wrong("why", "reason_required", _("Enter what blocks the item."))

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_live()
        item_services.change_item(
            context.item,
            "blocked",
            now=context.now,
            by=context.by.pk,
            blocked_why=reason,
            blocked_at=context.now,
        )

    perform_item(ItemRequest(item_id, by), verb)


def unblock(*, item_id: UUID, by: Person) -> None:
    """End the block of an item."""

    def verb(context: ItemContext) -> None:
        context.need_member()
        item_services.change_item(
            context.item,
            "unblocked",
            now=context.now,
            by=context.by.pk,
            blocked_why="",
            blocked_at=None,
        )

    perform_item(ItemRequest(item_id, by), verb)


def done(*, item_id: UUID, by: Person, words: str = "") -> None:
    """Report an item as done; its requester says whether it is good.

    A partner's report needs the partner's words.
    """

    perform_item(ItemRequest(item_id, by), lambda context: done_locked(context, words))


def done_locked(context: ItemContext, words: str = "") -> None:
    """Report the item of an act as done, behind its locks."""
    item = context.item
    promise = context.promise_of(item)
    if item.state != IN_SPRINT or promise is None:
        raise Conflict(
            _("Only an item in the sprint can be done. Take it first."), code="item_not_taken"
        )
    if item.performer_id not in (None, context.by.pk) and not context.leads:
        raise Forbidden(_("Only the person who took this item can report it as done."))
    said = clean_input(words)[:1000]
    if promise.performer_contact_id is not None and not said:
        raise wrong("words", "answer_required", _("Enter what the partner said."))
    item_services.finish_item(item, now=context.now, by=context.by.pk)
    act = PromiseAct(Move.REPORT, by=context.by.pk, words=said)
    promises.move_locked(promise, act, now=context.now)


def drop(*, item_id: UUID, by: Person, reason: str) -> None:
    """Drop an item with a reason; its promise ends."""
    why = clean_input(reason)[:300]
    if not why:
        raise wrong("reason", "reason_required", _("Enter why the item is dropped."))

    perform_item(ItemRequest(item_id, by), lambda context: drop_locked(context, why))


def drop_locked(context: ItemContext, why: str) -> None:
    """Drop the item of an act, behind its locks."""
    context.need_member()
    context.need_live()
    item, promise, by_id = context.item, context.promise_of(context.item), context.by.pk
    if item.performer_id not in (None, by_id) and not context.leads:
        raise Forbidden(_("Only the person who took this item, or a team lead, can drop it."))
    item_services.drop_item(item, reason=why, now=context.now, by=by_id)
    if promise is not None and promise.state in LIVE:
        mine = promise.performer_person_id == by_id
        end_promise(promise, performer=mine, by=by_id, now=context.now)
    item_services.answer_changes([item.deal_id], now=context.now, by=by_id)


def new_date(*, item_id: UUID, by: Person, on: date, reason: str = "") -> None:
    """Offer another date for a promised item, which waits in the backlog for the answer."""

    perform_item(ItemRequest(item_id, by), lambda context: new_date_locked(context, on, reason))


def new_date_locked(context: ItemContext, on: date, reason: str = "") -> None:
    """Offer another date for the item of an act, behind its locks."""
    item, promise = context.item, context.promise_of(context.item)
    if item.state != IN_SPRINT or promise is None or promise.performer_person_id is None:
        raise Conflict(
            _("Only an item in the sprint can be moved. Take it first."), code="item_not_taken"
        )
    if item.performer_id != context.by.pk and not context.leads:
        raise Forbidden(_("Only the person who took this item can offer another date."))
    due_at = checked_due(context, on)
    item_services.to_backlog(item, keeps=True, why="new_date", now=context.now, by=context.by.pk)
    act = PromiseAct(Move.COUNTER, by=context.by.pk, due_at=due_at, reason=checked_code(reason))
    promises.move_locked(promise, act, now=context.now)
    item_services.answer_changes([item.deal_id], now=context.now, by=context.by.pk)


def not_done_locked(context: ItemContext, reason: str) -> None:
    """Return the item of an act to the backlog with a reason; its promise ends."""
    item, promise, by = context.item, context.promise_of(context.item), context.by.pk
    if item.state != IN_SPRINT or promise is None:
        raise Conflict(
            _("Only an item in the sprint can be moved. Take it first."), code="item_not_taken"
        )
    if item.performer_id not in (None, by) and not context.leads:
        raise Forbidden(_("Only the person who took this item can give it back."))
    item_services.to_backlog(item, keeps=False, why="declined", now=context.now, by=by)
    end_promise(promise, performer=True, by=by, now=context.now, reason=checked_code(reason))
    item_services.answer_changes([item.deal_id], now=context.now, by=by)


def keep_locked(
    context: ItemContext, why: str, step_id: UUID | None, objective_id: UUID | None
) -> None:
    """Keep the item of a dropped step, for another step or objective or for none, with a reason."""
    context.need_member()
    context.need_live()
    _need_served(context.item.deal_id, step_id, objective_id)
    item_services.change_item(
        context.item,
        "serves",
        now=context.now,
        by=context.by.pk,
        step_id=step_id,
        objective_id=objective_id,
        reason=why,
    )
    item_services.answer_changes([context.item.deal_id], now=context.now, by=context.by.pk)


def checked_due(context: ItemContext, on: date) -> datetime:
    """Return the end of a day that is not past. Raise Invalid."""
    due_at = context.calendar.end_of_day(on)
    if not context.now < due_at or (on - context.today).days > 365:
        raise wrong("on", "date_barred", _("Choose a day between today and a year from now."))
    return due_at


def checked_code(reason: str) -> str:
    """Return the code of a reason; '' for none. Raise Invalid."""
    code = clean_code(reason)
    if code and code not in REASONS:
        raise wrong("reason", "reason_required", _("Choose a reason."))
    return code


def set_hours(*, sprint_id: UUID, by: Person, person_id: int, hours: Decimal) -> None:
    """Change the hours of a person in a sprint: one's own, or as a team lead."""
    if not hours.is_finite() or not 0 <= hours <= 168:
        raise wrong("hours", "not_an_amount", _("Enter hours between 0 and 168."))
    sprint = item_queries.sprint_by_id(sprint_id)
    if sprint is None:
        raise NotFound(_("Sprint not found."))
    pod = visible_pod(sprint.pod_id, by)
    if person_id != by.pk and not (by.is_admin or (by.is_leader and by.team_id == pod.team_id)):
        raise Forbidden(_("Only a team lead can change the hours of a colleague."))
    if person_id not in item_queries.shares(pod):
        raise NotFound(_("Pod not found. Reload the page."))
    _set_hours(sprint_id, person_id, hours.quantize(Decimal("0.01")))


@retried
def _set_hours(sprint_id: UUID, person_id: int, hours: Decimal) -> None:
    sprint = item_queries.sprint_by_id(sprint_id)
    assert sprint is not None
    with write_transaction(lock=lambda: locks.lock_people({person_id})):
        capacity = sprint_services.lock_capacity(sprint, person_id, hours)
        sprint_services.set_capacity(capacity, hours)
