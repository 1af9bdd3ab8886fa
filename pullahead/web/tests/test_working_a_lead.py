"""*Next* through a call: attempts, bad numbers, callbacks for others, handovers, late results."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

import pytest

from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, OptOut
from pullahead.pull.call_scripts import CallScript, Objection, Question
from pullahead.pull.services import set_guide
from pullahead.team.models import Person
from pullahead.usecases.work import call_script
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor, as_shown

pytestmark = pytest.mark.slow

HTMX = {"HX-Request": "true"}


def _try(agent: Visitor, what: str = "attempt", **fields: str) -> str:
    """Press a contact option's button, as the page does by itself."""
    answer = agent.post(f"/next/{agent.hand().token}/{what}", fields, headers=HTMX)
    assert answer.status_code == 200
    return as_shown(answer)


def _address(agent: Visitor, kind: str = "phone") -> str:
    return str(next(one.id for one in agent.hand().lead.contact_points if one.kind == kind))


def _last(agent: Visitor) -> str:
    return str(
        next(one.id for one in agent.hand().lead.contact_points if one.value.endswith("199"))
    )


def test_a_call_is_logged_opened_redialled_and_over(agent: Visitor) -> None:
    agent.send("/next/pull")
    assert "I called from my own phone" in agent.see("/next")

    page = _try(agent, address=_address(agent), channel="call")
    assert 'href="tel:+15125550142" data-open' in page
    assert "On a call since" in page
    assert "Redial" in page
    assert "I called from my own phone" not in agent.see("/next")
    twice = _try(agent, address=_address(agent), channel="call")
    assert "called just now" in twice
    assert "data-open" not in twice
    again = _try(agent, address=_address(agent), channel="call", redial="1")
    assert "(dropped)" in again
    assert "On a call since" not in _try(agent, "hang-up")

    agent.send(f"/next/{agent.hand().token}/settle", disposition="no_answer", then="stop")
    assert agent.status == 303
    lead = agent.see("/coming-back").split("/leads/")[1][:36]
    assert "Called +15125550142 at" in agent.see(f"/leads/{lead}")


def test_without_scripts_the_page_shows_the_link(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = agent.send(
        f"/next/{agent.hand().token}/attempt", address=_address(agent, "email"), channel="email"
    )
    assert agent.status == 200
    assert 'href="mailto:ana@example.com" data-open' in page
    assert "Save & next" in page


def test_where_only_a_mail_address_is_known_d_writes(agent: Visitor, ana: UUID) -> None:
    Address.objects.filter(lead_id=ana, kind="phone").update(valid=False)
    agent.send("/next/pull")
    assert re.search(r'value="email"[^>]* data-key="d"', agent.text)


def test_on_a_demo_nothing_is_opened(agent: Visitor) -> None:
    factories.demo()
    agent.send("/next/pull")
    for channel in ("call", "sms", "whatsapp"):
        page = _try(agent, address=_address(agent), channel=channel)
        assert "Choose a call outcome." in page
        assert "data-open" not in page


def test_a_wrong_number_brings_the_next_one_forward(agent: Visitor, ana: UUID) -> None:
    Address.objects.create(lead_id=ana, kind="phone", value="+15125550199", valid=True)
    agent.send("/next/pull")
    first = _address(agent)
    _try(agent, address=first, channel="call")
    page = _try(agent, "bad", address=first, why="wrong_number")
    assert "<s" in page.split("+1 512-555-0142")[0].rsplit("<li", 1)[1]
    assert re.search(r'data-key="d"[^>]*>.*?\+1 512-555-0199', page, re.S)
    assert "On a call" not in page

    unknown = _try(agent, "bad", address=first, why="wrong_number")
    assert "is no longer valid" in unknown
    assert "No working number is left" not in unknown
    # only an e-mail address is left: the page is loaded again, with the outcomes of an e-mail
    assert not _try(agent, "bad", address=_last(agent), why="disconnected")
    assert "No working number is left" in agent.see("/next")


def test_a_callback_for_a_colleague_is_theirs(agent: Visitor, other: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    token, sam = agent.hand().token, other.who
    assert sam is not None
    fields = {"disposition": "asked_for", "note": "She knows Sam and asks for him", "then": "stop"}
    page = agent.settle(token, **fields)
    assert agent.status == 422
    assert 'id="callback_for_error"' in page

    page = agent.settle(token, callback_for=str(sam.pk), **fields)
    assert " for Sam" in page
    other.send("/next/pull")
    assert other.hand().lead.id == ana


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"disposition": "won", "note": "They signed today", "amount": "-3"}, "amount_error"),
        ({"disposition": "won", "note": "They signed today", "amount": "much"}, "amount_error"),
        ({"disposition": "won", "note": "Signed"}, "note_error"),
        ({"disposition": "qualified", "note": "Wants an offer soon"}, "callback_at_error"),
        ({"disposition": "no_answer", "dialled": ""}, "disposition-error"),
    ],
)
def test_what_is_refused_is_said_beside_its_field(
    agent: Visitor, fields: dict[str, str], beside: str
) -> None:
    agent.send("/next/pull")
    page = agent.settle(agent.hand().token, **fields)
    assert agent.status == 422
    assert f'id="{beside}"' in page
    assert fields.get("note", "") in page


def test_do_not_call_is_asked_once(agent: Visitor) -> None:
    agent.send("/next/pull")
    fields = {"disposition": "do_not_call", "note": "Never again, she said", "then": "stop"}
    page = agent.settle(agent.hand().token, **fields)
    assert "Add Ana Lima to the do-not-call list?" in page
    assert "Never again, she said" in page

    page = agent.settle(agent.hand().token, sure="1", **fields)
    assert "Ana Lima: closed, Do not call again" in page


@pytest.mark.parametrize(
    "more",
    [{"note": "x" * 5000}, {"amount": "much"}, {"callback_for": "-1"}, {"callback_at": "2p" * 60}],
)
def test_an_opt_out_is_kept_while_the_rest_is_asked_for(
    agent: Visitor, more: dict[str, str]
) -> None:
    agent.send("/next/pull")
    fields = {"disposition": "do_not_call", "note": "Never again, she said"} | more
    assert "Add Ana Lima to the do-not-call list?" in agent.settle(agent.hand().token, **fields)
    assert not OptOut.objects.exists()

    page = agent.settle(agent.hand().token, sure="1", **fields)

    assert agent.status == 422
    assert "The opt-out is saved" in page
    assert OptOut.objects.exists()


def test_another_language_leads_to_giving_it_back(agent: Visitor) -> None:
    agent.send("/next/pull")
    assert 'href="?give-back=language#give-back"' in agent.see("/next")
    page = agent.see("/next?give-back=language")
    assert re.search(r'<details class="release" id="give-back" open>', page)
    assert re.search(r'value="language"[^>]* checked', page)


def test_a_live_hand_over_shows_its_brief_and_comes_back(
    agent: Visitor, other: Visitor, robin: Person, ana: UUID
) -> None:
    agent.send("/next/pull")
    token, sam = agent.hand().token, other.who
    assert sam is not None
    agent.send(f"/next/{token}/hand-over", to=str(sam.pk), brief="short")
    assert agent.status == 422
    page = agent.send(f"/next/{token}/hand-over", to=str(sam.pk), brief="She wants two units")
    assert "Sam has Ana Lima now, with your brief" in page

    found = other.get("/next/today", headers=HTMX)
    assert found.headers["HX-Redirect"] == "/next"
    page = other.see("/next")
    assert "She wants two units" in page
    assert "it goes back to Robin" in page
    other.send(f"/next/{other.hand().token}/release", reason="skill")
    agent.send("/next/pull")
    assert agent.hand().lead.id == ana

    other.send("/next/break")
    assert "Sam, on a break" in agent.see("/next")


def test_after_a_claim_that_ended_the_next_pull_asks_what_happened(agent: Visitor) -> None:
    factories.lead("Leo Park", factories.AUSTIN + "43")
    agent.send("/next/pull")
    hand = agent.hand()
    agent.send(f"/next/{hand.token}/extend", note="Half a w")
    factories.later(timedelta(minutes=6))

    page = agent.send("/next/pull")
    assert agent.to == f"/next/ended/{hand.token}"
    assert f"Time ran out on {hand.lead.name}. Log a result?" in page
    assert "Half a w</textarea>" in page
    page = agent.settle(hand.token, disposition="won", note="Half a w")
    assert agent.status == 422
    assert f"Time ran out on {hand.lead.name}. Log a result?" in page
    page = agent.settle(hand.token, disposition="no_answer", then="stop")
    assert f"{hand.lead.name}: next attempt" in page
    agent.send("/next/pull")
    assert agent.to == "/next"


def test_what_somebody_else_took_takes_a_late_note_or_nothing(
    agent: Visitor, other: Visitor, robin: Person, ana: UUID
) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    factories.later(timedelta(minutes=6))
    other.send("/next/pull")
    page = agent.send("/next/pull")
    assert "Add late note" in page
    assert "disposition" not in page
    assert agent.see(f"/next/ended/{other.hand().token}") == ""
    assert agent.to == "/next"
    agent.send(f"/next/{token}/nothing")
    assert agent.to == "/next?empty=1"
    agent.send("/next/pull")
    assert agent.to == "/next?empty=1"


def test_the_draft_is_there_on_another_screen(agent: Visitor, robin: Person) -> None:
    agent.send("/next/pull")
    agent.send(f"/next/{agent.hand().token}/extend", note="She wants")
    assert "She wants</textarea>" in Visitor(robin).see("/next")


def test_a_break_is_shown_until_next(agent: Visitor, leader: Visitor) -> None:
    page = agent.send("/next/break")
    assert "On a break since" in page
    assert "Break" in leader.see("/floor")
    agent.send("/next/pull")
    agent.send(f"/next/{agent.hand().token}/release", reason="skill")
    assert "On a break since" not in agent.see("/next")


def test_qualified_needs_the_guides_answers(agent: Visitor, robin: Person, ana: UUID) -> None:
    guide = CallScript(
        ("Greet",), (Objection("too dear", "Compare a year"),), (Question("Budget?"),)
    )
    source_id = factories.source().pk
    with write_transaction():
        set_guide(guide=guide, source_id=source_id)
    page = agent.send("/next/pull")
    assert "Compare a year" in page
    key = guide.questions[0].key
    assert re.search(f'name="{key}"[^>]* form="settle"', page)

    fields = {"disposition": "qualified", "note": "They want it soon", "then": "stop"}
    fields["callback_for"] = str(robin.pk)
    page = agent.settle(agent.hand().token, **fields)
    assert agent.status == 422
    assert 'id="guide-error"' in page
    agent.settle(agent.hand().token, **fields, **{key: "12,000"})
    assert agent.status == 303
    assert call_script.guide_of(ana) == call_script.CallScriptView(guide, {"Budget?": "12,000"})


JUNK = ("", "\x00", "-1", "1e9", "9" * 40, "\ud800", "é" * 5000, "<b>", "2026-13-45T99:99")


@pytest.mark.parametrize("junk", JUNK)
def test_junk_is_refused_in_words_and_nothing_changes(agent: Visitor, junk: str) -> None:
    agent.send("/next/pull")
    token = agent.hand().token
    junk = junk.encode("utf-8", "surrogatepass").decode("latin-1")
    for what, names in (
        ("attempt", ("address", "channel", "redial")),
        ("bad", ("address", "why")),
        ("hand-over", ("to", "brief")),
        ("settle", ("disposition", "callback_at", "callback_for", "amount", "then")),
    ):
        agent.send(f"/next/{token}/{what}", **dict.fromkeys(names, junk))
        assert agent.status in {200, 404, 422}, (what, agent.status)
    assert agent.hand().token == token
    agent.send(f"/next/{token}/extend", note=junk)
    assert agent.see(f"/next?give-back={quote(junk)}")
    assert agent.status == 200


def test_the_page_says_where_a_bad_number_leads(agent: Visitor) -> None:
    agent.send("/next/pull")
    page = re.sub(r"<[^>]+>", "", agent.see("/next"))
    said = r"If the number is bad, the next contact is ana@example\.com, at 17:\d\d"
    assert re.search(said, " ".join(page.split()))
    assert page.count("Close lead") == 1
    hand = agent.hand()
    first = next(one for one in hand.lead.contact_points if one.kind == "phone")
    _try(agent, "attempt", address=str(first.id), channel="call")
    _try(agent, "bad", address=str(first.id), why="wrong_number")
    page = agent.see("/next")
    assert "Emailed, waiting" in page
    assert 'id="bad-next"' in page
