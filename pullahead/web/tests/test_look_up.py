"""*Search*: find, take, message; and *undo* after a settle."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def test_every_page_leads_to_the_look_up_by_its_key(agent: Visitor, leader: Visitor) -> None:
    for page in (agent.see("/next"), leader.see("/floor"), agent.see("/look-up")):
        assert 'data-key="/"' in page


def test_typing_finds_with_and_without_scripts(agent: Visitor, ana: UUID) -> None:
    for page in (
        agent.see("/look-up?q=ana@example.com"),
        agent.see("/look-up/found?q=(512) 555-0142"),
    ):
        assert "Ana Lima" in page
        assert "+1 ••• 42" in page
        assert "Ready" in page
        assert f"/leads/{ana}/take" in page
        assert f'href="/leads/{ana}"' not in page  # not theirs to see
    assert "<html" not in agent.see("/look-up/found?q=ana@example.com")
    assert "No leads found" in agent.see("/look-up?q=lim")
    assert "Type a complete phone number" in agent.see("/look-up?q=%00")


def test_a_caller_is_taken_and_in_hand(agent: Visitor, ana: UUID) -> None:
    page = agent.send(f"/leads/{ana}/take", ground="called_in", q="512 555 0142")
    assert agent.to == "/next"
    assert "You have Ana Lima now. The customer called in, and goes first." in page
    assert agent.hand().lead.id == ana
    assert "You already have " in agent.send(f"/leads/{ana}/take", ground="called_in")


def test_what_cannot_be_taken_says_why_beside_what_was_found(
    agent: Visitor, other: Visitor, ana: UUID
) -> None:
    page = agent.send(f"/leads/{ana}/take", ground="looked_up", q="512 555 0142")
    assert agent.to == "/look-up?q=512+555+0142"
    assert "Enter a reason for taking this lead." in page
    assert "Choose a reason from the list." in agent.send(f"/leads/{ana}/take", ground="x" * 90)

    other.send("/next/pull")
    page = agent.send(f"/leads/{ana}/take", ground="called_in", q="512 555 0142")
    assert "Sam has this lead now" in page
    assert "Message to Sam" in page
    assert "Customer is on the line" in page


def test_what_is_told_stands_on_the_holders_page(agent: Visitor, other: Visitor, ana: UUID) -> None:
    other.send("/next/pull")
    page = agent.send(f"/leads/{ana}/tell", text="He called: <after> 4", q="512 555 0142")
    assert "Message sent. Sam sees it" in page
    token = other.hand().token
    for seen in (other.see(f"/next/{token}/hold"), other.see("/next")):
        assert "Message from Robin" in seen
        assert "He called: &lt;after&gt; 4" in seen
    assert "Enter a message." in agent.send(f"/leads/{ana}/tell", text=" ", q="512 555 0142")


def test_whose_lead_was_taken_over_is_told_by_whom(
    agent: Visitor, other: Visitor, ana: UUID
) -> None:
    other.send("/next/pull")
    token = other.hand().token
    agent.send(f"/leads/{ana}/take", ground="called_in", over="1")
    assert agent.hand().lead.id == ana
    page = other.see(f"/next/{token}/hold")
    assert "Robin has this customer on the line" in page
    assert "This does not count against you" in page


def test_a_call_during_a_claim_shows_what_waits_and_brings_it_back(agent: Visitor) -> None:
    leo = factories.lead("Leo Park", factories.AUSTIN + "43", age=timedelta(days=2))
    agent.send("/next/pull")
    first = agent.hand()
    assert first.lead.id != leo
    page = agent.send(f"/leads/{leo}/take", ground="called_in")
    assert "On hold: <strong>Ana Lima</strong>, 4 min left" in page or (
        "On hold: <strong>Ana Lima</strong>, 5 min left" in page
    )
    page = agent.settle(agent.hand().token, disposition="no_answer", note="Rang", then="stop")
    assert agent.hand().token == first.token
    assert "On hold: " not in page
    factories.later(timedelta(days=1))
    agent.send(f"/leads/{leo}/take", ground="called_in")
    page = agent.settle(agent.hand().token, disposition="no_answer", note="Rang", then="next")
    assert "You have Ana Lima again" not in page  # nothing waited: its claim had ended


def test_a_settle_is_undone_from_the_page_after_it(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    page = agent.settle(token, disposition="busy", note="Wrong key", then="stop")
    assert f"/next/{token}/undo" in page
    assert 'data-key="u"' in page
    assert f"/next/{token}/undo" in agent.see("/next")  # still, after a look elsewhere

    page = agent.send(f"/next/{token}/undo")
    assert "undone. You have the lead again" in page
    assert "Wrong key</textarea>" in page
    assert agent.hand().lead.id == ana
    assert "nothing to undo" in agent.send(f"/next/{token}/undo")


def test_each_result_can_be_undone_until_the_next_is_saved(agent: Visitor) -> None:
    for n in (43, 44):
        factories.lead("Leo Park", f"{factories.AUSTIN}{n}")
    agent.send("/next/pull")
    first = agent.hand().token
    page = agent.settle(first, disposition="no_answer", note="Rang", then="next")
    assert f"/next/{first}/undo" in page
    token = agent.hand().token
    page = agent.settle(token, disposition="not_interested", note="Said no, thanks", then="next")
    assert f"/next/{token}/undo" in page
    assert f"/next/{first}/undo" not in page
    assert "undone. Save a result for the lead that you have now" in agent.send(
        f"/next/{token}/undo"
    )


def test_only_their_own_settle_is_undone(agent: Visitor, other: Visitor) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    agent.settle(token, disposition="busy", note="Busy", then="stop")
    other.send(f"/next/{token}/undo")
    assert other.status == 404


def test_somebody_new_is_added_and_taken_by_one_form(agent: Visitor, other: Visitor) -> None:
    page = agent.see("/look-up?q=%2B1 512 555 0188")
    assert 'type="tel" name="phone" value="+1 512 555 0188"' in page
    page = agent.send("/look-up/new", name="Nora Quist", phone="512 555", ground="called_in", q="N")
    assert agent.status == 422
    assert "This phone number cannot be called" in page
    assert 'value="Nora Quist"' in page

    fields = {"name": "Nora Quist", "phone": "+1 512 555 0188", "email": "", "q": "Nora"}
    page = agent.send("/look-up/new", ground="walked_in", **fields)
    assert "You have Nora Quist now. The customer walked in, and goes first." in page
    assert agent.hand().lead.name == "Nora Quist"

    page = other.send("/look-up/new", ground="called_in", **fields)
    assert "Robin has this lead now" in page  # she was here, and asked again
    other.send("/look-up/new", ground="looked_up", **fields)
    assert other.status == 422
    other.send("/look-up/new")
    assert other.status == 422
