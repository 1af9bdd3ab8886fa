"""What a pull asks before it chooses, in one statement behind its agent's lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.pull import backlog, law
from pullahead.pull.legal import DncRow, hours_of, limits_of
from pullahead.pull.rates import Rates, rates_in
from pullahead.pull.rules import Lane
from pullahead.pull.store.facts import gate_row, lanes_in
from pullahead.pull.windows import Hours


@dataclass(frozen=True, slots=True)
class Gate:
    """The facts of a pull. `holds` and `promised` say what to look for, not what will be found."""

    skills: frozenset[str]
    holds: bool  # a card, though perhaps one that was interrupted or whose end has passed
    promised: bool  # a promise of theirs is due
    due: bool  # something waits to be taken back
    lull: timedelta  # T
    uncounted: bool  # T was counted too long ago
    lanes: tuple[Lane, ...]
    limits: law.Limits
    hours: Hours
    rates: Rates


def read_gate(agent: int, now: datetime) -> Gate:
    """All of it as it stands now."""
    row = gate_row(agent, now)
    lists = [DncRow(*one) for one in json.loads(row.lists or "[]")]
    limits = limits_of(lists, row.packs or "", now)
    rates = rates_in(row.figures)
    lull, old = backlog.lull_from(row.ready, row.agents, row.counted_at, now=now, rates=rates)
    return Gate(
        skills=frozenset((row.skills or "").split()),
        holds=bool(row.holds),
        promised=bool(row.promised),
        due=bool(row.due),
        lull=lull,
        uncounted=old,
        lanes=lanes_in(row.lanes),
        limits=limits,
        hours=hours_of(row.windows, limits.packs),
        rates=rates,
    )
