"""Figures that the worker publishes for the floor; an old row shows no figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from pullahead.base.transaction import retried, write_transaction
from pullahead.floor import queries, services
from pullahead.floor.services import TeamFiguresRow as TeamFiguresRow

OLD = timedelta(minutes=10)
CAUSES = ("not_pulled", "all_busy", "no_skill")


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """Callbacks due today and worth lost a minute, of one team or of all."""

    due: int
    kept: int
    rescued: int
    missed: int
    lost: float | None  # a minute; None: not computed
    cause: str  # the largest cause, "" without a loss
    currency: str

    @property
    def kept_share(self) -> int | None:
        """Percentage of the callbacks due that were kept; None without data."""
        return round(100 * self.kept / self.due) if self.due else None


@retried
def publish(rows: Iterable[TeamFiguresRow]) -> int:
    """Replace the figures of each team; return the number of teams."""
    with write_transaction() as now:
        return sum(services.set_team_figures(row, now=now) for row in rows)


def figures(team_id: int | None, now: datetime) -> PublishedFigures | None:
    """Return the figures of a team, or of all; None before the first, or if they are old."""
    rows = queries.team_figures(team_id, since=now - OLD)
    if not rows:
        return None
    lost = [
        sum(part for row in rows if (part := getattr(row, f"lost_{why}")) is not None)
        for why in CAUSES
    ]
    known = any(row.lost_not_pulled is not None for row in rows)
    return PublishedFigures(
        due=sum(row.callbacks_due for row in rows),
        kept=sum(row.callbacks_kept for row in rows),
        rescued=sum(row.callbacks_rescued for row in rows),
        missed=sum(row.callbacks_missed for row in rows),
        lost=round(sum(lost), 2) if known else None,
        cause=CAUSES[lost.index(max(lost))] if max(lost) > 0 else "",
        currency=settings.CONFIG.currency,
    )
