"""Figures of the bottleneck walk, stage by stage from the close.

Plain Python without Django, clock or I/O.

Each deal is a sequence of stays: a stage (or none while it is ready), a half, and from when until
when. A window is 28 days; it is compared with the 84 days before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.pipeline.measures import percentile
from pullahead.pipeline.rules import DONE, WAITING

WINDOW, BEFORE = timedelta(days=28), timedelta(days=84)
DEPARTURES = 5  # fewer departures name no bottleneck
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WalkMove:
    """A transition of a deal: its stage afterwards (None: ready), or its close."""

    deal: str
    at: datetime
    stage: int | None
    half: str
    entry: int  # stage that a ready deal enters
    closed: bool = False
    signal: bool = False


@dataclass(frozen=True, slots=True)
class LostDays:
    """Days for which a cause blocked deals in a stage."""

    stage: int
    cause: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class StageFlow:
    """Figures of a stage in a window."""

    arrivals: int
    departures: int
    p85_days: int | None  # of the stays that ended
    on_them: int | None  # percent of the time in which the customer was waited for
    pulled: int | None  # percent of the arrivals after a signal of the customer
    item_days: float
    waiting_before: float  # days that deals were done before this stage, or ready for it

    @property
    def load(self) -> float | None:
        """Return item-days for each departure; None below five departures."""
        if self.departures < DEPARTURES:
            return None
        return (self.item_days + self.waiting_before) / self.departures


@dataclass(slots=True)
class _Stay:
    stage: int | None
    half: str
    start: datetime
    end: datetime
    entered: bool  # from another stage
    left: bool  # to another stage, or closed
    signal: bool
    entry: int
    since: datetime  # entry into the stage


def _stays(moves: Iterable[WalkMove], now: datetime) -> list[_Stay]:
    by_deal: dict[str, list[WalkMove]] = defaultdict(list)
    for move in moves:
        by_deal[move.deal].append(move)
    found = []
    for rows in by_deal.values():
        rows.sort(key=lambda one: one.at)
        stage: int | None = None
        since = rows[0].at
        for place, one in enumerate(rows):
            after = rows[place + 1] if place + 1 < len(rows) else None
            entered = one.stage is not None and (place == 0 or one.stage != stage)
            since = one.at if entered else since
            stage = one.stage
            if one.closed:
                continue
            left = after is not None and (after.closed or after.stage != one.stage)
            end = after.at if after is not None else now
            found.append(
                _Stay(one.stage, one.half, one.at, end, entered, left, one.signal, one.entry, since)
            )
    return found


def stage_flows(
    moves: Sequence[WalkMove],
    stages: Sequence[int],
    *,
    start: datetime,
    end: datetime,
    now: datetime,
) -> dict[int, StageFlow]:
    """Return the figures of each stage (from the first) in the window from `start` to `end`."""
    stays = _stays(moves, now)
    return {
        stage: _flow(stays, stage, stages[place - 1] if place else None, start, end)
        for place, stage in enumerate(stages)
    }


def _flow(
    stays: Sequence[_Stay], stage: int, previous: int | None, start: datetime, end: datetime
) -> StageFlow:
    here = [one for one in stays if one.stage == stage]
    arrived = [one for one in here if one.entered and start <= one.start < end]
    ended = [one for one in here if one.left and start <= one.end < end]
    spent = sum((_overlap(one, start, end) for one in here), timedelta())
    waited = sum((_overlap(one, start, end) for one in here if one.half == WAITING), timedelta())
    before = [
        one
        for one in stays
        if (one.stage is not None and one.stage == previous and one.half == DONE)
        or (one.stage is None and one.entry == stage)
    ]
    return StageFlow(
        arrivals=len(arrived),
        departures=len(ended),
        p85_days=percentile([(one.end - one.since).days + 1 for one in ended], 85),
        on_them=round(100 * (waited / spent)) if spent else None,
        pulled=_share([one.signal for one in arrived]),
        item_days=spent / DAY,
        waiting_before=sum((_overlap(one, start, end) for one in before), timedelta()) / DAY,
    )


def _overlap(stay: _Stay, start: datetime, end: datetime) -> timedelta:
    return max(min(stay.end, end) - max(stay.start, start), timedelta())


def _share(values: Sequence[bool]) -> int | None:
    return round(100 * sum(values) / len(values)) if values else None


def bottleneck(flows: dict[int, StageFlow], stages: Sequence[int]) -> int | None:
    """Return the stage with the greatest load; of equal ones, the nearest to the close."""
    best: tuple[float, int] | None = None
    for stage in stages:
        load = flows[stage].load
        if load is not None and (best is None or load >= best[0]):
            best = (load, stage)
    return best[1] if best is not None else None


def lost_by_cause(
    lost: Iterable[LostDays], *, start: datetime, end: datetime
) -> dict[int, list[tuple[str, float]]]:
    """Return the blocked days of each stage by cause in a window, the greatest first."""
    sums: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for one in lost:
        days = max(min(one.end, end) - max(one.start, start), timedelta()) / DAY
        if days:
            sums[one.stage][one.cause] += days
    return {
        stage: sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))
        for stage, causes in sums.items()
    }
