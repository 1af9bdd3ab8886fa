"""The order of the backlog: golden rows of the example, Smith's optimum, dates, hours, refusals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullahead.sprints.reallocation_rules import (
    Reallocated,
    ReallocationRefusal,
    is_reversible,
    refused_reallocation,
)
from pullahead.sprints.rules import (
    BACKLOG,
    HAZARD,
    IN_SPRINT,
    LEAST_HAZARD,
    MOST_HAZARD,
    SIZES,
    ItemClass,
    ItemFacts,
    PlannedPromise,
    RankedItem,
    StepFacts,
    capacity,
    day_cost,
    due_of_take,
    exceeds,
    failing,
    measured_hazard,
    moved,
    order,
    plan_kept,
    plan_time,
    reason,
)
from pullahead.team.calendar import Calendar

CALENDAR = Calendar("Europe/Copenhagen")
WEDNESDAY, TUESDAY = date(2026, 12, 2), date(2026, 12, 8)
COSTS = {
    "Northgate": day_cost(186_000, 0.35),
    "Brightside": day_cost(60_000, 0.5),
    "Harbour": day_cost(24_000, 0.6),
}
VISIT = StepFacts("visit", "Northgate", "site visit", date(2026, 12, 15))
BOARD = StepFacts("board", "Northgate", "board", date(2027, 1, 19), 2)
DOORS = StepFacts("doors", "Brightside", "sample room", date(2026, 12, 18))
SKETCH = StepFacts("sketch", "Harbour", "sketch", date(2026, 12, 21))
STEPS = (VISIT, BOARD, DOORS, SKETCH)


def item(name: str, deal: str, size: str, step: str | None = None, **facts: bool) -> ItemFacts:
    return ItemFacts(name, deal, SIZES[size], SIZES[size], step, **facts)


ITEMS = (
    item("brochure", "Northgate", "S"),
    item("mock-up room", "Northgate", "L", objective=True),
    item("business case", "Northgate", "M", "board"),
    item("sketch", "Harbour", "M", "sketch"),
    item("fire certificate", "Northgate", "M", "visit"),
    item("sample doors", "Brightside", "S", "doors"),
)
LATER = tuple(one for one in ITEMS if one.id != "fire certificate")
MOVED_BOARD = (replace(BOARD, due=date(2026, 12, 10)), DOORS, SKETCH)


def ranked(
    items: Iterable[ItemFacts] = ITEMS,
    steps: tuple[StepFacts, ...] = STEPS,
    today: date = WEDNESDAY,
) -> list[RankedItem]:
    return list(order(items, steps, COSTS, CALENDAR, today))


def test_the_cost_of_a_day_follows_measured_losses_from_100_ended_deals_on() -> None:
    assert measured_hazard([(True, 10)] * 99) == HAZARD
    # 40 losses in 3,000 days of open deals; a win lived, too
    ended = [(True, 30)] * 40 + [(False, 30)] * 60
    assert measured_hazard(ended) == pytest.approx(40 / 3000)
    assert measured_hazard([(True, 0)] * 100) == MOST_HAZARD
    assert measured_hazard([(False, 30)] * 100) == LEAST_HAZARD
    assert day_cost(3000, 0.5, 0.01) == pytest.approx(15)


def test_the_example_has_its_costs_and_its_order() -> None:
    assert {deal: round(cost or 0, 2) for deal, cost in COSTS.items()} == {
        "Northgate": 501.38,
        "Brightside": 231.05,
        "Harbour": 110.90,
    }
    assert [(one.id, round(one.cd3, 2)) for one in ranked()] == [
        ("sample doors", 231.05),
        ("fire certificate", 125.34),
        ("business case", 62.67),
        ("sketch", 27.73),
        ("mock-up room", 7.83),
        ("brochure", 0),
    ]
    assert ranked()[-1].rank_class == ItemClass.SERVES_NOTHING


def test_a_board_date_moved_forward_puts_its_item_first() -> None:
    steps = (BOARD, DOORS, SKETCH)
    visit = replace(VISIT, due=date(2026, 12, 15))
    before = ranked(LATER, (visit, *steps), TUESDAY)
    after = ranked(LATER, (visit, *MOVED_BOARD), TUESDAY)
    first = after[0]
    assert first.id == "business case"
    assert round(before[1].cd3, 2) == 62.67
    assert round(first.cd3, 2) == 125.34
    assert first.latest_start == TUESDAY
    assert [(one.id, one.was.place, one.now.place) for one in moved(before, after)] == [
        ("business case", 2, 1),
        ("sample doors", 1, 2),
    ]
    said = reason(first, today=TUESDAY, cost="£501", due="10 Dec")
    words = "delay costs £501 per day, serves “board 10 Dec”, 4 h of work; must start today"
    assert str(said) == words


def test_a_reason_for_a_contributor_has_no_money() -> None:
    brochure = ranked()[-1]
    said = str(reason(brochure, today=WEDNESDAY, cost=None, due=""))
    assert said == "not needed by a customer step, 1 h of work"
    no_value = replace(brochure, cost=None)
    assert str(reason(no_value, today=WEDNESDAY, cost="", due="")).startswith("no value yet")


def test_an_urgent_item_is_first_and_an_item_without_hours_keeps_its_place() -> None:
    doors = next(one for one in ITEMS if one.id == "sample doors")
    rest = [one for one in ITEMS if one.id not in ("sample doors", "brochure")]
    changed = (replace(doors, left=Decimal(0)), *rest, replace(ITEMS[0], urgent=True))
    found = ranked(changed)
    assert [one.id for one in found[:3]] == ["brochure", "sample doors", "fire certificate"]
    said = reason(found[1], today=WEDNESDAY, cost="£231", due="18 Dec")
    assert (found[1].asks_done, said.urgent) == (True, ("done?",))


def test_fixed_dates_come_first_by_date_and_the_next_step_is_the_earliest_dated_one() -> None:
    soon = (
        StepFacts("late", "Harbour", "late", date(2026, 12, 4)),
        StepFacts("soon", "Harbour", "soon", date(2026, 12, 3)),
        StepFacts("open", "Harbour", "no date"),
        *STEPS,
    )
    items = (
        *ITEMS,
        item("second", "Harbour", "S", "late"),
        item("first", "Harbour", "S", "soon"),
        item("undated", "Harbour", "S", "open"),
    )
    found = {one.id: one for one in ranked(items, soon)}
    assert [found["first"].place, found["second"].place] == [1, 2]
    assert [float(found[one].share) for one in ("first", "second", "undated")] == [1, 0.5, 0.5]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 5000), st.sampled_from([1, 2, 4, 7, 16])), min_size=1, max_size=6
    )
)
def test_cd3_is_the_best_of_all_orders_for_one_performer(work: list[tuple[int, int]]) -> None:
    facts = {f"{n}": (Decimal(cost), hours) for n, (cost, hours) in enumerate(work)}
    steps = [StepFacts(deal, deal, deal, date(2030, 1, 1)) for deal in facts]
    items = [ItemFacts(n, n, Decimal(h), Decimal(h), n) for n, (_cost, h) in facts.items()]
    costs = {n: float(cost) for n, (cost, _hours) in facts.items()}

    def lost(names: Iterable[object]) -> Decimal:
        at, total = 0, Decimal(0)
        for name in names:
            cost, hours = facts[str(name)]
            at += hours
            total += cost * at
        return total

    found = order(items, steps, costs, CALENDAR, WEDNESDAY)
    assert lost(one.id for one in found) == min(map(lost, permutations(facts)))


def test_seven_items_are_in_the_best_order_too() -> None:
    work = [(500, 16), (500, 4), (230, 1), (110, 4), (90, 2), (60, 1), (7, 7)]
    test_cd3_is_the_best_of_all_orders_for_one_performer.hypothesis.inner_test(work)  # type: ignore[attr-defined]


def test_fixed_dates_that_do_not_fit_one_performer_are_named() -> None:
    steps = (
        StepFacts("a", "Northgate", "a", date(2026, 12, 4)),
        StepFacts("b", "Northgate", "b", date(2026, 12, 4)),
    )
    items = (item("one", "Northgate", "M", "a"), item("two", "Northgate", "M", "b"))
    both = ranked(items, steps)
    fits = {"one": 1, "two": 2}
    assert failing(both, fits, CALENDAR, WEDNESDAY) == []
    assert [one.id for one in failing(both, {"one": 1, "two": 1}, CALENDAR, TUESDAY)] == [
        "one",
        "two",
    ]
    more = (*items, item("three", "Northgate", "M", "a"))
    found = failing(ranked(more, steps), dict.fromkeys(("one", "two", "three"), 1), CALENDAR,
                    WEDNESDAY)  # fmt: skip
    assert [one.id for one in found] == ["two"]
    assert [one.id for one in failing(both, {"one": 1}, CALENDAR, WEDNESDAY)] == ["two"]


@pytest.mark.parametrize(
    ("today", "fixed", "hours", "due"),
    [
        (WEDNESDAY, None, 4, date(2026, 12, 4)),
        (TUESDAY, date(2026, 12, 10), 4, date(2026, 12, 9)),
        (TUESDAY, date(2027, 1, 19), 4, date(2026, 12, 11)),
        (TUESDAY, date(2026, 12, 3), 4, TUESDAY),
        (date(2026, 12, 5), None, 1, date(2026, 12, 11)),
    ],
)
def test_a_taken_item_is_due_on_friday_or_with_its_fixed_date(
    today: date, fixed: date | None, hours: int, due: date
) -> None:
    assert due_of_take(CALENDAR, today, fixed, Decimal(hours)) == due


def test_hours_of_a_week_are_working_days_times_five_times_the_share() -> None:
    monday = date(2026, 12, 7)
    assert [capacity(CALENDAR, monday, share) for share in (100, 40)] == [25, 10]
    closed = replace(CALENDAR, closed=frozenset({date(2026, 12, 10)}))
    assert capacity(closed, monday, 50) == 10
    assert not exceeds(Decimal(21), Decimal(4), Decimal(25))
    assert exceeds(Decimal(22), Decimal(4), Decimal(25))


def test_the_plan_of_the_example_changed_in_25_minutes() -> None:
    zone = ZoneInfo("Europe/Copenhagen")
    heard = datetime(2026, 12, 8, 9, 40, tzinfo=zone)
    assert plan_time(CALENDAR, heard, heard.replace(hour=10, minute=5)) == timedelta(minutes=25)
    friday = datetime(2026, 12, 4, 17, 50, tzinfo=zone)
    monday = datetime(2026, 12, 7, 9, 10, tzinfo=zone)
    assert plan_time(CALENDAR, friday, monday) == timedelta(minutes=20)
    assert plan_time(CALENDAR, monday, friday) == timedelta(0)


MOVE = Reallocated(
    same=False,
    from_performer=1,
    from_state=IN_SPRINT,
    from_place=3,
    to_state=BACKLOG,
    to_place=1,
    person=1,
    reason="Northgate's board is Thursday",
    leads=False,
    answered=True,
)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, None),
        ({"same": True}, ReallocationRefusal.SAME),
        ({"from_performer": 2}, ReallocationRefusal.NOT_THEIRS),
        ({"from_state": BACKLOG}, ReallocationRefusal.NOT_THEIRS),
        ({"to_state": IN_SPRINT}, ReallocationRefusal.TAKEN),
        ({"reason": " "}, ReallocationRefusal.NO_REASON),
        ({"to_place": 5}, ReallocationRefusal.RANKS_LOWER),
        ({"to_place": 5, "leads": True}, None),
        ({"answered": False}, ReallocationRefusal.BUYER_WAITS),
    ],
)
def test_work_is_reallocated_to_what_ranks_above(
    changes: dict[str, object], refused: ReallocationRefusal | None
) -> None:
    assert refused_reallocation(replace(MOVE, **changes)) == refused  # type: ignore[arg-type]


def test_a_reallocation_can_be_reversed_for_ten_minutes() -> None:
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert is_reversible(at, at + timedelta(minutes=10))
    assert not is_reversible(at, at + timedelta(minutes=10, seconds=1))


def test_four_of_six_promises_of_the_example_were_as_planned() -> None:
    due = datetime(2026, 12, 11, 17, tzinfo=UTC)
    early, late = due - timedelta(hours=1), due + timedelta(hours=1)
    reported = [PlannedPromise(due, early)] * 4
    found = plan_kept([*reported, PlannedPromise(due), PlannedPromise(due, late)])
    assert (found.part, found.n, found.percent) == (4, 6, 67)
    assert plan_kept([PlannedPromise(due, early, not_yet=True)]).part == 0
    assert plan_kept([]).percent is None
