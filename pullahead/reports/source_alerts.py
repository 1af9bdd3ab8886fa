"""Alerts of all sources, from the leads of the last five weeks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Max
from django.db.models.functions import TruncDate

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.leads.models import Inquiry, Source
from pullahead.pull.models import Route
from pullahead.reports import alerts, capacity, costs, floor_facts
from pullahead.reports.access import sources_only
from pullahead.reports.alerts import BadNumbers
from pullahead.reports.cohorts import CohortLead, cohort
from pullahead.reports.occupancy import occupancies
from pullahead.reports.staff_minutes import staffed_hours
from pullahead.team.models import Person

RECENT, BEFORE = timedelta(days=7), timedelta(days=35)


class AlertKind(StrEnum):
    """Kinds of alerts."""

    SILENT = "silent"
    BAD_NUMBERS = "bad_numbers"
    OVER_BOUGHT = "over_bought"


@dataclass(frozen=True, slots=True)
class SourceAlert:
    """One alert: the source, and the figures behind the alert."""

    source_id: int
    source: str
    kind: AlertKind
    last: date | None = None  # of a silent source: its last delivery
    now: BadNumbers | None = None  # of the last 7 days
    usual: BadNumbers | None = None  # of its 4 weeks before, else of the other sources
    untried: BadNumbers | None = None  # leads past a half-life untried, of those of 7 days
    load: float | None = None  # arrivals ÷ workable, 7 days


@report
def source_alerts(*, viewer: Person, cut: Collection[int] = ()) -> tuple[SourceAlert, ...]:
    """Return the alerts of all sources, by name.

    `cut` has the sources that the buying plan cuts because the floor is full: only these can be
    over-bought.
    """
    sources_only(viewer)
    now = clock.now()
    names = dict(Source.objects.order_by("name").values_list("id", "name"))
    leads = cohort(since=now - BEFORE)
    silent, bad = _silent(now), _bad_numbers(leads, now)
    load, over = _over_bought(leads, now) if cut else (None, {})
    found = []
    for pk, name in names.items():
        if pk in silent:
            found.append(SourceAlert(pk, name, AlertKind.SILENT, last=silent[pk]))
        if pk in bad:
            recent, usual = bad[pk]
            alert = SourceAlert(pk, name, AlertKind.BAD_NUMBERS, now=recent, usual=usual)
            found.append(alert)
        if pk in over and pk in cut:
            kind = AlertKind.OVER_BOUGHT
            found.append(SourceAlert(pk, name, kind, untried=over[pk], load=load))
    return tuple(found)


@report
def silent_sources(now: datetime) -> dict[int, date]:
    """Return the silent sources with their last days, for the worker's alerts."""
    return _silent(now)


def _silent(now: datetime) -> dict[int, date]:
    """Return the last day of each source that fell silent in the last four weeks."""
    zone = costs.organization_zone()
    today = now.astimezone(zone).date()
    active = Source.objects.filter(paused_at=None, inquiries__admitted_at__gte=now - 2 * BEFORE)
    last = dict(active.values_list("id").annotate(Max("inquiries__admitted_at")))
    rows = Inquiry.objects.filter(source_id__in=last, admitted_at__gte=now - 2 * BEFORE)
    days = rows.annotate(day=TruncDate("admitted_at", tzinfo=zone)).values_list("source_id", "day")
    by_source: dict[int, Counter[date]] = defaultdict(Counter)
    for source_id, day in days:
        by_source[source_id][day] += 1
    ended = {pk: at.astimezone(zone).date() for pk, at in last.items() if at is not None}
    return {pk: day for pk, day in ended.items() if alerts.is_silent(by_source[pk], day, today)}


def _bad_numbers(
    leads: Sequence[CohortLead], now: datetime
) -> Mapping[int, tuple[BadNumbers, BadNumbers]]:
    """Return the sources whose numbers became bad, or are worse than all the others'."""
    recent: dict[int, list[CohortLead]] = defaultdict(list)
    before: dict[int, list[CohortLead]] = defaultdict(list)
    for lead in leads:
        part = recent if lead.admitted_at >= now - RECENT else before
        part[lead.source_id].append(lead)
    found = {}
    for pk, own in recent.items():
        others = [lead for lead in leads if lead.source_id != pk]
        usual = bad_numbers(before[pk]) if before[pk] else bad_numbers(others)
        if alerts.more_bad_numbers(bad_numbers(own), usual):
            found[pk] = bad_numbers(own), usual
    return found


def bad_numbers(leads: Iterable[CohortLead]) -> BadNumbers:
    """Count the bad numbers among the leads attempted."""
    tried = [lead for lead in leads if lead.first_attempt is not None]
    return BadNumbers(sum(lead.bad_number for lead in tried), len(tried))


def _over_bought(
    leads: Sequence[CohortLead], now: datetime
) -> tuple[float | None, dict[int, BadNumbers]]:
    """Return arrivals ÷ workable of seven days, and the sources that are over-bought."""
    recent: dict[int, list[CohortLead]] = defaultdict(list)
    for lead in leads:
        if lead.admitted_at >= now - RECENT:
            recent[lead.source_id].append(lead)
    work = floor_facts.work(now)
    staffed = sum(staffed_hours(now - RECENT, now).values())
    needed = sum(len(own) * work.of(pk) for pk, own in recent.items())
    load = capacity.load(needed, staffed * capacity.attainable(occupancies(now)))
    lives = dict(Route.objects.values_list("source_id", "half_life_hours"))
    found = {}
    for pk, own in recent.items():
        life = timedelta(hours=lives.get(pk, Route().half_life_hours))
        untried = BadNumbers(sum(_waited(lead, now) >= life for lead in own), len(own))
        if alerts.is_over_bought(load, untried.bad, untried.attempted):
            found[pk] = untried
    return load, found


def _waited(lead: CohortLead, now: datetime) -> timedelta:
    """Return how long a lead waited for its first attempt, or its closing, or waits now."""
    ended = lead.first_attempt or lead.closed_at or now
    return ended - lead.admitted_at
