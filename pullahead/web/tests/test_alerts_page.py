"""The page of alerts, and the strip on the floor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from pullahead.floor.models import AlertRecipient, FloorAlert
from pullahead.usecases.floor import alerts
from pullahead.web.tests import factories


@pytest.mark.django_db
def test_a_team_lead_sees_an_alert_on_the_floor_and_marks_it_as_seen() -> None:
    factories.open_floor()
    client = Client()
    client.force_login(factories.add("Lena", role="leader"))
    factories.lead()
    factories.later(timedelta(minutes=6))
    alerts.evaluate(silent=())
    assert "1 fresh lead has waited" in client.get("/floor/live").content.decode()
    alert = FloorAlert.objects.get(kind="fresh_waits")
    client.post(f"/floor/alerts/{alert.pk}/seen")
    assert "Seen by Lena" in client.get("/floor/alerts").content.decode()
    admin = factories.add("Ada", role="admin")
    client.force_login(admin)
    refused = client.post("/floor/alerts/recipients", {"person": admin.pk, "email": "nobody"})
    assert refused.status_code == 422
    client.post("/floor/alerts/recipients", {"person": admin.pk, "email": "ada@example.com"})
    assert AlertRecipient.objects.get().email == "ada@example.com"
    client.post("/floor/alerts/recipients", {"person": admin.pk})
    assert not AlertRecipient.objects.exists()
