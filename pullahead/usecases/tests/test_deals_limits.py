"""Limits of stages, groups, people and teams, and the publish that changes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound, Problem
from pullahead.pipeline import checks
from pullahead.pipeline.models import Deal, FlowLimit, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, edit, workflow
from pullahead.usecases.deals import board as boards
from pullahead.usecases.deals.access import LimitRefused
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
