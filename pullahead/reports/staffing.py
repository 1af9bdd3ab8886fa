"""Causes of waits by quarter hour: calling hours, people at work, people on a claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from pullahead.compliance.calling_hours import Hours
from pullahead.reports.at_work import Span, claim_spans, present_spans
from pullahead.reports.costs import organization_zone
from pullahead.reports.spoilage import SpoilageCause, cause
from pullahead.team.models import PersonSkill

QUARTER, MINUTE = timedelta(minutes=15), timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class CauseRun:
    """Time in which ready leads of a lane wait for one cause, within one day."""

    begins: datetime
    ends: datetime
    cause: SpoilageCause


@dataclass(slots=True)
class Staffing:
    """People of a period by quarter hour: who is at work, and who is on a claim."""

    since: datetime
    cells: int
    present: list[set[int]]
    busy: list[set[int]]
    skills: Mapping[int, frozenset[str]]

    def runs(self, windows: str, needs: str, hours: Hours) -> list[CauseRun]:
        """Return why leads with this window set and these skills wait, from run to run."""
        needed, zone = frozenset(needs.split()), organization_zone()
        keys = []
        for n in range(self.cells):
            middle = self.since + QUARTER * n + QUARTER / 2
            able = {one for one in self.present[n] if needed <= self.skills.get(one, frozenset())}
            why = cause(
                open=hours.is_open(windows, middle),
                able=len(able),
                free=len(able - self.busy[n]),
            )
            keys.append((why, middle.astimezone(zone).date(), n))
        found = []
        for (why, _day), cells in groupby(keys, key=lambda key: key[:2]):
            numbers = [n for _why, _day, n in cells]
            begins, ends = self.since + QUARTER * numbers[0], self.since + QUARTER * numbers[-1]
            found.append(CauseRun(begins, ends + QUARTER, why))
        return found


def quarter_before(at: datetime) -> datetime:
    """Return the start of the UTC quarter hour of a moment."""
    at = at.astimezone(UTC)
    return at.replace(minute=at.minute - at.minute % 15, second=0, microsecond=0)


def staffing(since: datetime, until: datetime) -> Staffing:
    """Read the people of a period; it begins at the quarter hour of `since`."""
    begins = quarter_before(since)
    cells = max(1, -(-(until - begins) // QUARTER))
    claims = claim_spans(begins, until)
    there = present_spans(begins, until, breaks=False, claims=claims)
    found = Staffing(
        begins,
        cells,
        [set() for _ in range(cells)],
        [set() for _ in range(cells)],
        _skills(there),
    )
    for agent, own in there.items():
        _mark(found.present, begins, agent, own, whole=True)
    for agent, own in claims.items():
        _mark(found.busy, begins, agent, own, whole=False)
    return found


def _skills(people: Iterable[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {agent: set() for agent in people}
    for agent, skill in PersonSkill.objects.values_list("person_id", "skill_id"):
        if agent in found:
            found[agent].add(skill)
    return {agent: frozenset(own) for agent, own in found.items()}


def _mark(
    cells: list[set[int]], begins: datetime, agent: int, spans: Sequence[Span], *, whole: bool
) -> None:
    """Mark the quarter hours of a person's spans.

    A person is at work in each quarter hour of which a minute was worked, and in the first one. A
    person is on a claim in a quarter hour if it is so at its middle.
    """
    for started, ended in spans:
        start, end = started - begins, ended - begins
        if whole:
            first, last = start // QUARTER, (end - MINUTE) // QUARTER
            last = max(first, last)
        else:
            first, last = (start + QUARTER / 2) // QUARTER, (end - QUARTER / 2) // QUARTER
        for n in range(max(0, first), min(last, len(cells) - 1) + 1):
            cells[n].add(agent)
