"""Talk on the page of a deal: pad, preview, save, recap, promises."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from pullahead.conversations.models import Conversation, Promise, PromiseMove
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import Deal
from pullahead.team.models import Person
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def deal(ana: UUID, robin: Person) -> UUID:
    admin = Visitor(factories.add("Ada", role="admin"))
    assert admin.who is not None
    workflow.publish_standard(team_id=robin.team_id, by=admin.who)
    made = edit.add(typed=DealInput("Northgate", "Northgate Hotels"), by=robin)
    findings.add_contact(deal_id=made, by=robin, name="Ines Prado", email="ines@x.example")
    return made


def ines() -> str:
    return str(Contact.objects.get(name="Ines Prado").pk)


def test_a_pad_is_previewed_saved_recapped_and_its_promise_moved(
    agent: Visitor, deal: UUID
) -> None:
    page = agent.see(f"/deals/{deal}")
    assert "No conversation yet" in page
    pad = 'Ines "no lost breakfast"\nRobin: certificate by 3/4\nthe oven < 3 & fine'
    reads = agent.send(f"/deals/{deal}/talk/preview", pad=pad, contacts=ines())
    assert "Day or month first?" in reads
    chip = re.search(r'name="(chip-\w+)"\s+value="(day:[^"]+)"', reads)
    assert chip, reads
    chosen = {chip[1]: chip[2]}
    reads = agent.send(f"/deals/{deal}/talk/preview", pad=pad, contacts=ines(), **chosen)
    assert "Robin promises Ines Prado: certificate" in reads
    assert "checked" in reads  # the choice stays, and can be changed
    page = agent.send(f"/deals/{deal}/talk", pad=pad, contacts=ines(), typed_s="38", **chosen)
    assert "Conversation saved." in page
    assert "no lost breakfast" in page
    assert "Robin: certificate by" in page
    talk = Conversation.objects.get()
    assert talk.typed_s == 38
    page = agent.see(f"/conversations/{talk.pk}")
    assert "Day or month first?" not in page
    assert "Robin promises Ines Prado: certificate" in page
    again = {"pad": f"{pad}\nInes likes the oven", "version": "1"}
    page = agent.send(f"/conversations/{talk.pk}/correct", preview="1", **again)
    assert "Ines Prado said: “likes the oven”" in page  # offered, not made
    agent.send(f"/conversations/{talk.pk}/correct", **again)
    page = agent.send(f"/conversations/{talk.pk}/undo")
    assert "Correction undone." in page
    assert "Ines likes the oven" not in page
    agent.send(f"/conversations/{talk.pk}/sent")
    promise = Promise.objects.get()
    page = agent.send(f"/promises/{promise.pk}/report", n="1")
    assert "Promise saved." in page
    assert "Only the person" not in page
    page = agent.send(f"/promises/{promise.pk}/satisfied", n="2")
    assert "in their words" in page
    page = agent.send(f"/promises/{promise.pk}/report", n="1")
    assert "Another user moved this promise" in page
    assert agent.status == 409
    agent.send(f"/conversations/{talk.pk}/answered", words="All correct")
    assert "answered" in agent.see(f"/deals/{deal}")
    assert PromiseMove.objects.count() == 2


def test_a_refused_pad_keeps_what_was_typed(agent: Visitor, deal: UUID) -> None:
    page = agent.send(f"/deals/{deal}/talk", pad="  ", contacts=ines())
    assert agent.status == 422
    assert "Enter at least one line" in page
    page = agent.send(
        f"/deals/{deal}/talk", pad="Robin: sketch by Fri", preview="1", contacts=ines()
    )
    assert "Robin promises Ines Prado: sketch" in page
    assert "Robin: sketch by Fri</textarea>" in page
    assert not Conversation.objects.exists()
    agent.send(f"/deals/{deal}/talk", pad="Robin: sketch by Fri", contacts=ines())
    talk = Conversation.objects.get()
    page = agent.send(f"/conversations/{talk.pk}/correct", pad="note only", version="1")
    assert "Version 2" in page
    assert Promise.objects.count() == 1
    assert Deal.objects.count() == 1
