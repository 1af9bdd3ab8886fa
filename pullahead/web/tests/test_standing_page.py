"""Standing and results: the list of a team lead, and an agent's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.reports.standing_page import own_standing, standing_list
from pullahead.team import services
from pullahead.team.models import Person, Standing
from pullahead.team.services import StandingRow
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

PARTS = {"worked": 0.9, "callbacks": 0.75}


def publish(*rows: StandingRow) -> None:
    with write_transaction() as now:
        services.publish_standing(rows, now=now)


def of(person: Person, **changed: object) -> StandingRow:
    facts = {
        "score": 84.4,
        "parts": PARTS,
        "claims": 40,
        "counts": {"worked": (37, 40), "callbacks": (6, 8)},
        "results": (14, 20.0, 20.0),
        **changed,
    }
    return StandingRow(person.pk, **facts)  # type: ignore[arg-type]


@pytest.fixture
def lena(robin: Person) -> Person:
    return factories.add("Lena", role="leader")


def test_a_team_lead_sees_each_value_its_interval_and_what_it_rests_on(
    robin: Person, lena: Person
) -> None:
    leader = Visitor(lena)
    factories.add("Sam")
    assert "No standing was measured in the last two days" in leader.see("/floor/tempo/standing")
    publish(of(robin))

    shown = " ".join(leader.see("/floor/tempo/standing").split())

    assert "84.4" in shown
    assert "90 %" in shown
    assert "37 of 40" in shown
    assert "6 of 8" in shown
    assert "<strong>0.85</strong>" in shown
    assert "0.52–1.27" in shown  # 99 %, as in every list of people
    assert "no verdict yet" in shown  # 20 sales expected
    assert "Called within 2 min" not in shown  # no telephony
    assert "/floor/tempo/standing" in leader.see("/floor/tempo?by=person")
    file = leader.get("/floor/tempo/standing?format=csv").content.decode("utf-8-sig").splitlines()
    assert file[1].startswith(
        "Robin,Sales,84.4,40,37,8,6,,,14,20,0.85,0.6253,1.1031,0.5214,1.2722,,0,"
    )
    assert file[2].startswith("Sam,Sales,,0,")


def test_a_team_lead_sees_the_own_team_and_an_admin_every_team(robin: Person, lena: Person) -> None:
    nora = factories.add("Nora", team="North")
    publish(of(robin), of(nora))
    own = standing_list(viewer=lena)
    assert [row.name for row in own.rows] == ["Robin"]
    admin = factories.add("Ada", role="admin")
    assert [row.name for row in standing_list(viewer=admin).rows] == ["Nora", "Robin"]
    assert "North" in Visitor(admin).see("/floor/tempo/standing")
    for other in (robin, factories.add("Mia", role="marketer")):
        visitor = Visitor(other)
        visitor.see("/floor/tempo/standing")
        assert visitor.status == 404


def test_agents_see_the_same_figures_of_their_own(robin: Person, agent: Visitor) -> None:
    assert "Your standing is measured once a day" in agent.see("/my-day")
    publish(of(robin, counts={"worked": (37, 40), "quick": (3, 4)}, parts={**PARTS, "quick": 0.8}))
    shown = " ".join(agent.see("/my-day").split())
    for text in ("84.4", "37 of 40", "3 of 4", "0.63–1.10", "sales: 14; expected: 20"):
        assert text in shown
    lena = factories.add("Lena", role="leader")
    assert own_standing(viewer=lena) is None
    assert "Your standing and results" not in Visitor(lena).see("/my-day")


def test_a_limit_is_shown_once_the_trial_is_over(robin: Person, lena: Person) -> None:
    publish(of(robin, score=30.0, every=2))
    leader = Visitor(lena)
    assert "trial until" in leader.see("/floor/tempo/standing")
    Standing.objects.update(first_at=clock.now() - timedelta(days=29))
    assert "1 new lead in 2" in leader.see("/floor/tempo/standing")
    Standing.objects.update(computed_at=clock.now() - timedelta(hours=49))
    assert "1 new lead in 2" not in leader.see("/floor/tempo/standing")


def test_fifty_people_are_on_a_page(lena: Person) -> None:
    for n in range(51):
        Person.objects.create(name=f"Agent {n:02}", team=lena.team, role="agent")
    found = standing_list(viewer=lena, page=9)
    assert (found.number, found.pages, found.total) == (2, 2, 52)
    assert [row.name for row in found.rows] == ["Agent 50", "Robin"]
    assert len(standing_list(viewer=lena, page=None).rows) == 52
