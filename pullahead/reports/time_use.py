"""Use of time in a period: occupancy, tempo an hour, adherence, persistence; takt and pace now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pullahead.leads.models import Lead
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.models import CardRow, ClaimRow, Route
from pullahead.reports import at_work, capacity, costs, floor_facts, speed, work_facts
from pullahead.reports.at_work import Span
from pullahead.reports.periods import Period
from pullahead.reports.speed import TempoRate
from pullahead.reports.work_facts import DUPLICATE, Scope, WorkedClaim, WorkEvent, codes
from pullahead.team import queries as team
from pullahead.team.models import Person, Presence, PresenceState

HOUR = 3600.0
SEEN = 0.1  # hours available from which a person is shown


@dataclass(slots=True)
class TimeUse:
    """Seconds of a person or of all in each state, planned time, and results."""

    label: str = ""
    seconds: Counter[str] = field(default_factory=Counter)
    handle: float = 0.0
    planned: float = 0.0
    inside: float = 0.0  # of the planned time: present
    settled: int = 0
    contacts: int = 0
    wins: int = 0

    def add(self, other: TimeUse) -> None:
        """Add the time and the results of another person."""
        self.seconds += other.seconds
        self.handle += other.handle
        self.planned += other.planned
        self.inside += other.inside
        self.settled += other.settled
        self.contacts += other.contacts
        self.wins += other.wins

    @property
    def available(self) -> float:
        """Hours available, with a lead or in wrap-up."""
        states = PresenceState.AVAILABLE, PresenceState.CLAIM, PresenceState.WRAP_UP
        return sum(self.seconds[state] for state in states) / HOUR

    @property
    def occupancy(self) -> float | None:
        """Handle time and wrap-up ÷ (both and the time available)."""
        return speed.occupancy(
            handle=self.handle,
            wrap_up=self.seconds[PresenceState.WRAP_UP],
            available=self.seconds[PresenceState.AVAILABLE],
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

    @property
    def persistence(self) -> float | None:
        """Share of the leads closed without contact that had all their attempts."""
        return self.worked_out / self.given_up if self.given_up else None


def time_report(
    period: Period,
    scope: Scope,
    labels: Mapping[int, str],
    claims: Sequence[WorkedClaim],
    sales: Sequence[WorkEvent],
) -> TimeReport:
    """Return the use of time of the people of a scope; `claims` and `sales` are of the period."""
    found = _time(period, labels)
    for claim in claims:
        if claim.end == ClaimRow.End.SETTLED and claim.agent in found:
            mine = found[claim.agent]
            mine.handle += claim.seconds
            mine.settled += 1
            mine.contacts += claim.reached
    for sale in sales:
        if sale.agent in found:
            found[sale.agent].wins += 1
    total = TimeUse()
    for one in found.values():
        total.add(one)
    rows = [one for one in found.values() if one.available >= SEEN or one.planned or one.settled]
    worked_out, given_up = _persistence(period, scope)
    rhythm = _rhythm(period, scope, labels, total) if period.until == period.now else None
    return TimeReport(
        tuple(sorted(rows, key=lambda one: one.label)), total, worked_out, given_up, rhythm
    )


def _time(period: Period, labels: Mapping[int, str]) -> dict[int, TimeUse]:
    """Return the time of each person in each state, and inside the shifts."""
    found = {person: TimeUse(label) for person, label in labels.items()}
    since, until = period.since, period.until
    rows = Presence.objects.filter(person_id__in=found, to_at__gt=since, from_at__lt=until)
    there: dict[int, list[Span]] = defaultdict(list)
    spans = list(rows.values_list("person_id", "state", "from_at", "to_at"))
    if until == period.now:
        running = Person.objects.filter(pk__in=found, presence_since__lt=until)
        spans += [
            (person, state, at, until)
            for person, state, at in running.values_list("id", "presence", "presence_since")
            if at is not None
        ]
    for person, state, begins, ends in spans:
        for span in at_work.cut([(begins, ends)], since, until):
            found[person].seconds[str(state)] += round((span[1] - span[0]).total_seconds())
            if state != PresenceState.AWAY:
                there[person].append(span)
    book = at_work.shift_book(since)
    for person, mine in found.items():
        for span in book.planned(person, since, until):
            mine.planned += (span[1] - span[0]).total_seconds()
            mine.inside += sum(speed.overlap(span, one) for one in there[person])
    return found


def _persistence(period: Period, scope: Scope) -> tuple[int, int]:
    """Count the leads that we closed without contact: those worked to the end, and all."""
    outside = codes("opt_out") | codes("bad_number") | {DUPLICATE, WITHDRAWN}
    rows = Lead.objects.filter(closed_at__gte=period.since, closed_at__lt=period.until)
    rows = rows.exclude(closed_as__in=outside)
    if scope.source_id is not None:
        rows = rows.filter(source_id=scope.source_id)
    if scope.routed_to is not None:
        rows = rows.filter(source__route__team_id=scope.routed_to)
    sources = dict(rows.values_list("id", "source_id"))
    reached, tried = codes("reached"), codes("tried")
    made: Counter[object] = Counter()
    contacted = set()
    for part in work_facts.parts(sources):
        settled = ClaimRow.objects.filter(lead_id__in=part, end=ClaimRow.End.SETTLED)
        for lead_id, code in settled.values_list("lead_id", "disposition"):
            made[lead_id] += code in tried
            if code in reached:
                contacted.add(lead_id)
    routes = Route.objects.select_related("cadence").in_bulk()
    leads = [
        (made[lead], len(routes[source].cadence.offsets) if source in routes else speed.FULL_PLAN)
        for lead, source in sources.items()
        if lead not in contacted
    ]
    return speed.persistence(leads)


def _rhythm(
    period: Period, scope: Scope, labels: Mapping[int, str], total: TimeUse
) -> FloorRhythm | None:
    """Return takt and pace of the rest of today; None without shifts."""
    now = period.now
    end = costs.day_start(now.astimezone(costs.organization_zone()).date() + timedelta(days=1))
    book = at_work.shift_book(now)
    left = [span for person in labels for span in book.planned(person, now, end)]
    if not any(book.has_plan(person, now) for person in labels):
        return None
    minutes = sum((b - a).total_seconds() for a, b in capacity.merged(left, timedelta())) / 60
    cards = CardRow.objects.filter(state="ready") | CardRow.objects.filter(
        state="scheduled", next_at__lt=end
    )
    if scope.routed_to is not None:
        cards = cards.filter(team_id=scope.routed_to)
    due = cards.count() + _coming(now, scope)
    people = len(team.present_ids() & labels.keys())
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
