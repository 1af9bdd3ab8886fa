"""Changes of a world for a what-if: other people, leads or absence.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from dataclasses import replace

from pullahead.base.errors import wrong
from pullahead.base.wording import worded
from pullahead.lab.world import FloorWorld

MOST_PEOPLE = 200


def changed(
    floor: FloorWorld,
    *,
    people: int | None = None,
    leads_per_week: float | None = None,
    absent_percent: float | None = None,
) -> FloorWorld:
    """Return a world with other people, leads or absence.

    The number of leads stays the world's own unless it is given: more people get no more leads.
    Raise Invalid for a value that no floor has.
    """
    leads = floor.leads_per_week if leads_per_week is None else leads_per_week
    count = floor.people.count if people is None else people
    absent = floor.people.absent_share if absent_percent is None else absent_percent / 100
    if not 1 <= count <= MOST_PEOPLE:
        said = worded("Enter 1 to {most} people.", most=MOST_PEOPLE)
        raise wrong("people", "invalid_world", said)
    if not 0 <= absent <= 0.9:
        raise wrong("absent_percent", "invalid_world", worded("Enter an absence from 0 to 90 %."))
    if not 0 < leads <= 1_000 * count:
        said = worded("Enter up to 1,000 leads per week for each person.")
        raise wrong("leads_per_week", "invalid_world", said)
    return replace(
        floor,
        people=replace(floor.people, count=count, absent_share=absent),
        arrivals=replace(floor.arrivals, leads_per_week=leads),
    )
