"""Read of a session."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from pullahead.base.db.planned_queries import planned


@planned
def session_at(key: str, now: datetime) -> QuerySet[Session, Session]:
    """Return the session with this key that has not ended, or nothing."""
    return Session.objects.filter(session_key=key, expire_date__gt=now)
