"""Reads of custom fields and their values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from pullahead.pipeline import queries
from pullahead.pipeline.field_rules import FieldKind, FieldValue
from pullahead.pipeline.models import Deal, DealField, DealFieldValue

FieldValues = dict[UUID, dict[int, FieldValue]]


def fields_of(workflow_id: int, *, retired: bool = False) -> list[DealField]:
    """Return the custom fields of a workflow in their order, live ones or all."""
    rows = DealField.objects.filter(workflow_id=workflow_id)
    if not retired:
        rows = rows.filter(retired_at=None)
    return list(rows.order_by("position", "pk"))


def values_of(deal_ids: Collection[UUID], field_ids: Collection[int] | None = None) -> FieldValues:
    """Return the values of deals by field."""
    found: FieldValues = defaultdict(dict)
    rows = DealFieldValue.objects.filter(deal_id__in=deal_ids)
    if field_ids is not None:
        rows = rows.filter(field_id__in=field_ids)
    columns = ("deal_id", "field_id", "text", "number", "day", "yes")
    for deal_id, field_id, text, number, day, yes in rows.values_list(*columns):
        found[deal_id][field_id] = FieldValue(text, number, day, yes)
    return found


def unmet_labels(deal_id: UUID, stage_ids: Collection[int]) -> list[str]:
    """Return the required facts and fields of these stages that the deal has no value for."""
    items = [one.label for one in queries.unmet_items(deal_id, stage_ids)]
    fields = DealField.objects.filter(needed_in_id__in=stage_ids, retired_at=None)
    missing = fields.exclude(values__deal_id=deal_id).order_by("position", "pk")
    return [*items, *missing.values_list("name", flat=True)]


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A text that a value must match, or the ends of a range of numbers or days."""

    field: DealField
    low: str
    high: str = ""


def with_value(rows: QuerySet[Deal], match: FieldMatch) -> QuerySet[Deal]:
    """Return the deals whose value of a field matches."""
    field, low, high = match.field, match.low, match.high
    values = DealFieldValue.objects.filter(deal_id=OuterRef("pk"), field=field)
    if field.kind == FieldKind.TEXT:
        return rows.filter(Exists(values.filter(text__icontains=low)))
    if field.kind == FieldKind.CHOICE:
        return rows.filter(Exists(values.filter(text__iexact=low)))
    if field.kind == FieldKind.YES_NO:
        return rows.filter(Exists(values.filter(yes=low.casefold() in {"yes", "true", "1"})))
    column = "day" if field.kind == FieldKind.DATE else "number"
    bounds = Q()
    if low:
        bounds &= Q(**{f"{column}__gte": low})
    if high:
        bounds &= Q(**{f"{column}__lte": high})
    return rows.filter(Exists(values.filter(bounds)))
