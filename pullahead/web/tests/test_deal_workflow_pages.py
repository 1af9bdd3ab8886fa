"""The workflow of a team, its fields and its old leads, on the pages of an administrator."""

from __future__ import annotations

import re

import pytest

from pullahead.pipeline.models import Deal, DealField, Stage, WorkflowVersion
from pullahead.pull.models import DispositionRow
from pullahead.team.models import Person
from pullahead.usecases.deals import workflow
from pullahead.web.tests.browsing import Visitor
from pullahead.web.tests.deal_floor import added
from pullahead.web.tests.deal_floor import admin as admin
from pullahead.web.tests.deal_floor import flow as flow

pytestmark = pytest.mark.slow


def test_an_administrator_publishes_the_suggested_workflow(
    admin: Visitor, agent: Visitor, robin: Person
) -> None:
    assert "not published" in admin.see("/settings/workflows")
    page = admin.see(f"/settings/workflows/{robin.team_id}")
    assert "Establish interest" in page
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields.pop("csrfmiddlewaretoken", None)
    for number in range(8):
        fields.pop(f"shared_{number}", None)
    fields |= {"shared_4": "on", "shared_5": "on", "items_0": "* Their problem\nA name"}
    assert "Version 1 of the workflow is published" in admin.send(
        f"/settings/workflows/{robin.team_id}", **fields
    )
    assert WorkflowVersion.objects.get().states[4]["group"] == "Discovery to Close"
    assert ">Deals<" in agent.see("/next")
    assert "Identify" in agent.see("/deals")


def test_lower_limits_than_deals_are_asked_for_once(
    admin: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    for number in range(2):
        added(robin, f"Deal {number}", pulls=1)
    path = f"/settings/workflows/{robin.team_id}"
    page = admin.see(path)
    fields = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    fields.pop("csrfmiddlewaretoken", None)
    for number in range(8):
        fields.pop(f"shared_{number}", None)
    fields["limit_0"] = "1"
    assert "Deals in Identify: 2. The new limit is 1" in admin.send(path, **fields)
    assert WorkflowVersion.objects.count() == 1
    admin.send(path, **fields, sure="1")
    assert WorkflowVersion.objects.count() == 2


@pytest.mark.parametrize("change", [{"limit_0": "0"}, {"sle_days": ""}, {"limit_1": "many"}])
def test_a_wrong_workflow_is_refused_beside_its_field(
    admin: Visitor, robin: Person, change: dict[str, str]
) -> None:
    path = f"/settings/workflows/{robin.team_id}"
    fields = (
        dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', admin.see(path))) | change
    )
    fields.pop("csrfmiddlewaretoken", None)
    admin.send(path, **fields)
    assert admin.status == 422
    assert not WorkflowVersion.objects.exists()


def test_a_custom_field_is_defined_filled_listed_and_retired(
    admin: Visitor, agent: Visitor, leader: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    path = f"/settings/workflows/{robin.team_id}/fields"
    assert "No fields yet." in admin.see(path)
    assert "Enter 1 to 50 options" in admin.send(path, name="Region", kind="choice", in_list="on")
    page = admin.send(path, name="Region", kind="choice", options="North\nSouth", in_list="on")
    assert "Field added." in page
    admin.send(path, name="Rooms", kind="number", in_list="on", needed_in=str(flow[0].pk))
    assert "needed before leaving Identify" in admin.see(path)
    assert "Needed before the deal leaves Identify" in agent.see("/deals/new")
    page = agent.send("/deals/new", title="Hotel", field_region="South", field_rooms="many")
    assert "Rooms: Enter a number" in page
    page = agent.send("/deals/new", title="Hotel", field_region="South", field_rooms="1200.5")
    assert "1,200.5" in page
    assert "South" in agent.see("/deals/list?field_region=South&field_rooms=1000")
    assert "No deals match these filters." in agent.see(
        "/deals/list?field_rooms=1&field_rooms.to=2"
    )
    assert "Region,Rooms" in leader.see("/deals/list.csv?show=open")
    number = DealField.objects.get(code="region").pk
    page = admin.send(f"{path}/{number}/save", name="Area", options="North", in_list="on")
    assert "Area" in page
    assert "Deals keep their values" in admin.send(f"{path}/{number}/retire")
    one = Deal.objects.get().pk
    assert "field no longer used" in agent.see(f"/deals/{one}")
    assert "is restored" in admin.send(f"{path}/{number}/restore")


def test_old_qualified_leads_are_selected_and_taken_back(
    admin: Visitor, agent: Visitor, leader: Visitor, robin: Person
) -> None:
    DispositionRow.objects.filter(pk="qualified").update(kind="final")
    agent.send("/next/pull")
    hand = agent.hand()
    agent.settle(hand.token, disposition="qualified", note="They want nine by June.")
    assert admin.who is not None
    workflow.publish_standard(team_id=robin.team_id, by=admin.who)
    lead = hand.lead.id
    assert "1 qualified lead was closed without a deal" in leader.see("/deals/import")
    assert "Select 1 to 200 leads" in leader.send("/deals/from-leads", lead="x")
    assert "1 deal added" in leader.send("/deals/from-leads", lead=str(lead))
    assert "1 deal removed" in leader.send("/deals/from-leads/undo")
