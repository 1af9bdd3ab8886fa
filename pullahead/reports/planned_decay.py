"""Times of a period in which leads were scheduled or with an agent.

Their worth falls as planned, so *Spoilage* shows this loss apart. Ready times are recorded
(`pull_interval`). The other times follow from them: a lead is with an agent during a claim, and
scheduled between two known times, until it is parked or closed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.leads.models import Lead
from pullahead.pull.models import CardRow, ClaimRow, IntervalRow

READ_AT_ONCE = 2_000
# the lead is not scheduled after a settle with this next step; a touch fades from its own moment
NOT_PLANNED = frozenset({"closed", "touch"})
LEFT = (JournalEvent.CARD_PARKED, JournalEvent.LEAD_CLOSED)


@dataclass(frozen=True, slots=True)
class KnownTime:
    """Time in which a lead was ready or with an agent."""

    since: datetime
    until: datetime
    round: int
    nurtured: bool
    held: bool
    next_step: str = ""  # of the settle that ended it


@dataclass(frozen=True, slots=True)
class PlannedTime:
    """Time in which a lead was scheduled or with an agent, and the round in which it was."""

    lead_id: UUID
    round: int
    since: datetime
    until: datetime


def planned_of(
    lead_id: UUID,
    known: Sequence[KnownTime],
    *,
    left: Iterable[datetime],
    since: datetime,
    until: datetime,
    round_now: int | None = None,
) -> Iterator[PlannedTime]:
    """Yield the planned times of one lead from `since` to `until`, its end or now.

    `left` are the moments at which it was parked or closed; it is ready when it comes back.
    `round_now` is that of its card, if it is open. Nurtured leads are left out.
    """
    every, ends = sorted(known, key=lambda one: one.since), sorted(left)
    for one in every:
        if one.held and not one.nurtured:
            yield from _cut(PlannedTime(lead_id, one.round, one.since, one.until), since, until)
    last = KnownTime(until, until, round_now or 0, nurtured=False, held=False)
    for before, after in pairwise([*every, last]):
        if before.nurtured or before.next_step in NOT_PLANNED:
            continue
        end = next((at for at in ends if before.until <= at < after.since), after.since)
        number = after.round or before.round + (before.next_step == "round")
        yield from _cut(PlannedTime(lead_id, number, before.until, end), since, until)


def _cut(one: PlannedTime, since: datetime, until: datetime) -> Iterator[PlannedTime]:
    begins, ends = max(one.since, since), min(one.until, until)
    if begins < ends:
        yield PlannedTime(one.lead_id, one.round, begins, ends)


def planned_times(since: datetime, now: datetime) -> Iterator[PlannedTime]:
    """Yield the planned times of all leads from `since` to `now`."""
    every = _leads(since)
    for start in range(0, len(every), READ_AT_ONCE):
        ids = every[start : start + READ_AT_ONCE]
        rounds = dict(
            CardRow.objects.filter(lead_id__in=ids).values_list("lead_id", "round").iterator()
        )
        closed = dict(
            Lead.objects.filter(pk__in=ids, closed_at__isnull=False).values_list("id", "closed_at")
        )
        known, left = _known(ids, since, now), _left(ids)
        for lead_id in ids:
            yield from planned_of(
                lead_id,
                known[lead_id],
                left=left[lead_id],
                since=since,
                until=closed.get(lead_id) or now,
                round_now=rounds.get(lead_id),
            )


def _leads(since: datetime) -> list[UUID]:
    """Return the leads that may have been scheduled or with an agent since a moment."""
    found: set[UUID] = set()
    found.update(IntervalRow.objects.filter(until__gt=since).values_list("lead_id", flat=True))
    found.update(ClaimRow.objects.filter(ended_at__gt=since).values_list("lead_id", flat=True))
    states = CardRow.objects.filter(state__in=("scheduled", "held"))
    found.update(states.values_list("lead_id", flat=True))
    found.update(Lead.objects.filter(closed_at__gt=since).values_list("id", flat=True))
    return sorted(found)


def _known(ids: Sequence[UUID], since: datetime, now: datetime) -> Mapping[UUID, list[KnownTime]]:
    """Return the claims of leads, and their ready times since a moment."""
    found: defaultdict[UUID, list[KnownTime]] = defaultdict(list)
    claims = ClaimRow.objects.filter(lead_id__in=ids)
    columns = ("lead_id", "started_at", "ended_at", "round", "stage", "next_step")
    for lead_id, began, ended, number, stage, step in claims.values_list(*columns):
        time = KnownTime(began, ended or now, number, bool(stage), held=True, next_step=step)
        found[lead_id].append(time)
    ready = IntervalRow.objects.filter(lead_id__in=ids, until__gt=since)
    rows = ready.values_list("lead_id", "since", "until", "round", "stage")
    cards = CardRow.objects.filter(lead_id__in=ids, state="ready", ready_at__isnull=False)
    open_rows = cards.values_list("lead_id", "ready_at", "round", "stage")
    every = [*rows, *((pk, at or now, now, number, stage) for pk, at, number, stage in open_rows)]
    for lead_id, began, ended, number, stage in every:
        found[lead_id].append(KnownTime(began, ended, number, bool(stage), held=False))
    return found


def _left(ids: Sequence[UUID]) -> Mapping[UUID, list[datetime]]:
    """Return the moments at which leads were parked or closed."""
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    rows = Journal.objects.filter(lead_id__in=ids, kind__in=LEFT).values_list("lead_id", "at")
    for lead_id, at in rows:
        if lead_id is not None:
            found[lead_id].append(at)
    return found
