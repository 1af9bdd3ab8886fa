"""Recompute adherence, takt and pace minute by minute, and compare them with the reports.

A minute is planned if the plan in force names it, its day is no day off, there is no leave, and
some lane may be called in its hour. The reports add up spans instead.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
PLANS = "SELECT person_id, team_id, zone, week, from_at, to_at FROM team_shiftplan"
LEAVES = "SELECT person_id, from_at, to_at FROM team_leave"
AGENTS = "SELECT id, team_id, name FROM team_person WHERE is_active AND role = 'agent'"
PRESENT = "SELECT person_id, from_at, to_at FROM team_presence WHERE state <> 'away'"
DUE = """
SELECT count(*) FROM pull_card
WHERE state = 'ready' OR (state = 'scheduled' AND next_at < {end})
"""
HERE = """
SELECT count(*) FROM team_person
WHERE is_active AND presence IN ('available', 'claim', 'wrap_up')
"""
ARRIVED = "SELECT source_id, admitted_at FROM leads_lead WHERE closed_as <> 'withdrawn'"


class PlannedMinutes:
    """Minutes that are planned for an agent, by the rows of plans, leave and lanes."""

    def __init__(self, rows: Callable[[str], list[tuple[Any, ...]]]) -> None:
        from pullahead.pull.models import LaneRow
        from pullahead.pull.queries import hours
        from pullahead.team import queries as team

        self.teams = {person: team_id for person, team_id, _name in rows(AGENTS)}
        self.names = {person: name for person, _team, name in rows(AGENTS)}
        self.plans = [
            (person, team_id, zone, week, moment(begins), moment(ends))
            for person, team_id, zone, week, begins, ends in rows(PLANS)
        ]
        self.leaves = [(who, moment(begins), moment(ends)) for who, begins, ends in rows(LEAVES)]
        self.calendars = {one: team.calendar(one) for one in set(self.teams.values())}
        self.windows = set(LaneRow.objects.values_list("windows", flat=True))
        self.open_at = hours()
        self.is_open: dict[datetime, bool] = {}

    def of(self, person: int, since: datetime, until: datetime) -> Iterator[datetime]:
        """Yield the planned minutes of an agent that a period touches."""
        at = since.replace(second=0, microsecond=0)
        while at < until:
            if self._planned(person, at):
                yield at
            at += MINUTE

    def _planned(self, person: int, at: datetime) -> bool:
        mine = [one for one in self.plans if one[4] <= at and (one[5] is None or at < one[5])]
        plan = next((one for one in mine if one[0] == person), None)
        plan = plan or next((one for one in mine if one[1] == self.teams[person]), None)
        if plan is None or any(who == person and a <= at < b for who, a, b in self.leaves):
            return False
        calendar = self.calendars[self.teams[person]]
        local = at.astimezone(ZoneInfo(plan[2] or calendar.zone))
        if local.date() in calendar.closed or local.date() in calendar.holidays(local.year):
            return False
        return self._in_week(plan[3], local) and self._some_lane(at)

    @staticmethod
    def _in_week(week: Any, local: datetime) -> bool:
        import json

        days = json.loads(week) if isinstance(week, str) else week
        spans = str(days[local.weekday()]).replace(" ", "").split(",")
        clock = f"{local:%H:%M}"
        ends = (span.split("-") for span in spans if "-" in span)
        return any(f"{a:0>5}" <= clock < f"{b:0>5}".replace("00:00", "24:00") for a, b in ends)

    def _some_lane(self, at: datetime) -> bool:
        hour = at.replace(minute=30)
        if hour not in self.is_open:
            ways = (self.open_at.is_open(one, hour) for one in self.windows)
            self.is_open[hour] = not self.windows or any(ways)
        return self.is_open[hour]


def moment(value: Any) -> Any:
    """Return a moment as either database gives it."""
    from pullahead.base import clock

    return clock.moment(value)


def adherence(
    rows: Callable[[str], list[tuple[Any, ...]]], since: datetime, until: datetime
) -> Iterator[tuple[str, float, float]]:
    """Yield of each agent with a plan: name, planned hours, and hours of them present."""
    planned = PlannedMinutes(rows)
    there: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for person, begins, ends in rows(PRESENT):
        there[person].append((moment(begins), moment(ends)))
    for person, name in planned.names.items():
        minutes = set(planned.of(person, since, until))
        inside = timedelta()
        for begins, ends in there[person]:
            at = max(begins, since).replace(second=0, microsecond=0)
            while at < min(ends, until):
                if at in minutes:
                    inside += min(ends, until, at + MINUTE) - max(begins, since, at)
                at += MINUTE
        if minutes:
            yield name, len(minutes) / 60, inside / timedelta(hours=1)


def minutes_left(
    rows: Callable[[str], list[tuple[Any, ...]]], now: datetime, end: datetime
) -> float:
    """Return the minutes until the end of the day in which some agent is on shift."""
    planned = PlannedMinutes(rows)
    found = {at for person in planned.names for at in planned.of(person, now, end)}
    return sum((min(end, at + MINUTE) - max(now, at)) / MINUTE for at in found)


def expected(rows: Callable[[str], list[tuple[Any, ...]]], today: date, zone: ZoneInfo) -> float:
    """Return the leads that should still come: the median of six weekdays less those of today."""
    counts: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for source, at in rows(ARRIVED):
        counts[source][moment(at).astimezone(zone).date()] += 1
    found = 0.0
    for by_day in counts.values():
        days = [today - timedelta(days=7 * week) for week in range(1, 7)]
        known = [by_day.get(day, 0) for day in days if day >= max(min(by_day), days[-1])]
        found += max(0.0, (statistics.median(known) if known else 0) - by_day.get(today, 0))
    return found


def work_today() -> None:
    """Save a result for three people, so that the day so far has a handle time."""
    from pullahead.base import clock
    from pullahead.demo.simulated_agents import in_rota
    from pullahead.usecases.floor.demo import move_clock_to
    from pullahead.usecases.work import pull, settle, settle_input

    for minutes, person in enumerate(in_rota()[:3], 2):
        claim = pull.pull(agent_id=person).claim
        move_clock_to(clock.now() + minutes * MINUTE)
        if claim is not None:
            word = settle_input.SettleInput("no_answer", "Rang out", dialled=True)
            settle.settle(agent_id=person, token=claim.token, word=word)


def shift_figures(
    sql: Any, report: Any, today: Any, now: datetime
) -> Iterator[tuple[str, str, float | None, float | None, float]]:
    """Yield name, group, both values and the accepted difference of each figure.

    `report` is of the period of `sql`, `today` of the day so far.
    """
    from pullahead.reports import costs

    hours = {one.label: one for one in report.time.rows}
    for name, planned, inside in adherence(sql.rows, report.period.since, report.period.until):
        one = hours[name]
        yield "shift hours planned", name, planned, one.planned / 3600, 1e-6
        yield "shift hours present", name, inside, one.inside / 3600, 1e-3
        yield "adherence", name, inside / planned, one.adherence, 1e-6
    rhythm, zone = today.time.rhythm, costs.organization_zone()
    day = now.astimezone(zone).date()
    end = costs.day_start(day + timedelta(days=1))
    sql.given["end"] = end
    left = minutes_left(sql.rows, now, end)
    due = sql.rows(DUE)[0][0] + expected(sql.rows, day, zone)
    people, total = sql.rows(HERE)[0][0], today.total.now
    yield "minutes staffed", "all", left, rhythm.minutes_left if rhythm else 0, 1
    if rhythm is not None:
        yield "claims due", "all", due, rhythm.due, 1e-6
        yield "takt", "all", left / due if due else None, rhythm.takt, 0.01
        mean = total.handle.mean and total.handle.mean / 60
        pace = mean / people if mean and people else None
        yield "pace", "all", pace, rhythm.pace, 1e-6
