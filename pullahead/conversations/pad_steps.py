"""Read the lines of a pad about the buyer's steps: *+ legal review 12 Jan*. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from pullahead.conversations.pad_days import plain_text, split_last_day
from pullahead.conversations.pad_doubts import with_day
from pullahead.conversations.pad_lines import PadFacts, PadKind, PadLine

_STEP = re.compile(r"^(?P<sign>[+~\-–−])\s+(?P<what>\S.*)$")


def step(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read a step that is added, moved or dropped; the last two need an open step that matches."""
    found = _STEP.match(said)
    if found is None:
        return None
    what, reading = split_last_day(found["what"], facts.today)
    if found["sign"] == "+":
        return with_day(replace(line, kind=PadKind.STEP_ADDED, what=what), reading, facts, chosen)
    matching = [one for one in facts.steps if plain_text(one).startswith(plain_text(what))]
    if len(matching) != 1:
        return None
    if found["sign"] != "~":
        return replace(line, kind=PadKind.STEP_DROPPED, what=matching[0])
    moved = replace(line, kind=PadKind.STEP_MOVED, what=matching[0])
    return with_day(moved, reading, facts, chosen)
