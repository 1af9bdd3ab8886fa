"""docs/states.md matches the code: every act and rule exists, no arrow is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pullahead.base.journal import JournalEvent
from pullahead.pull import cadence, call_rules, nurturing, rules
from pullahead.pull.engine import Engine
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import MemoryGround
from pullahead.pull.tests.stories import ARROWS, CLOSED, NOWHERE, _next, impossible
from pullahead.pull.tests.walks import walk

PAGE = (Path(__file__).parents[3] / "docs" / "states.md").read_text(encoding="utf-8")
PAGE = PAGE.partition("## Promises")[0]  # promises and items have tests of their own
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| (–|ready|held|scheduled|parked) \| `", line)
]
RULES = (rules, cadence, call_rules, nurturing)
DRAWN = re.findall(r"^ +(\S+) --> (\S+): (\w+)", PAGE, re.MULTILINE)


def test_every_act_is_one_of_the_engine() -> None:
    assert ROWS
    for row in ROWS:
        assert callable(getattr(Engine, row[1].strip("`"))), row


def test_every_rule_and_journal_event_exists() -> None:
    events = {event.value for event in JournalEvent}
    for row in ROWS:
        for rule in re.findall(r"`(\w+)`", row[3]):
            assert any(callable(getattr(module, rule, None)) for module in RULES), row
        assert set(re.findall(r"`([\w.]+)`", row[4])) <= events, row


def test_the_picture_and_the_table_say_the_same() -> None:
    in_picture = {(_named(a), act, _named(b, end=True)) for a, b, act in DRAWN}
    in_table = {(row[0], row[1].strip("`"), row[2]) for row in ROWS}
    assert in_picture == in_table


def _named(state: str, *, end: bool = False) -> str:
    return state if state != "[*]" else "closed" if end else "–"


@pytest.mark.parametrize("seed", range(12))
def test_no_walk_passes_an_arrow_that_is_not_drawn(seed: int) -> None:
    floor = Floor(MemoryGround())
    walk([floor], seed, steps=300)
    assert impossible(floor.ground.journal()) == []
    # a customer who comes in has a parked lead taken (docs/states.md, The customer pulls)
    allowed = {(row[0], row[2]) for row in ROWS} | {("parked", "held")}
    assert passed(floor) <= allowed


def passed(floor: Floor) -> set[tuple[str, str]]:
    """Return each (state, next state) that the journal of a walk shows, act by act."""
    states: dict[object, str] = {}
    found = set()
    events = [e for e in floor.ground.journal() if e.lead_id is not None]
    for number, event in enumerate(events):
        before = states.get(event.lead_id, NOWHERE)
        after = _after(before, str(event.kind), dict(event.data))
        states[event.lead_id] = after
        last = events[number + 1] if number + 1 < len(events) else None
        # the end of a claim that also closes or parks the lead is one act
        together = last is not None and (last.lead_id, last.at) == (event.lead_id, event.at)
        if not (together and str(event.kind) in {"claim.settled", "claim.ended"}):
            found.add((before or "–", after))
    return {pair for pair in found if pair[0] != pair[1] and pair[0] != CLOSED}


def _after(before: str, kind: str, data: dict[str, object]) -> str:
    return _next(before, ARROWS[kind][1], data) if kind in ARROWS else before
