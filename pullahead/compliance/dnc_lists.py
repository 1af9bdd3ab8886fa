"""Write do-not-call lists, one version at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models.query import QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.compliance.models import DncList, DncNumber, DncPart

LISTS = 7_313_502  # key of the advisory lock


def begin_list(*, name: str, country: str, as_of: datetime, now: datetime) -> DncList:
    """Create a version of a list, to be filled; the previous one stays in use meanwhile."""
    require_transaction()
    return DncList.objects.create(name=name, country=country, as_of=as_of, made_at=now)


def fill_list(*, of: DncList, values: Sequence[str]) -> None:
    """Add some thousand numbers (E.164); numbers that exist already stay."""
    require_transaction()
    DncNumber.objects.bulk_create(
        [DncNumber(of=of, value=value) for value in values], ignore_conflicts=True, batch_size=2_000
    )


def add_parts(*, of: DncList, first: int, texts: Sequence[str]) -> None:
    """Store lines that a job reads later."""
    require_transaction()
    DncPart.objects.bulk_create(
        [DncPart(of=of, number=number, text=text) for number, text in enumerate(texts, first)]
    )


def drop_part(*, of: DncList, number: int) -> None:
    """Delete a part whose numbers are stored."""
    require_transaction()
    DncPart.objects.filter(of=of, number=number).delete()


def drop_abandoned(*, moment: datetime) -> None:
    """Delete lists from before a moment that were not read to the end."""
    require_transaction()
    DncList.objects.filter(current=False, made_at__lt=moment, parts__isnull=False).delete()


def part_of(list_id: int, number: int) -> DncPart | None:
    """Return a part with its list."""
    return DncPart.objects.select_related("of").filter(of=list_id, number=number).first()


def lock_lists(*, exclusive: bool = False) -> None:
    """Block the activation of lists until this transaction ends; `exclusive`: block dials too.

    On PostgreSQL a dial of the same moment would read the version before, and commit after this
    one is in use. On SQLite there is one writer at a time.
    """
    require_transaction()
    if connection.vendor == "postgresql":
        shared = "" if exclusive else "_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_xact_lock{shared}(%s)", [LISTS])


def use_list(*, of: DncList) -> int:
    """Put this version in use from now on; return the count of its numbers."""
    require_transaction()
    count = DncNumber.objects.filter(of=of).count()
    lock_lists(exclusive=True)  # after the count, which takes seconds for millions of numbers
    DncList.objects.filter(name=of.name, current=True).exclude(pk=of.pk).update(current=False)
    DncList.objects.filter(pk=of.pk).update(current=True, count=count)
    return count


def discard_list(*, of: DncList) -> None:
    """Delete a version that holds no number."""
    require_transaction()
    DncList.objects.filter(pk=of.pk).delete()


def drop_old(*, name: str, most: int) -> int:
    """Delete some numbers of versions out of use, and empty versions; return 0 when none is
    left.
    """
    require_transaction()
    current = DncList.objects.filter(name=name, current=True).order_by("-pk").first()
    if current is None:
        return 0
    gone = 0
    for old in DncList.objects.filter(name=name, current=False, pk__lt=current.pk):
        values = list(DncNumber.objects.filter(of=old).values_list("value", flat=True)[:most])
        if not values:
            old.delete()
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM compliance_dncnumber WHERE of_id = %s AND value <= %s AND value >= %s",
                [old.pk, max(values), min(values)],
            )
            gone += cursor.rowcount
    return gone


def lists() -> QuerySet[DncList]:
    """Return the lists in use, by name."""
    return DncList.objects.filter(current=True).order_by("name")


def lists_with(value: str) -> QuerySet[DncList]:
    """Return the lists in use that contain this number."""
    return lists().filter(numbers__value=value)
