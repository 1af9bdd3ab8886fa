"""The callback field shows both clocks, and the rule that bars a moment, before it is chosen."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import quote, unquote

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.compliance.models import RulePack
from pullahead.pull.models import CardRow
from pullahead.usecases.tests.factories import set_clock
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

NOTE = "Asked for a call at another time"


def words(page: str) -> str:
    """Return the text of a page."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def shown(agent: Visitor, text: str) -> str:
    """Return the preview of a typed callback time."""
    token = agent.hand().token
    return words(agent.see(f"/next/{token}/callback?callback_at={quote(unquote(text))}"))


@pytest.fixture
def agent(db: None) -> Visitor:
    """Return an agent in New York with a lead of Austin in hand, on a Wednesday at 11:20."""
    factories.open_floor()
    set_clock(datetime(2026, 10, 28, 15, 20, tzinfo=UTC))
    factories.lead("Ana Lima")
    visitor = Visitor(factories.add("Robin Vale", zone="America/New_York"))
    visitor.send("/next/pull")
    return visitor


def test_a_readable_time_is_shown_on_both_clocks(agent: Visitor) -> None:
    assert "Thu 29 Oct 14:00 in Chicago · Thu 29 Oct 15:00 your time" in shown(agent, "tomorrow 2p")


def test_a_barred_time_is_told_with_the_rule_and_the_next_possible_time(agent: Visitor) -> None:
    said = shown(agent, "tomorrow 22:00")
    assert "allow no call at that time (United States v1)" in said
    assert "Fri 30 Oct 08:00 in Chicago (Fri 30 Oct 09:00 your time)" in said
    fragment = agent.text
    assert 'data-value="2026-10-30 08:00 -05:00"' in fragment


def test_a_time_that_happens_twice_is_explained_and_each_can_be_agreed(agent: Visitor) -> None:
    with write_transaction():
        RulePack.objects.create(
            name="Requested callbacks", version=1, jurisdiction="US", valid_from=date(2026, 1, 1),
            rules={"callbacks_any_hour": True}, made_at=clock.now(),
        )  # fmt: skip
    said = shown(agent, "2026-11-01 01:30")
    assert "happens twice" in said
    token, lead_id = agent.hand().token, agent.hand().lead.id
    page = agent.settle(token, disposition="callback", note=NOTE, callback_at="2026-11-01T01:30")
    assert agent.status == 422
    assert "happens twice" in page
    assert "interpreted" not in page
    second = "2026-11-01 01:30 -06:00"
    agent.settle(token, disposition="callback", note=NOTE, callback_at=second, then="stop")
    assert agent.status == 303
    due = CardRow.objects.get(pk=lead_id).due_at
    assert due == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


def test_the_time_shown_is_saved_although_a_minute_passed(agent: Visitor) -> None:
    token, lead_id = agent.hand().token, agent.hand().lead.id
    agent.see(f"/next/{token}/callback?callback_at=in%202%20h")
    found = re.search(r'name="callback_seen" value="([^"]+)"', agent.text)
    assert found is not None
    set_clock(datetime(2026, 10, 28, 15, 23, tzinfo=UTC))
    fields = {"disposition": "callback", "note": NOTE, "then": "stop"}
    agent.settle(token, callback_at="in 2 h", callback_seen=found[1], **fields)
    assert CardRow.objects.get(pk=lead_id).due_at == datetime(2026, 10, 28, 17, 21, tzinfo=UTC)


def test_a_changed_text_is_read_anew(agent: Visitor) -> None:
    token, lead_id = agent.hand().token, agent.hand().lead.id
    fields = {"disposition": "callback", "note": NOTE, "then": "stop"}
    seen = "in 2 h|2026-10-28 12:20 -05:00"
    agent.settle(token, callback_at="tomorrow 10", callback_seen=seen, **fields)
    assert CardRow.objects.get(pk=lead_id).due_at == datetime(2026, 10, 29, 15, tzinfo=UTC)


def test_another_agents_claim_shows_nothing(agent: Visitor) -> None:
    other = Visitor(factories.add("Sam Reed"))
    other.see(f"/next/{agent.hand().token}/callback?callback_at=2p")
    assert other.status == 404


@pytest.mark.parametrize("text", ["", "%00", "<b>", "9" * 300, "|", "in 99999 weeks"])
def test_junk_is_answered_in_words(agent: Visitor, text: str) -> None:
    shown(agent, text)
    assert agent.status == 200
