"""Write the API keys of people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.team.models import AgentKey, Person


def add_agent_key(
    *, person: Person, start: str, key_hash: str, scopes: Sequence[str], now: datetime
) -> AgentKey:
    """Store a key's hash and its first letters."""
    require_transaction()
    return AgentKey.objects.create(
        person=person, start=start, hash=key_hash, scopes=list(scopes), made_at=now
    )


def end_agent_key(*, key_id: int, now: datetime) -> bool:
    """Revoke a key. Return False for a key that is revoked already."""
    require_transaction()
    return AgentKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now) == 1
