"""Boosts of sources by team leads: up to three times, until a time, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base import clock, jobs
from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Source
from pullahead.pull import boosts
from pullahead.pull.models import BoostRow as BoostRow
from pullahead.pull.models import Route
from pullahead.pull.services import route_of
from pullahead.team.models import Person
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.change_log import record_change

KIND = "boost.end"
REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class BoostPage:
    """The boosts that run, and the sources that can be boosted."""

    running: tuple[BoostRow, ...]
    sources: tuple[tuple[int, str], ...]


def boost_page(*, viewer: Person) -> BoostPage:
    """Return the boosts of the viewer's sources. Raise NotFound for agents."""
    mine = _sources(viewer)
    rows = boosts.running(clock.now()).filter(source_id__in=mine)
    return BoostPage(tuple(rows), tuple(sorted(mine.items(), key=lambda one: one[1])))


@retried
def add(
    *, source_id: int, factor: float | None, until: datetime | None, reason: str, by: Person
) -> BoostRow:
    """Boost a source from now on. Of two boosts at once, the higher counts. Raise Invalid."""
    reason, now = clean_input(reason)[:REASON_LIMIT], clock.now()
    if source_id not in _sources(by):
        raise wrong("source", "unknown_source", _("Choose a source from the list."))
    if factor is None or not boosts.LEAST <= factor <= boosts.MOST:
        raise wrong("factor", "invalid", _("Enter a factor from 1.1 to 3."))
    if until is None or not now < until <= now + boosts.LONGEST:
        raise wrong("until", "invalid", _("Enter a time within the next seven days."))
    if not reason:
        raise wrong("reason", "reason_required", _("Enter a reason. Your team sees it."))
    with write_transaction() as now:
        source = Source.objects.get(pk=source_id)
        route_of(source=source)
        made = boosts.add(
            source=source, factor=factor, until=until, reason=reason, by_id=by.pk, now=now
        )
        payload = {"source": source_id}
        jobs.enqueue(kind=KIND, now=now, payload=payload, run_at=until, by=by.pk)
        record_change(
            JournalEvent.BOOST_ADDED,
            by,
            now,
            boost=made.pk,
            source=source_id,
            factor=factor,
            until=until.isoformat(),
        )
    return made


@retried
def end(*, boost_id: int, by: Person) -> str:
    """End a boost now; return the name of its source."""
    mine = _sources(by)
    with write_transaction() as now:
        found = boosts.running(now).filter(pk=boost_id, source_id__in=mine).first()
        if found is None:
            raise NotFound(_("This boost is over. Reload the page."))
        boosts.end(boost=found, now=now)
        data = {"boost": found.pk, "source": found.source_id}
        record_change(JournalEvent.BOOST_ENDED, by, now, **data)
    return found.source.name


@retried
def step(held: jobs.Lease) -> None:
    """Take a boost that is over out of the order."""
    with write_transaction() as now:
        jobs.verify_lease(held)
        boosts.apply(source_id=int(held.payload["source"]), now=now)
        jobs.finish(held, now=now)


def _sources(viewer: Person) -> dict[int, str]:
    """Return the sources of the viewer's team, of all teams for an administrator, by id."""
    if not viewer.is_leader:
        raise NotFound(str(PAGE_NOT_FOUND))
    rows = Route.objects.all() if viewer.is_admin else Route.objects.filter(team=viewer.team_id)
    return dict(rows.values_list("source_id", "source__name"))
