"""Read the workflow and the transitions of a team, and pull the best deal into a stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound
from pullahead.pipeline import field_queries, queries
from pullahead.team.models import Person
from pullahead.usecases.deals import acts
from pullahead.usecases.deals.access import flow_of
from pullahead.usecases.deals.board import board

TRANSITIONS = 1_000


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage with its limit and its number of deals."""

    id: int
    name: str
    position: int
    group: str
    held: int
    size: int | None


@dataclass(frozen=True, slots=True)
class FieldView:
    """A custom field of the deals of a workflow."""

    code: str
    name: str
    kind: str
    options: tuple[str, ...]
    needed_in: int | None


@dataclass(frozen=True, slots=True)
class WorkflowView:
    """The published workflow of a team."""

    name: str
    version: int
    sle_days: int
    sle_percent: int
    stages: tuple[StageView, ...]
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class TransitionRow:
    """One transition of a deal of the team."""

    id: int
    deal_id: UUID
    seq: int
    at: datetime
    kind: str
    from_stage: int | None
    to_stage: int | None
    half: str


def workflow_view(*, viewer: Person) -> WorkflowView:
    """Return the workflow of the viewer's team. Raise NotFound without one."""
    flow = flow_of(viewer)
    limits = {one.stage_id: one for one in queries.limits_of(flow.id) if one.stage_id}
    return WorkflowView(
        name=flow.name,
        version=flow.version.number,
        sle_days=flow.version.sle_days,
        sle_percent=flow.version.sle_percent,
        fields=tuple(
            FieldView(one.code, one.name, one.kind, tuple(one.options), one.needed_in_id)
            for one in field_queries.fields_of(flow.id)
        ),
        stages=tuple(
            StageView(
                id=one.pk,
                name=one.name,
                position=one.position,
                group=one.stage_group,
                held=limits[one.pk].held if one.pk in limits else 0,
                size=limits[one.pk].size if one.pk in limits else None,
            )
            for one in flow.stages
        ),
    )


def pull_into(*, stage_id: int, by: Person) -> UUID:
    """Pull the first deal that a stage could pull, and return its id.

    Raise Conflict `nothing_to_pull` without one, and whatever the pull of that deal raises.
    """
    flow_of(by)
    column = next((one for one in board(viewer=by).columns if one.id == stage_id), None)
    if column is None:
        raise NotFound(_("Stage not found."))
    if not column.could_pull:
        said = _("No deal can be pulled into this stage now. Nothing was changed.")
        raise Conflict(said, code="nothing_to_pull")
    found = column.could_pull[0]
    acts.pull(deal_id=found.id, by=by, seq=found.seq)
    return found.id


def transitions_after(*, viewer: Person, after: int) -> tuple[TransitionRow, ...]:
    """Return transitions of the team's deals after an id, in order."""
    flow_of(viewer)
    return tuple(
        TransitionRow(
            id=one.pk,
            deal_id=one.deal_id,
            seq=one.seq,
            at=one.at,
            kind=one.kind,
            from_stage=one.from_stage_id,
            to_stage=one.to_stage_id,
            half=one.to_half,
        )
        for one in queries.transitions_after(viewer.team_id, after, TRANSITIONS)
    )
