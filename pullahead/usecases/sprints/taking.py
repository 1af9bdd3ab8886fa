"""Take an item: one promise by the taker, within the hours of the week. Ask a colleague for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Invalid, wrong
from pullahead.conversations import services as promises
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import COUNTERED, REQUESTED, Move
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.sprints import item_queries, item_services, rules, sprint_services
from pullahead.sprints.item_models import OVER_REASON
from pullahead.sprints.models import Item, Sprint
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input, clean_note
from pullahead.usecases.sprints.access import ItemContext, ItemRequest, perform_item


def take(*, item_id: UUID, by: Person, over_reason: str = "") -> None:
    """Take an item of the backlog; it enters the sprint of its due date with a promise.

    An item that the person was asked for is promised by it. Raise Conflict `item_taken`,
    `item_asked`, `item_blocked`, `skill_missing`, or `capacity_full` without a reason to exceed.
    """

    def verb(context: ItemContext) -> None:
        take_locked(context, context.item, context.by.pk, over_reason)

    perform_item(ItemRequest(item_id, by), verb)


def take_locked(
    context: ItemContext,
    item: Item,
    person: int,
    over_reason: str,
    due_at: datetime | None = None,
) -> None:
    """Take a locked item for a person, within the locks of another act."""
    context.need_member()
    _need_takeable(context, item, person)
    promise = context.promise_of(item)
    due_at = due_at or _due_at(context, item, promise)
    sprint = sprint_of(context, context.calendar.local_day(due_at))
    reason = _room(context, sprint, item, person, over_reason)
    promise_id = _promise(context, item, promise, person, due_at)
    item_services.enter_sprint(
        item,
        sprint,
        promise_id=promise_id,
        performer=person,
        over_reason=reason,
        now=context.now,
        by=context.by.pk,
    )
    item_services.answer_changes([item.deal_id], now=context.now, by=context.by.pk)


def _need_takeable(context: ItemContext, item: Item, person: int) -> None:
    context.need_backlog(item)
    if person not in context.shares:
        raise Conflict(_("Only members of this pod can take its items."), code="not_in_pod")
    if item.blocked_at is not None:
        raise Conflict(_("This item is blocked. Unblock it first."), code="item_blocked")
    if item.skill_id is not None and item.skill_id not in team_queries.skills_of(person):
        said = _("You do not have the skill “{skill}”, which this item needs.").format(
            skill=item.skill_id
        )
        raise Conflict(said, code="skill_missing")
    promise = context.promise_of(item)
    if promise is None:
        return
    asked = promise.performer_person_id
    if promise.state == COUNTERED or (asked is not None and asked != person):
        said = _("A colleague was asked for this item. Wait for the answer, or drop the request.")
        raise Conflict(said, code="item_asked")


def _due_at(context: ItemContext, item: Item, promise: Promise | None) -> datetime:
    """Return when a taken item is due; the date of a freed promise stays if it is not past."""
    if promise is not None and promise.due_at is not None and promise.due_at > context.now:
        return promise.due_at
    fixed = item.step.due if item.step is not None else None
    day = rules.due_of_take(context.calendar, context.today, fixed, item.left_h)
    end = context.calendar.end_of_day(day)
    return end if end > context.now else context.calendar.end_of_working_day(context.now)


def sprint_of(context: ItemContext, day: date) -> Sprint:
    """Return the pod's sprint of the week of a day, opened if there is none."""
    return sprint_services.open_sprint(
        context.item.pod_id,
        rules.monday_of(day),
        shares=context.shares,
        calendar=context.calendar,
        now=context.now,
        by=context.by.pk,
    )


def _room(context: ItemContext, sprint: Sprint, item: Item, person: int, over_reason: str) -> str:
    """Lock the person's hours; return the reason to exceed them, "" where the item fits.

    Raise Conflict `capacity_full` where it does not fit and no reason is given.
    """
    week = hours_of(context, sprint, person)
    if not rules.exceeds(week.taken, item.left_h, week.hours):
        return ""
    if not over_reason.strip():
        said = _(
            "Your hours this week: {hours}. Your items take {taken} h. This item needs {left} h."
        )
        text = said.format(
            hours=plain(week.hours), taken=plain(week.taken), left=plain(item.left_h)
        )
        more = _("Nothing was taken. Finish or move an item first, or enter a reason.")
        raise Conflict(f"{text} {more}", code="capacity_full")
    return checked_reason(over_reason)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """Hours of a person in a week, and those of the items taken."""

    hours: Decimal
    taken: Decimal


def hours_of(context: ItemContext, sprint: Sprint, person: int) -> WeekHours:
    """Lock the hours of a person in a sprint, and add up what is taken."""
    share = context.shares.get(person, 0)
    hours = rules.capacity(context.calendar, sprint.starts, share)
    capacity = sprint_services.lock_capacity(sprint, person, hours)
    return WeekHours(capacity.hours, sprint_services.taken_hours(sprint.pk, person))


def plain(hours: Decimal) -> str:
    """Return hours without trailing zeros."""
    return f"{hours.normalize():f}"


def checked_reason(reason: str) -> str:
    """Return a cleaned reason to exceed the hours of a week. Raise Invalid for a short one."""
    cleaned = clean_input(reason)[:300]
    if len(cleaned) < OVER_REASON:
        said = _("Enter why the hours may be exceeded, in at least 10 characters.")
        raise wrong("over_reason", "reason_required", said)
    return cleaned


def _promise(
    context: ItemContext, item: Item, promise: Promise | None, person: int, due_at: datetime
) -> UUID:
    """Make the promise of the taker, or promise what was requested; return its id."""
    by = context.by.pk
    performer = Party(person=person)
    if promise is not None and promise.requester_person_id != person:
        act = PromiseAct(Move.PROMISE, by=by, due_at=due_at, performer=performer)
        return promises.move_locked(promise, act, now=context.now).pk
    if promise is not None:
        # The taker's own request: nobody promises to themselves
        promises.move_locked(promise, PromiseAct(Move.WITHDRAW, by=by), now=context.now)
    new = NewPromise(
        Move.PROMISE, item.what, _requester(context, item, person), performer, due_at=due_at
    )
    return promises.add_promise(
        context.deals[item.deal_id], new, PromiseAct(Move.PROMISE, by=by), now=context.now
    ).pk


def _requester(context: ItemContext, item: Item, person: int) -> Party:
    """Return who wants an item: the step's contact, the deal's holder, or the pod."""
    contact = item.step.contact if item.step is not None else None
    if contact is not None and contact.forgotten_at is None:
        return Party(contact=contact.pk)
    holder = context.deals[item.deal_id].holder_id
    if holder is not None and holder != person:
        return Party(person=holder)
    return Party(pod=item.pod_id)


# ---- a colleague, or a partner


def ask(*, item_id: UUID, by: Person, person_id: int) -> None:
    """Ask a colleague of the pod for an item: can do, if, or no. The item stays in the backlog."""

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_backlog()
        if context.item.promise_id is not None:
            raise Conflict(_("A colleague was already asked for this item."), code="item_asked")
        if person_id == context.by.pk:
            raise wrong("person", "yourself", _("Take the item instead of asking yourself."))
        if person_id not in context.shares:
            raise wrong("person", "unknown_person", _("Choose a colleague of this pod."))
        new = NewPromise(
            Move.REQUEST,
            context.item.what,
            Party(person=context.by.pk),
            Party(person=person_id),
            due_at=_due_at(context, context.item, None),
            visible_to_buyer=False,
        )
        act = PromiseAct(Move.REQUEST, by=context.by.pk)
        made = promises.add_promise(context.deal, new, act, now=context.now)
        item_services.attach(context.item, made.pk, now=context.now, by=context.by.pk)

    perform_item(ItemRequest(item_id, by, people=(person_id,)), verb)


def decline(*, item_id: UUID, by: Person) -> None:
    """Answer *no* to a request, or take back one's own request; the item stays in the backlog."""

    def verb(context: ItemContext) -> None:
        context.need_backlog()
        promise = context.promise_of(context.item)
        if promise is None:
            raise Conflict(_("No one was asked for this item."), code="not_asked")
        mine = promise.performer_person_id == context.by.pk
        if not mine and promise.requester_person_id != context.by.pk and not context.leads:
            raise Conflict(_("A colleague was asked, not you."), code="item_asked")
        item_services.to_backlog(
            context.item, keeps=False, why="declined", now=context.now, by=context.by.pk
        )
        end_promise(promise, performer=mine, by=context.by.pk, now=context.now)

    perform_item(ItemRequest(item_id, by), verb)


def end_promise(
    promise: Promise,
    *,
    performer: bool,
    by: int,
    now: datetime,
    reason: str = "",
    words: str = "",
) -> None:
    """End a live promise: as its performer, or as its requester."""
    if performer or promise.requester_contact_id is not None:
        move = Move.DECLINE if promise.state == REQUESTED else Move.REVOKE
    else:
        move = Move.REJECT if promise.state == COUNTERED else Move.WITHDRAW
    act = PromiseAct(move, by=by, reason=reason, words=words)
    promises.move_locked(promise, act, now=now)


def partner_takes(*, item_id: UUID, by: Person, contact_id: UUID, words: str) -> None:
    """Record a partner's yes to an item, in their words. No hours are counted."""
    said = clean_note(words)[:1000]
    if not said:
        raise wrong("words", "answer_required", _("Enter what the partner said."))

    def verb(context: ItemContext) -> None:
        context.need_member()
        context.need_backlog()
        item = context.item
        if item.promise_id is not None:
            raise Conflict(_("A colleague was already asked for this item."), code="item_asked")
        if item_queries.contact_of(item.deal_id, contact_id) is None:
            raise Invalid(_("Choose a contact of this deal."), code="unknown_contact")
        due_at = _due_at(context, item, None)
        new = NewPromise(
            Move.PROMISE,
            item.what,
            Party(person=context.deal.holder_id)
            if context.deal.holder_id is not None
            else Party(pod=item.pod_id),
            Party(contact=contact_id),
            due_at=due_at,
        )
        act = PromiseAct(Move.PROMISE, by=context.by.pk, words=said)
        made = promises.add_promise(context.deal, new, act, now=context.now)
        item_services.enter_sprint(
            item,
            sprint_of(context, context.calendar.local_day(due_at)),
            promise_id=made.pk,
            performer=None,
            over_reason="",
            now=context.now,
            by=context.by.pk,
        )
        item_services.answer_changes([item.deal_id], now=context.now, by=context.by.pk)

    perform_item(ItemRequest(item_id, by), verb)
