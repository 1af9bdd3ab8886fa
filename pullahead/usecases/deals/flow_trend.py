"""Days of a team, stored ones and today's: the trend, and the time before and after limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from pullahead.pipeline import flow_queries
from pullahead.pipeline.flow_days import DayFigures, TrendPoint, day_figures, trend
from pullahead.pipeline.measures import DAY
from pullahead.pipeline.rules import WON
from pullahead.team.calendar import Calendar
from pullahead.usecases.deals.baseline import BeforeAfter, before_after


@dataclass(frozen=True, slots=True)
class FlowTrend:
    """Days from the oldest to today, their trend, and the comparison with the baseline."""

    days: Sequence[DayFigures]
    points: Sequence[TrendPoint]
    published_on: date | None
    frozen_at: datetime | None  # None: no baseline yet
    compared: tuple[BeforeAfter, ...]  # won deals, and all closed ones


def flow_trend(*, team_id: int, workflow_id: int, calendar: Calendar, now: datetime) -> FlowTrend:
    """Return the stored days of a team, the missing ones computed now, and what they show."""
    stored = flow_queries.stored_days(team_id, workflow_id)
    days = [*stored, *_missing(team_id, stored, calendar, now)]
    base = flow_queries.latest_baseline(team_id, workflow_id)
    published = base.published_on if base is not None else None
    return FlowTrend(
        days=days,
        points=trend(days),
        published_on=published,
        frozen_at=base.at if base is not None else None,
        compared=tuple(
            _compared(code, base.closes if base is not None else (), days, published, workflow_id)
            for code in (WON, "")
        ),
    )


def _missing(
    team_id: int, stored: Sequence[DayFigures], calendar: Calendar, now: datetime
) -> list[DayFigures]:
    """Return the days after the last stored one, today included."""
    today = calendar.local_day(now)
    first = stored[-1].day + DAY if stored else None
    since = datetime.combine(first, time(0), ZoneInfo(calendar.zone)) if first else None
    deals = flow_queries.day_deals(team_id, since)
    if first is None:
        starts = [one.start or one.created for one in deals]
        first = calendar.local_day(min(starts, default=now))
    return day_figures(flow_queries.day_moves(team_id, since), deals, first, today, calendar)


def _compared(
    code: str,
    before: Sequence[tuple[str, int]],
    days: Sequence[DayFigures],
    published: date | None,
    seed: int,
) -> BeforeAfter:
    """Compare days from creation to close. The day of the first publish is in neither side."""
    after = [
        close.since_created
        for one in days
        if published is not None and one.day > published
        for close in one.closes
        if code in ("", close.closed_as)
    ]
    old = [days for how, days in before if code in ("", how)]
    return before_after(code=code, before=old, after=after, seed=seed)
