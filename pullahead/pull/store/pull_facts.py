"""Facts for a pull's choice, read in one statement behind the agent's lock."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.compliance import rules
from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.queries import DncRow, hours_of, limits_of
from pullahead.pull import backlog_estimate
from pullahead.pull.contact_rates import Rates, rates_in
from pullahead.pull.rules import Lane
from pullahead.pull.store.fact_rows import lanes_in, pull_facts_row


@dataclass(frozen=True, slots=True)
class PullFacts:
    """Facts of a pull. `holds` and `promised` tell where to look, not the result."""

    skills: frozenset[str]
    holds: bool  # a card, perhaps interrupted or expired
    promised: bool  # a callback of theirs is due
    due: bool  # a card waits to be requeued
    wait_estimate: timedelta  # T
    uncounted: bool  # T is too old
    lanes: tuple[Lane, ...]
    limits: rules.RuleSet
    hours: Hours
    rates: Rates


def read_pull_facts(agent: int, now: datetime) -> PullFacts:
    """Read all facts as they are now."""
    row = pull_facts_row(agent, now)
    lists = [DncRow(*one) for one in json.loads(row.lists or "[]")]
    limits = limits_of(lists, row.packs or "", now)
    rates = rates_in(row.figures)
    wait_estimate, old = backlog_estimate.wait_estimate_from(
        row.ready, row.agents, row.counted_at, now=now, rates=rates
    )
    return PullFacts(
        skills=frozenset((row.skills or "").split()),
        holds=bool(row.holds),
        promised=bool(row.promised),
        due=bool(row.due),
        wait_estimate=wait_estimate,
        uncounted=old,
        lanes=lanes_in(row.lanes),
        limits=limits,
        hours=hours_of(row.windows, limits.packs),
        rates=rates,
    )
