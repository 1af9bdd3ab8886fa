"""Items are taken with one promise, within the hours of the week, and freed when it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.conversations.models import Promise, PromiseMove
from pullahead.sprints import checks
from pullahead.sprints.models import BuyerChange, Capacity, Item, Sprint
from pullahead.team.models import Person
from pullahead.usecases.conversations import promises as moves
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import acts, closing, undo
from pullahead.usecases.settings import users
from pullahead.usecases.sprints import items, taking
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.tests import commits, factories, sprints
from pullahead.usecases.tests.sprints import FRIDAY, SprintFloor, hours, promise_of


@pytest.fixture
def floor_of(ana: Person, bo: Person, lee: Person, cy: Person) -> SprintFloor:
    return sprints.laid(ana, bo, lee, cy)


def codes() -> list[str]:
    return list(Journal.objects.order_by("pk").values_list("kind", flat=True))


def test_a_taken_item_is_a_promise_to_the_contact_of_its_step(floor_of: SprintFloor) -> None:
    step = floor_of.step("site visit", date(2026, 12, 15), ines=True)
    one = floor_of.item("fire certificate", step_id=step)
    taking.take(item_id=one, by=floor_of.bo)
    found, promise = sprints.item(one), promise_of(one)
    assert (found.state, found.performer_id) == ("sprint", floor_of.bo.pk)
    assert (promise.state, promise.performer_person_id) == ("promised", floor_of.bo.pk)
    assert promise.requester_contact_id == floor_of.ines
    assert found.sprint is not None
    assert found.sprint.starts == date(2026, 11, 30)
    assert promise.due_at is not None
    assert promise.due_at.date() == FRIDAY
    assert {one.person_id: one.hours for one in Capacity.objects.all()} == {
        floor_of.ana.pk: 25, floor_of.bo.pk: 25, floor_of.lee.pk: 25,
    }  # fmt: skip
    for kind in ("item.added", "sprint.opened", "item.taken", "promise.moved"):
        assert codes().count(kind) == 1
    with pytest.raises(Conflict) as refused:
        taking.take(item_id=one, by=floor_of.ana)
    assert refused.value.code == "item_taken"


def test_holders_take_items_of_their_own_deal_for_the_pod(floor_of: SprintFloor) -> None:
    acts.pull(deal_id=floor_of.northgate, by=floor_of.bo, reason="They asked for it.")
    mine, theirs = floor_of.item("floor plan"), floor_of.item("price list")
    taking.take(item_id=mine, by=floor_of.bo)
    taking.take(item_id=theirs, by=floor_of.ana)
    assert promise_of(mine).requester_pod_id == floor_of.pod.pk
    assert promise_of(theirs).requester_person_id == floor_of.bo.pk


def test_hours_limit_what_a_person_takes_unless_they_say_why(floor_of: SprintFloor) -> None:
    taking.take(item_id=floor_of.item("mock-up", "L"), by=floor_of.bo)
    taking.take(item_id=floor_of.item("plan"), by=floor_of.bo)
    late, more = floor_of.item("case"), floor_of.item("letter", "M")
    items.left(item_id=late, by=floor_of.bo, hours=hours(5))
    taking.take(item_id=late, by=floor_of.bo)
    with pytest.raises(Conflict) as refused:
        taking.take(item_id=more, by=floor_of.bo)
    assert refused.value.code == "capacity_full"
    with pytest.raises(Invalid):
        taking.take(item_id=more, by=floor_of.bo, over_reason="short")
    assert sprints.item(more).promise_id is None
    taking.take(item_id=more, by=floor_of.bo, over_reason="I work on Saturday.")
    assert sprints.item(more).over_reason == "I work on Saturday."
    assert codes().count("capacity.overridden") == 1
    # a correction never fails, and a done item gives its hours back
    items.left(item_id=late, by=floor_of.bo, hours=hours(40))
    items.done(item_id=late, by=floor_of.bo)
    assert (sprints.item(late).state, promise_of(late).state) == ("done", "reported")


def test_the_database_refuses_what_the_acts_refuse(floor_of: SprintFloor) -> None:
    one, other = floor_of.item("plan"), floor_of.item("case", "L")
    taking.take(item_id=one, by=floor_of.bo)
    taking.take(item_id=other, by=floor_of.bo)
    where = f"WHERE id = '{one if connection.vendor == 'postgresql' else one.hex}'"
    other_id = f"'{other if connection.vendor == 'postgresql' else other.hex}'"
    for statement in (
        f"UPDATE sprints_item SET performer_id = {floor_of.ana.pk} {where}",
        f"UPDATE sprints_item SET performer_id = NULL {where}",
        f"UPDATE sprints_item SET promise_id = NULL {where}",
        f"UPDATE sprints_item SET sprint_id = NULL {where}",
        f"UPDATE sprints_item SET promise_id = "
        f"(SELECT promise_id FROM sprints_item WHERE id = {other_id}) {where}",
        "UPDATE sprints_item SET state = 'backlog'",
        "UPDATE sprints_item SET state = 'dropped'",
        "UPDATE sprints_item SET urgent = (1 = 1)",
        "UPDATE sprints_item SET blocked_why = 'x'",
        "UPDATE sprints_item SET over_reason = 'too short'",
        "UPDATE sprints_item SET left_h = -1",
        "UPDATE conversations_promise SET state = 'withdrawn', next_at = NULL, n = n + 1",
        "UPDATE sprints_capacity SET hours = -1",
        "INSERT INTO sprints_sprint (id, pod_id, starts, goal, opened_at, buyers_words, one_line)"
        " SELECT promise_id, pod_id, '2026-12-01', '', added_at, '', '' FROM sprints_item",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    # within the hours an item may change its week; beyond them it needs a reason
    Capacity.objects.filter(person=floor_of.bo).update(hours=4)
    Item.objects.filter(pk=other).update(state="done")
    with pytest.raises(DatabaseError, match="capacity_full"), transaction.atomic():
        Item.objects.filter(pk=other).update(state="sprint")


@pytest.mark.usefixtures("real_commits")
def test_an_item_waits_for_the_hours_that_another_one_enters() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("on SQLite one writer runs at a time")
    roles = {"Ana": "agent", "Bo": "agent", "Lee": "leader", "Cy": "admin"}
    floor = sprints.laid(*(factories.person(name, role=role) for name, role in roles.items()))
    both = [floor.item("plan"), floor.item("case")]
    for item in both:
        taking.take(item_id=item, by=floor.bo)
    Item.objects.filter(pk__in=both).update(state="done")

    def enters(item: UUID) -> None:
        Item.objects.filter(pk=item).update(state="sprint")

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            enters(both[0])
            other = pool.submit(commits.closing(partial(enters, both[1])))
            assert commits.waits_for_a_lock(other)
        other.result(commits.PATIENCE)


def test_a_colleague_is_asked_and_answers(floor_of: SprintFloor) -> None:
    one, two = floor_of.item("sketch"), floor_of.item("plan")
    for item in (one, two):
        taking.ask(item_id=item, by=floor_of.ana, person_id=floor_of.bo.pk)
    assert (sprints.item(one).state, promise_of(one).state) == ("backlog", "requested")
    with pytest.raises(Conflict) as refused:
        taking.take(item_id=one, by=floor_of.lee)
    assert refused.value.code == "item_asked"
    taking.take(item_id=one, by=floor_of.bo)
    assert (sprints.item(one).state, promise_of(one).n) == ("sprint", 2)
    taking.decline(item_id=two, by=floor_of.bo)
    assert (sprints.item(two).state, sprints.item(two).promise_id) == ("backlog", None)
    assert PromiseMove.objects.filter(move="decline").count() == 1


def test_a_partner_takes_in_their_words_and_no_hours_count(floor_of: SprintFloor) -> None:
    one = floor_of.item("fitting", "L")
    with pytest.raises(Invalid):
        taking.partner_takes(item_id=one, by=floor_of.bo, contact_id=floor_of.ines, words=" ")
    taking.partner_takes(item_id=one, by=floor_of.bo, contact_id=floor_of.ines, words="By Friday.")
    assert sprints.item(one).performer_id is None
    assert promise_of(one).performer_contact_id == floor_of.ines
    with pytest.raises(Invalid):
        items.done(item_id=one, by=floor_of.bo)
    items.done(item_id=one, by=floor_of.bo, words="It is fitted.")
    assert promise_of(one).state == "reported"


def test_an_item_is_dropped_with_a_reason_and_its_promise_ends(floor_of: SprintFloor) -> None:
    step = floor_of.step("visit", ines=True)
    to_buyer, ours = floor_of.item("certificate", step_id=step), floor_of.item("brochure")
    for item in (to_buyer, ours):
        taking.take(item_id=item, by=floor_of.bo)
    with pytest.raises(Forbidden):
        items.drop(item_id=ours, by=floor_of.ana, reason="no buyer step needs it")
    with pytest.raises(Invalid):
        items.drop(item_id=ours, by=floor_of.bo, reason=" ")
    items.drop(item_id=ours, by=floor_of.bo, reason="no buyer step needs it")
    items.drop(item_id=to_buyer, by=floor_of.lee, reason="no longer asked for")
    assert [promise_of(one).state for one in (ours, to_buyer)] == ["revoked", "revoked"]
    assert sprints.item(ours).reason == "no buyer step needs it"


def test_a_new_date_waits_in_the_backlog(floor_of: SprintFloor) -> None:
    one = floor_of.item("plan")
    taking.take(item_id=one, by=floor_of.bo)
    with pytest.raises(Invalid):
        items.new_date(item_id=one, by=floor_of.bo, on=date(2026, 12, 1))
    items.new_date(item_id=one, by=floor_of.bo, on=date(2026, 12, 9), reason="larger")
    assert (sprints.item(one).state, promise_of(one).state) == ("backlog", "countered")


def test_one_item_of_a_pod_is_urgent(floor_of: SprintFloor) -> None:
    one, two = floor_of.item("plan", urgent=True), floor_of.item("case")
    for act in (
        lambda: floor_of.item("third", urgent=True),
        lambda: items.mark_urgent(item_id=two, by=floor_of.bo),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "urgent_taken"
    items.mark_urgent(item_id=one, by=floor_of.bo, on=False)
    items.mark_urgent(item_id=two, by=floor_of.bo)


def test_blocked_items_and_foreign_skills_are_not_taken(floor_of: SprintFloor) -> None:
    one, two = floor_of.item("plan"), floor_of.item("case")
    items.block(item_id=one, by=floor_of.bo, why="waits for the floor plan")
    with pytest.raises(Conflict) as refused:
        taking.take(item_id=one, by=floor_of.bo)
    assert refused.value.code == "item_blocked"
    items.unblock(item_id=one, by=floor_of.bo)
    taking.take(item_id=one, by=floor_of.bo)
    stranger = factories.person("Sam", team="Elsewhere")
    with pytest.raises(NotFound):
        taking.take(item_id=two, by=stranger)
    with pytest.raises(NotFound):
        items.add(deal_id=floor_of.northgate, by=stranger, typed=ItemInput("plan"))


def test_a_user_who_leaves_has_no_item_in_the_sprint(floor_of: SprintFloor) -> None:
    acts.pull(deal_id=floor_of.northgate, by=floor_of.ana, reason="They asked for it.")
    of_ana, of_pod = floor_of.item("plan"), floor_of.item("sketch", deal=floor_of.harbour)
    asked = floor_of.item("case")
    taking.take(item_id=of_ana, by=floor_of.bo)
    taking.take(item_id=of_pod, by=floor_of.bo)
    taking.ask(item_id=asked, by=floor_of.ana, person_id=floor_of.bo.pk)
    users.disable(person_id=floor_of.bo.pk)
    assert not Item.objects.filter(state="sprint").exists()
    freed = promise_of(of_ana)
    assert (freed.state, freed.performer_pod_id) == ("requested", floor_of.pod.pk)
    assert sprints.item(of_pod).promise_id is None
    taking.take(item_id=of_ana, by=floor_of.lee)
    assert (promise_of(of_ana).pk, promise_of(of_ana).state) == (freed.pk, "promised")


def test_a_lost_deal_has_no_live_item(floor_of: SprintFloor) -> None:
    one, two = floor_of.item("plan"), floor_of.item("case")
    taking.take(item_id=one, by=floor_of.bo)
    change = BuyerChange.objects.create(
        deal_id=floor_of.northgate, field="due", heard_at=sprints.WEDNESDAY
    )
    closing.lose(deal_id=floor_of.northgate, by=floor_of.ana, reason="competitor")
    assert {sprints.item(each).state for each in (one, two)} == {"dropped"}
    assert promise_of(one).state == "withdrawn"
    change.refresh_from_db()
    assert change.answer == "closed"
    undo.undo(deal_id=floor_of.northgate, by=floor_of.ana)
    assert [sprints.item(each).state for each in (one, two)] == ["sprint", "backlog"]
    assert promise_of(one).state == "promised"
    assert BuyerChange.objects.filter(answered_at=None).count() == 1


def test_a_change_is_answered_by_the_first_act_on_an_item(floor_of: SprintFloor) -> None:
    one = floor_of.item("plan")
    change = BuyerChange.objects.create(
        deal_id=floor_of.northgate, field="due", heard_at=sprints.WEDNESDAY
    )
    taking.take(item_id=floor_of.item("sketch", deal=floor_of.harbour), by=floor_of.bo)
    change.refresh_from_db()
    assert change.answer == ""
    taking.take(item_id=one, by=floor_of.bo)
    change.refresh_from_db()
    assert (change.answer, codes().count("plan.answered")) == ("changed", 1)


def test_the_second_who_opens_a_week_reads_the_first_one(floor_of: SprintFloor) -> None:
    for what in ("plan", "case"):
        taking.take(item_id=floor_of.item(what), by=floor_of.bo)
    assert Sprint.objects.count() == 1
    assert Promise.objects.count() == 2


def test_an_item_follows_the_moves_of_its_promise(floor_of: SprintFloor) -> None:
    acts.pull(deal_id=floor_of.northgate, by=floor_of.ana, reason="They asked for it.")
    one = floor_of.item("plan", "L")
    taking.take(item_id=one, by=floor_of.bo)
    promise = promise_of(one).pk

    def moved(move: str, by: Person, **more: Any) -> tuple[str, str]:
        typed = TypedMove(move, promise_of(one).n, **more)
        moves.move(promise_id=promise, by=by, typed=typed)
        return sprints.item(one).state, Promise.objects.get(pk=promise).state

    due = date(2026, 12, 9)
    assert moved("counter", floor_of.bo, due=due) == ("backlog", "countered")
    taking.take(item_id=floor_of.item("case", "L"), by=floor_of.bo, over_reason="")
    assert moved("accept", floor_of.ana) == ("sprint", "promised")
    found = sprints.item(one).sprint
    assert found is not None
    assert found.starts == date(2026, 12, 7)
    assert moved("report", floor_of.bo) == ("done", "reported")
    assert moved("not_yet", floor_of.ana) == ("sprint", "promised")
    assert not list(checks.breaches())
    moves.move(promise_id=promise, by=floor_of.bo, typed=TypedMove("revoke", promise_of(one).n))
    assert (sprints.item(one).state, sprints.item(one).promise_id) == ("backlog", None)
    Item.objects.filter(pk=one).update(promise=promise)
    assert [state for _what, state, _promise in checks.breaches()] == ["backlog"]
    Item.objects.filter(pk=one).update(promise=None)
