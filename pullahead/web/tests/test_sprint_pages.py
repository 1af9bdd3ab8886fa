"""*Stand-up*, *Sprint* and *Item*: take by page, refusals beside their field, money for some."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest

from pullahead.base.transaction import write_transaction
from pullahead.conversations import services as talks
from pullahead.conversations.models import Promise
from pullahead.conversations.services import NewPromise, Party, PromiseAct
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import BuyerChange, BuyerStep, Item
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.sprints import items
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.page]

# Ids, tokens and times of a page: their digits are random
RANDOM = re.compile(r'data-now="[^"]*"|[\w.-]{12,}')


@pytest.fixture
def pod(ana: UUID, robin: Person) -> Pod:
    workflow.publish_standard(team_id=robin.team_id, by=factories.add("Ada", role="admin"))
    return Pod.objects.get(team_id=robin.team_id)


def added(robin: Person, what: str, size: str = "M", *, value: int = 186_000) -> UUID:
    deal = edit.add(typed=DealInput("Northgate", "Northgate Hotels"), by=robin)
    Deal.objects.filter(pk=deal).update(value=value, chance=0.35)
    return items.add(deal_id=deal, by=robin, typed=items.ItemInput(what, size))


def test_without_an_item_no_page_names_the_stand_up(agent: Visitor, pod: Pod) -> None:
    assert ">Stand-up<" not in agent.see("/next")
    agent.see("/stand-up")
    assert agent.status == 404


def test_an_item_is_added_taken_and_done_by_page(agent: Visitor, pod: Pod, robin: Person) -> None:
    deal = edit.add(typed=DealInput("Northgate"), by=robin)
    path = f"/pods/{pod.pk}"
    refused = agent.post(f"{path}/items", {"what": "", "size": "M", "serves": f"{deal} deal"})
    assert "Enter what is to be done." in refused.content.decode()
    agent.post(f"{path}/items", {"what": "Floor plan", "size": "L", "serves": f"{deal} deal"})
    item = Item.objects.get()
    assert "Floor plan" in agent.see(f"{path}/sprint")
    assert ">Stand-up<" in agent.see("/next")
    agent.post(f"/items/{item.pk}/take")
    assert "16 / 25 h" in agent.see(f"{path}/sprint")
    agent.post(f"{path}/items", {"what": "Mock-up", "size": "L", "serves": f"{deal} deal"})
    other = Item.objects.get(what="Mock-up")
    refused = agent.post(f"/items/{other.pk}/take")
    assert refused.status_code == 409
    assert "Finish or move an item first, or enter a reason." in refused.content.decode()
    agent.post(f"/items/{other.pk}/take", {"over_reason": "I work on Saturday."})
    agent.post(f"/items/{item.pk}/done", {"from": "standup"})
    item.refresh_from_db()
    assert item.state == "done"


def test_the_stand_up_says_that_no_meeting_is_needed(
    agent: Visitor, pod: Pod, robin: Person
) -> None:
    item = Item.objects.get(pk=added(robin, "Floor plan"))
    path = f"/pods/{pod.pk}/stand-up"
    assert "No exceptions. No meeting is needed." in agent.see(path)
    step = BuyerStep.objects.create(
        deal=item.deal, name="board", due=date(2027, 1, 19), position=1, added_at=item.added_at
    )
    change = BuyerChange.objects.create(
        deal=item.deal,
        step=step,
        field="due",
        was="2027-01-10",
        now="2027-01-19",
        heard_at=item.added_at,
    )
    page = agent.see(path)
    assert "board, date: 10 Jan → 19 Jan" in page
    agent.post(f"/changes/{change.pk}/stands")
    assert "No meeting is needed." in agent.see(path)


def test_a_contributor_sees_the_work_without_its_value(
    agent: Visitor, pod: Pod, robin: Person
) -> None:
    item = added(robin, "Floor plan")
    dora = factories.add("Dora", role="contributor")
    pod.members.create(person=dora, share=40)
    pod.members.create(person=robin, share=100)
    contributor = Visitor(dora)
    path = f"/pods/{pod.pk}"
    for page in (f"{path}/sprint", f"{path}/stand-up", f"/items/{item}"):
        assert "per day" in agent.see(page)
        text = RANDOM.sub("", contributor.see(page))
        assert "Floor plan" in text
        for hidden in ("per day", "501", "186"):
            assert hidden not in text
    assert "10 h" in contributor.see(f"{path}/sprint")
    contributor.see("/")
    assert contributor.to == "/stand-up"
    heads = agent.see(f"{path}/items.csv").splitlines()
    assert heads[0].endswith("day_cost,day_cost_per_hour")
    assert heads[1].endswith(",501.38,0.00")
    plain = contributor.see(f"{path}/items.csv").splitlines()
    assert plain[0].endswith(",blocked")
    deal = Item.objects.get().deal_id
    contributor.see(f"/deals/{deal}/promised")
    assert contributor.status == 404
    contributor.post(f"/items/{item}/take")
    assert Item.objects.get().performer_id == dora.pk
    page = RANDOM.sub("", contributor.see(f"/deals/{deal}/promised"))
    assert "Your promises" in page
    assert "Floor plan" in page
    for hidden in ("186", "501", "per day", "35", "stance"):
        assert hidden not in page
    assert f"/deals/{deal}/promised" in contributor.see(f"/items/{item}")
    with write_transaction() as now:  # beside the items
        new = NewPromise("promise", "Sample", Party(person=robin.pk), Party(person=dora.pk), now)
        act = PromiseAct("promise", by=dora.pk)
        promise = talks.add_promise(Deal.objects.get(), new, act, now=now)
    assert "Sample" in contributor.see(f"{path}/stand-up")
    move = f"/promises/{promise.pk}/report"
    assert move in contributor.see(f"/deals/{deal}/promised")
    late = contributor.post(move, {"n": "7"})
    assert (late.status_code, "Sample" in late.content.decode()) == (409, True)
    contributor.post(move, {"n": "1"})
    assert Promise.objects.get(pk=promise.pk).state == "reported"


def test_a_week_is_reviewed_and_measured_by_page(agent: Visitor, pod: Pod, robin: Person) -> None:
    item = added(robin, "Floor plan")
    agent.post(f"/items/{item}/take")
    sprint = Item.objects.get().sprint_id
    path = f"/sprints/{sprint}/review"
    assert f'href="{path}"' in agent.see(f"/pods/{pod.pk}/sprint")
    assert "Floor plan" in agent.see(path)
    refused = agent.post(f"{path}/save", {f"{item}-answer": "drop"})
    assert refused.status_code == 422
    assert "Choose a reason." in refused.content.decode()
    given = {f"{item}-answer": "drop", f"{item}-reason": "larger", "buyers_words": "Go on."}
    agent.post(f"{path}/save", given)
    assert Item.objects.get().state == "dropped"
    assert "Undo review" in agent.see(path)
    assert "It is larger than expected" in agent.see(f"/items/{item}")
    agent.post(f"{path}/undo")
    assert Item.objects.get().state == "sprint"
    page = agent.see(f"/pods/{pod.pk}/measures")
    assert "Items ready when taken" in page
    rows = agent.see(f"/pods/{pod.pk}/measures?format=csv").splitlines()
    assert rows[0].endswith("measure,value,part,n,days")
