"""Facts about the buyer's side move a deal's chance, as they were when it entered its stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.conversations.models import Conversation, Said
from pullahead.leads.contacts import add_contact
from pullahead.pipeline.models import Deal, DealContact, Transition
from pullahead.sprints.chance_queries import buyer_past
from pullahead.team.models import Person
from pullahead.usecases.conversations import undo_talk
from pullahead.usecases.deals import acts, chances
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.tests import deals, talks
from pullahead.usecases.tests.deals import DealFloor

STAGE = 2
ENTERED, ENDED = timedelta(days=20), timedelta(days=2)


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> DealFloor:
    return deals.published(ana, bo, lee, cy)


def contact() -> UUID:
    with write_transaction() as now:
        return add_contact(now=now, name="Ines Prado", side="theirs").pk


def hear(deal: UUID, who: UUID, at: datetime, by: Person) -> None:
    """Store words of a person who decides, said at a moment."""
    DealContact.objects.create(deal_id=deal, contact_id=who, decides=True, added_at=at)
    talk = Conversation.objects.create(
        deal_id=deal, kind="talk", started_by="ours", held_at=at, by=by, pad="x", added_at=at
    )
    Said.objects.create(conversation=talk, contact_id=who, words="Go on.", at=at)


def ended(team: DealFloor, number: int, who: UUID) -> None:
    """Add ended deals: most are won where the decider was heard before the stage.

    In each deal that was lost, the decider was heard after its entry: a fact of the end that must
    not count.
    """
    now, stage = clock.now(), team.stages[STAGE]
    made = Deal.objects.bulk_create(
        Deal(
            title=f"Old {n}",
            team_id=team.ana.team_id,
            pod=Deal.objects.get(title="Now").pod,
            workflow=stage.workflow,
            entry=team.stages[0],
            half="done",
            value=1000,
            created_at=now - 2 * ENTERED,
            closed_at=now - ENDED - timedelta(minutes=n),
            closed_as="won" if n % 5 < 2 else "lost",
            reason="" if n % 5 < 2 else "competitor",
            seq=1,
        )
        for n in range(number)
    )
    Transition.objects.bulk_create(
        Transition(deal=one, seq=1, at=now - ENTERED, kind="pull", to_stage=stage) for one in made
    )
    for n, one in enumerate(made):
        early = one.closed_as == "won" and n % 10 != 0
        hear(one.pk, who, now - (ENTERED + ENDED if early else ENTERED / 2), team.bo)


@pytest.mark.slow
def test_a_decider_heard_before_the_stage_raises_the_chance_and_later_ones_do_not(
    team: DealFloor,
) -> None:
    heard, other = deals.in_stage(team.ana, STAGE, "Now"), deals.in_stage(team.bo, STAGE)
    who, flow = contact(), team.stages[0].workflow_id
    ended(team, 99, who)
    hear(heard, who, clock.now() - timedelta(days=1), team.ana)
    hear(other, who, clock.now() + timedelta(minutes=5), team.bo)
    assert chances.refresh(workflow_id=flow) == 0  # 100 ended deals are needed
    ended(team, 11, who)
    assert chances.refresh(workflow_id=flow) == 2
    assert chances.refresh(workflow_id=flow) == 0
    high, low = deals.deal(heard).known_chance, deals.deal(other).known_chance
    assert high is not None
    assert low is not None
    assert high > 0.7 > 0.4 > low
    shown = deal_detail(deal_id=heard, viewer=team.ana).estimated
    assert shown is not None
    assert (shown.percent, shown.ended) == (round(high * 100), 110)
    assert next(code for code, points in shown.points if points > 10) == "decider"
    # a typed chance counts before the estimate, which holds for its stage only
    Deal.objects.filter(pk=other).update(chance=0.9)
    acts.pull(deal_id=heard, by=team.ana, reason=deals.WHY)
    assert (deals.deal(other).known_chance, deals.deal(heard).known_chance) == (0.9, None)


def test_facts_of_an_undone_talk_and_of_other_deals_do_not_count(team: DealFloor) -> None:
    one, other = deals.added(team.ana), deals.added(team.ana)
    who, now = contact(), clock.now()
    hear(one, who, now, team.ana)
    past = buyer_past([one, other])
    assert past[one].facts(now).decider == 1.0
    assert past[one].facts(now - timedelta(minutes=1)).decider == 0.0
    assert past[other].facts(now).decider == 0.0
    Conversation.objects.update(undone_at=now)
    assert buyer_past([one])[one].facts(now).decider == 0.0


def test_a_promise_of_an_undone_talk_is_not_counted_as_broken(team: DealFloor) -> None:
    deal, saved = talks.talked(team, "Ines: names who signs by Mon")
    later = clock.now() + timedelta(days=9)
    assert buyer_past([deal])[deal].facts(later).kept == 0.0
    undo_talk.undo(conversation_id=saved.id, by=team.ana)
    assert buyer_past([deal])[deal].facts(later).kept == 0.5
