"""Latest waits on each clock: elapsed, callable, staffed; first call, first contact, delivery lag.

The stored hours have no lead, so these figures read the rows of the latest arrivals of a period.
A wait is followed to the end of the period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.compliance.calling_hours import Hours
from pullahead.pull.models import Attempt, CardRow, ClaimRow, IntervalRow, LaneRow
from pullahead.pull.queries import hours
from pullahead.reports import at_work, capacity, speed, work_facts
from pullahead.reports.episodes import LeadCourse, WaitKind, Waits
from pullahead.reports.live_facts import Stretch, arrived
from pullahead.reports.measures import WaitEstimates
from pullahead.reports.periods import QUARTER, Period
from pullahead.reports.speed import Span, Spread
from pullahead.reports.team_stays import slot_of
from pullahead.reports.work_facts import Scope, codes, parts
from pullahead.team.models import PersonSkill
from pullahead.team.skills import able

if TYPE_CHECKING:
    from pullahead.reports.arrays import FactArrays, WorkArrays

HOUR = timedelta(hours=1)
CLOCKS = ("elapsed", "callable", "staffed", "call", "contact")
LATEST = 1000  # arrivals; all of the last quarter hour that is read count
FIRST_DAYS = 8  # of a period, that are read first
Moments = Mapping[UUID, Sequence[datetime]]
Lanes = Mapping[UUID, Sequence[tuple[datetime, LaneRow]]]


@dataclass(slots=True)
class SpeedRow:
    """Latest waits of one group; a wait whose lane is unknown is on the clock elapsed only."""

    label: str
    waits: dict[str, Waits] = field(default_factory=lambda: defaultdict(Waits))
    lags: list[float] = field(default_factory=list)
    late: int = 0  # inquiries older than a day when they arrived

    @property
    def estimates(self) -> Mapping[str, WaitEstimates]:
        """Estimates on each clock, and to the first call and contact."""
        return {name: self.waits[name].estimates() for name in CLOCKS}

    @property
    def lag(self) -> Spread:
        """Delivery lag of the inquiries that were at most a day old."""
        return speed.spread(self.lags)


@dataclass(frozen=True, slots=True)
class SpeedClocks:
    """Latest waits of a period by group, and of all."""

    rows: Mapping[int, SpeedRow]
    total: SpeedRow
    since: datetime | None  # arrival of the first of them; None without one


def speed_clocks(
    period: Period,
    scope: Scope,
    labels: Mapping[int, str],
    key_of: Callable[[int, int], int],
) -> SpeedClocks:
    """Return the latest waits; `key_of` is the group of a source and a quarter hour."""
    rows = {key: SpeedRow(label) for key, label in labels.items()}
    total = SpeedRow(_("Total"))
    begins, work = _latest(period, scope)
    if begins is None:
        return SpeedClocks({}, total, None)
    known = None if period.until == period.now else period.until
    stretch = Stretch(max(begins, period.since), period.until, period.now, known)
    leads = arrived(stretch, scope)
    staff = _staff(stretch, scope, work["there"])
    floor = _FloorHours(stretch, hours(), staff, _lanes(leads, stretch))
    for part in parts(leads):
        for source, start, lag, found in _waits(part, stretch, floor):
            group = rows.get(key_of(source, slot_of(start)))
            for row in (group, total) if group else (total,):
                if found:
                    row.lags.append(lag)
                else:
                    row.late += 1
                for clock, (kind, seconds) in found.items():
                    row.waits[clock].add(kind, seconds)
    seen = {key: row for key, row in rows.items() if row.lags or row.late}
    return SpeedClocks(seen, total, stretch.since)


def _latest(period: Period, scope: Scope) -> tuple[datetime | None, WorkArrays]:
    """Return the quarter hour from which the latest arrivals count, and the facts from then on.

    Facts of more than some days are read only if too few leads arrived on them.
    """
    from pullahead.reports.period_facts import facts_of

    part = replace(period, first=max(period.first, period.last - timedelta(days=FIRST_DAYS - 1)))
    work = facts_of(part, scope)
    begins = _first_of_latest(work)
    # who was there is known by the hour: one more is read
    if begins is None or begins < part.since + HOUR or len(work["waits"]) < LATEST:
        work = facts_of(period, scope)
        begins = _first_of_latest(work)
    return begins, work


def _first_of_latest(work: WorkArrays) -> datetime | None:
    slots = sorted(work["waits"]["slot"].tolist())[-LATEST:]
    return datetime.fromtimestamp(slots[0] * QUARTER, UTC) if slots else None


def _waits(
    leads: Sequence[UUID], stretch: Stretch, floor: _FloorHours
) -> Iterator[tuple[int, datetime, float, dict[str, tuple[WaitKind, float]]]]:
    """Yield source, start, delivery lag and waits of each episode; none of a late inquiry."""
    calls, contacts = _calls_and_contacts(leads, stretch.until)
    for lead_id, source, course in work_facts.courses(leads, stretch.known_at):
        lags = {one.admitted_at: one.lag for one in course.inquiries}
        for start, kind, seconds in course.waits(stretch.since, stretch.until):
            found: dict[str, tuple[WaitKind, float]] = {}
            if kind != WaitKind.LATE:
                wait = _followed(start, kind, seconds, stretch.until)
                found = {"elapsed": wait} | floor.clocks(lead_id, start, wait)
                for name, moments in (("call", calls), ("contact", contacts)):
                    found[name] = _to_first(course, start, moments.get(lead_id, ()), stretch.until)
            yield source, start, lags[start], found


def _to_first(
    course: LeadCourse, start: datetime, moments: Sequence[datetime], until: datetime
) -> tuple[WaitKind, float]:
    first = min((at for at in moments if at >= start), default=None)
    return _followed(start, *course.wait(start, first), until)


def _followed(
    start: datetime, kind: WaitKind, seconds: float, until: datetime
) -> tuple[WaitKind, float]:
    """Return a wait; one that is still open is cut off at the end of the period."""
    if kind == WaitKind.OPEN:
        return WaitKind.CENSORED, (until - start).total_seconds()
    return kind, seconds


def _calls_and_contacts(leads: Sequence[UUID], until: datetime) -> tuple[Moments, Moments]:
    """Return verified calls and contacts; a result without a logged attempt was a call."""
    calls: dict[UUID, list[datetime]] = defaultdict(list)
    contacts: dict[UUID, list[datetime]] = defaultdict(list)
    tried = Attempt.objects.filter(work_facts.verified(), lead_id__among=leads, at__lte=until)
    for lead_id, at, channel, reached in tried.values_list("lead_id", "at", "channel", "reached"):
        if channel == "call":
            calls[lead_id].append(at)
        if reached:
            contacts[lead_id].append(at)
    unlogged = work_facts.unlogged_tries(leads).filter(ended_at__lte=until)
    for lead_id, at in unlogged.values_list("lead_id", "ended_at"):
        calls[lead_id].append(at)
    settled = ClaimRow.objects.filter(
        lead_id__among=leads, end=ClaimRow.End.SETTLED, disposition__in=codes("reached")
    )
    for lead_id, ended in settled.values_list("lead_id", "ended_at"):
        if ended is not None and ended <= until:
            contacts[lead_id].append(ended)
    return calls, contacts


def _lanes(leads: set[UUID], stretch: Stretch) -> Lanes:
    """Return the lanes of each lead with the moment that it was in one until, in order."""
    known = LaneRow.objects.in_bulk()
    found: dict[UUID, list[tuple[datetime, LaneRow]]] = defaultdict(list)
    # the index of intervals is that of their end
    past = IntervalRow.objects.filter(until__gte=stretch.since, until__lte=stretch.until)
    for lead_id, to, lane_id in past.order_by("until").values_list("lead_id", "until", "lane_id"):
        if lead_id in leads and lane_id in known:
            found[lead_id].append((to, known[lane_id]))
    for part in parts(leads):
        cards = CardRow.objects.filter(lead_id__among=part, lane_id__isnull=False)
        for lead_id, lane_id in cards.values_list("lead_id", "lane_id"):
            found[lead_id].append((stretch.now, known[lane_id]))
    return found


def _staff(stretch: Stretch, scope: Scope, there: FactArrays) -> Mapping[int, Sequence[Span]]:
    """Return the time at work of the people of a scope, by shifts or else by presence."""
    present: dict[int, list[Span]] = defaultdict(list)
    recent = there.kept(there["slot"] >= slot_of(stretch.since) - 4)
    for person, begins, ends in recent.rows("agent", "begins", "ends"):
        span = datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
        present[person].append(span)
    found = at_work.staffed_spans(stretch.since, stretch.until, present=present)
    people = found.keys() if scope.people is None else found.keys() & scope.people
    return {person: scope.cut(person, found[person]) for person in people}


@dataclass(slots=True)
class _FloorHours:
    """Calling hours of lanes, and the time in which an able person is at work; each found once."""

    stretch: Stretch
    hours: Hours
    staff: Mapping[int, Sequence[Span]]
    lanes: Lanes
    skills: Mapping[int, set[str]] = field(init=False)
    open: dict[str, Sequence[Span]] = field(default_factory=dict)
    staffed: dict[str, Sequence[Span]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        found: dict[int, set[str]] = defaultdict(set)
        for person, skill in PersonSkill.objects.values_list("person_id", "skill_id"):
            found[person].add(skill)
        self.skills = found

    def clocks(
        self, lead_id: UUID, start: datetime, wait: tuple[WaitKind, float]
    ) -> dict[str, tuple[WaitKind, float]]:
        """Return the wait on the clocks callable and staffed; nothing without a lane."""
        lane = next((one for to, one in self.lanes.get(lead_id, ()) if to >= start), None)
        if lane is None:
            return {}
        if lane.windows not in self.open:
            self.open[lane.windows] = list(self._open(lane.windows))
        if lane.skills not in self.staffed:
            self.staffed[lane.skills] = self._staffed(lane.skills)
        kind, seconds = wait
        span, open_hours = (start, start + timedelta(seconds=seconds)), self.open[lane.windows]
        staffed = speed.clock_seconds(span, open_hours, self.staffed[lane.skills])
        return {
            "callable": (kind, speed.clock_seconds(span, open_hours)),
            "staffed": (kind, staffed),
        }

    def _open(self, windows: str) -> Iterator[Span]:
        at: datetime | None = self.stretch.since
        while at is not None and at < self.stretch.until:
            at = self.hours.next_open(windows, at)
            if at is not None and at < self.stretch.until:
                closes = self.hours.open_until(windows, at) or self.stretch.until
                yield at, closes
                at = closes

    def _staffed(self, needs: str) -> Sequence[Span]:
        spans = [
            span
            for person, own in self.staff.items()
            if able(needs, self.skills.get(person, ()))
            for span in own
        ]
        return capacity.merged(spans, timedelta())
