"""What a pull asks before it chooses, in one statement behind its agent's lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.pull import backlog, law
from pullahead.pull.legal import DncRow, hours_of, limits_of
from pullahead.pull.rates import Rates, rates_in
from pullahead.pull.rules import Lane
from pullahead.pull.store.db import gate_row, lanes_in
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
    skills, holds, promised, due, stamp, lists, windows, lanes, *rest = gate_row(agent, now)
    figures, *counted = rest
    limits = limits_of([DncRow(*row) for row in json.loads(lists or "[]")], stamp or "", now)
    rates = rates_in(figures)
    lull, old = backlog.lull_from(*counted, now=now, rates=rates)
    return Gate(
        skills=frozenset((skills or "").split()),
        holds=bool(holds),
        promised=bool(promised),
        due=bool(due),
        lull=lull,
        uncounted=old,
        lanes=lanes_in(lanes or "[]"),
        limits=limits,
        hours=hours_of(windows or "[]", limits.packs),
        rates=rates,
    )
