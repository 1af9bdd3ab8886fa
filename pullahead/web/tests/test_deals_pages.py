"""*Deals*: board, deal, list and new deal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.pipeline.models import Deal, DealContact, DealFinding, FlowLimit, Stage
from pullahead.team.models import Person
from pullahead.usecases.deals import edit
from pullahead.usecases.settings import modes
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor
from pullahead.web.tests.deal_floor import WHY, added, deal
from pullahead.web.tests.deal_floor import admin as admin
from pullahead.web.tests.deal_floor import flow as flow
from pullahead.web.views.deals.detail import VERBS

pytestmark = pytest.mark.slow


def test_without_a_workflow_no_page_of_deals_exists(agent: Visitor, leader: Visitor) -> None:
    assert ">Deals<" not in agent.see("/next")
    for who in (agent, leader):
        for path in ("/deals", "/deals/live", "/deals/next", "/deals/list", "/deals/new"):
            who.see(path)
            assert who.status == 404, path


def test_a_new_deal_is_ready_on_the_board(agent: Visitor, flow: tuple[Stage, ...]) -> None:
    page = agent.send("/deals/new", title="Hotel Lindner", company="Lindner AG", value="1200.50")
    assert "Deal added" in page
    assert "1,200.50" in page
    board = agent.see("/deals")
    assert "Hotel Lindner" in board
    assert "There is room to start it." in board


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "x", "value": "lots"}, "Enter a number"),
        ({"title": "x", "value": "-3"}, "Enter a value between"),
        ({"title": "x", "chance": "150"}, "chance between 0 and 100"),
        ({"title": "x", "next_on": "2001-01-01"}, "Choose a day between"),
        ({"title": "x", "next_on": "soon"}, "Enter a date, such as"),
    ],
)
def test_a_wrong_deal_is_refused(
    agent: Visitor, flow: tuple[Stage, ...], fields: dict[str, str], said: str
) -> None:
    assert said in agent.send("/deals/new", **fields)
    assert agent.status == 422
    assert not Deal.objects.exists()


def test_a_deal_is_pulled_finished_and_undone_on_its_page(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin)
    page = agent.see(f"/deals/{one}")
    assert "Pull into Identify" in page
    page = agent.send(f"/deals/{one}/pull", seq=str(deal(one).seq))
    assert "The deal is yours" in page
    assert "Undo" in page
    agent.send(f"/deals/{one}/finish", seq=str(deal(one).seq))
    assert deal(one).half == "done"
    agent.send(f"/deals/{one}/undo", seq=str(deal(one).seq))
    assert deal(one).half == "doing"


def test_a_pull_without_a_required_item_shows_the_question(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    page = agent.send(f"/deals/{one}/pull", seq=str(deal(one).seq))
    assert agent.status == 422
    assert "Not yet known: Their problem, in their words" in page
    page = agent.send(f"/deals/{one}/pull", seq=str(deal(one).seq), reason=WHY)
    assert "required facts missing" in page


def test_a_fact_meets_an_exit_item(agent: Visitor, robin: Person, flow: tuple[Stage, ...]) -> None:
    one = added(robin, pulls=1)
    item = flow[0].exit_items.get(required=True)
    page = agent.send(f"/deals/{one}/fact", item=str(item.pk), words="We lose a room a night.")
    assert "We lose a room a night." in page
    assert "required facts missing" not in agent.send(f"/deals/{one}/pull", seq=str(deal(one).seq))


def test_a_full_stage_says_what_to_finish_and_a_team_lead_exceeds_it(
    agent: Visitor, leader: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    FlowLimit.objects.filter(stage=flow[0]).update(size=1)
    added(robin, "First", pulls=1)
    two = added(robin, "Second")
    page = agent.send(f"/deals/{two}/pull", seq=str(deal(two).seq))
    assert agent.status == 409
    assert "Identify is full: 1 of 1 deals. Nothing was moved." in page
    assert "First" in page
    assert "Exceed the limit" not in page
    assert "Full. Finish first:" in agent.see("/deals")
    page = leader.send(f"/deals/{two}/pull", seq=str(deal(two).seq))
    assert "Exceed the limit" in page
    page = leader.send(f"/deals/{two}/pull", seq=str(deal(two).seq), override="short")
    assert leader.status == 422
    leader.send(f"/deals/{two}/pull", seq=str(deal(two).seq), override=WHY)
    assert f"Over the limit: {WHY}" in leader.see(f"/deals/{two}")
    assert "over limit" in leader.see("/deals")


def test_a_drop_on_a_later_stage_is_refused_and_nothing_moves(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin)
    page = agent.send(
        f"/deals/{one}/move", seq=str(deal(one).seq), to=str(flow[3].pk), **{"from": "board"}
    )
    assert agent.status == 409
    assert deal(one).stage is None
    assert "one stage at a time" in page


def test_signals_alarms_and_answers_appear_on_the_board(
    agent: Visitor, other: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    agent.send(f"/deals/{one}/signal", kind="asked_terms", words="What does it cost?")
    board = other.see("/deals")
    assert "Answer by" in board
    assert "wants next step" in board
    page = other.send(f"/deals/{one}/answer", text="I sent the price list.")
    assert "I sent the price list." in page
    assert "No customer is waiting." in other.see("/deals")


def test_the_next_deal_opens_with_its_reason(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    assert "No deal needs you now." in as_followed(agent, "/deals/next")
    one = added(robin, pulls=1)
    agent.see("/deals/next")
    assert agent.to == f"/deals/{one}?why=3"
    assert "nearest to the close" in agent.see(agent.to)


def as_followed(who: Visitor, path: str) -> str:
    who.see(path)
    return who.see(who.to)


def test_a_lost_deal_is_listed_as_closed_and_reopened(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    assert "Choose a reason." in agent.send(f"/deals/{one}/lose", seq=str(deal(one).seq))
    agent.send(f"/deals/{one}/lose", seq=str(deal(one).seq), reason="competitor")
    assert "Hotel Lindner" in agent.see("/deals/list?show=closed")
    assert "Hotel Lindner" not in agent.see("/deals/list")
    agent.send(f"/deals/{one}/reopen", seq=str(deal(one).seq))
    assert "Hotel Lindner" in agent.see("/deals/list")


def test_a_deal_that_changed_meanwhile_is_not_acted_on(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    seen = str(deal(one).seq)
    agent.send(f"/deals/{one}/finish", seq=seen)
    page = agent.send(f"/deals/{one}/release", seq=seen)
    assert agent.status == 409
    assert "Another user changed this deal" in page


def test_every_act_answers_hostile_input_without_an_error(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    from pullahead.web.views.deals.detail import VERBS

    junk = dict.fromkeys("seq to until value reason item kind".split(), "\x00\ud7ff" + "9" * 30)
    for name in VERBS:
        agent.send(f"/deals/{one}/{name}", **junk)
        assert agent.status in {200, 303, 409, 422}, name
        agent.send(f"/deals/{uuid4()}/{name}")
        assert agent.status == 404, name
    agent.send(f"/deals/{one}/nothing")
    assert agent.status == 404
    for query in ("show=x&text=%00", "text=" + "x" * 5000, "show=closed"):
        agent.see(f"/deals/list?{query}")
        assert agent.status == 200
    for path in ("/deals?team=999999", "/deals?team=abc", "/deals/new?continues=x"):
        agent.see(path)
        assert agent.status in {200, 404}


def test_another_team_sees_no_deal(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...], admin: Visitor
) -> None:
    one = added(robin, pulls=1)
    stranger = Visitor(factories.add("Stranger", team="Elsewhere"))
    lead = Visitor(factories.add("Lead elsewhere", role="leader", team="Elsewhere"))
    for who in (stranger, lead):
        who.see(f"/deals/{one}")
        assert who.status == 404
        who.send(f"/deals/{one}/release")
        assert who.status == 404
        who.see(f"/deals?team={robin.team_id}")
        assert who.status == 404
    assert "Hotel Lindner" in admin.see(f"/deals?team={robin.team_id}")


def test_the_board_asks_at_most_six_statements(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...], django_assert_max_num_queries: Any
) -> None:
    from pullahead.usecases.deals import board as boards

    for number in range(4):
        added(robin, f"Deal {number}", pulls=number % 3)
    with django_assert_max_num_queries(7):  # one of them moves the clock of tests
        boards.board(viewer=robin)


def test_the_walk_asks_from_the_close_and_for_more_leads_last(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    added(robin, pulls=2)
    page = agent.see("/deals/walk")
    assert page.index("Close") < page.index("Identify")
    assert page.count("Answer the questions of the later stages first.") == len(flow) - 1
    page = agent.send(f"/deals/walk/{flow[0].pk}", words="More leads, please.")
    assert agent.status == 409
    assert "later stages first" in page
    assert "Enter an answer" in agent.send(f"/deals/walk/{flow[-1].pk}", words=" ")
    for stage in reversed(flow):
        agent.send(f"/deals/walk/{stage.pk}", words="Nothing is unclear.", passed="on")
        assert agent.status == 303, stage.name
    assert "Skipped" in agent.see("/deals/walk")
    agent.send("/deals/walk/999999", words="x")
    assert agent.status == 404


def test_next_names_the_next_deal_beside_the_lead(
    agent: Visitor, other: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    assert "Your next deal" not in agent.see("/next")
    added(robin, pulls=1)
    page = agent.see("/next")
    assert "Your next deal" in page
    assert "Hotel Lindner" in page
    assert "Hotel Lindner" not in other.see("/next")  # a colleague has it


def test_contacts_and_findings_are_added_and_confirmed_on_the_page(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin)
    assert "Enter a name or a role" in agent.send(f"/deals/{one}/contact", name=" ")
    agent.send(f"/deals/{one}/contact", name="Ines <b>", sees="on", decides="on")
    agent.send(f"/deals/{one}/finding", kind="problem", words="Loss", amount="120000")
    page = agent.see(f"/deals/{one}")
    assert "Ines &lt;b&gt;" in page
    assert "not confirmed" in page
    deal_contact, finding = DealContact.objects.get().pk, DealFinding.objects.get().pk
    agent.send(f"/deals/{one}/confirm", finding=str(finding), contact=str(deal_contact), how="said")
    page = agent.see(f"/deals/{one}")
    assert "120,000 per year" in page
    assert "confirmed by 1 of 1" in page
    for name in ("mark", "forget", "confirm", "withdraw"):
        agent.send(f"/deals/{one}/{name}", contact="999", finding="x")
        assert agent.status in {404, 409, 422}, name


def test_the_floor_counts_ready_deals_past_their_next_date(
    leader: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    added(robin)
    assert "Every ready deal has a next date in the future" in leader.see("/floor")
    factories.later(timedelta(days=5))
    assert "/deals/list?show=ready_late" in leader.see("/floor")


def test_no_address_puts_a_deal_into_a_full_stage(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    for number in range(3):
        added(robin, f"Deal {number}", pulls=1)
    limit = FlowLimit.objects.get(stage=flow[0])
    assert (limit.held, limit.size) == (3, 3)
    nearer = added(robin, "Ready")
    given = {"to": str(flow[0].pk), "reason": WHY, "override": WHY, "value": "5"}
    for name in VERBS:
        agent.send(f"/deals/{nearer}/{name}", **given)
        limit.refresh_from_db()
        assert limit.held == 3, name
    path = f"/settings/workflows/{robin.team_id}"
    agent.send(path, limit_0="99")
    limit.refresh_from_db()
    assert limit.size == 3


def test_n_opens_the_customer_who_waits_then_leads_then_the_next_deal(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    agent.send(f"/deals/{one}/signal", kind="asked", words="When?")
    assert "Answer a customer" in agent.see("/next")
    with write_transaction():
        set_setting(name=modes.DEMO, value=True)
    assert "Answer a customer" not in agent.see("/next"), "the demo's first step is a lead"
    with write_transaction():
        set_setting(name=modes.DEMO, value=False)
    agent.send("/next/pull")
    assert agent.to == f"/deals/{one}?why=0"
    agent.send("/next/pull", lead="1")
    assert agent.to == "/next"
    agent.settle(agent.hand().token, disposition="not_interested", note="They said no to it all.")
    agent.send(f"/deals/{one}/answer", text="In June.")
    page = agent.send("/next/pull")
    assert agent.to == f"/deals/{one}?why=2", page[page.index("<main") :][:1500]
    assert agent.to == f"/deals/{one}?why=2"


def test_a_notice_is_counted_listed_and_marked(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    one = added(robin, pulls=1)
    edit.signal(deal_id=one, by=robin, kind="asked", words="When?")
    assert "1 unread notice" in agent.see("/deals/notices/count")
    assert "A customer waits for an answer:" in agent.see("/deals/notices")
    assert "All notices are marked as read." in agent.send("/deals/notices/read")
    assert "unread" not in agent.see("/deals/notices/count")
