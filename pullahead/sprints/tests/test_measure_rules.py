"""Measures of a pod on the numbers of the example."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pullahead.sprints.measure_rules import (
    DoneItem,
    HoursShare,
    ItemEvent,
    MovedHours,
    hours_done,
    hours_without_step,
    made_ready,
    moved_from,
    waits,
    without_words,
    worked_hours,
)
from pullahead.sprints.rules import Proportion
from pullahead.team.calendar import Calendar

MONDAY = datetime(2026, 12, 7, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def event(item: str, kind: str, hour: int) -> ItemEvent:
    return ItemEvent(item, kind, MONDAY + hour * HOUR)


def test_an_item_is_ready_if_nothing_blocks_it_between_take_and_end() -> None:
    events = [
        event("fine", "taken", 1), event("fine", "out", 3), event("fine", "blocked", 4),
        event("stuck", "blocked", 0), event("stuck", "taken", 1), event("stuck", "blocked", 2),
        event("again", "taken", 1), event("again", "blocked", 2), event("again", "out", 3),
        event("again", "taken", 4),
        event("never", "blocked", 1),
    ]  # fmt: skip
    assert made_ready(events) == Proportion(2, 4)
    assert made_ready([]) == Proportion(0, 0)


def test_hours_without_a_step_are_a_share_of_the_planned_hours_of_done_items() -> None:
    day = date(2026, 12, 9)
    work = (("done", "M", Decimal(4)), ("sprint", "S", Decimal(3)), ("dropped", "L", Decimal(16)))
    assert hours_done(work) == HoursShare(Decimal(4), Decimal(7), 2)
    assert [worked_hours("M", Decimal(left)) for left in (1, 4, 10)] == [4, 4, 10]
    done = [DoneItem(day, Decimal(4), True), DoneItem(day, Decimal(1), False)]
    found = hours_without_step([*done, DoneItem(day, Decimal(4), True)])
    assert found == HoursShare(Decimal(1), Decimal(9), 3)
    assert found.percent == 11
    assert hours_without_step([]).percent is None


def test_a_wait_at_a_shared_pod_counts_working_time_and_no_open_request() -> None:
    asked = MONDAY + HOUR
    pairs = [
        (asked, asked + timedelta(minutes=25)),
        (asked, asked + timedelta(days=7)),
        (asked, None),
    ]
    found = waits(Calendar("Europe/Copenhagen"), pairs)
    assert found[0] == timedelta(minutes=25)
    assert len(found) == 2
    assert found[1] < timedelta(days=3)  # nights and the weekend do not count


def test_weeks_without_words_and_hours_moved_from_deals_are_counted() -> None:
    assert without_words(["go on", "", ""]) == Proportion(2, 3)
    moves = [
        MovedHours("harbour", Decimal(4), Decimal("110.90")),
        MovedHours("harbour", Decimal(1), Decimal("99.00")),
        MovedHours("bright", Decimal(2), None),
    ]
    found = moved_from(moves)
    assert found["harbour"] == MovedHours("harbour", Decimal(5), Decimal("99.00"))
    assert found["bright"].day_cost is None
