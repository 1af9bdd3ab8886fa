"""Cycles, moments, scenarios, value networks and what was learned, by API."""

from __future__ import annotations

from typing import Any

import pytest

from pullahead.api.tests.callers import Caller
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.settings import users

pytestmark = pytest.mark.django_db


def test_a_cycle_a_moment_a_scenario_and_a_network_are_kept_and_found(ana: Caller) -> None:
    seller = Person.objects.get(name="Ana")
    admin = users.add_person(name="Ida", role="admin", team="Elsewhere")[0]
    workflow.publish_standard(team_id=seller.team_id, by=admin)
    deal = edit.add(typed=edit.DealInput("Northgate"), by=seller)
    findings.add_contact(deal_id=deal, by=seller, name="Ines", decides=True)
    ines = DealContact.objects.get()
    path = f"/api/v1/deals/{deal}"

    def act(name: str, **body: Any) -> Any:
        answer = ana.post(f"{path}/cycles/{name}", body)
        assert answer.status == 200, answer.text
        return answer.body

    act("frame", words="Serve breakfast every day")
    act("job", code="problem")
    scenario = act("scenario", words="The board decides in January")["scenarios"][0]["id"]
    sign = act("sign", row=scenario, words="Legal asks")["scenarios"][0]["signs"][0]["id"]
    act("seen", row=sign)
    assert act("open")["cycle"]["mode"] == "cap_do"
    act("step", code="adjust", words="the interruption, not the price")
    pad = f"{path}/conversations"
    talk = ana.post(pad, {"pad": 'Ines "not in May"', "contacts": [str(ines.contact_id)]}).body
    at = "2030-01-01T10:00:00"
    assert ana.post(f"{path}/cycles/moment", {"at": at}).codes == {"at": "not_a_time"}
    assert ana.post(f"{path}/cycles/moment", {"at": at + "Z"}).codes == {
        "expected": "words_required"
    }
    assert ana.post(f"{path}/cycles/judge", {"code": "met"}).codes == {"row": "missing"}
    assert ana.post(f"{path}/cycles/close", {}).body["cycle"] is None
    found = ana.get(f"{path}/cycles").body
    assert found["job_to_be_done"] == "Serve breakfast every day"
    assert found["scenarios"][0]["signs"][0]["seen_at"]
    kinds = {one["kind"]: one["words"] for one in ana.get("/api/v1/learnt?q=not").body}
    assert kinds == {"said": "not in May", "adjust": "the interruption, not the price"}
    line = {"giver": "Fitter", "receiver": "Owner", "what": "a quiet night", "cost": "12.5"}
    value = ana.post(f"{path}/value", {"deliverables": [line]}).body
    assert (value["deliverables"][0]["cost"], value["exchange"]["roles"]) == ("12.50", 2)
    wrong = ana.post(f"{path}/value", {"deliverables": [{**line, "how": "eat"}]})
    assert (wrong.status, "Line 1" in wrong.text) == (422, True)
    assert ana.get(f"{path}/value").body == value
    assert ana.get(f"{path}/brief").body["expected"] == []
    assert ana.post(f"/api/v1/conversations/{talk['id']}/undo").body["pad"] == 'Ines "not in May"'
    assert ana.get("/api/v1/learnt?q=not in").body == []
