"""Write the API keys of sources."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Source, SourceKey


def add_source_key(
    *, source: Source, start: str, key_hash: str, scopes: Sequence[str], now: datetime
) -> SourceKey:
    """Store a key's hash and its first letters."""
    require_transaction()
    return SourceKey.objects.create(
        source=source, start=start, hash=key_hash, scopes=list(scopes), made_at=now
    )


def end_source_key(*, key_id: int, now: datetime) -> bool:
    """Revoke a key. Return False for a key that is revoked already."""
    require_transaction()
    return SourceKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now) == 1
