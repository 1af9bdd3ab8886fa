"""List of deals, open or closed, with a search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base import clock
from pullahead.pipeline import queries
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.ranking import days_between

ROWS = 200


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal in the list."""

    id: UUID
    seq: int
    title: str
    company: str
    value: Decimal | None
    stage: str
    half: str
    holder: str
    next_at: datetime | None
    closed_at: datetime | None
    closed_as: str
    days: int


LISTS = ("open", "ready_late", "hold_over", "over_sle", "dead", "closed")


def deal_list(*, viewer: Person, which: str = "open", text: str = "") -> tuple[list[DealRow], int]:
    """Return deals of the viewer's team in one of LISTS, and how many there are."""
    flow = queries.workflow_of_team(viewer.team_id)
    if flow is None:
        return [], 0
    now = clock.now()
    found = _rows(viewer.team_id, which, text, now)
    if which == "over_sle":
        found = [one for one in found if one.days > flow.version.sle_days]
    elif which == "dead":
        found = _older_than_any_closed(found, viewer.team_id)
    return found[:ROWS], len(found)


def ready_late(*, team_id: int | None, now: datetime) -> int | None:
    """Count the ready deals of a team, or of all, past their next date; None without a workflow."""
    teams = [number for number, _name in queries.teams_with_workflow()]
    if team_id is not None:
        teams = [one for one in teams if one == team_id]
    return queries.ready_late(teams, now) if teams else None


def dead_deals(*, team_id: int, now: datetime) -> list[DealRow]:
    """Return open deals that are older than any that closed, the oldest first; none without one."""
    return _older_than_any_closed(_rows(team_id, "dead", "", now), team_id)


def _older_than_any_closed(rows: list[DealRow], team_id: int) -> list[DealRow]:
    calendar = team_queries.calendar(team_id)
    longest = max(
        (days_between(calendar, start, end) + 1 for start, end in queries.cycles(team_id)),
        default=None,
    )
    dead = [one for one in rows if longest is not None and one.days > longest]
    return sorted(dead, key=lambda one: -one.days)


def _rows(team_id: int, which: str, text: str, now: datetime) -> list[DealRow]:
    calendar = team_queries.calendar(team_id)
    return [
        DealRow(
            id=deal.pk,
            seq=deal.seq,
            title=deal.title,
            company=deal.company,
            value=deal.value,
            stage=deal.stage.name if deal.stage is not None else "",
            half=deal.half,
            holder=deal.holder.name if deal.holder is not None else "",
            next_at=deal.next_at,
            closed_at=deal.closed_at,
            closed_as=deal.closed_as,
            days=days_between(calendar, deal.started_at or deal.created_at, deal.closed_at or now)
            + 1,
        )
        for deal in queries.listed(team_id, which, text, now)
    ]
