"""Tables of the page *Flow*: the figures of each chart and file, with their n and period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.pipeline.flow_report import FlowMove, FlowSpan
from pullahead.pipeline.measures import DAY, DealMoved, cumulative_flow
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team.calendar import Calendar
from pullahead.usecases.deals.flow_trend import FlowTrend

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
class FlowRead:
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


def chart_tables(
    read: FlowRead, cycles: Sequence[int], aging: Sequence[AgingDeal]
) -> tuple[FlowTable, ...]:
    """Return the tables of the charts, in the order of the page."""
    return (
        _cumulative(read),
        _cycle_times(read, cycles),
        _aging_table(read, aging),
        _throughput(read),
        _wip(read),
        _trend_table(read),
    )


def _period(read: FlowRead) -> str:
    return _("{first} to {last}").format(first=read.days[0], last=read.days[-1])


def _cumulative(read: FlowRead) -> FlowTable:
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
        _(
            "Deals that reached this stage or a later one. A deal that moved back counts only from "
            "the day of its return."
        ),
    )


def _cycle_times(read: FlowRead, cycles: Sequence[int]) -> FlowTable:
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


def _aging_table(read: FlowRead, aging: Sequence[AgingDeal]) -> FlowTable:
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


def _throughput(read: FlowRead) -> FlowTable:
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


def _wip(read: FlowRead) -> FlowTable:
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


def _trend_table(read: FlowRead) -> FlowTable:
    points = read.trend.points
    period = ngettext("{n} month", "{n} months", len(points)).format(n=len(points))
    return FlowTable(
        "trend",
        _("Cycle time trend: each point covers the 84 days before it, {period}").format(
            period=period
        ),
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


def baseline_table(read: FlowRead) -> FlowTable:
    """Return the closed deals before and after limits, for a file."""
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


def days_table(read: FlowRead) -> FlowTable:
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
