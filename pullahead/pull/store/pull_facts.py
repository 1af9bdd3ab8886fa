"""Facts for a pull's choice, read in one statement behind the agent's lock."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import NamedTuple

from pullahead.base.db import statements
from pullahead.compliance.queries import DncRow, hours_of, limits_of
from pullahead.pull import backlog_estimate
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.contact_rates import rates_in
from pullahead.pull.rules import ReviewAt
from pullahead.pull.store import rows
from pullahead.pull.store.statements import statement, steady, steady_text


def read_pull_facts(
    agent: int, now: datetime, *, active: bool, review_at: ReviewAt, exploration: float
) -> AgentContext:
    """Read all facts as they are now."""
    row = pull_facts_row(agent, now)
    lists = [DncRow(*one) for one in json.loads(row.lists or "[]")]
    limits = limits_of(lists, row.packs or "", now)
    rates = rates_in(row.figures)
    wait_estimate, old = backlog_estimate.wait_estimate_from(
        row.ready, row.agents, row.counted_at, now=now, rates=rates
    )
    return AgentContext(
        agent=agent,
        active=active,
        hours=hours_of(row.windows, limits.packs),
        review_at=review_at,
        wait_estimate=wait_estimate,
        exploration=exploration,
        skills=frozenset((row.skills or "").split()),
        limits=limits,
        holds=bool(row.holds),
        callback_due=bool(row.callback_due),
        stale=bool(row.due) or old,
        lanes=rows.lanes_in(row.lanes),
        rates=rates,
        rates_version=row.rates_version,
    )


class PullFactsRow(NamedTuple):
    """Facts for a pull's choice, in the database's form."""

    skills: str | None
    holds: object
    callback_due: object
    due: object
    packs: str | None
    lists: str | None
    windows: str
    lanes: str
    figures: str | None
    rates_version: int | None
    ready: int | None
    agents: int | None
    counted_at: object


def pull_facts_row(agent: int, now: datetime) -> PullFactsRow:
    """Read all facts as they are now, the windows and lanes as texts ."""
    values = {"agent": agent, "now": rows.adapted(now)}
    row = PullFactsRow(*statements.read(_gate(), values)[0])
    windows, lanes = steady_text("windows", row.windows), steady_text("lanes", row.lanes)
    return row._replace(windows=windows, lanes=lanes)


@cache
def _gate() -> str:
    text = statement("gate")
    return text.replace("{windows}", steady("windows")).replace("{lanes}", steady("lanes"))
