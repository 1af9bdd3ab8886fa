"""*Capacity*: arrivals against staffed hours, the leads a day that the floor can work, its load."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.leads.models import Source
from pullahead.reports import capacity, costs, floor_facts
from pullahead.reports.access import sources_only
from pullahead.reports.capacity import DAY, FloorQueue, Forecast
from pullahead.reports.floor_facts import LeadWork
from pullahead.reports.group_capacity import GroupRow, group_row, groups, without_persons
from pullahead.reports.occupancy import occupancies
from pullahead.reports.staff_minutes import StaffMinutes, staff_minutes, staffed_hours
from pullahead.team.models import Person

DAYS_ON = 14
WORKING_DAYS = 5
WEEKS = 4  # of the table of hours
HIGHEST_LOAD = 0.97  # above it, waits are those of this load


@dataclass(frozen=True, slots=True)
class FloorOutlook:
    """Staffed minutes and arrivals of six weeks, and the forecasts that follow from them."""

    today: date
    staff: StaffMinutes
    arrivals: Mapping[int, Mapping[date, float]]  # leads by source
    work: LeadWork
    occupancy: float
    people: int  # usually at work at one time

    def capacity_of(self, day: date, today: date | None = None) -> Forecast:
        """Forecast the minutes of work that the floor can do on a day."""
        return self.staff.on(day, today or self.today)

    def leads_of(self, day: date, today: date | None = None) -> dict[int, Forecast]:
        """Forecast the leads that arrive on a day, by source."""
        as_of = today or self.today
        return {pk: capacity.forecast(own, day, as_of) for pk, own in self.arrivals.items()}

    def load_from(self, day: date) -> float | None:
        """Return forecast work ÷ capacity of the next five working days, as known on a day."""
        work = minutes = 0.0
        working = 0
        for n in range(DAYS_ON):
            coming = day + n * DAY
            work += sum(
                one.middle * self.work.of(pk) for pk, one in self.leads_of(coming, day).items()
            )
            staffed = self.capacity_of(coming, day).middle * self.occupancy
            minutes += staffed
            working += staffed > 0
            if working == WORKING_DAYS:
                break
        return capacity.load(work, minutes)

    @property
    def loads(self) -> tuple[float | None, float | None]:
        """The load as known yesterday, and today."""
        return self.load_from(self.today - DAY), self.load_from(self.today)

    @property
    def minutes_a_day(self) -> float:
        """Minutes of work that the floor can do on a day, the mean of the next two weeks."""
        return self.staffed_a_day() * self.occupancy

    def staffed_a_day(self, people: Collection[int] | None = None) -> float:
        """Return the minutes at work of all people or of some, the mean of the next two weeks."""
        days = [self.staff.on(self.today + n * DAY, self.today, people) for n in range(DAYS_ON)]
        return sum(one.middle for one in days) / DAYS_ON

    def leads_a_day(self, source_id: int) -> float:
        """Return the leads of a source on a day, the mean of the next two weeks."""
        return sum(self._coming(source_id)) / DAYS_ON

    def delivers(self, source_id: int) -> float:
        """Return the share of the next two weeks' days on which a source delivers."""
        return sum(leads > 0 for leads in self._coming(source_id)) / DAYS_ON

    def _coming(self, source_id: int) -> list[float]:
        own = self.arrivals.get(source_id, {})
        days = [self.today + n * DAY for n in range(DAYS_ON)]
        return [capacity.forecast(own, day, self.today).middle for day in days]

    def queue(self, load: float) -> FloorQueue:
        """Return the waits of the floor at a load."""
        return FloorQueue(max(1, self.people), self.work.claim, min(max(load, 0.01), HIGHEST_LOAD))


@report
def outlook(now: datetime) -> FloorOutlook:
    """Read six weeks of the floor."""
    today = now.astimezone(costs.organization_zone()).date()
    since = costs.day_start(today - (capacity.WEEKS_BACK * 7 + 1) * DAY)
    staff, by_hour = staff_minutes(since, now, first=today - DAY, days=2 * DAYS_ON)
    amounts = by_hour.values()
    return FloorOutlook(
        today=today,
        staff=staff,
        arrivals=floor_facts.arrivals_by_day(since),
        work=floor_facts.work(now),
        occupancy=capacity.attainable(occupancies(now)),
        people=round(sum(m * m for m in amounts) / 60 / sum(amounts)) if sum(amounts) > 0 else 0,
    )


@dataclass(frozen=True, slots=True)
class HourRow:
    """One hour of the day: arrivals and people, a mean day of the last four weeks."""

    hour: int
    arrivals: float
    staffed: float  # hours of people


@dataclass(frozen=True, slots=True)
class UnstaffedRow:
    """Leads of one source, and those that arrived in an hour in which nobody was at work."""

    source_id: int
    source: str
    leads: int
    alone: int


@dataclass(frozen=True, slots=True)
class _PastHours:
    """The mean day of the last four weeks, from the first day with a fact."""

    since: date
    rows: tuple[HourRow, ...]
    staffed: float  # hours of people, in all
    unstaffed: tuple[UnstaffedRow, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """Forecast of one day."""

    day: date
    leads: Forecast
    staffed: Forecast  # minutes
    workable: float
    load: float | None


@dataclass(frozen=True, slots=True)
class CapacityPage:
    """The page: hours, days to come, and the load with the waits that it brings."""

    since: date  # first day of the hours
    hours: tuple[HourRow, ...]
    arrived: int  # leads of the days behind the hours
    staffed: float  # hours of people in these days
    recent: int  # leads of the weeks that the forecast is based on
    unstaffed: tuple[UnstaffedRow, ...]
    days: tuple[DayRow, ...]
    load: float | None
    alarm: bool
    workable: float  # leads a day
    expected: float  # leads a day
    work: float  # minutes of a lead
    claim: float
    people: int
    occupancy: float
    queue: FloorQueue | None
    groups: tuple[GroupRow, ...] = ()
    hidden: int = 0  # skills of one or two agents, which marketing does not see
    shifts: int = 0  # people who are forecast by their shifts

    @property
    def over(self) -> bool:
        """True if the load is above the highest one that waits are computed for."""
        return self.load is not None and self.load > HIGHEST_LOAD


@report
def capacity_page(*, viewer: Person) -> CapacityPage:
    """Return the page of capacity. Raise NotFound for other roles."""
    sources_only(viewer)
    now = clock.now()
    found = outlook(now)
    rows = tuple(_day(found, found.today + n * DAY) for n in range(DAYS_ON))
    expected = sum(found.leads_a_day(pk) for pk in found.arrivals)
    needed = sum(found.leads_a_day(pk) * found.work.of(pk) for pk in found.arrivals)
    mean = needed / expected if expected else found.work.usual
    load = found.loads[1]
    past = _hours(now)
    found_groups, hidden = _groups(found, now, viewer)
    return CapacityPage(
        since=past.since,
        hours=past.rows,
        arrived=sum(row.leads for row in past.unstaffed),
        staffed=past.staffed,
        recent=round(sum(sum(own.values()) for own in found.arrivals.values())),
        unstaffed=past.unstaffed,
        days=rows,
        load=load,
        alarm=capacity.is_over_bought(found.loads),
        workable=found.minutes_a_day / mean if mean else 0.0,
        expected=expected,
        work=mean,
        claim=found.work.claim,
        people=found.people,
        occupancy=found.occupancy,
        queue=found.queue(load) if load is not None and found.people else None,
        groups=found_groups,
        hidden=hidden,
        shifts=len(found.staff.planned),
    )


def _groups(found: FloorOutlook, now: datetime, viewer: Person) -> tuple[tuple[GroupRow, ...], int]:
    """Return the groups, and the number of skills that the viewer does not see."""
    leads = {pk: found.leads_a_day(pk) for pk in found.arrivals}
    work = {pk: found.work.of(pk) for pk in leads}
    every, hidden = groups(now, leads, work, found.work.usual), 0
    if not viewer.is_leader:
        every, hidden = without_persons(every, _("Smaller teams"))
    rows = (
        group_row(one, found.staffed_a_day(one.people), found.occupancy, found.work.usual)
        for one in every
    )
    return tuple(rows), hidden


def _day(found: FloorOutlook, day: date) -> DayRow:
    own = found.leads_of(day)
    leads = Forecast(
        day,
        sum(one.low for one in own.values()),
        sum(one.middle for one in own.values()),
        sum(one.high for one in own.values()),
    )
    work = sum(one.middle * found.work.of(pk) for pk, one in own.items())
    staffed = found.capacity_of(day)
    minutes = staffed.middle * found.occupancy
    mean = work / leads.middle if leads.middle else found.work.usual
    return DayRow(day, leads, staffed, minutes / mean, capacity.load(work, minutes))


def _hours(now: datetime) -> _PastHours:
    """Return the mean day by hour, and the leads of each source that found nobody at work."""
    zone = costs.organization_zone()
    first = now.astimezone(zone).date() - timedelta(days=WEEKS * 7 - 1)
    since = costs.day_start(first)
    staffed = staffed_hours(since, now)
    arrivals = floor_facts.arrivals_by_hour(since)
    known = [*staffed, *(at for _pk, at in arrivals)]
    days = max(1, (now - min(known, default=now)).days + 1)
    leads, people = [0.0] * 24, [0.0] * 24
    for at, minutes in staffed.items():
        people[at.astimezone(zone).hour] += minutes / 60 / days
    every: dict[int, int] = {}
    alone: dict[int, int] = {}
    for (pk, at), count in arrivals.items():
        leads[at.astimezone(zone).hour] += count / days
        every[pk] = every.get(pk, 0) + count
        alone[pk] = alone.get(pk, 0) + (0 if at in staffed else count)
    names = dict(Source.objects.values_list("id", "name"))
    unstaffed = [
        UnstaffedRow(pk, names[pk], count, alone[pk]) for pk, count in every.items() if pk in names
    ]
    unstaffed.sort(key=lambda row: (-row.alone, row.source))
    return _PastHours(
        since=min(known, default=now).astimezone(zone).date(),
        rows=tuple(HourRow(hour, leads[hour], people[hour]) for hour in range(24)),
        staffed=sum(staffed.values()) / 60,
        unstaffed=tuple(unstaffed),
    )
