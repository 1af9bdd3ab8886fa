"""Counts of callable leads, refreshed by the first reader after a minute.

With very many leads, counting takes seconds, so the worker refreshes those counts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.pull import backlog_estimate, cached_counters, card_queries, class_counts
from pullahead.pull.models import ClassCountsRow, WaitEstimate
from pullahead.team.skills import able

# The age after which a reader without a worker refreshes large counts
MUCH_AT_LATEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class ClassShare:
    """The share of one class in the callable leads, with its place on a bar of 100."""

    service: str  # callback, fresh, follow-up, aged
    ready: int
    begins: float
    width: float


@dataclass(frozen=True, slots=True)
class ClassShares:
    """The callable leads by class, counted in the last minute. `about`: from a sample."""

    shares: tuple[ClassShare, ...]
    ready: int
    about: bool


@dataclass(frozen=True, slots=True)
class CountsSnapshot:
    """The counts at one moment; `found` is None until the first count is done."""

    now: datetime
    found: class_counts.ClassCounts | None

    @property
    def much(self) -> class_counts.LargeCounts | None:
        """Return the large counts of the last minute; None where counting is quick."""
        return self.found.much if self.found is not None else None

    def waiting(self, has: frozenset[str] | None = None) -> tuple[card_queries.Waiting, ...]:
        """Return the ready leads by lane, as card_queries.waiting does."""
        if self.much is None:
            return card_queries.waiting(self.now, has)
        return tuple(w for w in self.much.waiting if has is None or able(w.lane.skills, has))

    def states(self) -> Mapping[str, int]:
        """Return the number of leads in each state, as card_queries.counts does."""
        return card_queries.counts(self.now) if self.much is None else self.much.states

    def unreachable(self) -> int:
        """Count the open leads without a next moment."""
        return card_queries.unreachable().count() if self.much is None else self.much.unreachable

    def mixed(self, lanes: Collection[int]) -> ClassShares | None:
        """Return the ready leads of these lanes by class."""
        if self.found is None:
            return None
        found = [of for lane, of in self.found.lanes.items() if lane in lanes]
        ready = {kind: sum(of.get(kind, 0) for of in found) for kind in class_counts.CLASSES}
        return ClassShares(shares(ready), sum(ready.values()), self.found.sampled)


def counts_snapshot(now: datetime) -> CountsSnapshot:
    """Return the counts, refreshed first when they are older than 60 s.

    With very many leads the worker refreshes them; a reader does so only after minutes without it.
    """
    found, ago = class_counts.last(now)
    much = found is not None and found.much is not None
    if ago >= (MUCH_AT_LATEST if much else cached_counters.OLD) and _counted():
        found, _ = class_counts.last(now)
    return CountsSnapshot(now, found)


def recount() -> bool:
    """Refresh the counts of very many leads after 60 s. Return whether there are that many."""
    found, ago = class_counts.last(clock.now())
    much = found is not None and found.much is not None
    if much and ago >= cached_counters.OLD:
        _counted()
    return much


def _counted() -> bool:
    """Count, unless another process counts at this moment. Return whether it counted."""
    with write_transaction() as now:
        mine = cached_counters.begin(ClassCountsRow, now=now)
    if mine:
        counted = class_counts.count(now)
        with write_transaction() as now:
            class_counts.keep(mix=counted, now=now)
    return mine


def shares(ready: Mapping[str, int]) -> tuple[ClassShare, ...]:
    """Return each class with its place on a bar of 100."""
    whole, begins, found = max(sum(ready.values()), 1), 0.0, []
    for kind, count in ready.items():
        width = 100 * count / whole
        found.append(ClassShare(kind, count, round(begins, 2), round(width, 2)))
        begins += width
    return tuple(found)


def wait_estimate() -> timedelta:
    """Return the wait estimate; the first pull after 60 s recomputes it, outside every claim."""
    found, old = backlog_estimate.wait_estimate(clock.now())
    if not old:
        return found
    with write_transaction() as now:
        mine = cached_counters.begin(WaitEstimate, now=now)
    if mine:
        ready, agents = backlog_estimate.count(now)
        with write_transaction() as now:
            backlog_estimate.keep(ready=ready, agents=agents, now=now)
    return backlog_estimate.wait_estimate(clock.now())[0]
