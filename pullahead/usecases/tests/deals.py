"""Small team with a published workflow, for the tests of deals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import connection

from pullahead.pipeline import publish, queries
from pullahead.pipeline.models import Deal, FlowLimit, Stage, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.workflow import TypedStage, TypedWorkflow

WHY = "The customer asked for it today."


@dataclass(frozen=True, slots=True)
class DealFloor:
    """People of one team whose workflow is published."""

    ana: Person
    bo: Person
    lee: Person  # team lead
    cy: Person  # administrator
    stages: tuple[Stage, ...]


def typed(
    sizes: tuple[int | None, ...] = (3, 2, 2, 2),
    group: int | None = 3,
    person: int | None = 8,
) -> TypedWorkflow:
    """Return a workflow of four stages; the last two share a limit."""
    names = ("Identify", "Discovery", "Present", "Close")
    return TypedWorkflow(
        stages=[
            TypedStage(name, size, "late" if position > 1 else "")
            for position, (name, size) in enumerate(zip(names, sizes, strict=True))
        ],
        groups={"late": group},
        person_limit=person,
        sle_days=30,
        sle_percent=85,
        policy="Read from the close.",
    )


def published(ana: Person, bo: Person, lee: Person, cy: Person, **sizes: object) -> DealFloor:
    """Publish the workflow of the people's team."""
    workflow.publish_workflow(team_id=ana.team_id, typed=typed(**sizes), by=cy)  # type: ignore[arg-type]
    flow = queries.workflow_of_team(ana.team_id)
    assert flow is not None
    return DealFloor(ana, bo, lee, cy, flow.stages)


def added(by: Person, title: str = "Hotel Lindner", value: int | None = 1000) -> UUID:
    """Add a ready deal."""
    amount = Decimal(value) if value is not None else None
    return edit.add(typed=DealInput(title, "Lindner", amount), by=by)


def in_stage(by: Person, position: int, title: str = "Hotel Lindner") -> UUID:
    """Add a deal and pull it into the stage at this position."""
    deal = added(by, title)
    for _ in range(position + 1):
        acts.pull(deal_id=deal, by=by, reason=WHY)
    return deal


def deal(deal_id: UUID) -> Deal:
    return Deal.objects.get(pk=deal_id)


def position(deal_id: UUID) -> int | None:
    found = deal(deal_id)
    return found.stage.position if found.stage is not None else None


def assert_deals_sound() -> None:
    """Check counts, sizes, sequences and next dates against the deals themselves."""
    connection.check_constraints()
    for limit in FlowLimit.objects.all():
        assert limit.held == publish.counted(limit), limit.__dict__
    assert not queries.unfinished().exists()
    for one in Deal.objects.all():
        seqs = list(
            Transition.objects.filter(deal=one).order_by("seq").values_list("seq", flat=True)
        )
        assert seqs == list(range(1, one.seq + 1)), one.title
