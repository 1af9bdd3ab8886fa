"""Pages of shifts and leave."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pullahead.team.models import PeopleImport, Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def test_a_team_lead_sets_shifts_and_leave_and_next_says_so(
    ana: UUID, robin: Person, leader: Visitor, agent: Visitor
) -> None:
    page = f"/people/{robin.pk}"
    assert "While signed in" in leader.see("/people")
    leader.send(f"/teams/{robin.team_id}/shift", wednesday="9:00-18:00", zone="Europe/Berlin")
    assert "Off shift until" in leader.see("/people")
    assert "Your shift begins at 09:00 on 15 September." in agent.see("/next?empty=1")
    assert "data-there" not in agent.text
    leader.send(f"{page}/shift", monday="nine")
    assert leader.status == 422
    assert "read “nine”" in leader.text
    leader.send(f"{page}/leave", kind="vacation", first="2027-09-14", last="2027-09-16")
    shown = leader.see(f"{page}/attendance")
    assert "Thu 16 Sep 2027" in shown
    assert "These are the shifts of" in shown
    assert "You are on leave until 00:00 on 17 September." in agent.see("/next")


def test_an_agent_chooses_a_state_and_the_floor_shows_it(
    ana: UUID, robin: Person, leader: Visitor, agent: Visitor
) -> None:
    agent.send("/next/state", state="break:Lunch")
    assert "Your state: Break: Lunch" in agent.see("/next")
    assert "Break: Lunch" in leader.see("/floor")
    agent.send("/next/state", state="asleep")
    assert agent.status == 422
    Visitor(factories.add("Ada", role="admin")).send("/settings/breaks/save", reasons="Walk\nTea")
    page = agent.see("/next")
    assert 'value="break:Tea"' in page
    assert 'value="break:Lunch"' not in page


def test_an_agent_sees_every_input_of_the_gate(
    ana: UUID, robin: Person, leader: Visitor, agent: Visitor
) -> None:
    leader.send(f"/people/{robin.pk}/limits", per_day="x")
    assert leader.status == 422
    leader.send(f"/people/{robin.pk}/limits", per_day="1")
    agent.send("/next/pull")
    agent.send(f"/next/{agent.hand().token}/release", reason="skill")
    page = agent.see("/next/gate")
    assert "You got 1 lead today; your limit is 1." in page
    assert "1 of 1" in page
    leader.send(f"/teams/{robin.team_id}/limits", open_work="3")
    assert 'value="3"' in leader.see(f"/teams/{robin.team_id}")


def test_an_administrator_imports_users_after_a_preview(ana: UUID) -> None:
    ada, browser = factories.add("Ada", role="admin"), Client()
    browser.force_login(ada)
    admin = Visitor(ada)
    file = SimpleUploadedFile("people.csv", b"name,team,role\nNora,North,\n=Nils,North,boss\n")
    browser.post("/people/import/upload", {"file": file})
    made = PeopleImport.objects.get().pk
    page = admin.see(f"/people/import/{made}")
    assert "Preview: nothing is changed yet" in page
    assert "“boss” is not a role" in page
    assert "'=Nils" in browser.get(f"/people/import/{made}/refused.csv").content.decode()
    assert "0 of 1 rows are done" in admin.send(f"/people/import/{made}/act", do="start")
