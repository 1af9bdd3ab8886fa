"""Figures of each team now, published by the worker: callbacks of today, spoilage a minute."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from pullahead.base.db.reader import report
from pullahead.pull.models import CardRow, Route
from pullahead.reports import honesty, periods, work_facts
from pullahead.reports.costs import organization_zone
from pullahead.reports.honesty import CallbackCounts, CallbackResult
from pullahead.reports.spoilage import SpoilageCause
from pullahead.reports.spoilage_page import CAUSES, losses_a_minute
from pullahead.reports.team_stays import slot_of
from pullahead.team.models import Team

# with more ready leads the loss of each is not computed every minute
READY_AT_MOST = 50_000


@dataclass(frozen=True, slots=True)
class TeamNow:
    """Callbacks of a team that were due today, and what its ready leads lose a minute by cause."""

    team_id: int
    callbacks: CallbackCounts
    lost: tuple[float, ...] | None  # in the order of CAUSES; None with very many ready leads


@report
def floor_now(now: datetime) -> tuple[TeamNow, ...]:
    """Return the figures of every team."""
    callbacks = _callbacks(now)
    lost = _lost(now)
    return tuple(
        TeamNow(
            team_id,
            honesty.callback_counts(callbacks.get(team_id, ())),
            None if lost is None else tuple(lost.get((team_id, why), 0.0) for why in CAUSES),
        )
        for team_id in Team.objects.order_by("id").values_list("id", flat=True)
    )


def _callbacks(now: datetime) -> dict[int, list[CallbackResult]]:
    """Return the results of the callbacks due today, by the team of their owner."""
    today = periods.last_days(1, zone=organization_zone().key, now=now)
    stays = work_facts.read_stays()
    found: dict[int, list[CallbackResult]] = defaultdict(list)
    for one in work_facts.callbacks(today, work_facts.Scope()):
        found[stays.at(one.owner, slot_of(one.due_at))].append(one.result)
    return found


def _lost(now: datetime) -> dict[tuple[int, SpoilageCause], float] | None:
    """Return the loss a minute by the team that the lead's source is routed to, and by cause."""
    if CardRow.objects.filter(state="ready").count() > READY_AT_MOST:
        return None
    teams = dict(Route.objects.values_list("source_id", "team_id"))
    found: dict[tuple[int, SpoilageCause], float] = defaultdict(float)
    for (source_id, why), amount in losses_a_minute(now).items():
        if source_id in teams:
            found[teams[source_id], why] += amount
    return found
