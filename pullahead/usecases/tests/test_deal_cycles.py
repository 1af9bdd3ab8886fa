"""Cycles, moments of truth, scenarios and buying jobs of a deal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.buying.models import BuyingJobMark, LearningCycle, MomentOfTruth
from pullahead.conversations.models import Conversation, Said
from pullahead.pipeline.models import Deal, DealContact
from pullahead.team.models import Person
from pullahead.usecases.buying import members, plan, value
from pullahead.usecases.buying.group import buying_group
from pullahead.usecases.buying.members import MemberInput
from pullahead.usecases.buying.plan_page import deal_plan, expectations_of
from pullahead.usecases.buying.value_page import value_network
from pullahead.usecases.deals import findings
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import (
    DealFloor,
    added,
    assert_deals_sound,
    in_stage,
    published,
)


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def with_ines(team: DealFloor) -> tuple[UUID, int]:
    """Return the deal of the example with Ines, who decides and is neutral."""
    one = added(team.ana, "48 kitchenettes", 186_000)
    Deal.objects.filter(pk=one).update(chance=0.35)
    findings.add_contact(deal_id=one, by=team.ana, name="Ines", decides=True)
    ines = DealContact.objects.get().pk
    typed = MemberInput(decides=True, stance="neutral")
    members.save_member(deal_id=one, by=team.ana, member=ines, typed=typed)
    return one, ines


def talk(deal_id: UUID, by: Person, words: str = "") -> Conversation:
    """Add a conversation, in which Ines says these words."""
    made = Conversation.objects.create(
        deal_id=deal_id,
        kind="talk",
        started_by="theirs",
        held_at=clock.now(),
        by=by,
        pad="x",
        added_at=clock.now(),
    )
    if words:
        contact = DealContact.objects.get().contact
        Said.objects.create(conversation=made, contact=contact, words=words, at=clock.now())
    return made


def test_the_stake_of_the_example_is_computed_and_a_miss_raises_the_doubt(team: DealFloor) -> None:
    one, ines = with_ines(team)
    soon = clock.now() + timedelta(hours=1)
    given: dict[str, Any] = {"deal_id": one, "by": team.ana, "at": soon, "members": [ines]}
    plan.plan_moment(expected="names a board date", **given)
    (moment,) = deal_plan(deal_id=one, viewer=team.bo).moments
    assert (moment.stake, moment.reach, moment.decisive) == (Decimal(52_080), Decimal(1), "Ines")
    assert [each.expected for each in expectations_of(one)] == ["names a board date"]
    held = talk(one, team.ana, "we cannot lose one breakfast service")
    judged: dict[str, Any] = {
        "deal_id": one,
        "by": team.ana,
        "moment": moment.id,
        "judged": "missed",
    }
    with pytest.raises(Invalid):
        plan.judge_moment(actual="no date", conversation=None, **judged)
    plan.judge_moment(actual="no date", conversation=held.pk, **judged)
    plan.plan_moment(expected="a date", **given)
    shown = deal_plan(deal_id=one, viewer=team.bo)
    assert [(row.judged, row.doubt) for row in shown.moments] == [
        ("", Decimal(1)),
        ("missed", Decimal("0.8")),
    ]
    assert shown.check_draft.splitlines() == [
        "We expected: names a board date",
        "Result: no date",
        "Ines: “we cannot lose one breakfast service”",
    ]
    assert shown.willing.started == 1
    heard = buying_group(deal_id=one, viewer=team.ana).members[0].heard_at
    assert heard is not None


def test_cap_do_warns_of_a_plan_before_check_and_adjust(team: DealFloor) -> None:
    one, _ines = with_ines(team)
    given: dict[str, Any] = {"deal_id": one, "by": team.ana}
    with pytest.raises(Conflict):
        plan.write_step(step="plan", words="Call Bo", **given)
    plan.open_cycle(**given)
    with pytest.raises(Conflict):
        plan.open_cycle(**given)
    assert plan.write_step(step="plan", words="Call Bo", **given)
    early = deal_plan(deal_id=one, viewer=team.ana).cycle
    assert early is not None
    assert early.early
    for step in ("check", "adjust"):
        assert not plan.write_step(step=step, words="the interruption", **given)
    assert not plan.write_step(step="plan", words="Call Bo", **given)
    plan.close_cycle(**given)
    plan.open_cycle(mode="pdca", **given)
    assert not plan.write_step(step="plan", words="Fit ten rooms", **given)
    shown = deal_plan(deal_id=one, viewer=team.ana)
    assert [row.adjust for row in shown.closed_cycles] == ["the interruption"]


def test_buying_jobs_reopen_and_scenarios_are_watched_by_their_signs(team: DealFloor) -> None:
    one = in_stage(team.ana, 2)
    given: dict[str, Any] = {"deal_id": one, "by": team.ana}
    for _ in range(2):
        plan.mark_job(job="validation", **given)
    for text in ("the board decides in January", "the budget moves"):
        assert deal_plan(deal_id=one, viewer=team.ana).few_scenarios
        plan.add_scenario(text=text, **given)
    first, second = deal_plan(deal_id=one, viewer=team.ana).scenarios
    plan.add_sign(scenario=first.id, text="Bo asks for terms", **given)
    sign = deal_plan(deal_id=one, viewer=team.ana).scenarios[0].signs[0]
    plan.see_sign(sign=sign.id, **given)
    plan.set_frame(words="No breakfast is lost", **given)
    shown = deal_plan(deal_id=one, viewer=team.ana)
    assert not shown.few_scenarios
    assert shown.scenarios[0].signs[0].seen_at is not None
    assert shown.job_to_be_done == "No breakfast is lost"
    assert {row.job: row.mark for row in shown.jobs}["validation"] == "reopened"
    plan.set_scenario(scenario=second.id, state="dropped", **given)
    assert deal_plan(deal_id=one, viewer=team.ana).few_scenarios
    kinds = Journal.objects.filter(deal_id=one).values_list("kind", flat=True)
    assert list(kinds).count("job.marked") == 2


def test_strangers_and_rows_of_other_deals_change_nothing(team: DealFloor) -> None:
    one, ines = with_ines(team)
    other = added(team.ana, "Other")
    zoe = factories.person("Zoe", team="Elsewhere")
    plan.add_scenario(deal_id=one, by=team.ana, text="x")
    scenario = deal_plan(deal_id=one, viewer=team.ana).scenarios[0].id
    soon = clock.now() + timedelta(hours=1)
    for act in (
        lambda: deal_plan(deal_id=one, viewer=zoe),
        lambda: plan.open_cycle(deal_id=one, by=zoe),
        lambda: plan.add_sign(deal_id=other, by=team.ana, scenario=scenario, text="y"),
        lambda: plan.plan_moment(deal_id=other, by=team.ana, at=soon, expected="y", members=[ines]),
    ):
        with pytest.raises(NotFound):
            act()
    assert not MomentOfTruth.objects.exists()


def test_the_database_holds_cycles_moments_and_marks(team: DealFloor) -> None:
    one, ines = with_ines(team)
    plan.open_cycle(deal_id=one, by=team.ana)
    plan.mark_job(deal_id=one, by=team.ana, job="problem")
    soon = clock.now() + timedelta(hours=1)
    plan.plan_moment(deal_id=one, by=team.ana, at=soon, expected="y", members=[ines])
    cycle = LearningCycle.objects.get()
    wrong = (
        lambda: LearningCycle.objects.create(
            deal_id=one, mode="pdca", by=team.ana, opened_at=clock.now()
        ),
        lambda: LearningCycle.objects.filter(pk=cycle.pk).update(adjust="x"),
        lambda: MomentOfTruth.objects.update(actual="x", judged="met", judged_at=clock.now()),
        lambda: MomentOfTruth.objects.update(stake=1, doubt=None),
        lambda: BuyingJobMark.objects.update(mark="open"),
        lambda: BuyingJobMark.objects.all().delete(),
    )
    for write in wrong:
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            write()


def test_the_name_of_an_erased_contact_is_in_no_text_of_the_plan(team: DealFloor) -> None:
    one, ines = with_ines(team)
    given: dict[str, Any] = {"deal_id": one, "by": team.ana}
    plan.set_frame(words="Ines wants quiet mornings", **given)
    plan.add_scenario(text="Ines leaves", **given)
    plan.open_cycle(**given)
    plan.write_step(step="check", words="Ines: no date", **given)
    soon = clock.now() + timedelta(hours=1)
    plan.plan_moment(at=soon, expected="Ines names a date", members=[ines], **given)
    value.add_role(name="Ines", **given)
    findings.forget_contact(deal_id=one, by=team.lee, contact=ines)
    shown = deal_plan(deal_id=one, viewer=team.ana)
    assert "Ines" not in str(shown)
    assert shown.job_to_be_done == "… wants quiet mornings"
    assert "Ines" not in str(value_network(deal_id=one, viewer=team.ana))
