"""What can be called now by class of service, counted by whoever looks first in a minute."""

from __future__ import annotations

from collections.abc import Collection

from pullahead.base import clock
from pullahead.base.write import write
from pullahead.desk.shapes import Mixed, Share
from pullahead.pull import mix


def mixed(lanes: Collection[int]) -> Mixed | None:
    """The ready leads of these lanes by class; counted anew first when that was longer than 60 s
    ago. None while somebody counts for the first time."""
    if mix.is_old(clock.now()):
        _count()
    found = mix.last()
    if found is None:
        return None
    ready = {
        kind: sum(of.get(kind, 0) for lane, of in found.lanes.items() if lane in lanes)
        for kind in mix.CLASSES
    }
    return Mixed(shares(ready), sum(ready.values()), found.sampled)


def _count() -> None:
    with write() as now:
        mine = mix.begin(now=now)
    if mine:
        lanes, sampled = mix.count(now)
        with write() as now:
            mix.keep(lanes=lanes, sampled=sampled, now=now)


def shares(ready: dict[str, int]) -> tuple[Share, ...]:
    """Each class with its place on a bar that is 100 wide."""
    whole, begins, found = max(sum(ready.values()), 1), 0.0, []
    for kind, count in ready.items():
        width = 100 * count / whole
        found.append(Share(kind, count, round(begins, 2), round(width, 2)))
        begins += width
    return tuple(found)
