"""Teams of people at the quarter hour of an event.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pullahead.reports.periods import QUARTER


def slot_of(at: datetime) -> int:
    """Return the number of the quarter hour of a moment."""
    return int(at.timestamp()) // QUARTER


@dataclass(frozen=True, slots=True)
class TeamStays:
    """Team of each person now, and the earlier ones: the quarter hour from which each is over.

    A quarter hour counts for the team of its start, because stored facts have no finer time.
    """

    now: Mapping[int, int]
    left: Mapping[int, Sequence[tuple[int, int]]]  # by person: (first slot after it, team)

    def at(self, person: int, slot: int) -> int:
        """Return the team of a person in a quarter hour; 0 for an unknown person."""
        for until, team in self.left.get(person, ()):
            if slot < until:
                return team
        return self.now.get(person, 0)

    def members(self, team: int, since: datetime) -> frozenset[int]:
        """Return the people who are in a team now, or were at a moment or later."""
        first = slot_of(since)
        now = {person for person, own in self.now.items() if own == team}
        before = {
            person
            for person, stays in self.left.items()
            if any(own == team and until > first for until, own in stays)
        }
        return frozenset(now | before)

    def spans(self, person: int, team: int) -> Iterator[tuple[datetime, datetime]]:
        """Yield the times of a person in a team."""
        begins = datetime.min.replace(tzinfo=UTC)
        for until, own in self.left.get(person, ()):
            ends = datetime.fromtimestamp(until * QUARTER, UTC)
            if own == team:
                yield begins, ends
            begins = ends
        if self.now.get(person) == team:
            yield begins, datetime.max.replace(tzinfo=UTC)


NO_STAYS = TeamStays({}, {})  # for groups other than teams


def team_stays(now: Mapping[int, int], moves: Iterable[tuple[int, int, datetime]]) -> TeamStays:
    """Return the stays from the teams of now and the moves (person, team left, moment) in order."""
    left: dict[int, list[tuple[int, int]]] = {}
    for person, team, until in moves:
        left.setdefault(person, []).append((-int(-until.timestamp() // QUARTER), team))
    return TeamStays(now, left)
