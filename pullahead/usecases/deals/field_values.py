"""Values of custom fields: read what was typed, show what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import FieldError, Invalid
from pullahead.pipeline import field_queries
from pullahead.pipeline.field_rules import (
    FieldInput as FieldInput,
)
from pullahead.pipeline.field_rules import (
    FieldKind,
    FieldProblem,
    FieldValue,
    plain_number,
    read_value,
)
from pullahead.pipeline.models import DealField
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.usecases.common.sanitize import clean_input

PREFIX = "field_"  # of the names of custom fields in forms
VALUE_PROBLEMS = {
    FieldProblem.LONG: gettext_lazy("Enter at most 500 characters."),
    FieldProblem.NUMBER: gettext_lazy("Enter a number with at most 4 decimals."),
    FieldProblem.MONEY: gettext_lazy("Enter an amount with at most 2 decimals."),
    FieldProblem.DATE: gettext_lazy("Enter a date, such as 2026-05-04."),
    FieldProblem.OPTION: gettext_lazy("Choose one of the options."),
    FieldProblem.YES_NO: gettext_lazy("Choose yes or no."),
}


@dataclass(frozen=True, slots=True)
class ShownField:
    """A custom field of a deal with its value, to show, edit or send."""

    id: int
    code: str
    name: str
    kind: str
    options: tuple[str, ...]
    stage: str  # that needs it; "" for none
    value: str | Decimal | date | bool | None
    retired: bool = False

    @property
    def text(self) -> str:
        """Return the value as text; "" without one."""
        return value_text(self.value)

    @property
    def is_amount(self) -> bool:
        """Return whether the values are figures, which pages align right."""
        return self.kind in {FieldKind.NUMBER, FieldKind.MONEY}


def value_text(value: str | Decimal | date | bool | None) -> str:
    """Return a stored value in words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return plain_number(value) if isinstance(value, Decimal) else str(value)


def card_text(stored: str) -> str:
    """Return a value on a card, given as kind|value, in at most 40 characters."""
    kind, _bar, value = stored.partition("|")
    if kind == FieldKind.YES_NO:
        return _("Yes") if value in {"1", "true"} else _("No")
    if kind in {FieldKind.NUMBER, FieldKind.MONEY}:
        return f"{Decimal(plain_number(Decimal(value))):,f}"
    return value[:40]


def fields_of_flow(flow: WorkflowFacts) -> tuple[ShownField, ...]:
    """Return the live fields of a workflow, without values: for a new deal."""
    stages = {one.pk: one.name for one in flow.stages}
    return tuple(shown_field(one, None, stages) for one in field_queries.fields_of(flow.id))


def fields_of_deal(deal_id: UUID, flow: WorkflowFacts) -> tuple[ShownField, ...]:
    """Return the live fields of a deal, then retired ones that have a value."""
    rows = field_queries.fields_of(flow.id, retired=True)
    values = field_queries.values_of([deal_id])[deal_id] if rows else {}
    live = [one for one in rows if one.retired_at is None]
    gone = [one for one in rows if one.retired_at is not None and one.pk in values]
    stages = {one.pk: one.name for one in flow.stages}
    return tuple(shown_field(one, values.get(one.pk), stages) for one in (*live, *gone))


def shown_field(
    field: DealField, value: FieldValue | None = None, stages: Mapping[int, str] | None = None
) -> ShownField:
    """Return a field with a value of a deal; `stages` names the stages by id."""
    return ShownField(
        id=field.pk,
        code=field.code,
        name=field.name,
        kind=field.kind,
        options=tuple(field.options),
        stage=(stages or {}).get(field.needed_in_id or 0, ""),
        value=value.plain if value is not None else None,
        retired=field.retired_at is not None,
    )


def checked_values(
    fields: Sequence[DealField],
    given: Mapping[str, FieldInput],
    stored: Mapping[int, FieldValue] | None = None,
) -> dict[int, FieldValue | None]:
    """Return typed values by field, of the codes that are given. Raise Invalid beside each.

    An option that was removed from the list is valid on a deal that has it.
    """
    by_code = {one.code: one for one in fields}
    found: dict[int, FieldValue | None] = {}
    errors = []
    for code, value in given.items():
        field = by_code.get(code)
        if field is None:
            said = _("This deal has no field “{code}”. Nothing was saved.").format(code=code[:40])
            errors.append(FieldError("fields", "unknown_field", said))
            continue
        old = (stored or {}).get(field.pk)
        options = field.options
        if field.kind == FieldKind.CHOICE and old is not None:
            options = [*options, old.text]
        read = read_value(field.kind, _clean(value), options)
        if isinstance(read, FieldProblem):
            said = f"{field.name}: {VALUE_PROBLEMS[read]}"
            errors.append(FieldError(PREFIX + code, "field_value", said))
        else:
            found[field.pk] = read
    if errors:
        raise Invalid(errors[0].message, code=errors[0].code, errors=errors)
    return found


def _clean(value: FieldInput) -> FieldInput:
    return clean_input(value) if isinstance(value, str) else value
