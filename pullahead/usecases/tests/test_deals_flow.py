"""Deals flow through stages: pulled, finished, waiting, back, closed, reopened, undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.leads.models import SaleOutcome
from pullahead.pipeline import checks
from pullahead.pipeline.models import Deal, DealBlock, DealSignal, FlowLimit, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, closing, edit, undo, workflow
from pullahead.usecases.deals import board as boards
from pullahead.usecases.deals.access import LimitRefused
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import (
    WHY,
    DealFloor,
    added,
    assert_deals_sound,
    deal,
    in_stage,
    position,
    published,
    typed,
)


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def code(problem: pytest.ExceptionInfo[Problem]) -> str:
    return problem.value.code


def test_a_new_deal_is_ready_with_a_next_date(team: DealFloor) -> None:
    one = deal(added(team.ana))
    assert (one.stage_id, one.half, one.holder_id) == (None, "done", None)
    assert one.next_at is not None
    assert one.next_at > clock.now()


def test_a_pulled_deal_belongs_to_the_person_who_pulled_until_a_finite_end(team: DealFloor) -> None:
    one = added(team.ana)
    acts.pull(deal_id=one, by=team.bo, reason=WHY)
    found = deal(one)
    assert (position(one), found.half, found.holder_id) == (0, "doing", team.bo.pk)
    assert found.hold_until is not None
    assert found.hold_until > clock.now()


def test_each_transition_has_its_number_and_a_journal_line(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    acts.finish(deal_id=one, by=team.ana)
    kinds = list(
        Transition.objects.filter(deal_id=one).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == ["add", "pull", "pull", "finish"]
    lines = Journal.objects.filter(deal_id=one, kind__startswith="deal.")
    lines = lines.exclude(kind="deal.basis")  # of what a move rests on
    assert lines.count() == len(kinds)


def test_a_full_stage_refuses_and_names_what_to_finish(team: DealFloor) -> None:
    for title in ("One", "Two", "Three"):
        in_stage(team.ana, 0, title)
    four = added(team.ana, "Four")
    with pytest.raises(LimitRefused) as refused:
        acts.pull(deal_id=four, by=team.ana)
    assert code(refused) == "limit_reached"
    full = refused.value.full[0]
    assert (full.name, full.held, full.size) == ("Identify", 3, 3)
    assert [title for _, title in full.finish_first] == ["One", "Two", "Three"]
    assert position(four) is None


def test_a_move_inside_a_full_group_passes(team: DealFloor) -> None:
    first = in_stage(team.ana, 2, "One")
    in_stage(team.ana, 2, "Two")
    acts.pull(deal_id=first, by=team.ana, reason=WHY)
    in_stage(team.ana, 2, "Three")
    assert FlowLimit.objects.get(stage_group="late").held == 3
    acts.back(deal_id=first, by=team.ana, to=team.stages[1].pk, reason=WHY)
    assert FlowLimit.objects.get(stage_group="late").held == 2


def test_a_team_lead_exceeds_a_limit_with_a_reason_and_an_agent_does_not(team: DealFloor) -> None:
    for title in ("One", "Two", "Three"):
        in_stage(team.ana, 0, title)
    four = added(team.ana, "Four")
    with pytest.raises(LimitRefused):
        acts.pull(deal_id=four, by=team.ana, override=WHY)
    with pytest.raises(Invalid):
        acts.pull(deal_id=four, by=team.lee, override="short")
    acts.pull(deal_id=four, by=team.lee, override=WHY)
    assert position(four) == 0
    assert FlowLimit.objects.get(stage=team.stages[0]).held == 4
    made = Transition.objects.get(deal_id=four, kind="pull").override
    assert made is not None
    assert made.limits[0]["held"] == 3


def test_a_person_exceeds_their_own_limit_with_a_reason(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    team = published(ana, bo, lee, cy, person=1)
    in_stage(team.ana, 0, "One")
    two = added(team.ana, "Two")
    with pytest.raises(LimitRefused) as refused:
        acts.pull(deal_id=two, by=team.ana)
    assert refused.value.overridable
    acts.pull(deal_id=two, by=team.ana, override=WHY)
    assert FlowLimit.objects.get(person=team.ana).held == 2
    assert_deals_sound()


def test_no_stage_is_skipped(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    with pytest.raises(Conflict) as refused:
        acts.move_to(deal_id=one, by=team.ana, to=team.stages[2].pk)
    assert code(refused) == "stage_skipped"
    acts.move_to(deal_id=one, by=team.ana, to=team.stages[1].pk)
    assert position(one) == 1


def test_a_deal_moves_back_only_with_a_reason(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    with pytest.raises(Invalid) as refused:
        acts.move_to(deal_id=one, by=team.ana, to=team.stages[0].pk)
    assert code(refused) == "reason_required"
    acts.move_to(deal_id=one, by=team.ana, to=team.stages[0].pk, reason=WHY)
    assert position(one) == 0


def test_a_required_item_that_is_unmet_needs_a_reason_and_counts_as_ungrounded(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    workflow.publish_standard(team_id=ana.team_id, by=cy)
    one = added(ana)
    acts.pull(deal_id=one, by=ana)
    with pytest.raises(Invalid) as refused:
        acts.pull(deal_id=one, by=ana)
    assert code(refused) == "ungrounded"
    acts.pull(deal_id=one, by=ana, reason=WHY)
    assert Transition.objects.get(deal_id=one, ungrounded=True).to_stage is not None
    assert_deals_sound()


def test_a_colleague_cannot_move_a_held_deal_but_pulls_a_done_one(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    with pytest.raises(Conflict) as refused:
        acts.pull(deal_id=one, by=team.bo)
    assert code(refused) == "deal_held"
    acts.finish(deal_id=one, by=team.ana)
    acts.pull(deal_id=one, by=team.bo)
    assert deal(one).holder_id == team.bo.pk


def test_a_hold_that_ended_lets_any_colleague_take_the_deal(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    with pytest.raises(Conflict):
        acts.take(deal_id=one, by=team.bo)
    factories.later(days=9)
    acts.take(deal_id=one, by=team.bo)
    assert deal(one).holder_id == team.bo.pk
    assert FlowLimit.objects.get(person=team.ana).held == 0


def test_disabling_a_user_releases_their_deals_at_once(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    users.disable(person_id=team.ana.pk, by=team.cy)
    found = deal(one)
    assert (found.holder_id, found.hold_until) == (None, None)
    assert FlowLimit.objects.get(person=team.ana).held == 0


def test_a_person_who_changes_teams_leaves_their_deals_to_the_team(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    users.add_team(name="Elsewhere", by=team.cy)
    users.change(person_id=team.ana.pk, role="agent", team="Elsewhere", by=team.cy)
    assert deal(one).holder_id is None


def test_waiting_and_blocked_deals_count_in_the_limit(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    acts.wait(deal_id=one, by=team.ana, until=None)
    edit.block(deal_id=one, by=team.ana, cause="budget_moved")
    assert FlowLimit.objects.get(stage=team.stages[0]).held == 1
    with pytest.raises(Conflict) as refused:
        edit.block(deal_id=one, by=team.ana, cause="budget_moved")
    assert code(refused) == "blocked_already"
    edit.unblock(deal_id=one, by=team.ana, how="They have the budget")
    acts.resume(deal_id=one, by=team.ana)
    assert deal(one).half == "doing"


def test_a_deal_is_won_only_in_the_last_stage_and_with_a_value(team: DealFloor) -> None:
    one = in_stage(team.ana, 2)
    with pytest.raises(Conflict) as refused:
        closing.win(deal_id=one, by=team.ana, value=Decimal(5))
    assert code(refused) == "deal_not_at_the_close"
    acts.pull(deal_id=one, by=team.ana, reason=WHY)
    for wrong in (Decimal(0), Decimal(-1), Decimal("NaN"), Decimal(10) ** 12):
        with pytest.raises(Invalid):
            closing.win(deal_id=one, by=team.ana, value=wrong)
    closing.win(deal_id=one, by=team.ana, value=Decimal("1200.50"))
    found = deal(one)
    assert (found.closed_as, found.value, found.holder_id) == ("won", Decimal("1200.50"), None)
    assert FlowLimit.objects.get(stage=team.stages[3]).held == 0


def test_a_loss_needs_a_reason_and_ends_block_and_signals(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    edit.block(deal_id=one, by=team.ana, cause="budget_moved")
    edit.signal(deal_id=one, by=team.bo, kind="asked_terms", words="What does it cost?")
    with pytest.raises(Invalid):
        closing.lose(deal_id=one, by=team.ana, reason="we were too busy")
    closing.lose(deal_id=one, by=team.ana, reason="competitor")
    assert not DealBlock.objects.filter(ended_at=None).exists()
    assert not DealSignal.objects.filter(answered_at=None).exists()


def test_a_closed_deal_is_reopened_ready_for_its_stage_within_30_days(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    closing.lose(deal_id=one, by=team.ana, reason="competitor")
    closing.reopen(deal_id=one, by=team.bo)
    found = deal(one)
    assert (found.stage_id, found.half, found.entry_id) == (None, "done", team.stages[1].pk)
    closing.discard(deal_id=one, by=team.bo, reason="did_nothing")
    factories.later(days=31)
    with pytest.raises(Conflict) as refused:
        closing.reopen(deal_id=one, by=team.bo)
    assert code(refused) == "reopens_too_late"
    again = edit.add(typed=edit.DealInput("Again"), by=team.bo, continues=one)
    assert deal(again).earlier_id == one


def test_an_undo_restores_place_holder_and_date_for_ten_seconds(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    before = deal(one)
    acts.pull(deal_id=one, by=team.ana)
    undo.undo(deal_id=one, by=team.ana)
    after = deal(one)
    for name in ("stage_id", "half", "holder_id", "hold_until", "next_at"):
        assert getattr(after, name) == getattr(before, name)
    acts.pull(deal_id=one, by=team.ana)
    factories.later(seconds=20)
    with pytest.raises(Conflict) as refused:
        undo.undo(deal_id=one, by=team.ana)
    assert code(refused) == "undo_over"


def test_an_undo_meets_the_limit_of_the_former_stage(team: DealFloor) -> None:
    one, others = in_stage(team.ana, 0), []
    for title in ("Two", "Three"):
        others.append(in_stage(team.ana, 0, title))
    acts.pull(deal_id=one, by=team.ana)
    in_stage(team.bo, 0, "Four")
    with pytest.raises(LimitRefused):
        undo.undo(deal_id=one, by=team.ana)
    assert position(one) == 1


def test_the_undo_of_a_close_opens_what_the_close_ended(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    edit.block(deal_id=one, by=team.ana, cause="budget_moved")
    edit.signal(deal_id=one, by=team.bo, kind="asked")
    closing.discard(deal_id=one, by=team.ana, reason="did_nothing")
    undo.undo(deal_id=one, by=team.ana)
    assert position(one) == 1
    assert DealBlock.objects.filter(ended_at=None).count() == 1
    assert DealSignal.objects.filter(answered_at=None).count() == 1


def test_an_act_on_a_deal_that_changed_meanwhile_is_refused(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    seen = deal(one).seq
    acts.finish(deal_id=one, by=team.ana, seq=seen)
    with pytest.raises(Conflict) as refused:
        acts.pull(deal_id=one, by=team.ana, seq=seen)
    assert code(refused) == "moved_on"


def test_a_question_alarms_after_four_working_hours_and_any_colleague_answers(
    team: DealFloor,
) -> None:
    one = in_stage(team.ana, 0)
    edit.signal(deal_id=one, by=team.bo, kind="asked", words="When can you start?")
    signal = DealSignal.objects.get()
    # Tuesday 15:00 UTC: three hours of that day, and one of Wednesday
    assert signal.alarm_at == factories.START.replace(day=6, hour=10) + (
        signal.at - factories.START
    )
    edit.answer(deal_id=one, by=team.bo, text="In May")
    signal.refresh_from_db()
    assert signal.answered_by == team.bo
    with pytest.raises(Invalid):
        edit.answer(deal_id=one, by=team.bo, text=" ")


def test_a_move_after_a_signal_counts_as_pulled(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    edit.signal(deal_id=one, by=team.ana, kind="came")
    acts.pull(deal_id=one, by=team.ana)
    assert Transition.objects.get(deal_id=one, to_stage=team.stages[1]).signal is not None
    factories.later(days=10)
    acts.pull(deal_id=one, by=team.ana)
    assert Transition.objects.get(deal_id=one, to_stage=team.stages[2]).signal is None


def test_strangers_see_no_deal_of_another_team(team: DealFloor) -> None:
    one = added(team.ana)
    stranger = factories.person("Stranger", team="Elsewhere")
    leader = factories.person("Lead elsewhere", role="leader", team="Elsewhere")
    for who in (stranger, leader):
        with pytest.raises(NotFound):
            acts.pull(deal_id=one, by=who)
        with pytest.raises(NotFound):
            edit.add(typed=edit.DealInput("Mine"), by=who)


def test_a_lowered_limit_removes_no_deal_and_admits_none_until_there_is_room(
    team: DealFloor,
) -> None:
    for title in ("One", "Two"):
        in_stage(team.ana, 0, title)
    workflow.set_limit(stage_id=team.stages[0].pk, size=1, by=team.lee)
    three = added(team.ana, "Three")
    with pytest.raises(LimitRefused):
        acts.pull(deal_id=three, by=team.ana)
    assert FlowLimit.objects.get(stage=team.stages[0]).held == 2
    with pytest.raises(NotFound):
        workflow.set_limit(stage_id=team.stages[0].pk, size=9, by=team.ana)


def test_a_retired_stage_gives_its_deals_to_the_named_stage_past_its_limit(team: DealFloor) -> None:
    moved = in_stage(team.ana, 1)
    in_stage(team.ana, 0, "Two")
    stages = [workflow.TypedStage(one.name, 1, one.stage_group, one.pk) for one in team.stages]
    stages[1] = workflow.TypedStage("", 1, "", team.stages[1].pk, drop_to=team.stages[0].pk)
    new = workflow.TypedWorkflow(stages, {"late": 3}, 8, 30, 85, "")
    assert workflow.publish_workflow(team_id=team.ana.team_id, typed=new, by=team.cy) == 2
    assert position(moved) == 0
    assert Transition.objects.filter(deal_id=moved, kind="remap").count() == 1
    assert FlowLimit.objects.get(stage=team.stages[0]).held == 2


def test_a_publish_counts_what_limits_added_later_count(team: DealFloor) -> None:
    in_stage(team.ana, 2)
    stages = [workflow.TypedStage(one.name, 2, "all", one.pk) for one in team.stages]
    new = workflow.TypedWorkflow(stages, {"all": 5}, 8, 30, 85, "")
    workflow.publish_workflow(team_id=team.ana.team_id, typed=new, by=team.cy)
    assert FlowLimit.objects.get(stage_group="all").held == 1


def test_stages_change_places_in_a_publish(team: DealFloor) -> None:
    one = in_stage(team.ana, 1)
    order = [team.stages[n] for n in (1, 0, 2, 3)]
    stages = [workflow.TypedStage(s.name, 3, s.stage_group, s.pk) for s in order]
    new = workflow.TypedWorkflow(stages, {"late": 5}, 8, 30, 85, "")
    workflow.publish_workflow(team_id=team.ana.team_id, typed=new, by=team.cy)
    assert position(one) == 0


def test_only_an_administrator_publishes(team: DealFloor) -> None:
    for who in (team.ana, team.lee):
        with pytest.raises(NotFound):
            workflow.publish_workflow(team_id=team.ana.team_id, typed=typed(), by=who)


def test_a_deal_without_a_lead_writes_no_sale_outcome(team: DealFloor) -> None:
    one = in_stage(team.ana, 3)
    closing.win(deal_id=one, by=team.ana, value=None)
    assert not SaleOutcome.objects.exists()


def test_a_hold_ends_at_most_60_days_ahead(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    until = (clock.now() + timedelta(days=200)).date()
    acts.wait(deal_id=one, by=team.ana, until=until)
    found = deal(one)
    assert found.hold_until is not None
    assert found.hold_until <= clock.now() + timedelta(days=60)


def test_the_check_finds_a_wrong_count_and_a_lost_transition(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    team = published(ana, bo, lee, cy)
    one = in_stage(team.ana, 0)
    assert not list(checks.miscounted())
    FlowLimit.objects.filter(stage=team.stages[0]).update(held=7)
    assert [(limit.held, held) for limit, held in checks.miscounted()] == [(7, 1)]
    Deal.objects.filter(pk=one).update(seq=deal(one).seq + 1)
    assert [title for title, _seq in checks.broken_sequences()] == ["Hotel Lindner"]


def test_a_limit_of_the_team_holds_across_its_stages(team: DealFloor) -> None:
    first = in_stage(team.ana, 0, "One")
    wanted = typed()
    flow = [
        replace(one, id=stage.pk) for one, stage in zip(wanted.stages, team.stages, strict=True)
    ]
    workflow.publish_workflow(
        team_id=team.ana.team_id, typed=replace(wanted, stages=flow, team_limit=2), by=team.cy
    )
    in_stage(team.bo, 1, "Two")
    three = added(team.ana, "Three")
    board = boards.board(viewer=team.ana)
    assert (board.team_held, board.team_size) == (2, 2)
    assert not any(column.could_pull for column in board.columns)
    with pytest.raises(LimitRefused) as refused:
        acts.pull(deal_id=three, by=team.ana, reason=WHY)
    assert refused.value.full[0].name == team.ana.team.name
    acts.pull(deal_id=first, by=team.ana, reason=WHY)
