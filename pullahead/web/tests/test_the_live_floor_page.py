"""The live fragment, messages to agents, and the wallboard."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.test import Client

from pullahead.floor.models import FloorMessageRow
from pullahead.team.models import Person
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


def test_an_unchanged_floor_is_not_sent_again(agent: Visitor, ana: UUID) -> None:
    client = Client()
    client.force_login(factories.add("Lena B", role="leader"))
    first = client.get("/floor/live")
    etag = first.headers["ETag"]
    assert "no-store" not in first.headers["Cache-Control"]
    assert "private" in first.headers["Cache-Control"]
    same = client.get("/floor/live", headers={"if-none-match": etag})
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
    assert "At risk: no lead" in page
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
