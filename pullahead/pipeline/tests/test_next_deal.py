"""The order of what is next: classes first, then from the close, then by cost of delay and age."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from pullahead.pipeline.next_deal import DealFacts, SignalFacts, Urgency, order, pull_strength

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
ME, OTHER = 1, 2
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PLAIN = DealFacts(
    id=UUID(int=1),
    position=2,
    ready=False,
    half="doing",
    holder=ME,
    hold_until=NOW + DAY,
    next_at=NOW + DAY,
    age_days=5,
    room=True,
    value=1000,
    chance=0.5,
    sle_days=30,
    remaining_days=10,
)


def deal(number: int, **facts: object) -> DealFacts:
    return replace(PLAIN, id=UUID(int=number), **facts)  # type: ignore[arg-type]


def asked(ago: timedelta = HOUR, alarm: timedelta = HOUR) -> tuple[SignalFacts, ...]:
    return (SignalFacts("asked", NOW - ago, NOW + alarm),)


def came(ago: timedelta) -> tuple[SignalFacts, ...]:
    return (SignalFacts("asked_again", NOW - ago),)


def acts(*deals: DealFacts) -> list[tuple[int, str]]:
    return [(one.deal.int, one.act) for one in order(deals, NOW, ME)]


def test_classes_come_in_their_order_whatever_the_stage() -> None:
    found = order(
        [
            deal(1, ready=True, half="done", holder=None, hold_until=None, position=5),
            deal(2, position=4),
            deal(3, position=0, signals=came(DAY)),
            deal(4, position=0, review_at=NOW - HOUR, block_owner=ME),
            deal(5, position=0, signals=asked()),
        ],
        NOW,
        ME,
    )
    assert [one.deal.int for one in found] == [5, 4, 3, 2, 1]
    assert [one.urgency for one in found] == list(Urgency)


def test_answers_come_by_their_alarm() -> None:
    assert acts(
        deal(1, position=5, signals=asked(alarm=2 * HOUR)),
        deal(2, position=0, signals=asked(alarm=HOUR)),
    ) == [(2, "answer"), (1, "answer")]


def test_finishing_begins_at_the_close() -> None:
    assert [n for n, _ in acts(deal(1, position=1), deal(2, position=5), deal(3, position=3))] == [
        2,
        3,
        1,
    ]


def test_a_deal_beyond_its_expectation_comes_first_in_its_stage() -> None:
    assert [n for n, _ in acts(deal(1), deal(2, age_days=31, value=1))] == [2, 1]


def test_the_greater_cost_of_delay_comes_first_then_age_then_the_id() -> None:
    found = acts(
        deal(5),
        deal(4),
        deal(3, age_days=9),
        deal(2, value=9000),
        deal(1, value=None),
    )
    assert [n for n, _ in found] == [2, 3, 4, 5, 1]


def test_a_held_deal_of_a_colleague_is_no_candidate_until_the_hold_or_the_alarm_ends() -> None:
    held = deal(1, holder=OTHER)
    assert acts(held) == []
    assert acts(replace(held, hold_until=NOW)) == [(1, "work")]
    assert acts(replace(held, half="done")) == [(1, "pull")]
    assert acts(replace(held, signals=asked(alarm=HOUR))) == []
    assert acts(replace(held, signals=asked(alarm=-HOUR))) == [(1, "answer")]


def test_a_waiting_deal_comes_back_at_its_next_date_or_by_a_signal() -> None:
    waiting = deal(1, half="waiting")
    assert acts(waiting) == []
    assert acts(replace(waiting, next_at=NOW)) == [(1, "resume")]
    assert acts(replace(waiting, signals=asked())) == [(1, "answer")]


def test_a_done_deal_moves_only_where_the_next_stage_has_room() -> None:
    assert acts(deal(1, half="done", room=False)) == []
    assert acts(deal(1, half="done")) == [(1, "pull")]


def test_a_blocked_deal_is_shown_only_when_its_review_is_due() -> None:
    assert acts(deal(1, review_at=NOW + HOUR, block_owner=ME)) == []
    assert acts(deal(1, review_at=NOW, block_owner=ME)) == [(1, "unblock")]


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        ("asked_terms", 0, 3),
        ("asked_terms", 5, 1.5),
        ("came", 0, 0.5),
        ("asked", 10, 0.5),
        ("kept", 0, 1),
    ],
)
def test_the_pull_of_a_customer_halves_every_five_days(
    kind: str, days: int, expected: float
) -> None:
    assert pull_strength([SignalFacts(kind, NOW - days * DAY)], NOW) == pytest.approx(expected)


def test_the_order_does_not_depend_on_the_order_of_the_input() -> None:
    deals = [deal(n, position=n % 3, age_days=n % 7, value=n % 5) for n in range(1, 40)]
    assert acts(*deals) == acts(*reversed(deals))


def test_a_ready_deal_of_a_pod_without_free_hours_starts_after_the_others() -> None:
    busy, free = (
        deal(n, half="done", ready=True, holder=None, value=value, pod_busy=n == 1)
        for n, value in ((1, 90_000.0), (2, 10.0))
    )
    late = deal(3, position=1, pod_busy=True)
    found = order([busy, free, late], NOW, ME)
    assert [(one.deal.int, one.act) for one in found] == [(3, "work"), (2, "pull"), (1, "pull")]


def test_a_change_to_answer_and_an_item_that_must_start_raise_a_deal() -> None:
    plain, started = deal(1, position=5), deal(2, position=0, must_start=True)
    changed = deal(3, position=1, half="waiting", changed=True)
    found = order([plain, started, changed], NOW, ME)
    assert [(one.deal.int, one.act) for one in found] == [(3, "plan"), (2, "work"), (1, "work")]
    assert [one.urgency for one in found] == [Urgency.PULLED, Urgency.PULLED, Urgency.FINISH]
    assert acts(deal(4, holder=OTHER, changed=True)) == []
