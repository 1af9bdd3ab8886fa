"""Write imports: drafts, their parts, and the counts of the rows taken in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Import, ImportedLead, ImportPart, Source

Chunk = list[list[object]]


def add_draft(
    *,
    name: str,
    source_name: str,
    country: str,
    header: Sequence[str],
    fields: Sequence[str],
    made_by: int | None,
    now: datetime,
    reading: Mapping[str, Any] | None = None,
) -> Import:
    """Add a draft without rows; `reading` says how its file is read."""
    require_transaction()
    return Import.objects.create(
        name=name,
        source_name=source_name,
        country=country,
        header=list(header),
        fields=list(fields),
        made_at=now,
        made_by=made_by,
        **(reading or {}),
    )


def add_parts(*, draft: Import, first: int, chunks: Sequence[Chunk]) -> None:
    """Add numbered parts to a draft, and count their rows."""
    require_transaction()
    ImportPart.objects.bulk_create(
        ImportPart(of=draft, number=number, rows=chunk)
        for number, chunk in enumerate(chunks, start=first)
    )
    more = sum(len(chunk) for chunk in chunks)
    Import.objects.filter(pk=draft.pk).update(total=F("total") + more)


def set_marks(*, draft: Import, marks: Sequence[str]) -> None:
    """Store the orders of day and month that each column of a file allows."""
    require_transaction()
    Import.objects.filter(pk=draft.pk).update(date_marks=list(marks))


def set_audit(*, import_id: int, result: Mapping[str, Any]) -> None:
    """Store the audit of the file whose dead leads a draft has."""
    require_transaction()
    Import.objects.filter(pk=import_id).update(audit=dict(result))


def change_draft(
    *, import_id: int, fields: Sequence[str], source_name: str, country: str, date_order: str
) -> bool:
    """Change the columns, source, country and order of dates of a draft.

    Return False for a started import.
    """
    require_transaction()
    draft = Import.objects.filter(pk=import_id, job=None)
    changed = draft.update(
        fields=list(fields), source_name=source_name, country=country, date_order=date_order
    )
    return changed == 1


def drop_draft(*, import_id: int) -> bool:
    """Delete a draft and its rows. Return False for a started import."""
    require_transaction()
    deleted, _ = Import.objects.filter(pk=import_id, job=None).delete()
    return deleted > 0


def drop_drafts_before(*, moment: datetime) -> None:
    """Delete drafts from before `moment` that were not started."""
    require_transaction()
    Import.objects.filter(job=None, made_at__lt=moment).delete()


def set_job(*, import_id: int, job_id: int, source: Source) -> None:
    """Attach the job and the source to an import that starts."""
    require_transaction()
    Import.objects.filter(pk=import_id).update(job_id=job_id, source=source)


def set_withdrawal(*, import_id: int, job_id: int) -> None:
    """Attach the job that withdraws an import, or opens its leads again."""
    require_transaction()
    Import.objects.filter(pk=import_id).update(withdrawal_id=job_id)


def finish_part(
    *,
    part: ImportPart,
    refused: Sequence[Any],
    noted: Sequence[Any],
) -> None:
    """Replace a part's rows by the reasons of refused rows and the notes on the others."""
    require_transaction()
    ImportPart.objects.filter(pk=part.pk).update(rows=[], refused=refused, noted=noted)


def count_rows(*, found: Import, new: Iterable[UUID], counts: Mapping[str, int]) -> None:
    """Attach new leads to their import, and add to its counts."""
    require_transaction()
    ImportedLead.objects.bulk_create(ImportedLead(lead_id=lead_id, of=found) for lead_id in new)
    added = {name: F(name) + count for name, count in counts.items()}
    Import.objects.filter(pk=found.pk).update(**added)
