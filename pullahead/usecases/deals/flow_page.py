"""The page *Flow*: figures of the last 84 days, each as a table with its n and its period.

Percentiles are shown from 20 values on. Deals of a file whose stages are not known are left out of
the figures of stages, and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pipeline import flow_queries, flow_report
from pullahead.pipeline.flow_report import FlowForecast, FlowMove, FlowShares, FlowSpan
from pullahead.pipeline.measures import DAY, ENOUGH, DealMoved, cumulative_flow, percentile
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person
from pullahead.usecases.deals.access import flow_of
from pullahead.usecases.deals.flow_trend import FlowTrend, flow_trend

PERIOD = 84  # days
HISTORY = timedelta(days=365)
AHEAD_AT_MOST = 365
CLOSED = ("won", "lost", "discarded")


@dataclass(frozen=True, slots=True)
class FlowTable:
    """Figures of one chart. `title` has n and the period."""

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class AgingDeal:
    """An open deal in the chart of ages."""

    title: str
    deal: str
    position: int
    days: int


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


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows of which all figures are made."""

    flow: WorkflowFacts
    calendar: Calendar
    now: datetime
    today: date
    start: datetime  # of the period
    days: Sequence[date]
    moves: Sequence[FlowMove]
    spans: Sequence[FlowSpan]
    trend: FlowTrend

    @property
    def closed(self) -> list[FlowSpan]:
        """Return the deals closed in the period, in order."""
        first = self.days[0]
        rows = [
            one
            for one in self.spans
            if one.end is not None and self.calendar.local_day(one.end) >= first
        ]
        return sorted(rows, key=lambda one: (one.end, one.deal))

    @property
    def whole(self) -> set[str]:
        """Return the deals whose stages are known."""
        return {one.deal for one in self.spans if one.whole}


def flow_view(*, viewer: Person, ahead: int = 28, wanted: int = 10) -> FlowView:
    """Return the figures of the viewer's team. Raise NotFound without a workflow.

    `ahead` and `wanted` are asked of the forecast: finishes within so many days, a day for so many.
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
        tables=_tables(read, cycles, aging),
        files=(_baseline_table(read), _days_table(read)),
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


def _read(viewer: Person, flow: WorkflowFacts) -> _Read:
    calendar, now = team_queries.calendar(viewer.team_id), clock.now()
    today = calendar.local_day(now)
    days = [today - DAY * back for back in range(PERIOD - 1, -1, -1)]
    start = calendar.end_of_day(days[0] - DAY)
    since = flow_queries.history_since(viewer.team_id, start, now - HISTORY)
    return _Read(
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


def _in_time(read: _Read, cycles: Sequence[int]) -> list[bool]:
    """Return for each closed deal whether it met the expectation of its day."""
    versions = flow_queries.expected_days(read.flow.id)
    found = []
    for one, days in zip(read.closed, cycles, strict=True):
        known = [expected for at, expected in versions if one.end is not None and at <= one.end]
        found.append(days <= (known[-1] if known else versions[0][1]))
    return found


def _days(read: _Read, one: FlowSpan) -> int:
    """Return the cycle time of a closed deal, or the age of an open one."""
    return flow_report.days_of(one.start, one.end or read.now, read.calendar)


def _percentiles(cycles: Sequence[int]) -> tuple[tuple[int, int], ...]:
    if len(cycles) < ENOUGH:
        return ()
    return tuple((percent, percentile(cycles, percent) or 0) for percent in (50, 85, 95))


def _shares(viewer: Person, read: _Read) -> FlowShares:
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


# ---- tables


def _tables(
    read: _Read, cycles: Sequence[int], aging: Sequence[AgingDeal]
) -> tuple[FlowTable, ...]:
    return (
        _cumulative(read),
        _cycle_times(read, cycles),
        _aging_table(read, aging),
        _throughput(read),
        _wip(read),
        _trend_table(read),
    )


def _period(read: _Read) -> str:
    return _("{first} to {last}").format(first=read.days[0], last=read.days[-1])


def _cumulative(read: _Read) -> FlowTable:
    known = read.whole
    moves = [
        DealMoved(one.deal, one.at, one.kind, one.position, one.half)
        for one in read.moves
        if one.deal in known
    ]
    lines = cumulative_flow(moves, read.flow.last, read.calendar.zone)
    zero, rows = (0,) * (read.flow.last + 1), []
    before = [sums for day, sums in lines.items() if day < read.days[0]]
    base = latest = before[-1] if before else zero
    for day in read.days:
        latest = lines.get(day, latest)
        rows.append((day, *(now - then for now, then in zip(latest, base, strict=True))))
    early = {one.deal for one in read.spans if one.end is not None and one.end < read.start}
    deals = len({one.deal for one in moves} - early)
    title = ngettext(
        "Cumulative flow: {n} deal, {period}", "Cumulative flow: {n} deals, {period}", deals
    )
    return FlowTable(
        "cumulative",
        title.format(n=deals, period=_period(read)),
        (_("Day"), *(one.name for one in read.flow.stages)),
        tuple(rows),
        _("Deals that reached this stage or a later one. A deal that moved back still counts."),
    )


def _cycle_times(read: _Read, cycles: Sequence[int]) -> FlowTable:
    title = ngettext(
        "Cycle time: {n} closed deal, {period}",
        "Cycle time: {n} closed deals, {period}",
        len(cycles),
    )
    return FlowTable(
        "cycle",
        title.format(n=len(cycles), period=_period(read)),
        (_("Closed"), _("Deal"), _("Days"), _("Closed as")),
        tuple(
            (read.calendar.local_day(one.end), one.title, days, one.closed_as)
            for one, days in zip(read.closed, cycles, strict=True)
            if one.end is not None
        ),
    )


def _aging_table(read: _Read, aging: Sequence[AgingDeal]) -> FlowTable:
    names = [one.name for one in read.flow.stages]
    ordered = sorted(aging, key=lambda one: (-one.position, -one.days, one.deal))
    title = ngettext(
        "Age of open deals: {n} deal, {day}", "Age of open deals: {n} deals, {day}", len(aging)
    )
    return FlowTable(
        "aging",
        title.format(n=len(aging), day=read.today),
        (_("Stage"), _("Deal"), _("Days")),
        tuple((names[one.position], one.title, one.days) for one in ordered),
    )


def _throughput(read: _Read) -> FlowTable:
    weeks: Counter[tuple[date, str]] = Counter()
    for one in read.closed:
        if one.end is not None:
            day = read.calendar.local_day(one.end)
            weeks[day - DAY * day.weekday(), one.closed_as] += 1
    first = read.days[0] - DAY * read.days[0].weekday()
    mondays = [first + DAY * 7 * n for n in range((read.today - first).days // 7 + 1)]
    closed = sum(weeks.values())
    title = ngettext(
        "Throughput by week: {n} closed deal, {period}",
        "Throughput by week: {n} closed deals, {period}",
        closed,
    )
    return FlowTable(
        "throughput",
        title.format(n=closed, period=_period(read)),
        (_("Week of"), _("Won"), _("Lost"), _("Discarded")),
        tuple((monday, *(weeks[monday, how] for how in CLOSED)) for monday in mondays),
    )


def _wip(read: _Read) -> FlowTable:
    there = {one.day: one.wip for one in read.trend.days}
    return FlowTable(
        "wip",
        _("Deals in progress at the end of each day, {period}").format(period=_period(read)),
        (_("Day"), *(one.name for one in read.flow.stages)),
        tuple(
            (day, *(there.get(day, {}).get(one.pk, 0) for one in read.flow.stages))
            for day in read.days
        ),
    )


# ---- stored days


def _trend_table(read: _Read) -> FlowTable:
    points = read.trend.points
    period = ngettext("{n} month", "{n} months", len(points)).format(n=len(points))
    return FlowTable(
        "trend",
        _("Trend of the cycle time: 84 days up to each date, {period}").format(period=period),
        (
            _("Up to"),
            "50 %",
            "85 %",
            _("Closed"),
            _("Won per week"),
            _("Average deals in progress"),
        ),
        tuple(
            (one.end, one.p50, one.p85, one.closed, round(one.won_a_week, 1), round(one.wip, 1))
            for one in points
        ),
        _("Percentiles need at least 20 closed deals."),
    )


def _baseline_table(read: _Read) -> FlowTable:
    return FlowTable(
        "baseline",
        _("Before and after limits"),
        (
            _("Deals"),
            _("Closed before"),
            _("Closed after"),
            _("Median before"),
            _("Median after"),
            _("Difference from"),
            _("Difference to"),
        ),
        tuple(
            (
                _("Won") if one.code else _("All closed"),
                one.before,
                one.after,
                one.median_before,
                one.median_after,
                one.low,
                one.high,
            )
            for one in read.trend.compared
        ),
    )


def _days_table(read: _Read) -> FlowTable:
    """Return every stored day, and today: for a file."""
    closes = [(one, Counter(close.closed_as for close in one.closes)) for one in read.trend.days]
    return FlowTable(
        "days",
        _("All days"),
        (
            _("Day"),
            _("Started"),
            _("Won"),
            _("Lost"),
            _("Discarded"),
            *(one.name for one in read.flow.stages),
        ),
        tuple(
            (
                one.day,
                one.arrivals,
                *(how[code] for code in CLOSED),
                *(one.wip.get(stage.pk, 0) for stage in read.flow.stages),
            )
            for one, how in closes
        ),
    )
