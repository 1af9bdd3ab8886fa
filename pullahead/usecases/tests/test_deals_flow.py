"""Deals flow through stages: pulled, finished, waiting, back, closed, reopened, undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.leads.models import SaleOutcome
from pullahead.pipeline.models import DealBlock, DealSignal, FlowLimit, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, closing, edit, undo, workflow
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
