"""Recompute the measures of a period in plain SQL, and compare them with the reports.

    .venv/bin/python -m bench.recompute [--days 30]

The script makes a demo floor and the days before it, played by the real engine with a moved clock.
The statements read the journal and the rows of facts. They share no code with pullahead/reports:
durations come from pairs of journal lines, quantiles and estimates from window functions. The exit
status is 1 if a figure differs.
"""

from __future__ import annotations

import argparse
import itertools
import math
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bench.recompute_shifts import shift_figures, work_today
from bench.recompute_sql import (
    ATTEMPTS,
    CALLBACKS,
    COHORT,
    ENDED,
    EXPECTED,
    PERSISTENCE,
    PRESENT,
    SALES,
    TEMPO,
    WAITS,
)
from bench.stored_hours import store_hours

NEAR = 1e-3  # seconds and shares that differ by less are equal; SQLite's days have 0.1 ms


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one group, by SQL and by the report."""

    name: str
    group: str
    by_sql: float | None
    reported: float | None
    near: float = NEAR  # differences up to it are rounding

    @property
    def agrees(self) -> bool:
        """Return whether both routes give the same."""
        one, other = self.by_sql, self.reported
        if one is None or other is None:
            return not one and not other
        return math.isclose(one, other, rel_tol=1e-6, abs_tol=self.near)


def main() -> int:
    """Make the floor and its past, and compare every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "pullahead.settings",
            "PULLAHEAD_MODE": "demo",
            "PULLAHEAD_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
        }
        return _compare(args.days)


def _compare(days: int) -> int:
    import django

    django.setup()
    from pullahead.base import clock
    from pullahead.cli.migration import migrate
    from pullahead.demo import floor, history

    migrate()
    # without the months before, which have rows for the sources and no journal
    floor._lay(Random(1), days)
    floor._lay_shifts(timedelta(hours=2), days)
    history.plan(clock.now().date() - timedelta(days=1), days=days)
    list(history.write())
    work_today()
    store_hours()
    found = list(figures(days))
    wrong = [one for one in found if not one.agrees]
    for one in wrong:
        print(f"{one.name}, {one.group}: {one.by_sql} by SQL, {one.reported} in the report")
    names = sorted({one.name for one in found})
    print(f"{len(found)} figures of {len(names)} measures: {len(wrong)} differ")
    print(", ".join(names))
    return 1 if wrong else 0


def figures(days: int) -> Iterator[Figure]:
    """Return every figure of the days before today, by both routes."""
    from pullahead.base import clock
    from pullahead.reports.tempo import tempo
    from pullahead.team.models import Person

    now = clock.now()
    admin = Person(role="admin")
    last = now.date() - timedelta(days=1)
    first = last - timedelta(days=days - 1)
    report = tempo(viewer=admin, since=str(first), until=str(last), zone="UTC")
    sql = _Sql(report.period.since, report.period.until, now)
    yield from _tempo(sql, report)
    yield from _time(sql, report)
    yield from _waits(sql, report)
    so_far = tempo(viewer=admin, days="1", zone="UTC")
    yield from (Figure(*one) for one in shift_figures(sql, report, so_far, clock.now()))
    yield from _cohorts(sql, admin)
    yield from _expected(sql, now)


class _Sql:
    """Statements of one period; what is in braces is written for the database."""

    def __init__(self, since: datetime, until: datetime, now: datetime) -> None:
        self.given = {"since": since, "until": until, "now": now, "cohort": since}

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        import re

        from django.db import connection

        values: dict[str, Any] = {}

        def written(found: re.Match[str]) -> str:
            return self._written(found[1], values)

        text = re.sub(r"{([^}]*)}", written, text.replace("%", "%%"))
        with connection.cursor() as cursor:
            cursor.execute(text, values)
            return list(cursor.fetchall())

    def by_key(self, text: str) -> dict[int, tuple[Any, ...]]:
        """Return the rows of a statement by their first column."""
        return {row[0]: row[1:] for row in self.rows(text)}

    def _written(self, what: str, values: dict[str, Any]) -> str:
        from django.db import connection

        postgres = connection.vendor == "postgresql"
        if what in self.given:
            values[what] = connection.ops.adapt_datetimefield_value(self.given[what])
            return f"%({what})s" + ("::timestamptz" if postgres else "")
        if what == "least(to_at, until) - greatest(from_at, since)":
            least, greatest = ("least", "greatest") if postgres else ("min", "max")
            since, until = self._written("since", values), self._written("until", values)
            return self._between(f"{greatest}(from_at, {since})", f"{least}(to_at, {until})")
        if what.startswith("length of "):
            return f"{'jsonb_array_length' if postgres else 'json_array_length'}({what[10:]})"
        if what == "next midnight of due_at":
            day = "date_trunc('day', due_at AT TIME ZONE 'UTC') + interval '1 day'"
            return f"({day}) AT TIME ZONE 'UTC'" if postgres else "date(due_at, '+1 day')"
        if what.endswith(" s"):
            column, sign, seconds = what[:-2].split(" ")
            if postgres:
                return f"{column} {sign} interval '{seconds} seconds'"
            return f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', {column}, '{sign}{seconds} seconds')"
        later, earlier = what.split(" - ")
        parts = [
            self._written(one, values) if one in self.given else one for one in (later, earlier)
        ]
        return self._between(parts[1], parts[0])

    @staticmethod
    def _between(earlier: str, later: str) -> str:
        from django.db import connection

        if connection.vendor == "postgresql":
            return f"extract(epoch FROM ({later}) - ({earlier}))::float8"
        return f"((julianday({later}) - julianday({earlier})) * 86400.0)"


def _tempo(sql: _Sql, report: Any) -> Iterator[Figure]:
    work, ended, tries = sql.by_key(TEMPO), sql.by_key(ENDED), sql.by_key(ATTEMPTS)
    sales, due = sql.by_key(SALES), sql.by_key(CALLBACKS)
    for row in report.rows:
        now, who = row.now, row.label
        settled, contacts, mean, median, p90 = work.get(row.key, (0, 0, None, None, None))
        released, by_itself = ended.get(row.key, (0, 0))
        attempts, reached = tries.get(row.key, (0, 0))
        callbacks, kept, rescued = due.get(row.key, (0, 0, 0))
        yield Figure("settled", who, settled, now.settled)
        yield Figure("claims ended", who, settled + released + by_itself, now.ended)
        yield Figure("ended by themselves", who, by_itself, now.by_itself)
        yield Figure("contacts", who, contacts, now.contacts)
        yield Figure("attempts", who, attempts, now.attempts)
        yield Figure("attempts that reached", who, reached, now.reached)
        yield Figure("sales", who, sales.get(row.key, (0,))[0], now.wins)
        yield Figure("handle time, mean", who, mean, now.handle.mean)
        yield Figure("handle time, median", who, median, now.handle.median)
        yield Figure("handle time, p90", who, p90, now.handle.p90)
        yield Figure("callbacks due", who, callbacks, now.callbacks.due)
        yield Figure("callbacks kept", who, kept, now.callbacks.kept)
        yield Figure("callbacks rescued", who, rescued, now.callbacks.rescued)
    yield Figure("settled", "all", sum(one[0] for one in work.values()), report.total.now.settled)
    yield Figure(
        "callbacks due", "all", sum(one[0] for one in due.values()), report.total.now.callbacks.due
    )


def _time(sql: _Sql, report: Any) -> Iterator[Figure]:
    present, work = sql.by_key(PRESENT), sql.by_key(TEMPO)
    keys = {row.label: row.key for row in report.rows}
    for one in report.time.rows:
        if one.label not in keys:
            continue
        hours, wrap_up, available = (float(v) for v in present.get(keys[one.label], (0, 0, 0)))
        settled, contacts, mean, *_ = work.get(keys[one.label], (0, 0, 0))
        handle = settled * (mean or 0)
        busy = handle + wrap_up
        # the report rounds each state to a second, which is up to a hundredth of a short day
        near = max(1 / 60, 0.01 * settled / max(hours / 3600, 0.1))
        yield Figure("hours available", one.label, hours / 3600, one.available, near)
        if hours and one.tempo.settled is not None:
            each = settled / (hours / 3600), contacts / (hours / 3600)
            yield Figure("tempo, settled", one.label, each[0], one.tempo.settled, near)
            yield Figure("tempo, contacts", one.label, each[1], one.tempo.contacts, near)
        share = busy / (busy + available) if busy + available else None
        if share is not None and one.occupancy is not None:
            yield Figure("occupancy", one.label, share, one.occupancy, near)
    ((closed, worked_out),) = sql.rows(PERSISTENCE)
    yield Figure("persistence, closed", "all", closed, report.time.given_up)
    yield Figure("persistence, worked", "all", worked_out or 0, report.time.worked_out)


def _waits(sql: _Sql, report: Any) -> Iterator[Figure]:
    ((n, still_open, never, median, p90, in_time),) = sql.rows(WAITS)
    found = report.total.now.first
    yield Figure("time to first attempt, n", "all", n, found.n if found else 0)
    if found is None:
        return
    yield Figure("time to first attempt, open", "all", still_open, found.open)
    yield Figure("time to first attempt, never", "all", never, found.never)
    for name, by_sql, reported in (
        ("median", median, found.median),
        ("p90", p90, found.p90),
        ("service level", in_time, found.in_time),
    ):
        # open waits end at two moments: that of the statement and that of the report
        yield Figure(f"time to first attempt, {name}", "all", by_sql, reported)


def _cohorts(sql: _Sql, admin: Any) -> Iterator[Figure]:
    from pullahead.reports.source_table import source_table

    table = source_table(viewer=admin, days=30)
    sql.given["cohort"] = table.since
    there = sql.by_key(COHORT)
    for row in table.rows:
        leads, attempted, reached, won = there.get(row.id, (0, 0, 0, 0))
        yield Figure("cohort, leads", row.name, leads, row.counts.leads)
        yield Figure("cohort, attempted", row.name, attempted, row.counts.attempted)
        yield Figure("cohort, reached", row.name, reached, row.counts.reached)
        yield Figure("cohort, won", row.name, won, row.counts.won)


def _expected(sql: _Sql, now: datetime) -> Iterator[Figure]:
    """Compare results over expectation; few wins, so the start curve of maturity applies."""
    from pullahead.reports.expectation import results_by_person

    rows = sql.rows(EXPECTED)
    wins = [(math.ceil(max(delay, 0)), int(age)) for _, age, _, delay in rows if delay is not None]
    curve = _maturity(wins)
    expected: dict[int, float] = {}
    won: dict[int, int] = {}
    for agent, age, e, delay in rows:
        expected[agent] = expected.get(agent, 0.0) + e * curve[min(int(age), 90)]
        won[agent] = won.get(agent, 0) + (delay is not None)
    all_e, all_w = sum(expected.values()), sum(won.values())
    for agent, one in results_by_person(now).items():
        others = all_e - expected.get(agent, 0.0)
        scale = (all_w - won.get(agent, 0)) / others if others > 0 else 1
        e = expected.get(agent, 0.0) * scale
        yield Figure("results, wins", str(agent), won.get(agent, 0), one.wins)
        yield Figure("results, E", str(agent), e, one.expected)
        if all_w < 600:
            ratio = (won.get(agent, 0) + 20) / (e + 20)
            yield Figure("results, R", str(agent), ratio, one.ratio)


def _maturity(wins: list[tuple[int, int]]) -> list[float]:
    """Return G(0) … G(90) as defined in docs/measures.md."""
    if len(wins) < 50:
        points = [(0, 0.0), (7, 0.37), (30, 0.79), (90, 1.0)]
        return [_between_points(points, day) for day in range(91)]
    curve = {90: 1.0}
    for day in range(90, 0, -1):
        by = [delay for delay, age in wins if delay <= day <= age]
        curve[day - 1] = curve[day] * (1 - by.count(day) / len(by)) if by else curve[day]
    return [curve[day] for day in range(91)]


def _between_points(points: list[tuple[int, float]], day: int) -> float:
    for (left, low), (right, high) in itertools.pairwise(points):
        if left <= day <= right:
            return low + (high - low) * (day - left) / (right - left)
    return 1.0


if __name__ == "__main__":
    sys.exit(main())
