"""docs/journal.md has every kind of event under its own heading, and no others."""

from __future__ import annotations

import re

import pytest

from pullahead.base.journal import JournalEvent
from pullahead.config import ROOT

# Pure modules write events by their text, because they cannot import the enum
WRITERS = [f"pull/{name}.py" for name in ("engine", "claims", "take", "call_rules", "settle_rules")]


def test_every_event_has_its_heading() -> None:
    doc = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `(.+)`$", doc, re.MULTILINE)

    assert sorted(headings) == sorted(JournalEvent)


def test_lines_from_before_a_kind_was_renamed_are_still_read() -> None:
    earlier = ["guide.changed", "text.changed", "chance.tried", "chance.published"]
    now = ["call_script.changed", "message_template.changed"]
    now += ["score_model.tested", "score_model.published"]
    assert [JournalEvent(kind) for kind in earlier] == now
    with pytest.raises(ValueError, match="unheard"):
        JournalEvent("unheard.of")


def test_every_event_that_the_engine_writes_is_one() -> None:
    written = set()
    for name in WRITERS:
        text = (ROOT / "pullahead" / name).read_text(encoding="utf-8")
        written |= set(re.findall(r'"((?:lead|card|claim|callback)\.[a-z_]+)"', text))

    assert written
    assert written <= set(JournalEvent)
