"""The live fragment answers 304 while its viewer has it already."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.test import Client

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
    assert (same.status_code, same.content) == (304, b"")
    other = Client()
    other.force_login(factories.add("Lou", role="leader"))
    assert other.get("/floor/live", headers={"if-none-match": etag}).status_code == 200
    agent.send("/next/pull")
    factories.later(timedelta(seconds=3))
    changed = client.get("/floor/live", headers={"if-none-match": etag})
    assert changed.status_code == 200
    assert "Ana Lima" in changed.content.decode()
