"""Write the states of people in the past: history of a demo floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.team.models import Presence, PresenceState


@dataclass(frozen=True, slots=True)
class PastSpan:
    """Time that a person spent in a state."""

    person: int
    state: PresenceState
    from_at: datetime
    to_at: datetime
    reason: str = ""


def add_spans(rows: Sequence[PastSpan]) -> None:
    """Append the spans in one statement."""
    require_transaction()
    Presence.objects.bulk_create(
        Presence(
            person_id=one.person,
            state=one.state,
            reason=one.reason,
            from_at=one.from_at,
            to_at=one.to_at,
        )
        for one in rows
    )
