"""Measures of flow, from transitions.

Plain Python without Django, clock or I/O.

A day is a date in the workflow's zone, weekends included. A percentile is by nearest rank. The
cycle of a case that starts on s and finishes on f is f − s + 1 days. The work in progress (WIP) of
a day counts the cases that started on or before the day and had not finished at its end.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from math import ceil
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
ENOUGH = 20  # values from which a percentile is shown


@dataclass(frozen=True, slots=True)
class StageEntry:
    """One row of a log: a case entered a stage at a moment."""

    case: str
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CycleDays:
    """Cycle times in days."""

    p50: int
    p85: int
    p95: int
    max: int
    mean: float


@dataclass(frozen=True, slots=True)
class WorkInProgress:
    """WIP at the end of each day, from the first start to the last finish."""

    mean: float
    max: int


@dataclass(frozen=True, slots=True)
class FlowFigures:
    """Figures of a log. `throughput` is finishes a day; `back` are moves to a stage seen before."""

    finished: int
    cycle_days: CycleDays | None
    wip: WorkInProgress | None
    moves: int
    back: int
    throughput: float


def percentile(values: Sequence[int], percent: float) -> int | None:
    """Return the percentile by nearest rank; None without data."""
    if not values:
        return None
    ranked = sorted(values)
    return ranked[max(ceil(percent * len(ranked) / 100), 1) - 1]


def cycle_days(start: date, finish: date) -> int:
    """Return the cycle time: finish − start + 1."""
    return (finish - start).days + 1


def wip_by_day(spans: Iterable[tuple[date, date]]) -> dict[date, int]:
    """Return the WIP at the end of each day, from the first start to the last finish."""
    changes: Counter[date] = Counter()
    last = None
    for start, finish in spans:
        changes[start] += 1
        changes[finish] -= 1
        last = finish if last is None else max(last, finish)
    found: dict[date, int] = {}
    if last is None:
        return found
    day, open_cases = min(changes), 0
    while day <= last:
        open_cases += changes[day]
        found[day] = open_cases
        day += DAY
    return found


def figures(rows: Iterable[StageEntry], zone: str) -> FlowFigures:
    """Return the figures of a log whose cases are finished at their last rows."""
    cases: dict[str, list[StageEntry]] = defaultdict(list)
    for row in rows:
        cases[row.case].append(row)
    home, spans, moves, back = ZoneInfo(zone), [], 0, 0
    for entries in cases.values():
        entries.sort(key=lambda one: one.at)
        spans.append((_day(entries[0].at, home), _day(entries[-1].at, home)))
        made, returned = _moves(entries)
        moves, back = moves + made, back + returned
    cycles = [cycle_days(start, finish) for start, finish in spans]
    days = list(wip_by_day(spans).values())
    return FlowFigures(
        finished=len(cycles),
        cycle_days=_cycles(cycles),
        wip=WorkInProgress(sum(days) / len(days), max(days)) if days else None,
        moves=moves,
        back=back,
        throughput=len(cycles) / len(days) if days else 0.0,
    )


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def _moves(entries: Sequence[StageEntry]) -> tuple[int, int]:
    """Return the changes of stage, and how many of them led to a stage that the case was in."""
    seen, moves, back = {entries[0].stage}, 0, 0
    for before, after in pairwise(entries):
        if after.stage != before.stage:
            moves += 1
            back += after.stage in seen
            seen.add(after.stage)
    return moves, back


def _cycles(values: Sequence[int]) -> CycleDays | None:
    if not values:
        return None
    p50, p85, p95 = (percentile(values, p) or 0 for p in (50, 85, 95))
    return CycleDays(p50, p85, p95, max(values), sum(values) / len(values))


# ---- deals


@dataclass(frozen=True, slots=True)
class DealMoved:
    """A transition of a deal, as the measures read it. Positions grow toward the close."""

    deal: str
    at: datetime
    kind: str
    position: int | None  # of the stage after it; None for a ready deal
    half: str
    signal: bool = False


def cumulative_flow(
    rows: Iterable[DealMoved], last: int, zone: str
) -> Mapping[date, tuple[int, ...]]:
    """Return the cumulative flow: for each day, deals at stage k or nearer, that never fell back.

    Line k counts from the day on which a deal stood at k or nearer the close and never again
    before k; a close crosses all lines. So no line ever falls, and no finish is lost.
    """
    home, by_deal = ZoneInfo(zone), defaultdict(list)
    for row in rows:
        by_deal[row.deal].append(row)
    crossed: list[Counter[date]] = [Counter() for _ in range(last + 1)]
    for moves in by_deal.values():
        moves.sort(key=lambda one: one.at)
        for line in range(last + 1):
            day = _crossed(moves, line, home)
            if day is not None:
                crossed[line][day] += 1
    days = sorted({day for counter in crossed for day in counter})
    found: dict[date, tuple[int, ...]] = {}
    sums = [0] * (last + 1)
    day = days[0] if days else date.max
    while days and day <= days[-1]:
        sums = [total + counter[day] for total, counter in zip(sums, crossed, strict=True)]
        found[day] = tuple(sums)
        day += DAY
    return found


CLOSES = frozenset({"win", "lose", "discard"})


def _crossed(moves: Sequence[DealMoved], line: int, home: ZoneInfo) -> date | None:
    """Return the day from which a deal stood at a line or beyond for good."""
    day = None
    for one in moves:
        beyond = one.kind in CLOSES or (one.position is not None and one.position >= line)
        if not beyond:
            day = None
        elif day is None:
            day = one.at.astimezone(home).date()
    return day
