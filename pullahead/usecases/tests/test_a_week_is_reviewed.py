"""One review answers every open item, all or none; it is undone within ten minutes; measures."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict, Forbidden, Invalid
from pullahead.sprints import checks
from pullahead.sprints.models import BuyerStep, Item, Sprint
from pullahead.team.models import Person, PodMember
from pullahead.usecases.sprints import items, measures, review, taking
from pullahead.usecases.sprints.review import ItemAnswer
from pullahead.usecases.tests import factories, sprints
from pullahead.usecases.tests.sprints import SprintFloor, hours, promise_of

MONDAY = datetime(2026, 12, 7, 9, tzinfo=UTC)


@pytest.fixture
def floor_of(ana: Person, bo: Person, lee: Person, cy: Person) -> SprintFloor:
    return sprints.laid(ana, bo, lee, cy)


def taken(floor: SprintFloor) -> dict[str, UUID]:
    """Lay a week with four open items of Bo, and one of a step that the buyer dropped."""
    visit = floor.step("visit", ines=True)
    ids = {what: floor.item(what, "S", step_id=visit) for what in ("plan", "case", "sketch")}
    ids["brochure"] = floor.item("brochure", "S")
    for one in ids.values():
        taking.take(item_id=one, by=floor.bo)
    step = floor.step("board")
    ids["orphan"] = floor.item("slides", step_id=step)
    BuyerStep.objects.filter(pk=step).update(state="dropped")
    factories.set_clock(MONDAY)
    return ids


def states() -> dict[str, str]:
    return dict(Item.objects.values_list("what", "state"))


def answers(ids: dict[str, UUID]) -> dict[UUID, ItemAnswer]:
    return {
        ids["plan"]: ItemAnswer("done"),
        ids["case"]: ItemAnswer("date", on=date(2026, 12, 11), reason="larger"),
        ids["sketch"]: ItemAnswer("no", reason="dearer_deal"),
        ids["brochure"]: ItemAnswer("drop", reason="forgotten"),
        ids["orphan"]: ItemAnswer("keep", why="The board still wants them."),
    }


def test_a_review_answers_all_items_or_none_and_is_undone(floor_of: SprintFloor) -> None:
    ids, bo = taken(floor_of), floor_of.bo
    sprint = Sprint.objects.get().pk
    page = review.review_page(sprint_id=sprint, viewer=bo)
    assert {one.row.what: one.orphan for one in page.rows} == {
        "plan": False, "case": False, "sketch": False, "brochure": False, "slides": True,
    }  # fmt: skip
    before = states()
    wrong = answers(ids) | {ids["sketch"]: ItemAnswer("no"), ids["orphan"]: ItemAnswer("keep")}
    with pytest.raises(Invalid) as refused:
        review.save_review(sprint_id=sprint, by=bo, answers=wrong, buyers_words="Fine.")
    assert {one.field for one in refused.value.errors} == {
        f"reason-{ids['sketch']}", f"why-{ids['orphan']}",
    }  # fmt: skip
    assert states() == before
    review.save_review(sprint_id=sprint, by=bo, answers=answers(ids), buyers_words="Fine.")
    assert states() == {
        "plan": "done", "case": "backlog", "sketch": "backlog", "brochure": "dropped",
        "slides": "backlog",
    }  # fmt: skip
    assert sprints.item(ids["orphan"]).step_id is None
    assert (promise_of(ids["plan"]).state, promise_of(ids["case"]).state) == (
        "reported", "countered",
    )  # fmt: skip
    assert review.review_page(sprint_id=sprint, viewer=bo).can_undo
    assert not review.review_page(sprint_id=sprint, viewer=floor_of.lee).can_undo
    review.undo_review(sprint_id=sprint, by=bo)
    assert states() == before
    assert promise_of(ids["plan"]).state == "promised"
    again = Sprint.objects.get(pk=sprint)
    assert (again.reviewed_at, again.buyers_words) == (None, "Fine.")
    assert list(checks.breaches()) == []
    with pytest.raises(Conflict):
        review.undo_review(sprint_id=sprint, by=bo)


def test_an_item_that_moved_since_the_review_is_not_undone(floor_of: SprintFloor) -> None:
    ids, bo = taken(floor_of), floor_of.bo
    sprint = Sprint.objects.get().pk
    given = {ids["sketch"]: ItemAnswer("no", reason="forgotten")}
    review.save_review(sprint_id=sprint, by=bo, answers=given)
    taking.take(item_id=ids["sketch"], by=bo)
    with pytest.raises(Conflict):
        review.undo_review(sprint_id=sprint, by=bo)
    factories.set_clock(MONDAY + timedelta(minutes=11))
    review.save_review(sprint_id=sprint, by=bo, answers={ids["plan"]: ItemAnswer("done")})
    factories.set_clock(MONDAY + timedelta(minutes=22))
    with pytest.raises(Conflict):
        review.undo_review(sprint_id=sprint, by=bo)


def test_a_review_answers_only_what_it_asks_and_only_for_its_pod(floor_of: SprintFloor) -> None:
    ids, bo = taken(floor_of), floor_of.bo
    sprint, later = Sprint.objects.get().pk, floor_of.item("later")
    given = {
        later: ItemAnswer("drop", reason="forgotten"),  # of the backlog
        ids["plan"]: ItemAnswer("keep", why="Its step is open."),
    }
    with pytest.raises(Invalid) as refused:
        review.save_review(sprint_id=sprint, by=bo, answers=given)
    assert {one.field for one in refused.value.errors} == {
        f"answer-{later}", f"answer-{ids['plan']}",
    }  # fmt: skip
    PodMember.objects.create(pod=floor_of.pod, person=bo, share=100)
    outside = {ids["orphan"]: ItemAnswer("keep", why="They want them.")}
    with pytest.raises(Forbidden):
        review.save_review(sprint_id=sprint, by=floor_of.ana, answers=outside)
    review.save_review(sprint_id=sprint, by=bo, answers={}, buyers_words="Fine.")
    done = {ids["plan"]: ItemAnswer("done")}
    review.save_review(sprint_id=sprint, by=floor_of.lee, answers=done)
    assert Sprint.objects.get(pk=sprint).buyers_words == "Fine."
    Person.objects.filter(pk=bo.pk).update(is_active=False)
    with pytest.raises(Conflict):  # nobody promises for a person who left
        review.undo_review(sprint_id=sprint, by=floor_of.lee)


def test_the_measures_of_a_pod_follow_its_week(floor_of: SprintFloor) -> None:
    ids, bo = taken(floor_of), floor_of.bo
    items.block(item_id=ids["case"], by=bo, why="waits for the plan")
    items.done(item_id=ids["brochure"], by=bo)
    review.save_review(
        sprint_id=Sprint.objects.get().pk, by=bo, answers={ids["plan"]: ItemAnswer("done")}
    )
    found = measures.pod_measures(pod_id=floor_of.pod.pk, viewer=floor_of.ana)
    rows = {one.code: one for one in found.rows}
    shown = {code: f"{one.part} of {one.n}" for code, one in rows.items()}
    assert (shown["made_ready"], shown["ours_kept"]) == ("3 of 4", "0 of 4")
    assert (rows["no_step"].part, rows["no_step"].percent) == (hours(1), 50)
    assert (shown["no_words"], rows["overrides"].n) == ("1 of 1", 0)
    lines = measures.measures_file(found)
    assert lines[0] == measures.HEADS
    assert ("no_step", 50, 1, 2, 28) in lines
