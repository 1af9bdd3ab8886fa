"""Use of time in a period: occupancy, tempo an hour, adherence, persistence; takt and pace now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.models import CallbackRow, CardRow, Route
from pullahead.reports import at_work, capacity, columns, costs, floor_facts, measures, speed
from pullahead.reports.at_work import Span
from pullahead.reports.empty_pulls import empty_pulls
from pullahead.reports.periods import Period
from pullahead.reports.speed import TempoRate
from pullahead.reports.team_stays import slot_of
from pullahead.reports.tempo_figures import TempoFigures
from pullahead.reports.work_facts import Scope
from pullahead.team import queries as team_queries

if TYPE_CHECKING:
    from pullahead.reports.arrays import FactArrays, WorkArrays

HOUR = 3600.0
STATES = (columns.AVAILABLE, columns.ON_CLAIM, columns.WRAP_UP)
SEEN = 0.1  # hours available from which a person is shown


@dataclass(slots=True)
class TimeUse:
    """Seconds of a person or of all in each state, planned time, and results."""

    label: str = ""
    seconds: dict[int, float] = field(default_factory=lambda: dict.fromkeys(STATES, 0.0))
    handle: float = 0.0
    planned: float = 0.0
    inside: float = 0.0  # of the planned time: present
    settled: int = 0
    contacts: int = 0
    wins: int = 0

    def add(self, other: TimeUse) -> None:
        """Add the time and the results of another person."""
        for state, seconds in other.seconds.items():
            self.seconds[state] += seconds
        self.handle += other.handle
        self.planned += other.planned
        self.inside += other.inside
        self.settled += other.settled
        self.contacts += other.contacts
        self.wins += other.wins

    @property
    def available(self) -> float:
        """Hours available, with a lead or in wrap-up."""
        return sum(self.seconds.values()) / HOUR

    @property
    def occupancy(self) -> float | None:
        """Handle time and wrap-up ÷ (both and the time available)."""
        return speed.occupancy(
            handle=self.handle,
            wrap_up=self.seconds[columns.WRAP_UP],
            available=self.seconds[columns.AVAILABLE],
        )

    @property
    def adherence(self) -> float | None:
        """Planned time in which the person was present ÷ planned time."""
        return self.inside / self.planned if self.planned else None

    @property
    def tempo(self) -> TempoRate:
        """Results, contacts and sales per available hour."""
        return speed.tempo(
            settled=self.settled, contacts=self.contacts, wins=self.wins, hours=self.available
        )


@dataclass(frozen=True, slots=True)
class FloorRhythm:
    """Minutes that the floor may and does spend on a claim, for the rest of today."""

    minutes_left: float  # callable and staffed by shifts
    due: float  # claims still due today, with expected arrivals
    people: int  # present now
    takt: float | None
    pace: float | None


@dataclass(frozen=True, slots=True)
class TimeReport:
    """Use of time by person and in all, persistence, and the rhythm of today."""

    rows: tuple[TimeUse, ...]
    total: TimeUse
    worked_out: int  # leads closed without contact after all attempts of their plan
    given_up: int  # leads closed without contact, in all
    rhythm: FloorRhythm | None
    pulls: int  # pulls and takes that gave a lead, by their end, and pulls without one
    empty: Mapping[str, float]  # share of them without a lead, by reason
    callbacks_made: int  # agreed in a saved result

    @property
    def empty_share(self) -> float | None:
        """Share of pulls without a lead."""
        return sum(self.empty.values()) if self.pulls else None

    @property
    def callbacks_a_contact(self) -> float | None:
        """Callbacks made ÷ contacts."""
        return measures.share(self.callbacks_made, self.total.contacts)

    @property
    def persistence(self) -> float | None:
        """Share of the leads closed without contact that had all their attempts."""
        return self.worked_out / self.given_up if self.given_up else None


def time_report(
    period: Period,
    scope: Scope,
    labels: Mapping[int, str],
    work: WorkArrays,
    figures: Mapping[int, TempoFigures],
) -> TimeReport:
    """Return the use of time of the people of a scope; `figures` are theirs in the period."""
    found = _time(period, scope, labels, work)
    for person, mine in found.items():
        if person in figures:
            now = figures[person]
            mine.handle = now.settled * (now.handle.mean or 0.0)
            mine.settled, mine.contacts, mine.wins = now.settled, now.contacts, now.wins
    total = TimeUse()
    for one in found.values():
        total.add(one)
    rows = [one for one in found.values() if one.available >= SEEN or one.planned or one.settled]
    worked_out, given_up = _persistence(work["closed"])
    rhythm = _rhythm(period, scope, labels, total) if period.until == period.now else None
    empty = empty_pulls(period, scope)
    pulls = len(work["claims"]) + empty.total()
    return TimeReport(
        rows=tuple(sorted(rows, key=lambda one: one.label)),
        total=total,
        worked_out=worked_out,
        given_up=given_up,
        rhythm=rhythm,
        pulls=pulls,
        empty=speed.empty_pulls(dict(empty.most_common()), pulls),
        callbacks_made=_callbacks_made(period, scope),
    )


def _time(
    period: Period, scope: Scope, labels: Mapping[int, str], work: WorkArrays
) -> dict[int, TimeUse]:
    """Return the time of each person in each state, and inside the shifts."""
    found = {person: TimeUse(label) for person, label in labels.items()}
    from pullahead.reports.arrays import Groups

    states, there = work["states"], work["there"]
    groups = Groups(states["agent"])
    for state in STATES:
        spent = groups.sums(states["seconds"], states["state"] == state)
        for person in spent.keys() & found.keys():
            found[person].seconds[state] = spent[person]
    since, until = period.since, period.until
    book = at_work.shift_book(since)
    present: dict[int, list[Span]] = defaultdict(list)
    planned = {person: scope.cut(person, book.planned(person, since, until)) for person in found}
    there = there.where("agent", [person for person, spans in planned.items() if spans])
    for person, begins, ends in there.rows("agent", "begins", "ends"):
        span = datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
        present[person].append(span)
    for person, mine in found.items():
        own = capacity.merged(present[person], timedelta())
        for span in planned[person]:
            mine.planned += (span[1] - span[0]).total_seconds()
            mine.inside += sum(speed.overlap(span, one) for one in own)
    return found


def _callbacks_made(period: Period, scope: Scope) -> int:
    """Count the callbacks that the people of a scope agreed in a period, without undone ones."""
    rows = CallbackRow.objects.filter(
        # the index is that of the due time, which is never earlier
        due_at__gte=period.since,
        made_at__gte=period.since,
        made_at__lt=period.until,
        claim__isnull=False,
    ).exclude(how=CallbackEnd.UNDONE)
    if scope.people is None:
        return rows.count()
    rows = rows.filter(claim__agent_id__in=list(scope.people))
    made = rows.values_list("claim__agent_id", "made_at")
    return sum(scope.has(agent, slot_of(at)) for agent, at in made)


def _persistence(closed: FactArrays) -> tuple[int, int]:
    """Count the leads that we closed without contact: those worked to the end, and all."""
    routes = Route.objects.select_related("cadence").in_bulk()
    plans = {source: len(route.cadence.offsets) for source, route in routes.items()}
    return speed.persistence(
        (made, plans.get(source, speed.FULL_PLAN)) for source, made in closed.rows("source", "made")
    )


def _rhythm(
    period: Period, scope: Scope, labels: Mapping[int, str], total: TimeUse
) -> FloorRhythm | None:
    """Return takt and pace of the rest of today; None without shifts."""
    now = period.now
    end = costs.day_start(now.astimezone(costs.organization_zone()).date() + timedelta(days=1))
    book = at_work.shift_book(now)
    team = {person for person in labels if scope.has(person, slot_of(now))}
    left = [span for person in team for span in book.planned(person, now, end)]
    if not any(book.has_plan(person, now) for person in team):
        return None
    minutes = sum((b - a).total_seconds() for a, b in capacity.merged(left, timedelta())) / 60
    cards = CardRow.objects.filter(state="ready") | CardRow.objects.filter(
        state="scheduled", next_at__lt=end
    )
    if scope.routed_to is not None:
        cards = cards.filter(team_id=scope.routed_to)
    due = cards.count() + _coming(now, scope)
    people = len(team_queries.present_ids() & team)
    mean = total.handle / total.settled / 60 if total.settled else None
    takt, pace = speed.takt(minutes, due), speed.pace(mean, people)
    return FloorRhythm(minutes, due, people, takt, pace)


def _coming(now: datetime, scope: Scope) -> float:
    """Return the leads that are still expected today."""
    today = now.astimezone(costs.organization_zone()).date()
    since = costs.day_start(today - timedelta(days=capacity.WEEKS_BACK * 7))
    routed = dict(Route.objects.values_list("source_id", "team_id"))
    expected = 0.0
    for source, by_day in floor_facts.arrivals_by_day(since).items():
        if scope.routed_to is None or routed.get(source) == scope.routed_to:
            usual = capacity.forecast(by_day, today, today).middle
            expected += max(0.0, usual - by_day.get(today, 0.0))
    return expected
