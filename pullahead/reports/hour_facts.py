"""Facts of a period: of whole past hours as the worker stored them, of the rest from the rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta

from pullahead.floor import hours
from pullahead.floor.hours import HOUR, SETTLED_AFTER
from pullahead.pull.models import Route
from pullahead.reports.columns import WorkFacts
from pullahead.reports.live_facts import Stretch, live_facts, open_waits
from pullahead.reports.periods import Period
from pullahead.reports.work_facts import Scope

FEW = 3  # people whose rows are read rather than the stored hours of all


def facts_of(period: Period, scope: Scope) -> WorkFacts:
    """Return the facts of a period in a scope; those as known at a moment come from the rows."""
    since, until = period.since.astimezone(UTC), period.until.astimezone(UTC)
    few = scope.people is not None and len(scope.people) <= FEW
    bodies = {} if few or period.known_at else hours.stored_bodies(since, until)
    found = WorkFacts()
    for body in bodies.values():
        found.add_packed(body)
    _narrow(found, scope)
    for begins, ends in _gaps(bodies, since, until):
        stretch = Stretch(begins, ends, period.now, period.known_at)
        found.extend(live_facts(stretch, scope))
    found["waits"].extend(
        open_waits(Stretch(since, until, period.now, period.known_at), found["open"])
    )
    _keep_team(found, scope)
    return found


def _keep_team(found: WorkFacts, scope: Scope) -> None:
    """Drop what people did in another team than the one of the scope."""
    moved, stays = scope.moved, scope.stays
    if stays is None or not moved:
        return
    for kind in ("claims", "attempts", "states", "there"):
        facts = found[kind]
        keep = bytes(
            person not in moved or stays.at(person, slot) == scope.routed_to
            for person, slot in zip(facts["agent"], facts["slot"], strict=True)
        )
        found.kinds[kind] = facts.kept(keep)


def _narrow(found: WorkFacts, scope: Scope) -> None:
    """Drop the stored facts outside a scope."""
    if scope.people is not None:
        found.where("agent", scope.people.__contains__)
    if scope.source_id is not None:
        found.where("source", scope.source_id.__eq__)
    routed = None
    if scope.routed_to is not None:
        routed = set(
            Route.objects.filter(team_id=scope.routed_to).values_list("source_id", flat=True)
        )
    elif scope.people is not None:
        routed = set()  # a wait belongs to no person
    if routed is not None:
        for kind in ("waits", "open", "closed"):
            found.kinds[kind] = found[kind].where("source", routed.__contains__)


def _gaps(
    stored: Mapping[datetime, bytes], since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of a period that no stored hour covers."""
    begins = since
    for hour in stored:
        if begins < hour:
            yield begins, hour
        begins = hour + HOUR
    if begins < until:
        yield begins, until


def build(
    due: Iterable[tuple[datetime, int]], now: datetime
) -> Iterator[tuple[datetime, int, bytes, datetime | None]]:
    """Yield the hours due with their versions, bodies, and when to build them again."""
    versions = dict(due)
    stretch = Stretch(min(versions), max(versions) + HOUR, now)
    by_hour = live_facts(stretch, Scope(), sure=hours.hour_start(now - SETTLED_AFTER)).by_hour()
    for hour, version in versions.items():
        facts = by_hour.get(int(hour.timestamp()) // 3600, WorkFacts())
        again = max((now - hour) / 2, timedelta(hours=1)) if len(facts["open"]) else None
        yield hour, version, facts.packed(), now + again if again else None
