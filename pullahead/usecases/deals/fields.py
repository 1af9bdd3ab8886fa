"""Custom fields of the deals of a team's workflow: administrators define and retire them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.pipeline import field_queries, field_services, locks, queries
from pullahead.pipeline.field_rules import (
    FIELDS_AT_MOST,
    OPTION_AT_MOST,
    OPTIONS_AT_MOST,
    FieldKind,
    code_of,
)
from pullahead.pipeline.models import DealField
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team.models import Person, Team
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input

NAME_LIMIT = 60
CARDS_AT_MOST = 2  # fields on a card of the board


@dataclass(frozen=True, slots=True)
class TypedField:
    """A custom field as typed by an administrator."""

    name: str
    kind: str = FieldKind.TEXT  # of a new field; a field keeps its kind
    options: Sequence[str] = ()
    needed_in: int | None = None  # id of a stage
    in_list: bool = True
    on_card: bool = False
    place: int | None = None


@dataclass(frozen=True, slots=True)
class DefinedField:
    """A custom field as its page shows it."""

    id: int
    code: str
    name: str
    kind: str
    options: tuple[str, ...]
    needed_in: int | None
    stage: str  # name of the stage that needs it; "" for none
    in_list: bool
    on_card: bool
    place: int
    retired: bool


@dataclass(frozen=True, slots=True)
class TeamFields:
    """The custom fields of a team's workflow, and the stages that can need one."""

    team: str
    fields: tuple[DefinedField, ...]
    retired: tuple[DefinedField, ...]
    stages: tuple[tuple[int, str], ...]


def team_fields(*, team_id: int, viewer: Person) -> TeamFields:
    """Return the fields of a team's workflow. Raise NotFound unless an administrator asks."""
    team, flow = _team(team_id, viewer)
    names = {one.pk: one.name for one in flow.stages}
    rows = [_defined(one, names) for one in field_queries.fields_of(flow.id, retired=True)]
    return TeamFields(
        team=team.name,
        fields=tuple(one for one in rows if not one.retired),
        retired=tuple(one for one in rows if one.retired),
        stages=tuple((one.pk, one.name) for one in flow.stages[:-1]),
    )


def _defined(one: DealField, names: dict[int, str]) -> DefinedField:
    stage = names.get(one.needed_in_id or 0, "")
    return DefinedField(
        id=one.pk,
        code=one.code,
        name=one.name,
        kind=one.kind,
        options=tuple(one.options),
        needed_in=one.needed_in_id if stage else None,
        stage=stage,
        in_list=one.in_list,
        on_card=one.on_card,
        place=one.position + 1,
        retired=one.retired_at is not None,
    )


def _team(team_id: int, viewer: Person) -> tuple[Team, WorkflowFacts]:
    administrators_only(viewer)
    team = Team.objects.filter(pk=team_id).first()
    flow = queries.workflow_of_team(team_id) if team else None
    if team is None or flow is None:
        raise NotFound(_("This team has no workflow yet. Publish it first."))
    return team, flow


@retried
def add_field(*, team_id: int, typed: TypedField, by: Person) -> int:
    """Add a custom field and return its id. Raise Invalid."""
    _team(team_id, by)
    if typed.kind not in list(FieldKind):
        raise wrong("kind", "unknown_kind", _("Choose the type of the field."))
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        flow = _team(team_id, by)[1]
        there = field_queries.fields_of(flow.id, retired=True)
        if len(there) >= FIELDS_AT_MOST:
            said = _("A workflow has at most {limit} fields. Nothing was saved.")
            raise wrong("name", "too_many_fields", said.format(limit=FIELDS_AT_MOST))
        checked = _checked(typed, typed.kind, flow, there, None)
        checked.setdefault("position", len(there))
        made = field_services.add_field(
            now=now,
            actor=by.pk,
            workflow_id=flow.id,
            code=code_of(checked["name"], [one.code for one in there]),
            kind=typed.kind,
            **checked,
        )
    return made.pk


@retried
def change_field(*, team_id: int, field_id: int, typed: TypedField, by: Person) -> None:
    """Change a live field; its code and type stay. Raise Invalid, NotFound."""
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        flow = _team(team_id, by)[1]
        there = field_queries.fields_of(flow.id, retired=True)
        found = _known(there, field_id, retired=False)
        changes = _checked(typed, found.kind, flow, there, found)
        field_services.change_field(field_id, changes, now=now, actor=by.pk)


@retried
def retire_field(*, team_id: int, field_id: int, by: Person) -> None:
    """Retire a field: it is no longer asked for, and deals keep their values."""
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        flow = _team(team_id, by)[1]
        _known(field_queries.fields_of(flow.id, retired=True), field_id, retired=False)
        field_services.change_field(field_id, {"retired_at": now}, now=now, actor=by.pk)


@retried
def restore_field(*, team_id: int, field_id: int, by: Person) -> None:
    """Use a retired field again, with the values that deals kept. Raise Invalid for a used name."""
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        flow = _team(team_id, by)[1]
        there = field_queries.fields_of(flow.id, retired=True)
        found = _known(there, field_id, retired=True)
        _free_name(found.name, there, found)
        on_card = found.on_card and _on_cards(there, found) < CARDS_AT_MOST
        changes = {"retired_at": None, "on_card": on_card}
        field_services.change_field(field_id, changes, now=now, actor=by.pk)


def _known(there: Sequence[DealField], field_id: int, *, retired: bool) -> DealField:
    for one in there:
        if one.pk == field_id and (one.retired_at is not None) == retired:
            return one
    raise NotFound(_("Field not found. Reload the page."))


def _on_cards(there: Sequence[DealField], but: DealField | None) -> int:
    """Return how many other live fields are on the cards of the board."""
    own = but.pk if but else None
    return sum(one.on_card and one.retired_at is None and one.pk != own for one in there)


def _free_name(name: str, there: Sequence[DealField], own: DealField | None) -> None:
    for one in there:
        taken = one.retired_at is None and one.name.casefold() == name.casefold()
        if taken and (own is None or one.pk != own.pk):
            said = _("Another field has this name. Choose a different name.")
            raise wrong("name", "name_taken", said)


def _checked(
    typed: TypedField,
    kind: str,
    flow: WorkflowFacts,
    there: Sequence[DealField],
    own: DealField | None,
) -> dict[str, Any]:
    """Return the columns of a field as typed. Raise Invalid."""
    name = clean_input(typed.name)
    if not name or len(name) > NAME_LIMIT:
        raise wrong("name", "invalid", _("Enter a name of 1 to 60 characters."))
    _free_name(name, there, own)
    if typed.needed_in is not None and typed.needed_in not in {x.pk for x in flow.stages[:-1]}:
        raise wrong("needed_in", "unknown_stage", _("Choose a stage before the close."))
    if typed.on_card and _on_cards(there, own) >= CARDS_AT_MOST:
        said = _("A card shows at most two fields. Remove another one from the cards first.")
        raise wrong("on_card", "cards_full", said)
    place = {} if typed.place is None else {"position": min(max(typed.place, 1), 999) - 1}
    return {
        "name": name,
        "options": _options(typed.options) if kind == FieldKind.CHOICE else [],
        "needed_in_id": typed.needed_in,
        "in_list": typed.in_list,
        "on_card": typed.on_card,
        **place,
    }


def _options(typed: Sequence[str]) -> list[str]:
    """Return the options of a choice without blank and repeated ones. Raise Invalid."""
    found: dict[str, str] = {}
    for line in typed:
        option = clean_input(line)
        if len(option) > OPTION_AT_MOST:
            raise wrong("options", "invalid", _("An option has at most 60 characters."))
        if option:
            found.setdefault(option.casefold(), option)
    if not found or len(found) > OPTIONS_AT_MOST:
        raise wrong("options", "invalid", _("Enter 1 to 50 options, one per line."))
    return list(found.values())
