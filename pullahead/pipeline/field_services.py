"""Writes of custom fields and their values. Each runs inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.field_rules import FieldValue
from pullahead.pipeline.models import DealField, DealFieldValue


def add_field(*, now: datetime, actor: int, **fields: Any) -> DealField:
    """Add a custom field to a workflow."""
    require_transaction()
    made = DealField.objects.create(**fields)
    _note(JournalEvent.DEAL_FIELD_ADDED, made.pk, now=now, actor=actor)
    return made


def change_field(field_id: int, changes: Mapping[str, Any], *, now: datetime, actor: int) -> None:
    """Change name, options, order, requirement or display of a custom field."""
    require_transaction()
    DealField.objects.filter(pk=field_id).update(**changes)
    kind = JournalEvent.DEAL_FIELD_CHANGED
    if "retired_at" in changes:
        retired = changes["retired_at"] is not None
        kind = JournalEvent.DEAL_FIELD_RETIRED if retired else JournalEvent.DEAL_FIELD_RESTORED
    _note(kind, field_id, now=now, actor=actor)


def _note(kind: JournalEvent, field_id: int, *, now: datetime, actor: int) -> None:
    record(kind, now=now, actor_id=actor, data={"field": field_id})


def set_values(deal_id: UUID, values: Mapping[int, FieldValue | None]) -> None:
    """Store the values of a locked or new deal; None deletes a value."""
    require_transaction()
    if not values:
        return
    DealFieldValue.objects.filter(deal_id=deal_id, field_id__in=list(values)).delete()
    DealFieldValue.objects.bulk_create(
        DealFieldValue(deal_id=deal_id, field_id=field_id, **asdict(value))
        for field_id, value in values.items()
        if value is not None
    )


def remap_needs(stages: Mapping[int, int]) -> None:
    """Require fields of retired stages in the stages that got their deals."""
    require_transaction()
    for old, new in stages.items():
        DealField.objects.filter(needed_in_id=old).update(needed_in_id=new)


def lock_fields(workflow_id: int) -> Sequence[DealField]:
    """Lock the fields of a workflow, by id."""
    rows = DealField.objects.select_for_update(no_key=True).filter(workflow_id=workflow_id)
    return list(rows.order_by("pk"))
