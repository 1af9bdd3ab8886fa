"""Marketing: the fourth role, its first page, and the lists that it does not appear in."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.base.errors import Invalid, NotFound
from pullahead.leads.models import Source
from pullahead.pull.models import CardRow
from pullahead.reports.source_table import source_table
from pullahead.team.models import Person
from pullahead.usecases.settings import users
from pullahead.usecases.work import handover, pull
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def mia(ana: UUID) -> Person:
    return factories.add("Mia", role="marketer")


@pytest.fixture
def marketer(mia: Person) -> Visitor:
    return Visitor(mia)


def test_the_first_page_is_sources(marketer: Visitor) -> None:
    marketer.see("/")
    assert marketer.to == "/sources"


def test_sources_counts_the_leads_of_a_source(marketer: Visitor, agent: Visitor) -> None:
    agent.send("/next/pull")
    agent.settle(
        agent.hand().token, disposition="not_interested", note="Bought elsewhere last week"
    )

    page = marketer.see("/sources").split("<main")[1]

    assert "Web form" in page
    assert "100 %" in page
    assert "Ana" not in page


@pytest.mark.parametrize("days", ["0", "31", "x", "-7", "9" * 40])
def test_an_unknown_period_is_the_usual_one(marketer: Visitor, days: str) -> None:
    assert "in the last 30 days" in marketer.see(f"/sources?days={days}")
    assert marketer.status == 200


def test_without_a_source_the_page_says_how_to_begin(db: None) -> None:
    factories.open_floor()
    Source.objects.all().delete()
    page = Visitor(factories.add("Mia", role="marketer")).see("/sources")
    assert "There is no source yet" in page


def test_navigation_has_no_page_that_marketing_may_not_open(marketer: Visitor) -> None:
    top = marketer.see("/sources").split("<main")[0]
    for path in ("/next", "/look-up", "/leads", "/floor", "/people", "/imports", "/coming-back"):
        assert f'href="{path}"' not in top


def test_an_agent_and_a_team_lead_do_not_see_sources(agent: Visitor, leader: Visitor) -> None:
    for visitor in (agent, leader):
        visitor.see("/sources")
        assert visitor.status == 404
        assert 'href="/sources"' not in visitor.see("/your-settings")
        assert visitor.who is not None
        with pytest.raises(NotFound):
            source_table(viewer=visitor.who)


def test_no_lead_can_be_handed_to_marketing(mia: Person, robin: Person) -> None:
    assert mia.pk not in {one.id for one in handover.colleagues(robin.pk)}
    claim = pull.next_lead(agent_id=robin.pk).claim
    assert claim is not None
    with pytest.raises(Invalid) as refused:
        handover.hand_over(agent_id=robin.pk, token=claim.token, to=mia.pk, brief="Call today")
    assert refused.value.code == "unknown_person"


def test_who_becomes_marketing_gives_back_leads_and_callbacks(robin: Person, ana: UUID) -> None:
    assert pull.next_lead(agent_id=robin.pk).claim is not None

    users.change(person_id=robin.pk, role="marketer", team="Sales")

    assert CardRow.objects.get(lead_id=ana).state == "ready"
