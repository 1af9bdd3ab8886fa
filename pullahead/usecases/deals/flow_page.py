"""The page *Flow*: figures of the last 84 days, each as a table with its n and its period.

Percentiles are shown from 20 values on. Deals of a file whose stages are not known are left out of
the figures of stages, and counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pipeline import flow_queries, flow_report
from pullahead.pipeline.flow_report import FlowForecast, FlowShares, FlowSpan
from pullahead.pipeline.measures import DAY, ENOUGH, percentile
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import flow_of
from pullahead.usecases.deals.flow_tables import (
    AgingDeal,
    FlowRead,
    FlowTable,
    baseline_table,
    chart_tables,
    days_table,
)
from pullahead.usecases.deals.flow_trend import FlowTrend, flow_trend

PERIOD = 84  # days
HISTORY = timedelta(days=365)
AHEAD_AT_MOST = 365


@dataclass(frozen=True, slots=True)
class FlowView:
    """All figures of the page."""

    team: str
    today: date
    stages: tuple[str, ...]  # from the first
    tables: tuple[FlowTable, ...]
    files: tuple[FlowTable, ...]  # tables without a chart
    percentiles: tuple[tuple[int, int], ...]  # percent and days; empty below 20 closed deals
    closed: int
    partial: int  # deals without known stages, left out of the figures of stages
    shares: FlowShares
    aging: tuple[AgingDeal, ...]
    bands: dict[int, tuple[int, ...]]
    forecast: FlowForecast | None
    ahead: int
    wanted: int
    trend: FlowTrend
    sle_days: int
    sle_percent: int
    in_time: int | None  # percent of closed deals within the expectation

    def table(self, code: str) -> FlowTable:
        """Return a table by its code. Raise NotFound."""
        for one in (*self.tables, *self.files):
            if one.code == code:
                return one
        raise NotFound(_("There is no such chart."))


def flow_view(*, viewer: Person, ahead: int = 28, wanted: int = 10) -> FlowView:
    """Return the figures of the viewer's team. Raise NotFound without a workflow.

    `ahead` and `wanted` are inputs of the forecast: a number of days, and a number of finishes.
    """
    flow = flow_of(viewer)
    read = _read(viewer, flow)
    cycles = [_days(read, one) for one in read.closed]
    ahead, wanted = min(max(ahead, 1), AHEAD_AT_MOST), min(max(wanted, 1), 999)
    finishes = [read.calendar.local_day(one.end) for one in read.closed if one.end is not None]
    aging = tuple(
        AgingDeal(one.title, one.deal, one.position, _days(read, one))
        for one in read.spans
        if one.end is None and one.position is not None
    )
    in_time = _in_time(read, cycles)
    return FlowView(
        team=flow.name,
        today=read.today,
        stages=tuple(one.name for one in flow.stages),
        tables=chart_tables(read, cycles, aging),
        files=(baseline_table(read), days_table(read)),
        percentiles=_percentiles(cycles),
        closed=len(cycles),
        partial=len(read.spans) - len(read.whole),
        shares=_shares(viewer, read),
        aging=aging,
        bands=flow_report.aging_bands(read.moves, read.spans, flow.last, read.calendar),
        forecast=flow_report.forecast(finishes, read.today, days=ahead, number=wanted),
        ahead=ahead,
        wanted=wanted,
        trend=read.trend,
        sle_days=flow.version.sle_days,
        sle_percent=flow.version.sle_percent,
        in_time=round(100 * sum(in_time) / len(in_time)) if len(in_time) >= ENOUGH else None,
    )


def _read(viewer: Person, flow: WorkflowFacts) -> FlowRead:
    calendar, now = team_queries.calendar(viewer.team_id), clock.now()
    today = calendar.local_day(now)
    days = [today - DAY * back for back in range(PERIOD - 1, -1, -1)]
    start = calendar.end_of_day(days[0] - DAY)
    since = flow_queries.history_since(viewer.team_id, start, now - HISTORY)
    return FlowRead(
        flow=flow,
        calendar=calendar,
        now=now,
        today=today,
        start=start,
        days=days,
        moves=flow_queries.flow_moves(viewer.team_id, flow, since),
        spans=flow_queries.flow_spans(viewer.team_id, flow, since),
        trend=flow_trend(team_id=viewer.team_id, workflow_id=flow.id, calendar=calendar, now=now),
    )


def _in_time(read: FlowRead, cycles: Sequence[int]) -> list[bool]:
    """Return for each closed deal whether it met the expectation of its day."""
    versions = flow_queries.expected_days(read.flow.id)
    found = []
    for one, days in zip(read.closed, cycles, strict=True):
        known = [expected for at, expected in versions if one.end is not None and at <= one.end]
        found.append(days <= (known[-1] if known else versions[0][1]))
    return found


def _days(read: FlowRead, one: FlowSpan) -> int:
    """Return the cycle time of a closed deal, or the age of an open one."""
    return flow_report.days_of(one.start, one.end or read.now, read.calendar)


def _percentiles(cycles: Sequence[int]) -> tuple[tuple[int, int], ...]:
    if len(cycles) < ENOUGH:
        return ()
    return tuple((percent, percentile(cycles, percent) or 0) for percent in (50, 85, 95))


def _shares(viewer: Person, read: FlowRead) -> FlowShares:
    return flow_report.shares(
        read.moves,
        read.spans,
        flow_queries.flow_blocks(viewer.team_id, read.start, read.now),
        since=read.start,
        late_from=_late_from(read.flow),
        calendar=read.calendar,
    )


def _late_from(flow: WorkflowFacts) -> int:
    """Return the position from which a discard is late: the first stage of a group."""
    grouped = [one.position for one in flow.stages if one.stage_group]
    return min(grouped, default=(flow.last + 1) // 2)
