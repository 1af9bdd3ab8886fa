"""Let an item follow a move of its promise that was made elsewhere, such as on a deal's page.

A move that ends or re-dates a promise is refused by the database while its item is in the sprint.
So the item is locked and written before the promise: `lock_item_of`, `before_move`, the move, then
`after_move`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.conversations.models import Promise
from pullahead.conversations.rules import (
    COUNTERED,
    PROMISED,
    REPORTED,
    REQUESTED,
    RESTED,
    SATISFIED,
    Move,
)
from pullahead.sprints import item_queries, item_services, rules, sprint_services
from pullahead.sprints.models import Item
from pullahead.sprints.rules import BACKLOG, IN_SPRINT, ITEM_DONE
from pullahead.team import queries as team_queries

# Moves after which the promise lives on, and its item waits in the backlog
FREES = (Move.COUNTER, Move.FREED, Move.ASK_ANEW)
ENDS = (Move.REVOKE, Move.WITHDRAW, Move.DECLINE, Move.REJECT, Move.VOID)
# Stored where an accepted promise exceeds the hours of a week; the requester's word counts
BY_WORD = "The requester's word."


def lock_item_of(promise_id: UUID) -> Item | None:
    """Lock the item of a promise, after the deal and before the promise."""
    require_transaction()
    rows = Item.objects.select_for_update(no_key=True).filter(promise_id=promise_id)
    return rows.order_by("pk").first()


def before_move(item: Item | None, move: str, *, now: datetime, by: int | None) -> None:
    """Write the item before its promise moves."""
    if item is None:
        return
    if move == Move.REPORT and item.state == IN_SPRINT:
        item_services.finish_item(item, now=now, by=by)
    elif move in FREES and item.state == IN_SPRINT:
        item_services.to_backlog(item, keeps=True, why="new_date", now=now, by=by)
    elif move in ENDS and item.state in (BACKLOG, IN_SPRINT):
        item_services.to_backlog(item, keeps=False, why="declined", now=now, by=by)


def after_move(item: Item | None, promise: Promise, *, now: datetime, by: int | None) -> None:
    """Let the item follow: into the sprint of the due date, back to the backlog, or dropped."""
    if item is None or item.promise_id != promise.pk:
        return
    if promise.state == PROMISED and item.state != IN_SPRINT:
        _enter(item, promise, now=now, by=by)
    elif item.state == ITEM_DONE and promise.state in (REQUESTED, COUNTERED):
        item_services.to_backlog(item, keeps=True, why="left", now=now, by=by)
    elif item.state == ITEM_DONE and promise.state not in (REPORTED, SATISFIED, RESTED):
        item_services.drop_item(item, reason="withdrawn", now=now, by=by)
    item_services.answer_changes([item.deal_id], now=now, by=by)


def _enter(item: Item, promise: Promise, *, now: datetime, by: int | None) -> None:
    """Put the item into the sprint of the due date, whatever the hours of the performer."""
    pod = item.pod
    calendar, shares = team_queries.calendar(pod.team_id), item_queries.shares(pod)
    assert promise.due_at is not None
    monday = rules.monday_of(calendar.local_day(promise.due_at))
    sprint = sprint_services.open_sprint(
        pod.pk, monday, shares=shares, calendar=calendar, now=now, by=by
    )
    performer, over = promise.performer_person_id, ""
    if performer is not None:
        hours = rules.capacity(calendar, monday, shares.get(performer, 0))
        row = sprint_services.lock_capacity(sprint, performer, hours)
        taken = sprint_services.taken_hours(sprint.pk, performer)
        over = BY_WORD if rules.exceeds(taken, item.left_h, row.hours) else ""
    item_services.enter_sprint(
        item,
        sprint,
        promise_id=promise.pk,
        performer=performer,
        over_reason=over,
        now=now,
        by=by,
    )
