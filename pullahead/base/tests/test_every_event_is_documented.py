"""docs/journal.md has every kind of event under its own heading, and no others."""

from __future__ import annotations

import re

from pullahead.base.journal import JournalEvent
from pullahead.config import ROOT

# Pure modules write events by their text, because they cannot import the enum
WRITERS = ("pull/engine.py", "pull/take.py")


def test_every_event_has_its_heading() -> None:
    doc = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `(.+)`$", doc, re.MULTILINE)

    assert sorted(headings) == sorted(JournalEvent)


def test_every_event_that_the_engine_writes_is_one() -> None:
    written = set()
    for name in WRITERS:
        text = (ROOT / "pullahead" / name).read_text(encoding="utf-8")
        written |= set(re.findall(r'"((?:lead|card|claim|callback)\.[a-z_]+)"', text))

    assert written
    assert written <= set(JournalEvent)
