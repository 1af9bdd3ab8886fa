"""The live fragment, messages to agents, and the wallboard."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from django.test import Client

from pullahead.base import clock
from pullahead.floor.models import FloorMessageRow
from pullahead.pull.models import BoostRow
from pullahead.team.models import Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


def test_an_unchanged_floor_is_not_sent_again(agent: Visitor, ana: UUID) -> None:
    client = Client()
    client.force_login(factories.add("Lena B", role="leader"))
    for _ in range(3):  # ages are written anew every ten seconds
        first = client.get("/floor/live")
        etag = first.headers["ETag"]
        same = client.get("/floor/live", headers={"if-none-match": etag})
        if same.status_code == 304:
            break
    assert "no-store" not in first.headers["Cache-Control"]
    assert "private" in first.headers["Cache-Control"]
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    other = Client()
    other.force_login(factories.add("Lou", role="leader"))
    assert other.get("/floor/live", headers={"if-none-match": etag}).status_code == 200
    agent.send("/next/pull")
    factories.later(timedelta(seconds=3))
    changed = client.get("/floor/live", headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert "Ana Lima" in changed.content.decode()


def test_a_message_reaches_the_agent_who_marks_it_as_read(
    agent: Visitor, leader: Visitor, robin: Person
) -> None:
    page = leader.see("/floor")
    assert "At risk: none" in page
    address = f"/floor/message/{robin.pk}"
    assert f'href="{address}"' in page
    assert "Enter a message" in leader.send(address, about="ask", text="")
    leader.send(address, about="ask", text="Why so <fast>?")
    seen = agent.see("/next")
    assert "Question from Lena" in seen
    assert "Why so &lt;fast&gt;?" in seen
    message = FloorMessageRow.objects.get()
    agent.send(f"/messages/{message.pk}/read")
    assert "Question from Lena" not in agent.see("/next")


def test_the_wallboard_shows_six_figures_and_takes_targets(leader: Visitor) -> None:
    page = leader.see("/floor/wallboard")
    assert page.count("board-figure ") + page.count('board-figure"') == 6
    assert "Enter a whole number" in leader.send("/floor/wallboard/targets", wins_today="many")
    leader.send("/floor/wallboard/targets", wins_today="4")
    assert "Target: at least 4" in leader.see("/floor/wallboard/live")


def test_team_leads_share_a_rendered_floor_but_not_their_form_tokens(
    agent: Visitor, leader: Visitor
) -> None:
    agent.send("/next/pull")
    other = Visitor(factories.add("Lou", role="leader"))
    pages = [one.see("/floor/live") for one in (leader, other)]
    tokens = [re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page) for page in pages]
    assert all(tokens)
    assert not set(tokens[0]) & set(tokens[1])
    assert "csrf-token-of-the-viewer" not in pages[1]
    # nobody has a link to message themselves
    for one, page, theirs in zip((leader, other), pages, reversed(pages), strict=True):
        assert one.who is not None
        link = f'href="/floor/message/{one.who.pk}"'
        assert link not in page
        assert link in theirs


def test_a_team_lead_boosts_a_filter_ends_it_and_resumes_it(leader: Visitor) -> None:
    until = (clock.now() + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    sent = {"factor": "2", "until": until, "reason": "Pools sell now", "field": "product"}
    assert "Enter the value of this field." in leader.send("/floor/boosts/add", **sent)
    page = leader.send("/floor/boosts/add", **sent, equals="Pool", least_value="500")
    assert "Sales, product = Pool, value from 500 ×2.0" in page
    boost = BoostRow.objects.get()
    page = leader.send(f"/floor/boosts/{boost.pk}/end")
    assert "Resume until" in page
    assert "Resume until" not in leader.send(f"/floor/boosts/{boost.pk}/resume")
    assert BoostRow.objects.filter(ended_at=None).count() == 1
