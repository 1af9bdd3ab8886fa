"""*Message templates*: written once, opened by each agent's device, by source and language."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.pull.models import MessageTemplate
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def test_a_text_is_written_changed_opened_and_taken_away(agent: Visitor, ana: UUID) -> None:
    ada = Visitor(factories.add("Ada", role="admin"))
    assert "No templates yet" in ada.see("/settings/texts")
    seen = ada.send("/settings/texts/preview", body="Hello {first_name}, {agent} here. {sum}")
    assert "Hello Ana, Ada here. {sum}" in seen
    ada.send("/settings/texts/add", channel="sms", body="Hello {name}")
    assert "Hello {name}" in ada.text
    ada.send("/settings/texts/add", channel="sms", body="Again")
    assert ada.status == 422
    assert "This template already exists" in ada.text
    text = MessageTemplate.objects.get()
    ada.send(f"/settings/texts/{text.pk}", channel="sms", body="Hello {first_name}")

    agent.send("/next/pull")
    phone = str(next(one.id for one in agent.hand().lead.contact_points if one.kind == "phone"))
    page = agent.send(f"/next/{agent.hand().token}/attempt", address=phone, channel="sms")
    assert 'href="sms:+15125550142?body=Hello%20Ana"' in page

    assert "Delete this template?" in ada.send(f"/settings/texts/{text.pk}/delete")
    ada.send(f"/settings/texts/{text.pk}/delete", sure="1")
    assert not MessageTemplate.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"channel": "fax", "body": "x"}, "Choose SMS, WhatsApp or email."),
        ({"channel": "sms", "body": "  "}, "Enter a text."),
        ({"channel": "sms", "body": "x" * 2001}, "at most 2000 characters"),
        ({"channel": "sms", "body": "x", "language": "Spanish"}, "Enter two letters"),
        ({"channel": "sms", "body": "x", "source": "99999"}, "Choose a source from the list."),
        ({"channel": "sms", "body": "x\x00", "source": "1e9"}, "whole number"),
    ],
)
def test_what_cannot_be_kept_is_said(ana: UUID, fields: dict[str, str], said: str) -> None:
    ada = Visitor(factories.add("Ada", role="admin"))
    assert said in ada.send("/settings/texts/add", **fields)
    assert ada.status == 422


def test_a_leader_writes_for_their_own_sources(leader: Visitor, ana: UUID) -> None:
    leader.send("/settings/texts/add", channel="email", subject="Hi", body="Dear {name}")
    assert "Choose a source of your team" in leader.text
    source = str(factories.source().pk)
    leader.send(
        "/settings/texts/add", channel="email", subject="Hi", body="Dear {name}", source=source
    )
    assert "Web form" in leader.text
    other = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert "Dear" not in other.see("/settings/texts")
    assert other.send(f"/settings/texts/{MessageTemplate.objects.get().pk}/delete", sure="1")
    assert other.status == 404
