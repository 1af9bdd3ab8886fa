"""Changes that arise elsewhere, their weight in the next deal, undo of a loss, and erasure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db.models import F

from pullahead.base.transaction import write_transaction
from pullahead.conversations import services as talks
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.pipeline import finding_services
from pullahead.pipeline.models import Deal
from pullahead.sprints import checks
from pullahead.sprints.models import BuyerChange, BuyerStep, Capacity, Item
from pullahead.team.models import Person
from pullahead.usecases.buying import plan as buying
from pullahead.usecases.conversations import promises as moves
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import board, closing, findings, undo
from pullahead.usecases.sprints import answering, items, pages, pods, taking
from pullahead.usecases.sprints.plan import changes_to_answer
from pullahead.usecases.sprints.pods import PodInput
from pullahead.usecases.tests import deals, sprints
from pullahead.usecases.tests.sprints import SprintFloor, promise_of


@pytest.fixture
def floor_of(ana: Person, bo: Person, lee: Person, cy: Person) -> SprintFloor:
    return sprints.laid(ana, bo, lee, cy)


def test_a_new_date_of_theirs_and_a_reopened_job_are_changes_to_answer(
    floor_of: SprintFloor,
) -> None:
    floor_of.item("plan")
    deal = floor_of.northgate
    with write_transaction() as now:
        new = NewPromise(
            "promise",
            "floor plan",
            Party(person=floor_of.ana.pk),
            Party(contact=floor_of.ines),
            now + timedelta(days=2),
        )
        made = talks.add_promise(
            Deal.objects.get(pk=deal), new, PromiseAct("promise", words="Yes."), now=now
        )
    typed = TypedMove("counter", n=1, words="Rather Tuesday.", due=date(2026, 12, 8))
    moves.move(promise_id=made.pk, by=floor_of.ana, typed=typed)
    buying.mark_job(deal_id=deal, by=floor_of.ana, job="requirements", mark="done")
    buying.mark_job(deal_id=deal, by=floor_of.ana, job="requirements", mark="reopened")
    job, dated = changes_to_answer(deal_id=deal, viewer=floor_of.ana)
    assert (dated.field, dated.about, dated.was, dated.now) == (
        "promise", "floor plan", "2026-12-04 floor plan", "2026-12-08 floor plan",
    )  # fmt: skip
    assert (job.field, job.now) == ("reopened", "requirements")
    page = pages.stand_up_page(pod_id=floor_of.pod.pk, viewer=floor_of.ana)
    assert [one.change.name for one in page.lines if one.change] == ["floor plan", ""]
    # the first weighs in the order of the next deal until it is answered
    assert board.board(viewer=floor_of.bo).steps[0].act == "plan"
    for one in BuyerChange.objects.all():
        answering.plan_stands(change_id=one.pk, by=floor_of.ana)
    assert board.board(viewer=floor_of.bo).steps[0].act != "plan"


def test_an_item_that_must_start_today_raises_its_deal(floor_of: SprintFloor) -> None:
    board_step = floor_of.step("drawing", date(2026, 12, 4), deal=floor_of.harbour)
    first = [one.card.title for one in board.board(viewer=floor_of.bo).steps]
    floor_of.item("sketch", deal=floor_of.harbour, step_id=board_step)
    then = board.board(viewer=floor_of.bo).steps
    assert (first[0], then[0].card.title) == ("Northgate", "Harbour")
    assert then[0].urgency < then[1].urgency


def test_deals_of_a_pod_without_free_hours_this_week_are_started_last(
    floor_of: SprintFloor,
) -> None:
    other = deals.added(floor_of.bo, "Small", value=10)
    typed = PodInput("Small deals", "Few words.")
    pod = pods.add_pod(typed=typed, team_id=floor_of.bo.team_id, by=floor_of.lee)
    Deal.objects.filter(pk=other).update(pod=pod, seq=F("seq") + 1)

    def first() -> str:
        return board.board(viewer=floor_of.bo).steps[0].card.title

    assert first() == "Northgate"
    taking.take(item_id=floor_of.item("plan"), by=floor_of.bo)
    assert first() == "Northgate"  # hours are left this week
    Capacity.objects.update(hours=1)
    assert first() == "Small"


def test_an_undone_loss_brings_back_the_items_that_it_dropped(floor_of: SprintFloor) -> None:
    taken, blocked, waits = (floor_of.item(what) for what in ("plan", "case", "mock-up"))
    taking.take(item_id=taken, by=floor_of.bo)
    items.block(item_id=blocked, by=floor_of.bo, why="waits for the plan")
    before = promise_of(taken)
    closing.lose(deal_id=floor_of.northgate, by=floor_of.ana, reason="competitor")
    assert set(Item.objects.values_list("state", flat=True)) == {"dropped"}
    undo.undo(deal_id=floor_of.northgate, by=floor_of.ana)
    states = [sprints.item(one).state for one in (taken, blocked, waits)]
    assert states == ["sprint", "backlog", "backlog"]
    again = promise_of(taken)
    assert (again.pk, again.state, again.due_at, again.performer_person_id) == (
        before.pk, "promised", before.due_at, floor_of.bo.pk,
    )  # fmt: skip
    assert sprints.item(blocked).blocked_why == "waits for the plan"
    assert list(checks.breaches()) == []


def test_an_erased_contact_leaves_no_name_in_plan_and_items(floor_of: SprintFloor) -> None:
    step = floor_of.step("Ines signs")
    item = floor_of.item("call Ines Prado")
    change = BuyerChange.objects.create(
        deal_id=floor_of.northgate,
        step_id=step,
        field="name",
        was="Ines signs",
        now="Prado signs",
        heard_at=datetime.fromisoformat("2026-12-02T09:00:00+00:00"),
    )
    row = finding_services.contacts_of(floor_of.northgate).get()
    findings.forget_contact(deal_id=floor_of.northgate, by=floor_of.lee, contact=row.pk)
    change.refresh_from_db()
    left = " ".join([BuyerStep.objects.get().name, sprints.item(item).what, change.was, change.now])
    assert "Ines" not in left
    assert "Prado" not in left
