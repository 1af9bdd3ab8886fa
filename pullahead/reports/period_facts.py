"""Facts of a period: of whole past hours as the worker stored them, of the rest from the rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import numpy as np

from pullahead.floor import hours
from pullahead.floor.hours import HOUR
from pullahead.pull.models import Route
from pullahead.reports import arrays, columns, work_facts
from pullahead.reports.arrays import Column, WorkArrays
from pullahead.reports.episodes import WaitKind, Waits
from pullahead.reports.live_facts import Stretch, live_facts, open_waits
from pullahead.reports.periods import Period
from pullahead.reports.work_facts import JudgedCallback, Scope, WorkSale

FEW = 3  # people whose rows are read rather than the stored hours of all
TEAM_WORK = ("claims", "attempts", "states", "there")
WAITS = ("waits", "open", "closed")  # facts of no person


@dataclass(frozen=True)
class PeriodFacts:
    """All facts of one period in one scope."""

    period: Period
    work: WorkArrays
    sales: Sequence[WorkSale]
    callbacks: Sequence[JudgedCallback]

    @cached_property
    def handled(self) -> Column:
        """Return the places of the claims with a saved result, in order of their handle time."""
        claims = self.work["claims"]
        return arrays.in_order(claims["seconds"], arrays.ended(claims["flags"], columns.SETTLED))

    @cached_property
    def handle(self) -> Column:
        """Return the handle times of all saved results, sorted."""
        return self.work["claims"]["seconds"][self.handled]

    @cached_property
    def waits(self) -> Waits | None:
        """Return all waits; None without an episode."""
        waits = self.work["waits"]
        ended, cut_off, never = (
            waits["seconds"][waits["kind"] == kind]
            for kind in (WaitKind.ENDED, WaitKind.CENSORED, WaitKind.NEVER)
        )
        found = Waits(ended, cut_off, len(never))
        return found if len(ended) or len(cut_off) or found.never else None


def read_facts(period: Period, scope: Scope) -> PeriodFacts:
    """Read the facts of a period."""
    return PeriodFacts(
        period,
        facts_of(period, scope),
        work_facts.sales(period, scope),
        work_facts.callbacks(period, scope),
    )


def facts_of(period: Period, scope: Scope) -> WorkArrays:
    """Return the facts of a period in a scope; those as known at a moment come from the rows."""
    since, until = period.since.astimezone(UTC), period.until.astimezone(UTC)
    few = scope.people is not None and len(scope.people) <= FEW
    stored = {} if few or period.known_at else hours.stored_bodies(since, until)
    bodies = list(stored.values())
    for begins, ends in _gaps(stored, since, until):
        stretch = Stretch(begins, ends, period.now, period.known_at)
        bodies.append(live_facts(stretch, scope).packed())
    found = WorkArrays(bodies)
    _narrow(found, scope)
    stretch = Stretch(since, until, period.now, period.known_at)
    still = open_waits(stretch, found["open"].rows("slot", "high", "low"))
    found.kinds["waits"] = found["waits"].joined(still)
    _keep_team(found, scope)
    return found


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


def _narrow(found: WorkArrays, scope: Scope) -> None:
    """Drop the facts outside a scope, which stored hours have."""
    if scope.people is not None:
        found.where("agent", scope.people)
    if scope.source_id is not None:
        found.where("source", [scope.source_id])
    if scope.routed_to is not None:
        routed = Route.objects.filter(team_id=scope.routed_to)
        found.where("source", routed.values_list("source_id", flat=True), WAITS)
    elif scope.people is not None:
        found.where("source", (), WAITS)  # a wait belongs to no person


def _keep_team(found: WorkArrays, scope: Scope) -> None:
    """Drop what people did in another team than the one of the scope."""
    moved, stays = scope.moved, scope.stays
    if stays is None or not moved:
        return
    for kind in TEAM_WORK:
        facts = found[kind]
        stayed = ~np.isin(facts["agent"], list(moved))
        own = arrays.teams_of(stays, facts["agent"], facts["slot"]) == scope.routed_to
        found.kinds[kind] = facts.kept(stayed | own)
