"""Notices of deals: each kind, whose it is, its end, and its read mark."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.errors import Invalid
from pullahead.pipeline.models import Deal, DealNoticeRead, FlowLimit
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, detail, edit, notices
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import (
    DealFloor,
    assert_deals_sound,
    in_stage,
    published,
)


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def kinds(who: Person) -> list[str]:
    """Return the kinds of the unread notices; their number is that of the one statement."""
    found = [one.kind for one in notices.notices_of(who) if not one.read]
    with CaptureQueriesContext(connection) as asked:
        assert notices.unread(who) == len(found)
    texts = [one["sql"] for one in asked if " FROM " in one["sql"]]
    statements = [one for one in texts if "clock_offset" not in one]
    assert len(statements) == 1, statements
    return found


def test_a_signal_concerns_the_holder_and_after_its_alarm_everyone(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    edit.signal(deal_id=one, by=team.bo, kind="asked", words="When?")
    assert "signal" in kinds(team.ana)
    assert "signal" not in kinds(team.bo)
    factories.later(hours=30)
    assert "signal" in kinds(team.bo)
    edit.answer(deal_id=one, by=team.bo, text="In May.")
    assert "signal" not in kinds(team.ana) + kinds(team.bo)


def test_a_deal_handed_over_and_a_hold_that_ends_are_named_to_the_holder(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    acts.hand_over(deal_id=one, by=team.ana, to=team.bo.pk)
    assert kinds(team.bo) == ["handed"]
    assert kinds(team.ana) == []
    assert notices.notices_of(team.bo)[0].words == team.ana.name
    factories.later(hours=24 * 6)
    assert "hold" in kinds(team.bo)


def test_only_who_may_have_deals_is_handed_one_and_keeps_it(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    acts.hand_over(deal_id=one, by=team.ana, to=team.bo.pk)
    users.change(person_id=team.bo.pk, role="contributor", team=team.bo.team.name)
    assert Deal.objects.get(pk=one).holder_id is None
    acts.take(deal_id=one, by=team.ana)
    page = detail.deal_detail(deal_id=one, viewer=team.ana)
    assert str(team.bo.pk) not in [option.id for option in page.choices.colleagues]
    with pytest.raises(Invalid) as refused:
        acts.hand_over(deal_id=one, by=team.ana, to=team.bo.pk)
    assert refused.value.code == "unknown_person"


def test_a_due_review_is_named_to_the_owner_of_the_block(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    edit.block(deal_id=one, by=team.ana, cause="budget_moved")
    assert "review" not in kinds(team.ana)
    factories.later(hours=24 * 5)
    assert "review" in kinds(team.ana)
    assert "review" not in kinds(team.bo)
    edit.unblock(deal_id=one, by=team.ana)
    assert "review" not in kinds(team.ana)


def test_room_is_named_to_all_and_a_full_stage_to_team_leads(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    acts.finish(deal_id=one, by=team.ana)
    assert "room" in kinds(team.bo)
    FlowLimit.objects.filter(stage=team.stages[1]).update(size=1)
    in_stage(team.ana, 1)
    assert "room" not in kinds(team.bo)
    assert kinds(team.lee) == ["full"]
    acts.finish(deal_id=in_stage(team.ana, 0), by=team.ana)
    assert notices.notices_of(team.lee)[0].number == 2


def test_a_read_mark_is_ones_own_and_ends_with_the_notice(team: DealFloor) -> None:
    one = in_stage(team.ana, 0)
    edit.signal(deal_id=one, by=team.bo, kind="asked")
    factories.later(hours=30)
    (key,) = [row.key for row in notices.notices_of(team.ana) if row.kind == "signal"]
    assert notices.mark(viewer=team.ana, keys=[key, "signal:0", "nonsense"]) == 1
    assert "signal" not in kinds(team.ana)
    assert "signal" in kinds(team.bo)
    assert notices.mark(viewer=team.ana, keys=[key]) == 0
    assert notices.mark(viewer=team.ana, keys=[key], read=False) == 1
    assert notices.mark(viewer=team.ana) == len(notices.notices_of(team.ana))
    assert notices.unread(team.ana) == 0
    factories.later(hours=24 * 70)
    edit.signal(deal_id=one, by=team.bo, kind="asked")
    DealNoticeRead.objects.create(person=team.ana, key="review:0", at=factories.START)
    notices.mark(viewer=team.ana)
    assert DealNoticeRead.objects.filter(person=team.ana).count() == len(
        notices.notices_of(team.ana)
    )


def test_teams_without_a_workflow_have_no_notices(ana: Person) -> None:
    assert notices.notices_of(ana) == ()
    assert notices.unread(ana) == 0
    assert notices.mark(viewer=ana) == 0
