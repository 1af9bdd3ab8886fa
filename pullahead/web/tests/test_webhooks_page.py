"""The page of webhooks: the secret is shown once, messages can be sent again."""

from __future__ import annotations

import pytest
from django.test import Client

from pullahead.outbox.models import Endpoint, OutboxMessage
from pullahead.web.tests import factories


@pytest.mark.django_db
def test_an_admin_adds_an_endpoint_reads_its_messages_and_sends_one_again() -> None:
    factories.open_floor()
    client = Client()
    client.force_login(factories.add("Ada", role="admin"))
    form = {"label": "CRM", "url": "http://crm.example.com", "events": ["lead.received"]}
    refused = client.post("/settings/webhooks/add", form)
    assert refused.status_code == 422
    assert "begins with https" in refused.content.decode()
    made = client.post("/settings/webhooks/add", form | {"url": "https://crm.example.com"})
    endpoint = Endpoint.objects.get()
    assert endpoint.secret in made.content.decode()
    assert endpoint.secret not in client.get(f"/settings/webhooks/{endpoint.pk}").content.decode()
    factories.lead()
    page = client.get("/settings/webhooks").content.decode()
    assert "lead.received" in page
    message = OutboxMessage.objects.get()
    OutboxMessage.objects.update(state="failed", next_at=None, ended_at=message.made_at)
    assert client.post(f"/settings/messages/{message.pk}/resend").status_code == 303
    assert OutboxMessage.objects.get().state == "waiting"
    client.post(f"/settings/webhooks/{endpoint.pk}/disable")
    assert "Disabled" in client.get("/settings/webhooks").content.decode()
    replaced = client.post(f"/settings/webhooks/{endpoint.pk}/secret").content.decode()
    assert Endpoint.objects.get().secret in replaced
