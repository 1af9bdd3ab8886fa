"""Time at work of each person: by shifts where there are any, else by presence, else by claims.

Shifts are those of the plan that applied at each moment, without leave, and without hours in which
no lane may be called. Where no plan applied,
presence counts without *Away*. Before the first recorded presence of a person, runs of claims
with gaps of at most an hour count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db.models import Q

from pullahead.pull.models import ClaimRow, LaneRow
from pullahead.pull.queries import hours
from pullahead.reports import capacity
from pullahead.team import queries as team
from pullahead.team.calendar import Calendar
from pullahead.team.calendar_input import read_hours
from pullahead.team.models import Leave, Person, Presence, PresenceState, ShiftPlan
from pullahead.team.shift_rules import shift_calendar

HOUR = GAP = timedelta(hours=1)
LONGEST_CLAIM = timedelta(hours=2)
FAR = datetime.max.replace(tzinfo=UTC)

Span = tuple[datetime, datetime]
SpansByPerson = Mapping[int, Sequence[Span]]


def cut(spans: Iterable[Span], since: datetime, until: datetime) -> list[Span]:
    """Return the parts of spans between two moments."""
    found = ((max(begins, since), min(ends, until)) for begins, ends in spans)
    return [(begins, ends) for begins, ends in found if begins < ends]


def without(spans: Iterable[Span], away: Iterable[Span]) -> list[Span]:
    """Return the parts of spans that lie in none of the others."""
    left = list(spans)
    for begins, ends in away:
        left = [
            part
            for one in left
            for part in ((one[0], min(one[1], begins)), (max(one[0], ends), one[1]))
            if part[0] < part[1]
        ]
    return left


def claim_spans(since: datetime, until: datetime) -> dict[int, list[Span]]:
    """Return the claims of each person that touch a period, each of two hours at most."""
    rows = ClaimRow.objects.filter(started_at__gte=since - LONGEST_CLAIM, started_at__lt=until)
    rows = rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gte=since))
    found: dict[int, list[Span]] = defaultdict(list)
    for agent, begins, ends in rows.values_list("agent_id", "started_at", "ended_at"):
        found[agent] += cut([(begins, min(ends or until, begins + LONGEST_CLAIM))], since, until)
    return found


def present_spans(
    since: datetime, until: datetime, *, breaks: bool, claims: SpansByPerson | None = None
) -> dict[int, list[Span]]:
    """Return the time in which each person was there, with or without breaks.

    A person without recorded presence, or before it, counts by claims.
    """
    there: dict[int, list[Span]] = defaultdict(list)
    begun: dict[int, datetime] = {}
    rows = Presence.objects.filter(to_at__gt=since, from_at__lt=until).order_by("from_at")
    known = rows.values_list("person_id", "state", "from_at", "to_at")
    running = Person.objects.filter(presence_since__lt=until).values_list(
        "id", "presence", "presence_since"
    )
    now = [(pk, state, at, until) for pk, state, at in running if at is not None]
    for person, state, begins, ends in [*known, *now]:
        begun.setdefault(person, begins)
        if state != PresenceState.AWAY and (breaks or state != PresenceState.BREAK):
            there[person] += cut([(begins, ends)], since, until)
    found = {person: list(capacity.merged(own, timedelta())) for person, own in there.items()}
    for person, own in (claim_spans(since, until) if claims is None else claims).items():
        before = capacity.merged(cut(own, since, begun.get(person, FAR)), GAP)
        found[person] = [*before, *found.get(person, [])]
    return found


@dataclass(frozen=True, slots=True)
class _PlanInForce:
    """Plan of one person or one team while it applied."""

    from_at: datetime
    to_at: datetime
    zone: str
    week: tuple[str, ...]


@dataclass(slots=True)
class ShiftBook:
    """Shift plans and leave of the agents, read once: planned time of any days."""

    people: Mapping[int, int]  # team of each active agent
    plans: Mapping[tuple[str, int], Sequence[_PlanInForce]]
    leaves: SpansByPerson
    is_open: Callable[[datetime], bool]  # whether some lane may be called
    calendars: dict[int, Calendar] = field(default_factory=dict)
    spans: dict[tuple[object, ...], list[Span]] = field(default_factory=dict)

    def has_plan(self, person: int, at: datetime) -> bool:
        """Return whether a plan of an agent, or of their team, applies at a moment."""
        return any(
            one.from_at <= at < one.to_at
            for key in (("person", person), ("team", self.people.get(person, 0)))
            for one in self.plans.get(key, ())
        )

    def planned(self, person: int, since: datetime, until: datetime) -> list[Span]:
        """Return the shifts of an agent without leave; an own plan replaces that of the team."""
        team_id = self.people.get(person)
        if team_id is None:
            return []
        own, found = self.plans.get(("person", person), ()), list[Span]()
        for one in own:
            found += cut(self._shifts(one, team_id, since, until), one.from_at, one.to_at)
        for one in self.plans.get(("team", team_id), ()):
            spans = cut(self._shifts(one, team_id, since, until), one.from_at, one.to_at)
            found += without(spans, [(mine.from_at, mine.to_at) for mine in own])
        return without(sorted(found), self.leaves.get(person, ()))

    def covered(self, person: int, since: datetime, until: datetime) -> list[Span]:
        """Return the time in which a plan applied to an agent, on shift or not."""
        keys = (("person", person), ("team", self.people.get(person, 0)))
        plans = [one for key in keys for one in self.plans.get(key, ())]
        return cut(((one.from_at, one.to_at) for one in plans), since, until)

    def _shifts(
        self, plan: _PlanInForce, team_id: int, since: datetime, until: datetime
    ) -> list[Span]:
        key = (team_id, plan.zone, plan.week, since, until)
        if key not in self.spans:
            if team_id not in self.calendars:
                self.calendars[team_id] = team.calendar(team_id)
            week = tuple(read_hours(hours) for hours in plan.week)
            there = shift_calendar(self.calendars[team_id], zone=plan.zone, week=week)
            self.spans[key] = without(there.spans(since, until), self._closed(since, until))
        return self.spans[key]

    def _closed(self, since: datetime, until: datetime) -> list[Span]:
        """Return the hours in which no lane may be called."""
        key = ("closed", since, until)
        if key not in self.spans:
            first = since.replace(minute=0, second=0, microsecond=0)
            starts = (first + n * HOUR for n in range(-(-(until - first) // HOUR)))
            shut = [(at, at + HOUR) for at in starts if not self.is_open(at + HOUR / 2)]
            self.spans[key] = list(capacity.merged(shut, timedelta()))
        return self.spans[key]


def _some_lane_open() -> Callable[[datetime], bool]:
    """Return the test whether some lane may be called at a moment; true without a lane."""
    windows = list(LaneRow.objects.values_list("windows", flat=True).distinct())
    open_at = hours()
    return lambda at: not windows or any(open_at.is_open(one, at) for one in windows)


def shift_book(since: datetime) -> ShiftBook:
    """Read the plans and the leave that applied since a moment, or apply now."""
    agents = Person.objects.filter(is_active=True, role=Person.Role.AGENT)
    plans: dict[tuple[str, int], list[_PlanInForce]] = defaultdict(list)
    rows = ShiftPlan.objects.filter(Q(to_at=None) | Q(to_at__gt=since)).order_by("from_at")
    for row in rows:
        key = ("person", row.person_id) if row.person_id else ("team", row.team_id or 0)
        plans[key].append(_PlanInForce(row.from_at, row.to_at or FAR, row.zone, tuple(row.week)))
    leaves: dict[int, list[Span]] = defaultdict(list)
    away = Leave.objects.filter(to_at__gt=since).values_list("person_id", "from_at", "to_at")
    for person, begins, ends in away:
        leaves[person].append((begins, ends))
    teams = dict(agents.values_list("id", "team_id"))
    return ShiftBook(teams, plans, leaves, _some_lane_open())


def staffed_spans(
    since: datetime,
    until: datetime,
    book: ShiftBook | None = None,
    present: dict[int, list[Span]] | None = None,
) -> dict[int, list[Span]]:
    """Return the time at work of each person in a period that is over.

    `present` is their time present, where it is known.
    """
    known = book or shift_book(since)
    found = present_spans(since, until, breaks=True) if present is None else present
    for person in known.people:
        covered = known.covered(person, since, until)
        if covered:
            spans = without(found.get(person, []), covered)
            found[person] = sorted([*spans, *known.planned(person, since, until)])
    return found
