"""Endpoints of the floor for a team lead: callbacks, alerts, boosts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.api.tests import callers
from pullahead.base import clock
from pullahead.leads.models import Source
from pullahead.usecases.tests import factories

pytestmark = pytest.mark.django_db


def test_a_team_lead_hands_a_callback_over_boosts_and_reads_alerts() -> None:
    callers.lay_floor()
    callers.bring_in(callers.source())
    ana, bo = callers.person("Ana"), callers.person("Bo")
    leader = callers.agent("Lee", role="leader")
    factories.callback_settled(ana, factories.pulled(ana), hours=1)
    (one,) = leader.get("/api/v1/callbacks").body["callbacks"]
    assert (one["owner"], one["owner_id"], one["away"]) == ("Ana", ana.pk, False)
    path = f"/api/v1/callbacks/{one['lead_id']}/owner"
    done = leader.post(path, {"to": bo.pk, "owner": ana.pk})
    assert (done.status, done.body) == (200, {"owner": "Bo", "owner_before": ana.pk})
    again = leader.post(path, {"to": bo.pk, "owner": ana.pk})
    assert (again.status, again.body["code"]) == (409, "callback_changed")
    assert leader.post(path, {"to": 10**30, "owner": 10**30}).status == 422

    assert leader.get("/api/v1/alerts").body == {"alerts": []}
    rules = leader.get("/api/v1/alerts/rules").body["rules"]
    assert {one["kind"]: one["limit"] for one in rules} == {
        "fresh_waits": 5, "nobody_present": 0, "source_silent": 7, "claims_ended": 3,
    }  # fmt: skip
    until = (clock.now() + timedelta(hours=2)).isoformat()
    sent = {"source_id": Source.objects.get().pk, "factor": 2.0, "until": until, "reason": "Fair"}
    made = leader.post("/api/v1/boosts", sent)
    assert (made.status, made.body["by"]) == (201, "Lee")
    assert [one["id"] for one in leader.get("/api/v1/boosts").body["boosts"]] == [made.body["id"]]
    ended = leader.post(f"/api/v1/boosts/{made.body['id']}/end")
    assert ended.body == {"source": "web form"}
    again = leader.post(f"/api/v1/boosts/{made.body['id']}/resume")
    assert (again.status, again.body["until_at"]) == (200, made.body["until_at"])
    sent |= {"source_id": None, "field": "state", "equals": "TX", "least_value": 50}
    assert leader.post("/api/v1/boosts", sent).body["field"] == "state"
    assert len(leader.get("/api/v1/boosts").body["boosts"]) == 2
