"""Writes of files of deals: drafts, mappings, counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import DealImport


def drop_drafts_before(moment: datetime) -> None:
    """Delete drafts that no one started."""
    require_transaction()
    DealImport.objects.filter(job_id=None, made_at__lt=moment).delete()


def add_draft(**fields: Any) -> DealImport:
    """Add a draft, or return the import of this content that the team has."""
    require_transaction()
    keys = {"team_id": fields.pop("team_id"), "content": fields.pop("content")}
    return DealImport.objects.get_or_create(**keys, defaults=fields)[0]


def change_draft(
    import_id: int, *, fields: Sequence[str], stages: Mapping[str, int], order: str
) -> bool:
    """Change the mapping of a draft. Return False for a started import."""
    require_transaction()
    drafts = DealImport.objects.filter(pk=import_id, job_id=None)
    return bool(drafts.update(fields=list(fields), stages=dict(stages), date_order=order))


def lock_draft(import_id: int) -> DealImport | None:
    """Lock a draft to start it; None for a started or discarded one."""
    rows = DealImport.objects.select_for_update(no_key=True).defer("rows", "history")
    return rows.filter(pk=import_id, job_id=None).first()


def set_job(import_id: int, job_id: int) -> None:
    """Mark an import as started."""
    require_transaction()
    DealImport.objects.filter(pk=import_id).update(job_id=job_id)


def drop_draft(import_id: int) -> bool:
    """Delete a draft. Return False for a started import."""
    require_transaction()
    return bool(DealImport.objects.filter(pk=import_id, job_id=None).delete()[0])


def store_counts(
    import_id: int, counts: Mapping[str, Any], refused: Sequence[Sequence[object]], *, ended: bool
) -> None:
    """Store the counts so far; at the end, delete the rows of the file."""
    require_transaction()
    fields: dict[str, Any] = {"counts": dict(counts), "refused": list(refused)}
    if ended:
        fields |= {"rows": [], "history": {}}
    DealImport.objects.filter(pk=import_id).update(**fields)
