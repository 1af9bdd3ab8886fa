"""What can be called now by class of service, counted by whoever looks first in a minute; and,
where there are very many leads, all that takes long to count of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.base import clock
from pullahead.base.write import write
from pullahead.desk.shapes import Mixed, Share
from pullahead.pull import minutely, mix, queries
from pullahead.pull.models import Mix
from pullahead.team.skills import able

# without a worker, whoever looks counts very much after so long
MUCH_AT_LATEST = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands where now; `found` is None while somebody counts for the first time."""

    now: datetime
    found: mix.Mix | None

    @property
    def much(self) -> mix.Much | None:
        """What was counted within the last minute, where there is too much to count each time."""
        return self.found.much if self.found is not None else None

    def waiting(self, has: frozenset[str] | None = None) -> tuple[queries.Waiting, ...]:
        """As queries.waiting."""
        if self.much is None:
            return queries.waiting(self.now, has)
        return tuple(w for w in self.much.waiting if has is None or able(w.lane.skills, has))

    def states(self) -> Mapping[str, int]:
        """As queries.counts."""
        return queries.counts(self.now) if self.much is None else self.much.states

    def unreachable(self) -> int:
        """How many open leads have no next moment."""
        return queries.unreachable().count() if self.much is None else self.much.unreachable

    def mixed(self, lanes: Collection[int]) -> Mixed | None:
        """The ready leads of these lanes by class."""
        if self.found is None:
            return None
        found = [of for lane, of in self.found.lanes.items() if lane in lanes]
        ready = {kind: sum(of.get(kind, 0) for of in found) for kind in mix.CLASSES}
        return Mixed(shares(ready), sum(ready.values()), self.found.sampled)


def standing(now: datetime) -> Standing:
    """What stands where; counted anew first when that was longer than 60 s ago.

    Where there is very much, that takes seconds: the worker does it, and nobody waits for it but
    where no worker came by for minutes.
    """
    found, ago = mix.last(now)
    much = found is not None and found.much is not None
    if ago >= (MUCH_AT_LATEST if much else minutely.OLD) and _counted():
        found, _ = mix.last(now)
    return Standing(now, found)


def recount() -> bool:
    """Count very much anew if that was longer than 60 s ago: the worker's part. Whether it is
    very much."""
    found, ago = mix.last(clock.now())
    much = found is not None and found.much is not None
    if much and ago >= minutely.OLD:
        _counted()
    return much


def _counted() -> bool:
    """Count, unless somebody else does at this moment."""
    with write() as now:
        mine = minutely.begin(Mix, now=now)
    if mine:
        counted = mix.count(now)
        with write() as now:
            mix.keep(mix=counted, now=now)
    return mine


def shares(ready: Mapping[str, int]) -> tuple[Share, ...]:
    """Each class with its place on a bar that is 100 wide."""
    whole, begins, found = max(sum(ready.values()), 1), 0.0, []
    for kind, count in ready.items():
        width = 100 * count / whole
        found.append(Share(kind, count, round(begins, 2), round(width, 2)))
        begins += width
    return tuple(found)
