"""Items and the buyer's plan over the API: contributors see no money."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.conversations import services as talks
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.leads.contacts import add_contact
from pullahead.pipeline.models import Deal
from pullahead.sprints.delivery_services import add_offer
from pullahead.sprints.models import Item
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
    # the review of the week: read, refused as a whole, saved, undone
    path = f"/api/v1/sprints/{Item.objects.get().sprint_id}/review"
    asked = dev.get(path).body["items"]
    assert [(one["item"]["id"], one["may_answer"]) for one in asked] == [(str(item), True)]
    answer = {"item_id": str(item), "answer": "no"}
    refused = dev.post(path, {"answers": [answer]})
    assert [one["field"] for one in refused.body["errors"]] == [f"reason-{item}"]
    saved = dev.post(path, {"answers": [answer | {"reason": "larger"}], "buyers_words": "Soon."})
    assert (saved.status, Item.objects.get().state) == (200, "backlog")
    assert dev.post(f"{path}/undo", {}).status == 200
    assert Item.objects.get().state == "sprint"
    # a promise beside the items: its performer reports it, and moves nothing else
    promise = promised(deal, person)
    move = f"/api/v1/promises/{promise}/moves"
    eve = callers.agent("Eve", role="contributor")
    assert eve.post(move, {"move": "report", "n": 1}).status == 404
    done = dev.post(move, {"move": "report", "n": 1})
    assert (done.status, done.body["state"], done.body["moves"]) == (200, "reported", [])
    good = {"move": "satisfied", "n": 2, "words": "Good."}
    assert dev.post(move, good).status == 403


def promised(deal: UUID, by: Person) -> UUID:
    """A promise to a contact of the deal that has no item."""
    with write_transaction() as now:
        ines = add_contact(now=now, name="Ines Prado", side="theirs")
        new = NewPromise(
            "promise", "Certificate", Party(contact=ines.pk), Party(person=by.pk), due_at=now
        )
        made = PromiseAct("promise", by=by.pk)
        return talks.add_promise(Deal.objects.get(pk=deal), new, made, now=now).pk


def test_steps_objectives_and_fits_are_written_and_read(ana: Caller, deal: UUID) -> None:
    path = f"/api/v1/deals/{deal}"
    day = (clock.now() + timedelta(days=9)).date().isoformat()
    made = ana.post(f"{path}/steps", {"name": "board", "due": day})
    assert made.status == 201, made.text
    [step] = made.body["steps"]
    assert (step["name"], step["next"], len(made.body["changes"])) == ("board", True, 1)
    one = f"{path}/steps/{step['id']}"
    done = ana.send("PUT", one, json.dumps({"name": "the board", "state": "done"}).encode())
    assert [row["name"] for row in done.body["ended"]] == ["the board"]
    wrong = ana.send("PUT", one, json.dumps({"name": "board", "due": "soon"}).encode())
    assert (wrong.status, wrong.body["code"]) == (422, "not_a_time")
    wish = ana.post(f"{path}/objectives", {"words": "No alarm trips"}).body["objectives"][0]
    with write_transaction() as now:
        offer = add_offer(by=1, now=now, name="Certificate", kind="service", partner="")
    fit = {"objective_id": wish["id"], "offer_id": str(offer.pk), "fit": "part", "gap": "Later"}
    got = ana.send("PUT", f"{path}/fits", json.dumps(fit).encode())
    assert got.status == 200, got.text
    assert got.body["objectives"][0]["fits"][0]["gap"] == "Later"
    assert (ana.get(f"{path}/plan").body["proven"], got.body["total"]) == (0, 1)
    met = {"words": "No alarm trips", "state": "met"}
    got = ana.send("PUT", f"{path}/objectives/{wish['id']}", json.dumps(met).encode())
    assert got.body["objectives"][0]["state"] == "met"
