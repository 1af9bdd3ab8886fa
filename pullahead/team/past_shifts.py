"""Write the shift plans of the past: history of a demo floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.team.models import ShiftPlan


@dataclass(frozen=True, slots=True)
class PastShifts:
    """Weekly shifts of a person that applied between two moments."""

    person: int
    zone: str
    week: Sequence[str]
    from_at: datetime
    to_at: datetime


def add_past_shifts(rows: Sequence[PastShifts]) -> None:
    """Append the plans in one statement."""
    require_transaction()
    ShiftPlan.objects.bulk_create(
        ShiftPlan(
            person_id=one.person,
            zone=one.zone,
            week=list(one.week),
            from_at=one.from_at,
            to_at=one.to_at,
        )
        for one in rows
    )
