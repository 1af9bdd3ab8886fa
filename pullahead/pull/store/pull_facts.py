"""Facts for a pull's choice, read in one statement behind the agent's lock."""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from pullahead.base.db import statements
from pullahead.base.ids import first_id_within
from pullahead.compliance.queries import DncRow, hours_of, limits_of
from pullahead.pull import backlog_estimate
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.contact_rates import rates_in
from pullahead.pull.gate import (
    DAY,
    HOUR,
    STANDING_AT_MOST,
    TRIAL,
    AgentLimits,
    FreshThrottle,
    GateFacts,
)
from pullahead.pull.order_rules import trial_in
from pullahead.pull.rules import ReviewAt
from pullahead.pull.store import rows
from pullahead.pull.store.settle_facts import known_moment
from pullahead.pull.store.statements import statement, steady, steady_text
from pullahead.team.queries import calendar_in
from pullahead.team.shift_rules import leave_at, shift_at


def read_pull_facts(
    agent: int,
    now: datetime,
    *,
    day_began: datetime,
    active: bool,
    review_at: ReviewAt,
    exploration: float,
) -> AgentContext:
    """Read all facts as they are now. `day_began` is the midnight before, in the agent's zone."""
    row = pull_facts_row(agent, now, day_began)
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
        gate=gate_facts(row, now, day_began),
        trial=trial_in(json.loads(row.trial) if row.trial else None),
        compares_scripts=bool(row.compares_scripts),
    )


def gate_facts(row: PullFactsRow, now: datetime, day_began: datetime) -> GateFacts:
    """Return the facts that the gate judges."""
    shift = shift_at(calendar_in(row.shift) if row.shift else None, now)
    spans = json.loads(row.leave or "[]")
    leave = tuple((known_moment(begins), known_moment(ends)) for begins, ends in spans)
    return GateFacts(
        leave_until=leave_at(leave, now),
        off_shift=not shift.on,
        shift_begins_at=shift.begins_at,
        day_began=day_began,
        throttle=_throttle(row.throttle),
        **_limits(row.limits),
    )


def _limits(text: str | None) -> dict[str, Any]:
    if text is None:
        return {}
    open_work, per_hour, per_day, owned, pulls = json.loads(text)
    return {
        "limits": AgentLimits(open_work, per_hour, per_day),
        "open_work": owned,
        "pulls": tuple(known_moment(at) for at in pulls or ()),
    }


def _throttle(text: str | None) -> FreshThrottle | None:
    if text is None:
        return None
    every, fresh_ready, asking, lately = json.loads(text)
    return FreshThrottle(every, int(fresh_ready), asking, tuple(map(bool, lately or ())))


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
    shift: str | None
    leave: str | None
    limits: str | None
    throttle: str | None
    trial: str | None
    compares_scripts: object


def pull_facts_row(agent: int, now: datetime, day_began: datetime) -> PullFactsRow:
    """Read all facts as they are now, the windows and lanes as texts ."""
    moments = {
        "now": now,
        "since": min(day_began, now - HOUR),
        "published": now - STANDING_AT_MOST,
        "trial": now - TRIAL,
        "day_old": first_id_within(DAY),
    }
    values = {"agent": agent} | {name: rows.adapted(value) for name, value in moments.items()}
    row = PullFactsRow(*statements.read(_gate(), values)[0])
    windows, lanes = steady_text("windows", row.windows), steady_text("lanes", row.lanes)
    return row._replace(windows=windows, lanes=lanes)


@cache
def _gate() -> str:
    text = statement("gate")
    return text.replace("{windows}", steady("windows")).replace("{lanes}", steady("lanes"))
