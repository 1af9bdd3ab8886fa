"""List of exceptions for the stand-up. An empty list means that no meeting is needed.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any

from pullahead.sprints.rules import (
    BACKLOG,
    FREE_HANDS,
    IN_SPRINT,
    ItemClass,
    RankedItem,
    RowId,
)


class ExceptionKind(IntEnum):
    """Kinds of exceptions, in the order within a deal."""

    BLOCKED = 0
    CHANGE = 1
    BUYER_WAITS = 2
    DUE = 3
    AT_RISK = 4
    NO_PERFORMER = 5
    TO_REVIEW = 6


# These head the whole list until they are answered
HEADS = (ExceptionKind.CHANGE, ExceptionKind.TO_REVIEW)


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A live promise as the stand-up reads it."""

    id: RowId
    deal: RowId
    state: str
    next_at: datetime
    due_at: datetime | None
    ours: bool  # the performer is one of us
    buyer_waits: bool  # the buyer asked or answered, and the next move is ours
    no_performer: bool  # the performer is a pod
    item: RowId | None = None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A live item as the stand-up reads it."""

    ranked: RankedItem
    state: str
    performer: int | None
    blocked_at: datetime | None = None
    to_review: bool = False  # the week of its sprint is over
    promise: RowId | None = None


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of the buyer that no one answered yet."""

    id: RowId
    deal: RowId
    heard_at: datetime


@dataclass(frozen=True, slots=True)
class StandUpLine:
    """One exception: its kind, and the rows that it concerns."""

    kind: ExceptionKind
    deal: RowId
    item: RowId = None
    promise: RowId = None
    change: RowId = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class FreeHands:
    """A person with two hours or more, and the best item that they can take."""

    person: int
    hours: Decimal
    item: RowId


def exceptions(
    *,
    items: Collection[ItemLine],
    promises: Iterable[PromiseLine],
    changes: Iterable[ChangeLine],
    at_risk: Collection[RowId],
    deals: Sequence[RowId],
    end_of_today: datetime,
) -> Sequence[StandUpLine]:
    """Return the exceptions of a pod; `deals` are ordered from the close."""
    lines = [
        *_of_items(items, at_risk),
        *(
            StandUpLine(ExceptionKind.CHANGE, c.deal, change=c.id, since=c.heard_at)
            for c in changes
        ),
        *_of_promises(promises, end_of_today),
    ]
    places = {deal: place for place, deal in enumerate(deals)}
    return sorted(lines, key=lambda one: _line_key(one, places))


def _line_key(one: StandUpLine, places: Mapping[Any, int]) -> tuple[bool, int, int, float, str]:
    since = one.since.timestamp() if one.since is not None else 0.0
    row = f"{one.item} {one.promise} {one.change}"
    return one.kind not in HEADS, places.get(one.deal, len(places)), one.kind, since, row


def _of_items(items: Iterable[ItemLine], at_risk: Collection[RowId]) -> Iterable[StandUpLine]:
    for one in items:
        deal, item = one.ranked.deal, one.ranked.id
        if one.blocked_at is not None:
            yield StandUpLine(ExceptionKind.BLOCKED, deal, item, one.promise, since=one.blocked_at)
        if one.ranked.rank_class == ItemClass.FIXED and item in at_risk:
            yield StandUpLine(ExceptionKind.AT_RISK, deal, item, one.promise)
        if one.to_review and one.state == IN_SPRINT:
            yield StandUpLine(ExceptionKind.TO_REVIEW, deal, item, one.promise)


def _of_promises(promises: Iterable[PromiseLine], end_of_today: datetime) -> Iterable[StandUpLine]:
    for one in promises:
        if one.buyer_waits and one.next_at <= end_of_today:
            kind = ExceptionKind.BUYER_WAITS
            yield StandUpLine(kind, one.deal, one.item, one.id, since=one.next_at)
        if one.state == "promised" and one.due_at is not None and one.due_at <= end_of_today:
            kind = ExceptionKind.DUE
            yield StandUpLine(kind, one.deal, one.item, one.id, since=one.due_at)
        if one.no_performer:
            kind = ExceptionKind.NO_PERFORMER
            yield StandUpLine(kind, one.deal, one.item, one.id, since=one.next_at)


def free_hands(
    hours: Mapping[int, Decimal],
    items: Sequence[ItemLine],
    skilled: Mapping[Any, Collection[int] | None],
) -> Sequence[FreeHands]:
    """Return who has two hours or more, most first, beside the best item that they can take.

    `items` are best first. `skilled` has, for an item with a skill, the people who have it.
    """
    waiting = [one for one in items if one.state == BACKLOG and one.blocked_at is None]
    found = []
    for person, free in sorted(hours.items(), key=lambda pair: (-pair[1], pair[0])):
        if free < FREE_HANDS:
            continue
        best = next(
            (
                one.ranked.id
                for one in waiting
                if one.ranked.left <= free and _can_take(skilled.get(one.ranked.id), person)
            ),
            None,
        )
        found.append(FreeHands(person, free, best))
    return found


def _can_take(people: Collection[int] | None, person: int) -> bool:
    return people is None or person in people
