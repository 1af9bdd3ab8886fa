"""Conditions of alerts, and the changes of the open ones.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

FRESH_AT_MOST: Final = timedelta(minutes=5)
"""Time in which a fresh lead that may be called is to be called."""

ENDED_IN_A_ROW: Final = 3

MISSED_AT_LEAST: Final = 7
"""Arrivals that a silence of a source must have missed: by chance, once in 1,000 times."""
ENDED_WITHIN: Final = timedelta(hours=2)


class FloorAlertKind(StrEnum):
    """Kinds of alerts of the floor."""

    FRESH_WAITS = "fresh_waits"
    NOBODY_PRESENT = "nobody_present"
    SOURCE_SILENT = "source_silent"
    CLAIMS_ENDED = "claims_ended"


@dataclass(frozen=True, slots=True)
class FreshLead:
    """A ready lead that no agent has called yet: its team, its age, and its calling hours."""

    team_id: int
    admitted_at: datetime
    open_now: bool
    open_before: bool  # FRESH_AT_MOST ago


@dataclass(frozen=True, slots=True)
class TeamPresence:
    """A team at this moment."""

    team_id: int
    agents: int
    present: int
    working_hours: bool
    callable_leads: int


@dataclass(frozen=True, slots=True)
class ClaimEnd:
    """End of a claim of a person; `expired`: the time ran out."""

    person_id: int
    team_id: int
    at: datetime
    expired: bool


@dataclass(frozen=True, slots=True)
class SilentSource:
    """A source that delivered regularly and delivers no more."""

    source_id: int
    last: date


@dataclass(frozen=True, slots=True)
class AlertFacts:
    """Facts that all conditions are judged by."""

    fresh: tuple[FreshLead, ...] = ()
    teams: tuple[TeamPresence, ...] = ()
    claims: tuple[ClaimEnd, ...] = ()  # newest first
    silent: tuple[SilentSource, ...] = ()


@dataclass(frozen=True, slots=True)
class AlertState:
    """A condition that holds now. Its key names the subject: one open alert for each key."""

    kind: FloorAlertKind
    key: str
    team_id: int | None = None
    source_id: int | None = None
    person_id: int | None = None
    count: int = 0
    since: datetime | None = None


def alerts_now(facts: AlertFacts, now: datetime) -> tuple[AlertState, ...]:
    """Return every condition that holds now."""
    silent = [
        AlertState(FloorAlertKind.SOURCE_SILENT, f"silent:{one.source_id}", source_id=one.source_id)
        for one in facts.silent
    ]
    return (*_fresh(facts.fresh, now), *_nobody(facts.teams), *_ended(facts.claims, now), *silent)


def _fresh(leads: Iterable[FreshLead], now: datetime) -> Iterable[AlertState]:
    """Return the teams with fresh leads that could have been called for more than five minutes."""
    late: dict[int, list[datetime]] = {}
    for lead in leads:
        if lead.open_now and lead.open_before and now - lead.admitted_at > FRESH_AT_MOST:
            late.setdefault(lead.team_id, []).append(lead.admitted_at)
    for team_id, moments in late.items():
        kind, count, oldest = FloorAlertKind.FRESH_WAITS, len(moments), min(moments)
        yield AlertState(kind, f"fresh:{team_id}", team_id, count=count, since=oldest)


def _nobody(teams: Iterable[TeamPresence]) -> Iterable[AlertState]:
    """Return the teams with callable leads and no one present during working hours."""
    for one in teams:
        if one.working_hours and one.agents and one.callable_leads and not one.present:
            kind, count = FloorAlertKind.NOBODY_PRESENT, one.callable_leads
            yield AlertState(kind, f"nobody:{one.team_id}", one.team_id, count=count)


def _ended(claims: Iterable[ClaimEnd], now: datetime) -> Iterable[AlertState]:
    """Return the people whose last three claims all expired, the last one within two hours."""
    by_person: dict[int, list[ClaimEnd]] = {}
    for claim in claims:
        by_person.setdefault(claim.person_id, []).append(claim)
    for person_id, ends in by_person.items():
        last = ends[:ENDED_IN_A_ROW]
        expired = len(last) == ENDED_IN_A_ROW and all(one.expired for one in last)
        if expired and now - last[0].at <= ENDED_WITHIN:
            yield AlertState(
                FloorAlertKind.CLAIMS_ENDED,
                f"ended:{person_id}",
                last[0].team_id,
                person_id=person_id,
                count=_in_a_row(ends),
                since=last[-1].at,
            )


def _in_a_row(ends: Iterable[ClaimEnd]) -> int:
    count = 0
    for one in ends:
        if not one.expired:
            break
        count += 1
    return count


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """Alerts to open, to update and to close."""

    opened: tuple[AlertState, ...]
    updated: tuple[AlertState, ...]
    closed: frozenset[str]  # keys


def changes(open_now: Mapping[str, int], states: Collection[AlertState]) -> AlertChanges:
    """Compare the open alerts (key → count) with the conditions that hold now."""
    return AlertChanges(
        opened=tuple(one for one in states if one.key not in open_now),
        updated=tuple(
            one for one in states if one.key in open_now and open_now[one.key] != one.count
        ),
        closed=frozenset(open_now) - {one.key for one in states},
    )
