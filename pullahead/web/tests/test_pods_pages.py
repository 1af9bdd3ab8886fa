"""*Pods*: settings of a pod, and its page for members and contributors."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pullahead.pipeline.models import Deal, Stage
from pullahead.team.models import Person, Pod, PodMember
from pullahead.usecases.deals import acts, closing, edit, workflow
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def test_a_team_lead_sets_up_a_pod_that_a_contributor_lands_on(
    leader: Visitor, robin: Person
) -> None:
    dev = factories.add("Dev", role="contributor")
    assert leader.who is not None
    form = {
        "name": "Pricing",
        "kind": "shared",
        "team": str(robin.team_id),
        "stand_up_days": "4",
        "vision": "",
    }
    assert "what this pod is for" in leader.send("/settings/pods/add", **form)
    leader.send("/settings/pods/add", **form | {"vision": "Prices that both sides can defend."})
    pod = Pod.objects.get(name="Pricing")
    at = f"/settings/pods/{pod.pk}"
    assert "1 to 100" in leader.send(f"{at}/member", person=str(dev.pk), share="101")
    leader.send(f"{at}/member", person=str(dev.pk), share="60")
    shown = leader.send(f"{at}/right", what="discount", up_to="7.5")
    assert "7.5 % discount" in shown
    assert PodMember.objects.get().share == 60

    page = Visitor(dev)
    page.see("/")
    assert page.to == "/stand-up"
    page.see(page.to)
    assert page.to == "/pods", "its pod has no item yet"
    seen = page.see(f"/pods/{pod.pk}")
    assert "Prices that both sides can defend." in seen
    assert "Thursday" in seen
    assert "Return by quarter" not in seen
    assert ">Deals<" not in seen


def test_the_return_of_a_pod_is_shown_to_its_team(leader: Visitor, robin: Person) -> None:
    workflow.publish_standard(team_id=robin.team_id, by=factories.add("Ada", role="admin"))
    deal = edit.add(typed=edit.DealInput("Northgate", value=Decimal(186000)), by=robin)
    pod = Pod.objects.get()
    leader.send(
        f"/settings/pods/{pod.pk}/save", name="Hotels", stand_up_days="1", limit="9", hour_cost="60"
    )
    assert "No deal of this pod is won yet" in Visitor(robin).see(f"/pods/{pod.pk}")
    last = Stage.objects.order_by("-position").first()
    assert last is not None
    Deal.objects.filter(pk=deal).update(entry=last)
    acts.pull(deal_id=deal, by=robin, reason="They asked for it today.")
    closing.win(deal_id=deal, by=robin, value=None)

    seen = Visitor(robin).see(f"/pods/{pod.pk}")

    assert "186,000" in seen
    assert "Hotels" in seen
