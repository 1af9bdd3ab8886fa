"""Boosts by team leads: of a source or a filter, up to three times, until a time, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import clock, jobs
from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Lead, Source
from pullahead.pull import boosts
from pullahead.pull.boost_rules import BoostFilter as BoostFilter
from pullahead.pull.models import BoostRow, Route
from pullahead.pull.services import route_of
from pullahead.team.models import Person
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.change_log import record_change

KIND = "boost.end"
REASON_LIMIT = 200
FIELD_LIMIT, EQUALS_LIMIT = 60, 100
MOST_VALUE = 10**11
LOOKED_AT = 500  # newest leads whose attributes are offered


@dataclass(frozen=True, slots=True)
class BoostView:
    """A boost, with what it is about in words."""

    id: int
    source_id: int | None
    source: str  # "" for all sources
    team: str  # of a filter without a source; "" for all teams
    field: str
    equals: str
    least_value: float | None
    factor: float
    from_at: datetime
    until_at: datetime
    reason: str
    by: str
    mine: bool = True  # the viewer may end it

    @property
    def about(self) -> str:
        """Return the leads that the boost is about."""
        parts = [self.source or self.team or _("All sources")]
        if self.field:
            parts.append(f"{self.field} = {self.equals}")
        if self.least_value is not None:
            parts.append(_("value from {value}").format(value=f"{self.least_value:,.0f}"))
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class BoostPage:
    """The boosts that run or were ended early, and the choices of a new one."""

    running: tuple[BoostView, ...]
    ended: tuple[BoostView, ...]
    sources: tuple[tuple[int, str], ...]
    fields: tuple[str, ...]


def boost_page(*, viewer: Person) -> BoostPage:
    """Return the boosts of the viewer's leads. Raise NotFound for agents."""
    mine, now = _sources(viewer), clock.now()
    seen = Q(source_id__in=mine) | Q(source=None, team=None) | Q(team=viewer.team_id)
    shown = Q() if viewer.is_admin else seen
    running = boosts.running(now).filter(shown)
    may = set(_own(running, viewer, mine).values_list("pk", flat=True))
    ended = _own(boosts.ended_early(now), viewer, mine)
    return BoostPage(
        running=tuple(view(row, mine=row.pk in may) for row in running),
        ended=tuple(view(row) for row in ended),
        sources=tuple(sorted(mine.items(), key=lambda one: one[1])),
        fields=_fields(mine),
    )


def view(row: BoostRow, *, mine: bool = True) -> BoostView:
    """Return a boost as its viewers see it."""
    return BoostView(
        id=row.pk,
        source_id=row.source_id,
        source=row.source.name if row.source else "",
        team=row.team.name if row.team else "",
        field=row.field,
        equals=row.equals,
        least_value=None if row.least_value is None else float(row.least_value),
        factor=row.factor,
        from_at=row.from_at,
        until_at=row.until_at,
        reason=row.reason,
        by=row.by.name,
        mine=mine,
    )


@retried
def add(
    *,
    source_id: int | None,
    factor: float | None,
    until: datetime | None,
    reason: str,
    by: Person,
    conditions: BoostFilter | None = None,
) -> BoostView:
    """Boost a source or a filter from now on. Of two boosts at once, the higher counts.

    Without a source the filter is about all sources of the team, of all teams for an
    administrator. Raise Invalid.
    """
    reason = clean_input(reason)[:REASON_LIMIT]
    conditions = _checked_filter(conditions, source_id)
    if source_id not in {None, *_sources(by)}:
        raise wrong("source", "unknown_source", _("Choose a source from the list."))
    if factor is None or not boosts.LEAST <= factor <= boosts.MOST:
        raise wrong("factor", "invalid", _("Enter a factor from 1.1 to 3."))
    now = clock.now()
    if until is None or not now < until <= now + boosts.LONGEST:
        raise wrong("until", "invalid", _("Enter a time within the next seven days."))
    if not reason:
        raise wrong("reason", "reason_required", _("Enter a reason. Your team sees it."))
    with write_transaction() as now:
        source = _routed(source_id)
        made = boosts.add(
            source=source,
            team=None if by.is_admin else by.team,
            conditions=conditions,
            factor=factor,
            until=until,
            reason=reason,
            by_id=by.pk,
            now=now,
        )
        _follow(made, by, now)
    return view(made)


@retried
def end(*, boost_id: int, by: Person) -> BoostView:
    """End a boost now, and return it."""
    mine = _sources(by)
    with write_transaction() as now:
        found = _own(boosts.running(now), by, mine).filter(pk=boost_id).first()
        if found is None or not boosts.end(boost=found, now=now):
            raise NotFound(_("This boost is over. Reload the page."))
        data = {"boost": found.pk, "source": found.source_id}
        record_change(JournalEvent.BOOST_ENDED, by, now, **data)
    return view(found)


@retried
def resume(*, boost_id: int, by: Person) -> BoostView:
    """Undo the early end of a boost: it runs again until its former time."""
    mine = _sources(by)
    with write_transaction() as now:
        found = _own(boosts.ended_early(now), by, mine).filter(pk=boost_id).first()
        made = found and boosts.resume(boost=found, by_id=by.pk, now=now)
        if not made:
            raise NotFound(_("This boost is over. Reload the page."))
        _follow(made, by, now)
    return view(made)


@retried
def step(held: jobs.Lease) -> None:
    """Take a boost that is over out of the order."""
    with write_transaction() as now:
        jobs.verify_lease(held)
        boosts.publish(now=now)
        jobs.finish(held, now=now)


def _routed(source_id: int | None) -> Source | None:
    source = None if source_id is None else Source.objects.get(pk=source_id)
    if source is not None:
        route_of(source=source)
    return source


def _follow(made: BoostRow, by: Person, now: datetime) -> None:
    """Plan the end of a new boost, and write its journal line."""
    jobs.enqueue(kind=KIND, now=now, payload={}, run_at=made.until_at, by=by.pk)
    data: dict[str, Any] = {
        "boost": made.pk,
        "source": made.source_id,
        "team": made.team_id,
        "factor": made.factor,
        "until": made.until_at.isoformat(),
    }
    if conditions := boosts.filter_of(made):
        # the value may be a customer's words
        data |= {"field": conditions.field, "least_value": conditions.least_value}
    record_change(JournalEvent.BOOST_ADDED, by, now, **data)


def _checked_filter(given: BoostFilter | None, source_id: int | None) -> BoostFilter:
    given = BoostFilter() if given is None else given
    found = BoostFilter(
        clean_input(given.field)[:FIELD_LIMIT],
        clean_input(given.equals)[:EQUALS_LIMIT],
        given.least_value,
    )
    if found.equals and not found.field:
        raise wrong("field", "field_required", _("Name the field that has this value."))
    if found.field and not found.equals:
        raise wrong("equals", "equals_required", _("Enter the value of this field."))
    if found.least_value is not None and not 0 < found.least_value < MOST_VALUE:
        raise wrong("least_value", "invalid", _("Enter an amount above 0."))
    if source_id is None and not found:
        raise wrong("source", "filter_required", _("Choose a source, a field or a lead value."))
    return found


def _own(rows: QuerySet[BoostRow], viewer: Person, mine: dict[int, str]) -> QuerySet[BoostRow]:
    """Return the boosts that the viewer may end."""
    own = Q(source_id__in=mine) | Q(team=viewer.team_id)
    return rows if viewer.is_admin else rows.filter(own)


def _sources(viewer: Person) -> dict[int, str]:
    """Return the sources of the viewer's team, of all teams for an administrator, by id."""
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))
    rows = Route.objects.all() if viewer.is_admin else Route.objects.filter(team=viewer.team_id)
    return dict(rows.values_list("source_id", "source__name"))


def _fields(mine: dict[int, str]) -> tuple[str, ...]:
    """Return the attributes of the newest leads of these sources."""
    leads = Lead.objects.filter(source_id__in=mine).order_by("-asked_at", "-id")
    found = leads.values_list("attributes", flat=True)[:LOOKED_AT]
    return tuple(sorted({name for one in found for name in one if len(name) <= FIELD_LIMIT}))
