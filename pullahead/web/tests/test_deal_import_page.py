"""*Import deals*: upload, mapping, preview, progress, refused rows, dead deals and their act."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pullahead.base import jobs
from pullahead.base.transaction import write_transaction
from pullahead.pipeline.models import Deal, Stage, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import import_drafts, import_step
from pullahead.web.tests.browsing import Visitor
from pullahead.web.tests.deal_floor import admin as admin
from pullahead.web.tests.deal_floor import flow as flow

pytestmark = pytest.mark.slow
FILE = b"""Deal ID,Deal Title,Value,Organization,Stage,Status,Deal created,Won time
1,Hotel <b>Lindner,1200.50,Lindner,Talks,Open,2024-04-01 10:00,
2,Bakery,900,Sole,Close,Won,2026-03-01 10:00,2026-03-20 10:00
3,,5,Nameless,Identify,Open,2026-04-01 10:00,
4,Mill,30,Old,Identify,Won,2026-03-01 10:00,2026-02-01 10:00
"""
HISTORY = (
    b"OpportunityId,StageName,CreatedDate\n2,Identify,2026-03-01 11:00\n2,Close,2026-03-05 11:00\n"
)


def upload(who: Visitor, file: bytes = FILE, **more: bytes) -> None:
    files = {"file": file, **more}
    who._keep(
        who.post(
            "/deals/import",
            {name: SimpleUploadedFile(f"{name}.csv", text) for name, text in files.items()},
        )
    )


def work() -> None:
    with write_transaction() as now:
        held = jobs.lease(kinds=[import_drafts.KIND], now=now)
    while held is not None:
        held = import_step.step(held)


def test_a_file_is_mapped_imported_and_its_dead_deals_are_discarded(
    leader: Visitor, agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    upload(leader, history=HISTORY)
    assert leader.status == 303
    draft = leader.to
    page = leader.see(draft)
    assert '<strong class="num">2</strong> of 4 rows can be imported' in page
    assert "talks" in page
    assert "closed before it was created" in page
    fields = ["id", "title", "value", "company", "stage", "status", "created", "closed"]
    mapping = {"field": fields, "theirs": ["talks"], "ours": [str(flow[1].pk)], "dates": "mdy"}
    leader.post(f"{draft}/map", {**mapping, "do": "start"})
    assert "Importing" in leader.see(draft)
    work()
    page = leader.see(draft)
    assert "Hotel &lt;b&gt;Lindner" in page
    assert "Dead deals: 1" in page
    assert "title" in leader.see(f"{draft}/refused")
    won = Deal.objects.get(external_id="2")
    kinds = Transition.objects.filter(deal=won).order_by("seq").values_list("kind", "to_stage_id")
    assert list(kinds) == [
        ("add", None), ("pull", flow[0].pk), ("pull", flow[-1].pk), ("win", flow[-1].pk)
    ]  # fmt: skip
    upload(leader, history=HISTORY)
    assert leader.to == draft  # the same file is not imported twice
    dead = Deal.objects.get(external_id="1")
    assert dead.stage_id == flow[1].pk
    assert "Hotel" in agent.see("/deals/list?show=dead")
    send = {"seq": str(dead.seq), "reason": "did_nothing", "from": "dead"}
    agent.send(f"/deals/{dead.pk}/discard", **send)
    assert agent.status == 303
    assert "Hotel" not in re.sub(r"<aside.*?</aside>", "", agent.see("/deals/list?show=dead"))


def test_a_file_that_cannot_be_used_is_refused_and_agents_import_nothing(
    leader: Visitor, agent: Visitor, flow: tuple[Stage, ...]
) -> None:
    for file in (b"", b"only,headings\n", b"\x00\x01" * 50, b"PK\x03\x04xx"):
        upload(leader, file)
        assert leader.status == 422, file
    upload(leader, b"a,b\n\xff\x00x,1\n")
    assert leader.status in {303, 422}
    upload(agent)
    assert agent.status == 404
    upload(leader)
    where = leader.to
    for wrong in ({"field": "title"}, {"field": ["no"] * 8}, {"do": "start", "field": [""] * 8}):
        assert leader.post(f"{where}/map", wrong).status_code == 422
    assert agent.get(where).status_code == 404
    leader.post(f"{where}/map", {"do": "discard"})
    leader.see(where)
    assert leader.status == 404
