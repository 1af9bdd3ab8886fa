"""The stand-up is empty without exceptions, and each exception alone brings its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from pullahead.sprints.rules import (
    BACKLOG,
    IN_SPRINT,
    NEXT_STEP,
    ItemClass,
    RankedItem,
)
from pullahead.sprints.stand_up import (
    ChangeLine,
    ExceptionKind,
    FreeHands,
    ItemLine,
    PromiseLine,
    StandUpLine,
    exceptions,
    free_hands,
)

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
TONIGHT, TOMORROW = NOW + timedelta(hours=8), NOW + timedelta(days=1)
PLACE = RankedItem("i", "far", 1, ItemClass.DELAY, 100.0, NEXT_STEP, 25.0, Decimal(4))
ITEM = ItemLine(PLACE, IN_SPRINT, performer=1, promise="p")
PROMISE = PromiseLine("p", "far", "promised", TOMORROW, TOMORROW, True, False, False, "i")
DEALS = ("near", "far")


def lines(
    item: ItemLine = ITEM,
    *promises: PromiseLine,
    changes: tuple[ChangeLine, ...] = (),
    at_risk: tuple[str, ...] = (),
) -> list[StandUpLine]:
    return list(
        exceptions(
            items=[item],
            promises=promises or [PROMISE],
            changes=changes,
            at_risk=at_risk,
            deals=DEALS,
            end_of_today=TONIGHT,
        )
    )


def test_a_floor_without_exceptions_has_an_empty_list() -> None:
    assert lines() == []


FIXED = replace(PLACE, rank_class=ItemClass.FIXED)


@pytest.mark.parametrize(
    ("item", "promise", "at_risk", "kind"),
    [
        (replace(ITEM, blocked_at=NOW), PROMISE, (), ExceptionKind.BLOCKED),
        (
            ITEM,
            replace(PROMISE, state="requested", next_at=NOW, buyer_waits=True),
            (),
            ExceptionKind.BUYER_WAITS,
        ),
        (ITEM, replace(PROMISE, due_at=TONIGHT), (), ExceptionKind.DUE),
        (replace(ITEM, ranked=FIXED), PROMISE, ("i",), ExceptionKind.AT_RISK),
        (
            ITEM,
            replace(PROMISE, state="requested", no_performer=True),
            (),
            ExceptionKind.NO_PERFORMER,
        ),
        (replace(ITEM, to_review=True), PROMISE, (), ExceptionKind.TO_REVIEW),
    ],
)
def test_each_exception_alone_brings_its_line(
    item: ItemLine, promise: PromiseLine, at_risk: tuple[str, ...], kind: ExceptionKind
) -> None:
    assert [one.kind for one in lines(item, promise, at_risk=at_risk)] == [kind]


def test_changes_head_the_list_and_deals_follow_from_the_close() -> None:
    blocked = replace(ITEM, blocked_at=NOW)
    found = lines(
        blocked,
        replace(PROMISE, deal="near", due_at=TONIGHT),
        replace(PROMISE, due_at=TONIGHT),
        changes=(ChangeLine("c", "far", NOW),),
    )
    assert [(one.kind, one.deal) for one in found] == [
        (ExceptionKind.CHANGE, "far"),
        (ExceptionKind.DUE, "near"),
        (ExceptionKind.BLOCKED, "far"),
        (ExceptionKind.DUE, "far"),
    ]


def test_free_hands_are_beside_the_best_item_that_they_can_take() -> None:
    large = ItemLine(replace(PLACE, id="large", left=Decimal(16)), BACKLOG, None)
    skilled = ItemLine(replace(PLACE, id="skilled"), BACKLOG, None)
    small = ItemLine(replace(PLACE, id="small", left=Decimal(1)), BACKLOG, None)
    hours = {1: Decimal(10), 2: Decimal(5), 3: Decimal("1.5"), 4: Decimal(2)}
    assert free_hands(hours, [ITEM, large, skilled, small], {"skilled": {2}}) == [
        FreeHands(1, Decimal(10), "small"),
        FreeHands(2, Decimal(5), "skilled"),
        FreeHands(4, Decimal(2), "small"),
    ]
