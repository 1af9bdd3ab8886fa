"""*Leads*: filters, pages, and acts on many leads that ask once and can be undone."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from pullahead.base import clock
from pullahead.compliance import models as compliance_models
from pullahead.leads.models import Address, Lead
from pullahead.pull import models
from pullahead.team.models import Person, SavedView
from pullahead.usecases.leads import lead_list
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


def many(count: int) -> list[UUID]:
    """Make leads, the newest first."""
    return [
        factories.lead(f"Leo {n:02}", f"+1 512 555 01{n:02}", age=timedelta(minutes=n + 5))
        for n in range(count)
    ]


def act(who: Visitor, act: str, *leads: UUID, **fields: str) -> str:
    form: dict[str, object] = {"act": act, "lead": [str(lead) for lead in leads], **fields}
    return who.send("/leads/act", **form)  # type: ignore[arg-type]  # a list is sent as often


def names(page: str) -> list[str]:
    return re.findall(r'<a href="/leads/[0-9a-f-]{36}">([^<]+)</a>', page)


def test_each_filter_shows_what_is_like_that(leader: Visitor, agent: Visitor, ana: UUID) -> None:
    factories.without_an_address()
    _, bo = many(2)
    agent.send("/next/pull")
    agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")
    act(leader, "close", bo, sure="1", disposition="duplicate", note="Twice")
    source = Lead.objects.get(pk=ana).source_id

    assert names(leader.see("/leads")) == ["Owen Blake", "Ana Lima", "Leo 00"]
    assert names(leader.see("/leads?state=scheduled")) == ["Ana Lima"]
    assert names(leader.see("/leads?state=ready")) == ["Leo 00"]
    assert names(leader.see("/leads?state=closed")) == ["Leo 01"]
    assert names(leader.see("/leads?state=all&closed_as=duplicate")) == ["Leo 01"]
    assert names(leader.see("/leads?closed_as=duplicate")) == ["Leo 01"]
    assert names(leader.see("/leads?state=parked&reason=no_phone")) == ["Owen Blake"]
    assert names(leader.see("/leads?overdue=1")) == []
    assert len(names(leader.see(f"/leads?source={source}"))) == 3
    assert names(leader.see("/leads?since=2999-01-01")) == []
    assert "No leads match these filters" in leader.text


@pytest.mark.parametrize(
    "query",
    [
        "state=nowhere",
        "source=x",
        "q=%00",
        "since=never",
        "after=x",
        "after=2026-01-01_1",
        "team=9e9",
    ],
)
def test_a_filter_that_is_none_breaks_nothing(query: str, leader: Visitor) -> None:
    leader.see(f"/leads?{query}")
    assert leader.status == 200


@pytest.mark.parametrize("counted", [lead_list.COUNTED, 3])
def test_pages_follow_each_other_though_leads_come_in_meanwhile(
    leader: Visitor, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_list, "COUNTED", counted)  # few leads, and many: read in two ways
    many(60)
    first = names(leader.see("/leads"))
    link = re.search(r'class="on" href="([^"]+)"', leader.text)
    assert link
    factories.lead("Newest Of All", "+1 512 555 0199", age=timedelta())
    second = names(leader.see(link[1].replace("&amp;", "&")))

    assert len(first) == lead_list.PAGE
    assert len(second) == 11
    assert not set(first) & set(second)
    assert "Last page" in leader.text


def test_a_page_asks_as_much_for_many_leads_as_for_one(
    leader: Visitor, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert leader.who is not None
    # the leads, their ids, count and last outcomes, the labels, the clock; lanes, windows, packs
    # and lists: which lanes never open
    with django_assert_num_queries(10):
        lead_list.page(viewer=leader.who, wanted=lead_list.LeadFilter())
    many(30)
    with django_assert_num_queries(10):
        found = lead_list.page(viewer=leader.who, wanted=lead_list.LeadFilter())
    assert len(found.rows) == found.count == 31
    # a search by one word reads the words first
    with django_assert_num_queries(11):
        found = lead_list.page(viewer=leader.who, wanted=lead_list.LeadFilter(text="leo"))
    assert len(found.rows) == 30


def test_owner_last_outcome_and_value_have_columns_of_their_own(
    leader: Visitor, agent: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    assert leader.who is not None
    found = lead_list.page(viewer=leader.who, wanted=lead_list.LeadFilter())
    assert (found.rows[0].state, found.rows[0].who) == ("held", "Robin")
    assert (found.rows[0].last_outcome, found.rows[0].value) == ("", Decimal(100))

    agent.settle(agent.hand().token, disposition="no_answer", note="Rang out", then="stop")
    Lead.objects.filter(pk=ana).update(value=1234)
    page = leader.see("/leads")
    row = page[page.index(f'id="lead-{ana}"') :]
    row = row[: row.index("</tr>")]
    for column in (">No answer</td>", ">1,234</td>"):
        assert column in row, column


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ana", ["Ana Lima"]),
        ("LIMA", ["Ana Lima"]),
        ("+1 512 555 0142", ["Ana Lima"]),
        ("leo", ["Leo 00", "Leo 01"]),
        ("nobody", []),
        ("   ", ["Ana Lima", "Leo 00", "Leo 01"]),
        ("%F0%9F%98%80" * 20, []),
    ],
)
def test_a_search_narrows_the_list_with_the_other_filters(
    text: str, found: list[str], leader: Visitor, ana: UUID
) -> None:
    many(2)
    assert names(leader.see(f"/leads?q={text.replace('+', '%2B')}")) == found
    assert names(leader.see(f"/leads?state=closed&q={text.replace('+', '%2B')}")) == []


def test_a_search_finds_no_lead_of_another_team(ana: UUID) -> None:
    away = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert names(away.see("/leads?q=ana")) == []
    assert names(away.see(f"/leads?q={ana}")) == []


def test_each_filter_is_a_chip_that_removes_only_itself(leader: Visitor, ana: UUID) -> None:
    source = Lead.objects.get(pk=ana).source_id
    page = leader.see(f"/leads?q=<b>&state=ready&source={source}&since=2027-09-01&after=x")
    chips = re.search(r'<ul class="chips".*?</ul>', page)
    assert chips
    links = re.findall(r'href="/leads\?([^"]*)"> ?<span>(.*?)</span>', chips[0])
    assert [words for _, words in links] == [
        "Search: &lt;b&gt;",
        "State: Ready",
        "Source: Web form",
        "Received since: Sept. 1, 2027",
    ]
    for name, (rest, _) in zip(("q", "state", "source", "since"), links, strict=True):
        left = set(QueryDict(rest.replace("&amp;", "&")))
        assert left == {"q", "state", "source", "since"} - {name}
    assert 'value="&lt;b&gt;"' in page, "the search stays in its field"
    assert 'value="2027-09-01"' in page
    assert 'class="chips"' not in leader.see("/leads?state=&source=x&q=")


def test_the_list_says_how_many_leads_there_are(
    leader: Visitor, ana: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "<strong>1 lead</strong>" in leader.see("/leads")
    many(4)
    assert "<strong>5 leads</strong>" in leader.see("/leads")
    assert "<strong>0 leads</strong>" in leader.see("/leads?q=nobody")
    monkeypatch.setattr(lead_list, "COUNTED", 3)
    assert "<strong>More than 3 leads</strong>" in leader.see("/leads")


def test_a_leader_sees_their_team_and_whatever_is_parked(ana: UUID) -> None:
    factories.without_an_address()
    away = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert names(away.see("/leads")) == ["Owen Blake"]
    admin = Visitor(factories.add("Ada", role="admin", team="Elsewhere"))
    assert names(admin.see("/leads")) == ["Owen Blake", "Ana Lima"]


def test_parking_many_asks_once_and_is_undone(leader: Visitor, ana: UUID) -> None:
    bo, cy = many(2)
    assert "Park 3 leads?" in act(leader, "park", ana, bo, cy)
    assert not models.CardRow.objects.filter(state="parked").exists()

    page = act(leader, "park", ana, bo, cy, sure="1", back="state=ready")
    assert leader.to == "/leads?state=ready"
    assert "3 leads are parked" in page
    assert "3 leads" in page

    assert "3 leads are unparked" in leader.send("/leads/undo")
    assert not models.CardRow.objects.filter(state="parked").exists()
    assert "nothing to undo" in leader.send("/leads/undo")


def test_of_those_that_were_not_done_it_is_said_why(leader: Visitor, ana: UUID) -> None:
    owen = factories.without_an_address()
    page = act(leader, "unpark", ana, owen, UUID(int=7), sure="1")
    assert "1 lead was not changed: This lead is no longer parked." in page
    assert "1 lead was not changed: This lead has no valid phone. Add one first." in page
    assert "1 lead was not changed: Lead not found." in page


def test_closing_needs_a_disposition_and_a_note_and_is_undone(leader: Visitor, ana: UUID) -> None:
    act(leader, "close", ana, sure="1", disposition="duplicate", note="")
    assert leader.status == 422
    assert "Enter the reason for closing" in leader.text
    assert Lead.objects.get(pk=ana).closed_at is None

    act(leader, "close", ana, sure="1", disposition="duplicate", note="Twice")
    assert Lead.objects.get(pk=ana).closed_as == "duplicate"
    assert "1 lead is reopened" in leader.send("/leads/undo")
    assert models.CardRow.objects.get(pk=ana).state == "ready"
    assert "Reopened by Lena" in leader.see(f"/leads/{ana}")


def test_undoing_a_reopening_closes_each_lead_as_it_was(leader: Visitor, ana: UUID) -> None:
    bo = many(1)[0]
    act(leader, "close", ana, sure="1", disposition="duplicate", note="Twice")
    act(leader, "close", bo, sure="1", disposition="won", note="Signed")
    act(leader, "reopen", ana, bo, sure="1")
    assert "2 leads are closed" in leader.send("/leads/undo")
    closed = Lead.objects.in_bulk([ana, bo])
    assert (closed[ana].closed_as, closed[bo].closed_as) == ("duplicate", "won")


def test_who_asked_not_to_be_called_stays_closed(leader: Visitor, ana: UUID) -> None:
    act(leader, "close", ana, sure="1", disposition="do_not_call", note="They said so")
    page = act(leader, "reopen", ana, sure="1")
    assert "The customer opted out of calls" in page
    assert Lead.objects.get(pk=ana).closed_at is not None


def test_who_asked_again_is_not_opened_twice(leader: Visitor, ana: UUID) -> None:
    act(leader, "close", ana, sure="1", disposition="duplicate", note="Twice")
    long_ago = clock.now() - timedelta(days=31)
    Lead.objects.filter(pk=ana).update(closed_at=long_ago)
    again = factories.lead("Ana Lima", age=timedelta())
    assert again != ana
    assert "already has a newer open lead" in act(leader, "reopen", ana, sure="1")
    assert Lead.objects.filter(closed_at=None).count() == 1


def test_what_has_no_number_any_more_is_opened_parked(leader: Visitor, ana: UUID) -> None:
    Address.objects.filter(lead_id=ana, kind="email").update(valid=False)
    act(leader, "close", ana, sure="1", disposition="wrong_number", note="A bakery")
    act(leader, "reopen", ana, sure="1")
    card = models.CardRow.objects.get(pk=ana)
    assert (card.state, card.park_reason) == ("parked", "no_phone")


def test_nothing_selected_changes_nothing(leader: Visitor, ana: UUID) -> None:
    assert "No leads are selected" in leader.send("/leads/act", act="park")
    assert "No leads are selected" in act(leader, "burn", ana, sure="1")
    assert "No leads are selected" in leader.send("/leads/act", act="park", lead="x", sure="1")


def test_a_leader_acts_on_no_other_teams_leads(ana: UUID, robin: Person) -> None:
    away = Visitor(factories.add("Ola", role="leader", team="Elsewhere"))
    assert "Lead not found" in act(away, "park", ana, sure="1")
    assert models.CardRow.objects.get(pk=ana).state == "ready"


def test_many_are_moved_and_valued_and_brought_back(leader: Visitor, ana: UUID) -> None:
    north = factories.add("Nils", role="leader", team="North").team
    assert "New team" in act(leader, "move", ana)
    assert "Choose a team" in act(leader, "move", ana, sure="1")
    assert leader.status == 422
    assert "1 lead is moved to the team" in act(leader, "move", ana, sure="1", team=str(north.pk))
    assert "Ana Lima" not in names(leader.text)
    assert "1 lead is moved to the team" in leader.send("/leads/undo")
    assert "Ana Lima" in names(leader.text)

    assert "Value of each lead" in act(leader, "value", ana)
    assert "is not an amount" in act(leader, "value", ana, sure="1", value="-3")
    assert "The value of 1 lead is set" in act(leader, "value", ana, sure="1", value="750.00")
    assert str(Lead.objects.get(pk=ana).value) == "750.00"
    assert "Restore the previous values" in leader.text
    leader.send("/leads/undo")
    assert Lead.objects.get(pk=ana).value is None


def test_a_lead_lost_outside_is_lost_again_when_its_reopening_is_undone(
    leader: Visitor, ana: UUID
) -> None:
    leader.send(f"/leads/{ana}/came-to", verdict="lost")
    act(leader, "reopen", ana, sure="1")
    assert Lead.objects.get(pk=ana).closed_at is None
    leader.send("/leads/undo")
    assert Lead.objects.get(pk=ana).closed_as == "lost"


def test_a_view_is_saved_found_and_removed(leader: Visitor, ana: UUID) -> None:
    assert "Save view" not in leader.see("/leads")
    assert "Save view" in leader.see("/leads?state=parked&reason=no_phone")
    page = leader.send("/leads/views", name="No <phone>", back="state=parked&reason=no_phone")
    assert "View saved" in page
    assert 'href="/leads?state=parked&amp;reason=no_phone" aria-current="true"' in page
    assert "No &lt;phone&gt;" in leader.see("/leads")
    assert "1 to 60 printable" in leader.send("/leads/views", name="", back="state=parked")
    view = SavedView.objects.get()
    assert "View deleted" in leader.send(f"/leads/views/{view.pk}/remove")
    assert not SavedView.objects.exists()


def test_what_is_parked_is_looked_at_on_the_day_that_was_chosen(leader: Visitor, ana: UUID) -> None:
    day = (clock.now() + timedelta(days=9)).date()
    act(leader, "park", ana, sure="1", review_on="2020-01-01")
    assert leader.status == 422
    act(leader, "park", ana, sure="1", review_on=day.isoformat())
    review_at = models.CardRow.objects.get(pk=ana).review_at
    assert review_at is not None
    assert review_at.date() == day


def test_leads_whose_calling_hours_never_come_are_counted_listed_and_told(
    leader: Visitor, ana: UUID
) -> None:
    assert "Never callable" not in leader.see("/floor")
    compliance_models.CallingWindow.objects.all().delete()
    assert "Never callable" in leader.see("/floor")
    page = leader.see("/leads?state=never")
    assert f'href="/leads/{ana}">Ana Lima</a>' in page
    assert 'tag warn">Never callable' in page
    page = leader.see(f"/leads/{ana}")
    assert "This lead cannot be called. The calling hours allow no call in" in page
    assert "no calling hours are set for" in page
