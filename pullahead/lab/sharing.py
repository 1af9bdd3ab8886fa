"""Sharing of leads among people in push policies: who gets the next lead, and who hands over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pullahead.lab.draws import DAY, HOUR, LabPerson
from pullahead.lab.policies import AssignedTo, LabPolicy
from pullahead.lab.world import Shifts


@dataclass(slots=True)
class LeadSharing:
    """Turn of the seats, and the rules of a policy on who may be next."""

    policy: LabPolicy
    shifts: Shifts
    people: Sequence[LabPerson]
    turn: int = 0
    by_seat: dict[int, list[LabPerson]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_seat = {}
        for person in self.people:
            self.by_seat.setdefault(person.seat, []).append(person)

    def next(self, at: float) -> LabPerson | None:
        """Return the person whose turn it is; None if nobody is employed."""
        if self.policy.assigned_to is AssignedTo.PRESENT:
            day = self.working_day(at)
            found = self._next(lambda person: day in person.days)
            if found is not None:
                return found
        return self._next(lambda person: person.employed(at))

    def _next(self, may: Callable[[LabPerson], bool]) -> LabPerson | None:
        seats = len(self.by_seat)
        for step in range(seats):
            seat = (self.turn + step) % seats
            found = next((person for person in self.by_seat[seat] if may(person)), None)
            if found is not None:
                self.turn = (seat + 1) % seats
                return found
        return None

    def working_day(self, at: float) -> int:
        """Return today before the end of a shift, else the next working day."""
        day = int(at // DAY)
        if at >= day * DAY + self.shifts.ends_hour * HOUR:
            day += 1
        return self._from(day)

    def after(self, at: float, days: int) -> float:
        """Return the beginning of the shift that is `days` working days after a moment."""
        day = self._from(int(at // DAY))
        for _ in range(max(days - 1, 0)):
            day = self._from(day + 1)
        return max(day * DAY + self.shifts.begins_hour * HOUR, at)

    def _from(self, day: int) -> int:
        while day % 7 not in self.shifts.weekdays:
            day += 1
        return day

    def away(self, at: float) -> list[LabPerson]:
        """Return the people who are not at work on the day of a moment, or have left."""
        day = int(at // DAY)
        if day % 7 not in self.shifts.weekdays:
            return []
        return [p for p in self.people if p.since <= at and day not in p.days]
