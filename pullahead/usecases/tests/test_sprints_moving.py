"""The example: what moved, reallocation, stand-up, answers; 500 items in few statements."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.errors import Conflict
from pullahead.base.transaction import write_transaction
from pullahead.conversations import services as promises
from pullahead.conversations.services import PromiseAct
from pullahead.sprints import item_queries
from pullahead.sprints.models import BuyerChange, BuyerStep, Item, Reallocation, Sprint
from pullahead.team.models import Person
from pullahead.usecases.sprints import answering, items, pages, reallocating, taking
from pullahead.usecases.sprints.reallocating import MoveInput
from pullahead.usecases.tests import factories, sprints
from pullahead.usecases.tests.sprints import SprintFloor, promise_of

TUESDAY = datetime(2026, 12, 8, 9, 40, tzinfo=UTC)
WHY = "Northgate's board is Thursday"


@pytest.fixture
def floor_of(ana: Person, bo: Person, lee: Person, cy: Person) -> SprintFloor:
    return sprints.laid(ana, bo, lee, cy)


def moved_board(floor: SprintFloor) -> tuple[dict[str, Any], BuyerChange]:
    """Lay the example on Tuesday: Bo works on a sketch for Ines, the board moves to Thursday."""
    sketch = floor.step("sketch", date(2026, 12, 21), deal=floor.harbour, ines=True)
    board = floor.step("board", date(2027, 1, 19))
    floor.step("visit", date(2026, 12, 15))
    ids = {
        "case": floor.item("business case", step_id=board),
        "sketch": floor.item("sketch", deal=floor.harbour, step_id=sketch),
        "mock-up": floor.item("mock-up room", "L"),
    }
    factories.set_clock(TUESDAY)
    taking.take(item_id=ids["sketch"], by=floor.bo)
    BuyerStep.objects.filter(pk=board).update(due=date(2026, 12, 10))
    change = BuyerChange.objects.create(
        deal_id=floor.northgate,
        step_id=board,
        field="due",
        was="2027-01-19",
        now="2026-12-10",
        heard_at=TUESDAY,
    )
    return ids, change


def lines(floor: SprintFloor, viewer: Person | None = None) -> list[str]:
    page = pages.stand_up_page(pod_id=floor.pod.pk, viewer=viewer or floor.ana)
    return [one.code for one in page.lines]


def test_a_change_reorders_at_once_and_the_first_act_answers_it(floor_of: SprintFloor) -> None:
    ids, change = moved_board(floor_of)
    page = pages.stand_up_page(pod_id=floor_of.pod.pk, viewer=floor_of.ana)
    assert [one.code for one in page.lines] == ["change", "at_risk"]
    found = page.lines[0].change
    assert found is not None
    assert next((one.item.what, one.was, one.now) for one in found.moved) == (
        "business case", 1, 1,
    )  # fmt: skip
    factories.set_clock(TUESDAY + timedelta(minutes=25))
    with pytest.raises(Conflict) as refused:
        reallocating.reallocate(
            from_id=ids["sketch"], to_id=ids["case"], person_id=floor_of.bo.pk, by=floor_of.bo,
            typed=MoveInput(WHY),
        )  # fmt: skip
    assert refused.value.code == "buyer_not_told"
    assert sprints.item(ids["sketch"]).state == "sprint"
    reallocating.reallocate(
        from_id=ids["sketch"], to_id=ids["case"], person_id=floor_of.bo.pk, by=floor_of.bo,
        typed=MoveInput(WHY, date(2026, 12, 15)),
    )  # fmt: skip
    row, sketch = Reallocation.objects.get(), promise_of(ids["sketch"])
    assert (str(row.day_cost_from), str(row.day_cost_to)) == ("110.90", "501.38")
    assert (int(row.hours), row.reason, row.told_about_id) == (4, WHY, sketch.pk)
    assert (sketch.state, sprints.item(ids["sketch"]).state) == ("countered", "backlog")
    assert sprints.item(ids["case"]).performer_id == floor_of.bo.pk
    change.refresh_from_db()
    assert (change.answer, round((change.answered_at or TUESDAY).timestamp())) == (
        "changed",
        round((TUESDAY + timedelta(minutes=25)).timestamp()),
    )
    assert item_queries.untold([row]) == {row.pk}
    with write_transaction() as now:
        promises.move_promise(sketch.pk, PromiseAct("accept", words="Tuesday is fine."), now=now)
    assert item_queries.untold([row]) == set()


def test_a_reallocation_is_reversed_within_ten_minutes(floor_of: SprintFloor) -> None:
    ids, _change = moved_board(floor_of)
    old = promise_of(ids["sketch"])
    reallocating.reallocate(
        from_id=ids["sketch"], to_id=ids["case"], person_id=floor_of.bo.pk, by=floor_of.bo,
        typed=MoveInput(WHY, date(2026, 12, 15)),
    )  # fmt: skip
    row = Reallocation.objects.get()
    with pytest.raises(Conflict):
        reallocating.reverse(row_id=row.pk, by=floor_of.ana)
    reallocating.reverse(row_id=row.pk, by=floor_of.bo)
    assert promise_of(ids["sketch"]).due_at == old.first_due_at
    assert sprints.item(ids["case"]).promise_id is None
    assert old.moves.count() == 3
    for again in (row, Reallocation.objects.get(reverses=row)):
        with pytest.raises(Conflict) as refused:
            reallocating.reverse(row_id=again.pk, by=floor_of.bo)
        assert refused.value.code == "undo_over"


def test_a_colleague_s_reallocation_waits_for_the_person(floor_of: SprintFloor) -> None:
    ids, _change = moved_board(floor_of)
    for source, target, code in (
        (ids["sketch"], ids["mock-up"], "ranks_lower"),
        (ids["case"], ids["sketch"], "item_not_theirs"),
        (ids["sketch"], ids["sketch"], "same_item"),
    ):
        with pytest.raises(Conflict) as refused:
            reallocating.reallocate(
                from_id=source, to_id=target, person_id=floor_of.bo.pk, by=floor_of.ana,
                typed=MoveInput(WHY, revoke=True),
            )  # fmt: skip
        assert refused.value.code == code
    reallocating.reallocate(
        from_id=ids["sketch"], to_id=ids["case"], person_id=floor_of.bo.pk, by=floor_of.ana,
        typed=MoveInput(WHY, revoke=True),
    )  # fmt: skip
    row = Reallocation.objects.get()
    assert (row.agreed_at, sprints.item(ids["sketch"]).state) == (None, "sprint")
    with pytest.raises(Conflict):
        reallocating.agree(row_id=row.pk, by=floor_of.ana)
    reallocating.agree(row_id=row.pk, by=floor_of.bo)
    assert sprints.item(ids["case"]).performer_id == floor_of.bo.pk
    assert sprints.item(ids["sketch"]).promise_id is None
    with pytest.raises(Conflict) as refused:
        reallocating.agree(row_id=row.pk, by=floor_of.bo)
    assert refused.value.code in ("agreed_already", "moved_on")


def test_the_plan_stands_is_answered_once(floor_of: SprintFloor) -> None:
    _ids, change = moved_board(floor_of)
    answering.plan_stands(change_id=change.pk, by=floor_of.ana)
    with pytest.raises(Conflict) as refused:
        answering.plan_stands(change_id=change.pk, by=floor_of.ana)
    assert refused.value.code == "change_answered"


def test_the_stand_up_is_empty_until_something_is_wrong(floor_of: SprintFloor) -> None:
    one, two = floor_of.item("plan"), floor_of.item("case")
    taking.take(item_id=one, by=floor_of.bo)
    page = pages.stand_up_page(pod_id=floor_of.pod.pk, viewer=floor_of.ana)
    assert page.lines == ()
    assert [(row.name, row.item and row.item.what) for row in page.free if not row.me] == [
        ("Lee", "case"), ("Bo", "case"),
    ]  # fmt: skip
    steps: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        (
            "blocked",
            lambda: items.block(item_id=two, by=floor_of.bo, why="no plan"),
            lambda: items.unblock(item_id=two, by=floor_of.bo),
        ),
        (
            "due",
            lambda: factories.set_clock(datetime(2026, 12, 4, 9, tzinfo=UTC)),
            lambda: factories.set_clock(sprints.WEDNESDAY),
        ),
    ]
    for code, begin, end in steps:
        begin()
        assert lines(floor_of) == [code]
        end()
        assert lines(floor_of) == []
    factories.set_clock(TUESDAY)
    assert set(lines(floor_of)) == {"to_review", "due"}
    items.done(item_id=one, by=floor_of.bo)
    assert lines(floor_of) == []


def test_a_week_nobody_reviewed_does_not_stop_the_next(floor_of: SprintFloor) -> None:
    taking.take(item_id=floor_of.item("plan"), by=floor_of.bo)
    factories.set_clock(TUESDAY)
    taking.take(item_id=floor_of.item("case"), by=floor_of.bo)
    first, second = Sprint.objects.order_by("starts")
    assert (second.starts - first.starts).days == 7
    page = pages.sprint_page(pod_id=floor_of.pod.pk, viewer=floor_of.ana)
    assert page.unreviewed == (first.starts,)
    answering.review(sprint_id=first.pk, by=floor_of.bo, buyers_words="That was quick.")
    first.refresh_from_db()
    assert (first.reviewed_at is not None, first.buyers_words) == (True, "That was quick.")


def test_500_items_are_read_in_the_statements_of_five(floor_of: SprintFloor) -> None:
    def statements(read: Callable[[], object]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read()
        return len(seen)

    def of(page: Callable[..., object]) -> int:
        return statements(lambda: page(pod_id=floor_of.pod.pk, viewer=floor_of.ana))

    for number in range(3):
        taking.take(item_id=floor_of.item(f"first {number}", "S"), by=floor_of.bo)
        floor_of.item(f"second {number}", deal=floor_of.harbour)
    few = [of(page) for page in (pages.sprint_page, pages.stand_up_page, pages.order_page)]
    Item.objects.bulk_create(
        Item(
            deal_id=(floor_of.northgate, floor_of.harbour)[number % 2],
            pod=floor_of.pod,
            what=f"item {number}",
            size="M",
            left_h=4,
            weighed_h=4,
            added_at=sprints.WEDNESDAY,
        )
        for number in range(494)
    )
    many = [of(page) for page in (pages.sprint_page, pages.stand_up_page, pages.order_page)]
    assert many == few
    assert max(many) <= 20
