"""Demo floor: made once, in an empty database, by real acts, with its clock restored."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict
from pullahead.base.services import move_clock, set_setting
from pullahead.base.transaction import write_transaction
from pullahead.config import Mode
from pullahead.demo import data
from pullahead.demo import floor as demo_floor
from pullahead.leads.models import Lead, OptOut
from pullahead.pull import card_queries, models, queries
from pullahead.pull.services import lay_defaults
from pullahead.sprints.models import Item
from pullahead.team.models import Person
from pullahead.usecases.floor import demo as demo_usecase
from pullahead.usecases.floor import load
from pullahead.usecases.settings import installation
from pullahead.usecases.work import pull

pytestmark = [pytest.mark.django_db, pytest.mark.commands]


def wednesday() -> timedelta:
    """Set the clock to a Wednesday at 15:00 UTC; return its offset."""
    now = datetime.now(UTC)
    day = now + timedelta(days=(2 - now.weekday()) % 7)
    moved = day.replace(hour=15, minute=0) - now
    with write_transaction():
        lay_defaults()
        move_clock(offset=moved)
    return moved


@pytest.fixture
def floor(db: None) -> timedelta:
    """Make a demo floor, on that Wednesday."""
    moved = wednesday()
    demo_floor.make(seed=7, history_days=0)
    return moved


def test_it_looks_as_if_people_had_worked(floor: timedelta) -> None:
    """Check all in one test, because making a floor takes longer than reading it."""
    assert Item.objects.filter(state="sprint").exists()
    assert set(OptOut.objects.exclude(reason="").values_list("reason", flat=True)) == {
        reason for _, reason in data.OPT_OUTS
    }
    now = clock.now()
    counts = card_queries.counts(now)
    assert card_queries.unreachable().count() == 0
    assert counts["parked"] >= 2
    assert counts["callbacks"] >= 3
    assert counts["scheduled"] >= 5
    assert load.callable_now(now) >= 17
    assert sum(queries.settled_since(now - timedelta(hours=4)).values()) >= 30
    soon = models.CardRow.objects.filter(due_at__gt=now, due_at__lt=now + timedelta(minutes=45))
    assert soon.filter(owner__simulated=True).exists()
    _the_clock_is_where_it_was_and_nothing_is_of_the_future(floor)
    _there_is_one_person_for_each_button_and_six_simulated_colleagues()
    _the_agent_pulls_a_lead_at_once()


def _the_clock_is_where_it_was_and_nothing_is_of_the_future(moved: timedelta) -> None:
    assert clock.offset() == moved
    now = clock.now()
    assert not models.ClaimRow.objects.filter(started_at__gt=now).exists()
    assert not Lead.objects.filter(admitted_at__gt=now).exists()
    assert Lead.objects.order_by("-asked_at").values_list("asked_at", flat=True)[0] > (
        now - timedelta(minutes=5)
    )


def _there_is_one_person_for_each_button_and_six_simulated_colleagues() -> None:
    people = Person.objects.filter(simulated=False)
    roles = ["admin", "agent", "contributor", "leader", "marketer"]
    assert sorted(people.values_list("role", flat=True)) == roles
    assert Person.objects.filter(simulated=True, role="agent").count() == 6
    assert base.setting("demo") is True


def _the_agent_pulls_a_lead_at_once() -> None:
    agent = Person.objects.get(name=data.AGENT)
    pulled = pull.next_lead(agent_id=agent.pk)
    assert pulled.claim is not None
    assert any(asked.words for asked in pulled.claim.lead.inquiries)


def test_one_that_was_half_made_is_put_right(db: None) -> None:
    with write_transaction():
        lay_defaults()
        set_setting(name=installation.DEMO, value=True)
        set_setting(name=demo_usecase.MAKING, value={"offset": 3_600.0})
        move_clock(offset=timedelta(hours=-3))
    demo_floor.make()
    assert clock.offset() == timedelta(hours=1), "where it stood before the making began"
    assert not demo_usecase.is_half_made()


def test_production_has_no_demo_floor(db: None) -> None:
    with override_settings(MODE=Mode.PRODUCTION), pytest.raises(Conflict, match="demo mode"):
        demo_floor.make()
    assert not Person.objects.exists()


def test_they_work_nowhere_but_on_a_demo_database_in_demo_mode(db: None) -> None:
    with pytest.raises(Conflict, match="only in demo mode"):
        demo_usecase.refuse_elsewhere()
    with override_settings(MODE=Mode.DEMO), pytest.raises(Conflict, match="in a demo database"):
        demo_usecase.refuse_elsewhere()
