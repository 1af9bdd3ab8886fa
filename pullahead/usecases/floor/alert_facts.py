"""Facts for the conditions of alerts, read by the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from pullahead.compliance.calling_hours import MAIL
from pullahead.floor.rules import (
    FRESH_AT_MOST,
    AlertFacts,
    ClaimEnd,
    FreshLead,
    SilentSource,
    TeamPresence,
)
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.rules import CardState
from pullahead.team import queries as team
from pullahead.usecases.common.cached_counts import counts_snapshot

FRESH_FOR = timedelta(hours=24)  # an older untouched lead is late for another reason
FRESH_READ = 5_000
CLAIMS_OF = timedelta(hours=4)


def alert_facts(now: datetime, silent: Sequence[SilentSource]) -> AlertFacts:
    """Return the facts of this moment; silent sources are known to the caller."""
    teams = dict(team.agents().values_list("id", "team_id"))
    since = now - CLAIMS_OF
    own = models.ClaimRow.objects.filter(agent_id__in=list(teams), started_at__gte=since)
    claims = own.values_list("agent_id", "ended_at", "end")
    ended = [
        ClaimEnd(agent, teams[agent], at, end == models.ClaimRow.End.ENDED)
        for agent, at, end in claims
        if at is not None
    ]
    return AlertFacts(
        fresh=tuple(_fresh(now)),
        teams=tuple(_teams(now, teams, team.present_ids())),
        claims=tuple(sorted(ended, key=lambda one: one.at, reverse=True)),
        silent=tuple(silent),
    )


def _fresh(now: datetime) -> list[FreshLead]:
    """Return the ready leads of the last day that no agent has called, the oldest first."""
    hours = pull_queries.hours()
    rows = models.CardRow.objects.filter(
        state=CardState.READY,
        first_at__isnull=True,
        round=1,
        lead__admitted_at__gte=now - FRESH_FOR,
        lead__admitted_at__lt=now - FRESH_AT_MOST,
    ).exclude(lane__windows=MAIL)
    found = rows.order_by("lead__admitted_at").values_list(
        "team_id", "lead__admitted_at", "lane__windows"
    )
    before = now - FRESH_AT_MOST
    return [
        FreshLead(team_id, at, hours.is_open(windows, now), hours.is_open(windows, before))
        for team_id, at, windows in found[:FRESH_READ]
    ]


def _teams(now: datetime, teams: dict[int, int], present: frozenset[int]) -> list[TeamPresence]:
    hours = pull_queries.hours()
    waiting = counts_snapshot(now).waiting()
    leads = sum(
        one.ready
        for one in waiting
        if one.lane.windows != MAIL and hours.is_open(one.lane.windows, now)
    )
    agents = Counter(teams.values())
    there = Counter(teams[agent] for agent in present if agent in teams)
    return [
        TeamPresence(
            team_id=team_id,
            agents=count,
            present=there[team_id],
            working_hours=team.calendar(team_id).is_working(now),
            callable_leads=leads,
        )
        for team_id, count in agents.items()
    ]
