"""Items and the buyer's plan over the API: contributors see no money."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.settings import users
from pullahead.usecases.sprints import items, pods
from pullahead.usecases.sprints.items import ItemInput

pytestmark = pytest.mark.slow


@pytest.fixture
def deal(ana: Caller) -> UUID:
    """A deal of a value in a pod with Ana."""
    seller = Person.objects.get(name="Ana")
    admin = users.add_person(name="Ida", role="admin", team="Elsewhere")[0]
    workflow.publish_standard(team_id=seller.team_id, by=admin)
    return edit.add(typed=edit.DealInput("Hotel Lindner", value=Decimal(43_210)), by=seller)


def test_a_contributor_of_the_pod_reads_and_takes_its_work_without_its_cost(
    ana: Caller, deal: UUID
) -> None:
    seller, admin = Person.objects.get(name="Ana"), Person.objects.get(name="Ida")
    item = items.add(deal_id=deal, by=seller, typed=ItemInput("Floor plan"))
    dev, pod = callers.agent("Dev", role="contributor"), Pod.objects.get(team=seller.team)
    person = Person.objects.get(name="Dev")
    pods.set_member(pod_id=pod.pk, person_id=person.pk, share=40, by=admin)
    assert "day_cost" in ana.get(f"/api/v1/pods/{pod.pk}/order").text
    order = dev.get(f"/api/v1/pods/{pod.pk}/order")
    assert [one["day_cost"] for one in order.body["items"]] == [None]
    assert "a day" not in order.text
    taken = dev.post(f"/api/v1/items/{item}/take", {})
    assert (taken.status, taken.body["performer"]) == (200, "Dev")
    assert dev.get(f"/api/v1/deals/{deal}").status == 403
