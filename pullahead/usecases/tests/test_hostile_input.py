"""Any input gives a clear refusal or a clean row, never a server error."""

from __future__ import annotations

import contextlib
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.errors import NotFound, Problem
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.intake import receive
from pullahead.usecases.leads import detail
from pullahead.usecases.tests.factories import (
    NOTE,
    admitted,
    austin,
    lead,
    pulled,
    settle,
    source,
)
from pullahead.usecases.work import claims, home, settle_input
from pullahead.usecases.work import settle as settling

pytestmark = pytest.mark.usefixtures("floor")

NASTY = [
    "\x00",
    "\ud800",
    "a\udfffb\x00c",
    "x" * 100_000,
    "\u202e\u2066\ufeff",
    "'; DROP TABLE leads_lead; --",
    "%s %(x)s {0} {x}",
    "<script>alert(1)</script>",
    "=cmd|'/c calc'!A1",
    "\u0301" * 500,
    "😀" * 300,
    "\x1b[31m\r\n",
    "１２３",
]
FIELDS = ["name", "phone", "email", "value", "received_at", "external_id", "message", "a\x00key"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("nasty", NASTY)
def test_a_row_is_refused_or_kept_clean(field: str, nasty: str) -> None:
    raw = {"name": "Ana Lima", "phone": austin(101), "email": "ana@example.com"} | {field: nasty}
    read = read_lead(raw, country="US", zone="UTC", now=clock.now())
    if not isinstance(read, LeadIn):
        for bad in read:
            bad.message.encode()  # it can be shown
        return

    got = receive.receive(source_id=source().pk, lead=read)

    assert got.outcome == "admitted"
    found = lead(got.lead_id)
    for text in (found.name, *found.attributes, *found.attributes.values()):
        text.encode()
        assert "\x00" not in text
    assert receive.receive(source_id=source().pk, lead=read).outcome == "already_here"


@pytest.mark.parametrize("nasty", NASTY)
def test_a_settle_is_refused_or_kept_clean(ana: Person, nasty: str) -> None:
    there = admitted()
    hand = pulled(ana)
    with pytest.raises(Problem) as refused:
        settle(ana, hand, nasty)
    assert refused.value.code == "unknown_disposition"
    refused.value.message.encode()
    try:
        settle(ana, hand, "no_answer", note=nasty)
    except Problem as problem:
        problem.message.encode()
        settle(ana, hand, "no_answer")
    story = detail.lead_detail(lead_id=there, viewer=ana)
    assert all("\x00" not in h.note for h in story.timeline)
    kept = models.ClaimRow.objects.get().note
    assert kept
    assert settle(ana, hand, "no_answer", note=nasty if kept == "No answer." else kept).replayed


@pytest.mark.parametrize("nasty", NASTY)
def test_a_release_is_refused_or_kept_clean(ana: Person, nasty: str) -> None:
    admitted()
    hand = pulled(ana)
    with contextlib.suppress(Problem):
        claims.release(agent_id=ana.pk, token=hand.token, reason=nasty)
    assert models.ClaimRow.objects.get().release_reason == ""
    with contextlib.suppress(Problem):
        claims.release(agent_id=ana.pk, token=hand.token, reason="language", language=nasty)
    with contextlib.suppress(Problem):
        claims.release(agent_id=ana.pk, token=hand.token, reason="other", note=nasty)
    assert len(models.ClaimRow.objects.get().release_note) <= 200


@pytest.mark.parametrize("agent", [0, -1, 2**31, 2**63, 10**40])
def test_ids_of_nobody_are_nobody(agent: int) -> None:
    token = UUID(int=0)
    with pytest.raises(NotFound):
        settling.settle(agent_id=agent, token=token, word=settle_input.SettleInput("won", NOTE))
    with pytest.raises(NotFound):
        claims.extend(agent_id=agent, token=token)
    with pytest.raises(NotFound):
        claims.release(agent_id=agent, token=token, reason="skill")
    with pytest.raises(NotFound):
        home.today(agent_id=agent)


def test_a_note_has_a_limit_and_the_limit_is_kept_whole(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    with pytest.raises(Problem) as refused:
        settle(ana, hand, note="x" * 4001)
    assert refused.value.code == "note_too_long"
    settle(ana, hand, note="é" * 4000)
    assert models.ClaimRow.objects.get().note == "é" * 4000
