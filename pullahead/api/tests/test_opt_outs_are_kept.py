"""The API offers no address that opted out, and keeps the opt-out of a body that it refuses."""

from __future__ import annotations

from pullahead.api.tests.callers import Caller, bring_in
from pullahead.base import clock
from pullahead.leads.models import OptOut


def test_a_pulled_lead_names_no_mailbox_that_opted_out(web: Caller, ana: Caller) -> None:
    OptOut.objects.create(kind="email", value="ana@example.com", at=clock.now())
    bring_in(web, email="ana@example.com")
    lead = ana.post("/api/v1/pull").body["lead"]

    assert lead["email"] == ""
    assert lead["phone"]
    reaches = {one["kind"]: (one["valid"], one["reason"]) for one in lead["reaches"]}
    assert reaches == {"phone": (True, ""), "email": (False, "opted_out_of_email")}
