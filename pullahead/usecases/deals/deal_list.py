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


LISTS = ("open", "ready_late", "hold_over", "over_sle", "closed")


def deal_list(*, viewer: Person, which: str = "open", text: str = "") -> tuple[list[DealRow], int]:
    """Return deals of the viewer's team in one of LISTS, and how many there are."""
    flow = queries.workflow_of_team(viewer.team_id)
    if flow is None:
        return [], 0
    calendar, now = team_queries.calendar(viewer.team_id), clock.now()
    rows = queries.listed(viewer.team_id, which, text, now)
    found = []
    for deal in rows:
        start, end = deal.started_at or deal.created_at, deal.closed_at or now
        days = days_between(calendar, start, end) + 1
        if which == "over_sle" and days <= flow.version.sle_days:
            continue
        found.append(
            DealRow(
                id=deal.pk,
                title=deal.title,
                company=deal.company,
                value=deal.value,
                stage=deal.stage.name if deal.stage is not None else "",
                half=deal.half,
                holder=deal.holder.name if deal.holder is not None else "",
                next_at=deal.next_at,
                closed_at=deal.closed_at,
                closed_as=deal.closed_as,
                days=days,
            )
        )
    return found[:ROWS], len(found)
