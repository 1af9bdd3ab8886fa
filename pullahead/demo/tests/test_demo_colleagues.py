"""Simulated colleagues of the demo floor pull, settle, and leave leads to people."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction
from pullahead.demo import data, simulated_agents, sources
from pullahead.demo import floor as demo_floor
from pullahead.demo.tests.test_demo_floor import wednesday
from pullahead.leads.models import Lead
from pullahead.pull import card_queries, models, rules
from pullahead.team.models import Person
from pullahead.usecases.common import engine
from pullahead.usecases.settings import users as desk_people

pytestmark = [pytest.mark.django_db, pytest.mark.commands]


@pytest.fixture(scope="module")
def made_floor(module_db: None) -> None:
    """Make a floor with people and leads, without hours played before."""
    wednesday()
    demo_floor.make(seed=7, played=timedelta())


@pytest.fixture
def quick_floor(made_floor: None, db: None) -> None:
    """Use that floor; each test undoes its own writes."""


def test_it_is_refused_where_leads_are(quick_floor: None) -> None:
    before = Lead.objects.count()
    with pytest.raises(Conflict, match="already"):
        demo_floor.make()
    assert Lead.objects.count() == before


def test_colleagues_pull_settle_and_new_leads_arrive(quick_floor: None) -> None:
    before, made = models.ClaimRow.objects.filter(end="settled").count(), Lead.objects.count()
    crew = simulated_agents.gather(Random(1), 0.0, pytest.fail)
    _run(crew, seconds=240)
    assert models.ClaimRow.objects.filter(end="settled").count() >= before + 12
    assert Lead.objects.count() >= made + 5
    assert card_queries.unreachable().count() == 0
    assert set(Lead.objects.values_list("source__name", flat=True)) == {
        one.name for one in sources.SOURCES
    }


def test_somebody_sent_home_stays_away_for_ten_minutes(quick_floor: None) -> None:
    crew = simulated_agents.gather(Random(2), 0.0, pytest.fail)
    _run(crew, seconds=40)
    gone = next(c for c in crew.colleagues if c.hand)
    leader = Person.objects.get(name=data.LEADER)
    crew.trouble = lambda text: None  # the claim in hand is lost: said, and got over
    desk_people.send_home(person_id=gone.id, by=leader)
    held = models.ClaimRow.objects.filter(agent_id=gone.id).count()
    _run(crew, seconds=300, start=40)
    assert models.ClaimRow.objects.filter(agent_id=gone.id).count() == held
    with write_transaction():
        move_clock(offset=clock.offset() + timedelta(minutes=11))
    _run(crew, seconds=200, start=340)
    assert models.ClaimRow.objects.filter(agent_id=gone.id).count() > held


def test_they_leave_the_last_callable_leads_to_people(quick_floor: None) -> None:
    cards = models.CardRow.objects.filter(state=rules.CardState.READY)
    for card in cards[5:]:
        with write_transaction() as now:
            engine.ENGINE.park(
                card.lead_id, reason=rules.Park.BY_LEADER, review_at=now, actor=None, now=now
            )
    crew = simulated_agents.gather(Random(3), 0.0, pytest.fail)
    crew.arrival_at = 1e9
    _run(crew, seconds=120)
    assert not any(c.hand for c in crew.colleagues)


def test_trouble_is_told_and_tried_again_without_hurry(quick_floor: None) -> None:
    said: list[str] = []
    crew = simulated_agents.gather(Random(4), 0.0, said.append)
    ids = [colleague.id for colleague in crew.colleagues]
    for colleague in crew.colleagues:
        colleague.id = 10**9  # nobody: whatever they try is refused
    _run(crew, seconds=120)
    assert 6 <= len(said) <= 6 * 120 / 5
    said.clear()
    for colleague, number in zip(crew.colleagues, ids, strict=True):
        colleague.id = number
    _run(crew, seconds=60, start=120)
    assert not said
    assert any(colleague.hand for colleague in crew.colleagues)


def test_with_no_disposition_left_they_give_back_what_they_hold(quick_floor: None) -> None:
    crew = simulated_agents.gather(Random(5), 0.0, pytest.fail)
    models.DispositionRow.objects.update(active=False)
    _run(crew, seconds=120)
    assert models.ClaimRow.objects.filter(end="released").count() >= 6


def _run(crew: simulated_agents.AgentCrew, *, seconds: float, start: float = 0.0) -> None:
    """Run the crew for so many seconds of its own time."""
    at = start
    while at < start + seconds:
        at += crew.step(at)
