"""Do-not-call numbers and audits over the API: keys, answers, journal."""

from __future__ import annotations

import pytest

from pullahead.api.tests import callers
from pullahead.api.tests.callers import Caller
from pullahead.base.models import Journal
from pullahead.leads.models import Import, OptOut

PATH = "/api/v1/do-not-call"
BODY = {"address": "+1 212 555 0177", "reason": "Asked by letter"}
SEARCH = f"{PATH}?address=%2B12125550177"
CRM = "Lead Owner,Name,Phone,Lead Status,Last Activity\nRui,Ana,+12125550178,New,2020-01-25\n"


def test_a_number_is_added_found_and_removed(ada: Caller) -> None:
    assert ada.get(SEARCH).body["opt_out"]["at"] is None
    added = ada.post(PATH, BODY)
    assert (added.status, added.body["address"]) == (201, "+12125550177")
    found = ada.get(SEARCH).body
    assert (found["opt_out"]["reason"], found["opt_out"]["by"]) == ("Asked by letter", "Ada")
    assert (found["lists"], found["leads"]) == ([], 0)
    assert ada.post(PATH, BODY).codes == {"address": "already_opted_out"}

    assert ada.post(f"{PATH}/remove", BODY).status == 200
    again = ada.post(f"{PATH}/remove", BODY)
    assert (again.status, again.body["code"]) == (409, "not_opted_out")
    assert not OptOut.objects.exists()
    told = Journal.objects.filter(kind__startswith="opt_out.").order_by("id")
    assert [line.kind for line in told] == ["opt_out.added", "opt_out.removed"]


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"address": "x"}, {"address": "unreadable"}),
        ({"reason": " "}, {"reason": "missing"}),
        ({"address": "a\0@example.com"}, {"address": "unreadable"}),
    ],
)
def test_an_unreadable_number_is_refused(
    ada: Caller, fields: dict[str, str], codes: dict[str, str]
) -> None:
    got = ada.post(PATH, BODY | fields)
    assert (got.status, got.codes) == (422, codes)
    assert ada.get(PATH).codes == {"address": "unreadable"}


def test_other_roles_are_refused_in_words(ada: Caller, ana: Caller, web: Caller) -> None:
    lead = callers.agent("Lee", role="leader")
    for who in (ana, lead):
        got = who.post(PATH, BODY)
        assert (got.status, got.body["code"]) == (403, "role_not_allowed")
        assert (who.get(SEARCH).status, who.post(f"{PATH}/remove", BODY).status) == (403, 403)
    assert web.post(PATH, BODY).body["code"] == "agent_key_needed"
    assert ana.post("/api/v1/audits", {"content": CRM}).body["code"] == "role_not_allowed"
    assert lead.post("/api/v1/audits", {"content": CRM}).status == 201


def test_an_export_is_audited_and_stored_as_a_draft(ada: Caller) -> None:
    got = ada.post("/api/v1/audits", {"content": CRM, "name": "crm.csv", "country": "US"})
    assert (got.status, got.body["dead"], got.body["vendor"]) == (201, 1, "Salesforce")
    assert got.body["owners"][0]["name"] == "Rui"
    draft = Import.objects.get(pk=got.body["import_id"])
    assert (draft.name, draft.total, draft.job_id) == ("crm.csv", 1, None)

    mapped = {"content": CRM.replace("Lead Owner", "Rep"), "map": ["Rep=owner"], "country": "US"}
    assert ada.post("/api/v1/audits", mapped).body["owners"][0]["name"] == "Rui"
    for body, field in (
        ({"content": "Name\nAna\n"}, "file"),
        ({"content": CRM, "days": 0}, "days"),
    ):
        refused = ada.post("/api/v1/audits", body)
        assert (refused.status, set(refused.codes)) == (422, {field})
