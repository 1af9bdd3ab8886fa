"""Write one journal line for a changed setting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pullahead.base.journal import JournalEvent, record
from pullahead.team.models import Person


def record_change(kind: JournalEvent, by: Person, now: datetime, **data: Any) -> None:
    """Write one journal line for a changed setting."""
    record(kind, now=now, actor_id=by.pk, data=data)
