"""Counters in the database that slow down guessing, shared by processes and servers.

django-axes was rejected: once a limit is reached, it answers 429 to the right password too, for
each client with the same name or address. So a stranger could lock out a user.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from pullahead.base.db.planned_queries import planned
from pullahead.base.transaction import require_transaction
from pullahead.team.models import Throttle
from pullahead.team.rules import FORGOTTEN_AFTER, FailureCount

CLEANED_AT_ONCE = 1_000
KEYS_AT_MOST = 3  # of one try


def key_of(*parts: object) -> str:
    """Return the key of a count, a keyed hash."""
    text = "\0".join(str(part) for part in parts)
    return salted_hmac("pullahead.team.throttle", text, algorithm="sha256").hexdigest()


def read(keys: Iterable[str]) -> dict[str, FailureCount]:
    """The counts of one to three keys, without a lock; a missing one is empty."""
    wanted = sorted(set(keys))
    return _filled(wanted, _unlocked(*_padded(wanted)))


def locked(keys: Iterable[str], *, now: datetime) -> dict[str, FailureCount]:
    """The counts of one to three keys, each row locked until the end of the transaction.

    Rows are made and locked in one order, so two tries never wait for each other.
    """
    require_transaction()
    wanted = sorted(set(keys))
    while True:
        rows = [Throttle(key=key, last_at=now, until=now) for key in wanted]
        Throttle.objects.bulk_create(rows, ignore_conflicts=True)
        found = _lock(*_padded(wanted))
        if len(found) == len(wanted):  # else one was cleaned away in this moment
            return _filled(wanted, found)


def locked_again(keys: Iterable[str], *, now: datetime) -> dict[str, FailureCount]:
    """Return the counts of keys whose rows were made a moment ago, each row locked."""
    require_transaction()
    wanted = sorted(set(keys))
    found = _lock(*_padded(wanted))
    return _filled(wanted, found) if len(found) == len(wanted) else locked(wanted, now=now)


def _padded(keys: Sequence[str]) -> tuple[str, str, str]:
    """Return one to three keys as three; the last one takes the places that are left."""
    first, second, third = (keys[min(n, len(keys) - 1)] for n in range(KEYS_AT_MOST))
    return first, second, third


@planned
def _unlocked(first: str, second: str, third: str) -> QuerySet[Throttle]:
    return Throttle.objects.filter(pk__in=[first, second, third])


@planned
def _lock(first: str, second: str, third: str) -> QuerySet[Throttle]:
    locked = Throttle.objects.select_for_update(no_key=True)
    return locked.filter(pk__in=[first, second, third]).order_by("key")


def keep(counts: Mapping[str, FailureCount], *, now: datetime) -> None:
    """Write the counts of locked rows."""
    require_transaction()
    rows = [
        Throttle(
            key=key, count=count.failures, last_at=count.last_at or now, until=count.until or now
        )
        for key, count in counts.items()
    ]
    Throttle.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["count", "last_at", "until"],
    )


def clean(*, now: datetime) -> int:
    """Delete forgotten counts, 1,000 at most; the number deleted."""
    require_transaction()
    old = Throttle.objects.filter(last_at__lt=now - FORGOTTEN_AFTER)
    skipped = old.select_for_update(no_key=True, skip_locked=True)
    ids = [row.pk for row in skipped.order_by("last_at")[:CLEANED_AT_ONCE]]
    return Throttle.objects.filter(pk__in=ids).delete()[0] if ids else 0


def _filled(keys: Iterable[str], rows: Iterable[Throttle]) -> dict[str, FailureCount]:
    there = {row.pk: FailureCount(row.count, row.last_at, row.until) for row in rows}
    return {key: there.get(key, FailureCount()) for key in keys}
