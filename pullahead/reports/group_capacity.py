"""Capacity by team and by skill: leads a day that a group can work, beside those that arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pullahead.leads.models import Inquiry
from pullahead.pull.models import IntervalRow, LaneRow, Route
from pullahead.reports import capacity
from pullahead.team.models import Person, Team
from pullahead.team.queries import skills_by_person

NEEDED_DAYS = 28  # in which leads tell the skills that they need
# agents of a group that marketing sees: the figure of fewer would be the figure of a person
SMALLEST_GROUP = 3


@dataclass(frozen=True, slots=True)
class GroupRow:
    """Capacity of the people of one team, or of those with one skill."""

    kind: str  # team or skill
    name: str
    people: int
    workable: float  # leads a day
    expected: float  # leads a day
    load: float | None


@dataclass(frozen=True, slots=True)
class CapacityGroup:
    """People of one group, and the leads a day that only they work."""

    kind: str
    name: str
    people: frozenset[int]
    leads: float
    minutes: float  # of work that these leads need a day


def group_row(group: CapacityGroup, staffed: float, occupancy: float, usual: float) -> GroupRow:
    """Return the row of a group; `staffed` is in minutes a day, `usual` the work of a lead."""
    able = staffed * occupancy
    mean = group.minutes / group.leads if group.leads else usual
    return GroupRow(
        group.kind,
        group.name,
        len(group.people),
        able / mean if mean else 0.0,
        group.leads,
        capacity.load(group.minutes, able),
    )


def without_persons(
    every: Sequence[CapacityGroup], together: str
) -> tuple[list[CapacityGroup], int]:
    """Return the groups that show no person's capacity, and the number of hidden skills.

    Small teams become one team named `together`. It takes in the next larger teams while it is too
    small: the total of the page less the other teams would tell its capacity. A skill that one or
    two agents have is hidden. A group without agents tells of no one.
    """
    staffed = [one for one in every if one.kind == "team" and one.people]
    teams = sorted(staffed, key=lambda one: len(one.people))
    small: list[CapacityGroup] = []
    while teams and (
        len(teams[0].people) < SMALLEST_GROUP or 0 < _people_of(small) < SMALLEST_GROUP
    ):
        small.append(teams.pop(0))
    shown = [one for one in every if one.kind == "team" and one not in small]
    if _people_of(small) >= SMALLEST_GROUP:
        shown.append(_added(small, together))
    skills = [one for one in every if one.kind != "team"]
    large = [one for one in skills if not 0 < len(one.people) < SMALLEST_GROUP]
    return shown + large, len(skills) - len(large)


def _people_of(groups: Sequence[CapacityGroup]) -> int:
    return sum(len(one.people) for one in groups)


def _added(teams: Sequence[CapacityGroup], name: str) -> CapacityGroup:
    return CapacityGroup(
        "team",
        name,
        frozenset[int]().union(*(one.people for one in teams)),
        sum(one.leads for one in teams),
        sum(one.minutes for one in teams),
    )


def groups(
    now: datetime, leads_a_day: Mapping[int, float], work: Mapping[int, float], usual: float
) -> list[CapacityGroup]:
    """Return the teams with agents, and the skills that leads of 28 days needed.

    A team has the leads of the sources that are routed to it. `leads_a_day` and `work` (minutes of
    a lead) are by source.
    """
    agents = dict(
        Person.objects.filter(is_active=True, role=Person.Role.AGENT).values_list("id", "team_id")
    )
    routed = dict(Route.objects.values_list("source_id", "team_id"))
    found = []
    for pk, name in Team.objects.order_by("name").values_list("id", "name"):
        people = frozenset(one for one, team in agents.items() if team == pk)
        sources = [source for source in leads_a_day if routed.get(source) == pk]
        leads = sum(leads_a_day[source] for source in sources)
        minutes = sum(leads_a_day[source] * work.get(source, usual) for source in sources)
        if people or leads:
            found.append(CapacityGroup("team", name, people, leads, minutes))
    return found + _of_skills(now, agents.keys(), usual)


def _of_skills(now: datetime, agents: Collection[int], usual: float) -> list[CapacityGroup]:
    since = now - timedelta(days=NEEDED_DAYS)
    lanes = dict(LaneRow.objects.exclude(skills="").values_list("id", "skills"))
    rows = IntervalRow.objects.filter(until__gte=since, lane_id__in=lanes)
    new = set(Inquiry.objects.filter(admitted_at__gte=since).values_list("lead_id", flat=True))
    leads: dict[str, set[object]] = defaultdict(set)
    for lead_id, lane in rows.values_list("lead_id", "lane_id").distinct():
        for skill in lanes[lane or 0].split() if lead_id in new else ():
            leads[skill].add(lead_id)
    held = skills_by_person()
    return [
        CapacityGroup(
            "skill",
            skill,
            frozenset(one for one in agents if skill in held.get(one, frozenset())),
            len(needing) / NEEDED_DAYS,
            len(needing) / NEEDED_DAYS * usual,
        )
        for skill, needing in sorted(leads.items())
    ]
