"""Publish a workflow: stages, needed facts, limits, a version, and a recount of the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline import field_services, locks
from pullahead.pipeline.models import (
    Deal,
    DealReason,
    ExitItem,
    FlowLimit,
    Stage,
    Workflow,
    WorkflowTeam,
    WorkflowVersion,
)
from pullahead.pipeline.services import DealMove, move
from pullahead.team.models import Pod

ASIDE = 10_000  # positions of stages while they change places


@dataclass(frozen=True, slots=True)
class ItemDefinition:
    """A needed fact of a stage."""

    label: str
    kind: str = "text"
    required: bool = False


@dataclass(frozen=True, slots=True)
class StageDefinition:
    """A stage of a workflow to publish, nearest to the customer's start first."""

    name: str
    limit: int | None
    group: str = ""
    id: int | None = None  # of the stage that it continues
    items: tuple[ItemDefinition, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkflowDefinition:
    """All six parts of a Definition of Workflow."""

    stages: tuple[StageDefinition, ...]
    groups: Mapping[str, int | None] = field(default_factory=dict)
    person_limit: int | None = 8
    team_limit: int | None = None  # of the default pod of each team
    item: str = "A qualified opportunity"
    start: int = 0  # position of the stage at which the clock starts
    policies: Mapping[str, str] = field(default_factory=dict)
    sle_days: int = 60
    sle_percent: int = 85


STANDARD_GROUP = "Discovery to Close"


def standard(people: int) -> WorkflowDefinition:
    """Return the standard workflow of a team of so many people."""
    n = max(people, 1)
    return WorkflowDefinition(
        stages=_standard_stages(n),
        groups={STANDARD_GROUP: 3 * n},
        policies={"pull": "Read the board from the close. Finish work before starting work."},
    )


def _standard_stages(n: int) -> tuple[StageDefinition, ...]:
    """Return the stages of the standard workflow, with limits for `n` people."""
    return (
        StageDefinition(
            "Identify",
            3 * n,
            items=_standard_items(
                "Their problem, in their words", "Name of a contact", kind="quote"
            ),
        ),
        StageDefinition(
            "Meet the decision maker",
            2 * n,
            items=_standard_items("Met a person who decides", "Who else decides"),
        ),
        StageDefinition(
            "Establish interest",
            2 * n,
            items=_standard_items("They asked to explore it further", kind="quote"),
        ),
        StageDefinition(
            "Discovery",
            2 * n,
            STANDARD_GROUP,
            items=_standard_items(
                "A problem or opportunity in money, confirmed by a contact",
                "A second contact sees the problem",
            ),
        ),
        StageDefinition(
            "Present recommendations",
            n,
            STANDARD_GROUP,
            items=_standard_items(
                "Confirmed value at or above our price", "Date by which they decide"
            ),
        ),
        StageDefinition("Close", n, STANDARD_GROUP),
    )


def _standard_items(required: str, *advice: str, kind: str = "text") -> tuple[ItemDefinition, ...]:
    """Return one required item of a stage, and advice."""
    first = ItemDefinition(required, kind, required=True)
    return (first, *(ItemDefinition(one) for one in advice))


def publish(
    *,
    workflow: Workflow,
    definition: WorkflowDefinition,
    remap: Mapping[int, int],
    by: int | None,
    now: datetime,
) -> WorkflowVersion:
    """Write stages, limits and a version. `remap`: retired stage → the stage its deals go to. The
    caller has the publish lock exclusively. The recount makes `held` right after limits were added
    and stages changed their group.
    """
    require_transaction()
    stages = _stages(workflow, definition.stages, now)
    _limits(workflow, definition, stages)
    version = _version(workflow, definition, stages, by, now)
    recount()
    _remap(workflow, {stage.pk for stage in stages}, remap, version, by, now)
    field_services.remap_needs(remap)
    data = {"workflow": workflow.pk, "version": version.number}
    record(JournalEvent.WORKFLOW_PUBLISHED, now=now, actor_id=by, data=data)
    return version


def _stages(workflow: Workflow, wanted: Sequence[StageDefinition], now: datetime) -> list[Stage]:
    live = {one.pk: one for one in Stage.objects.filter(workflow=workflow, retired_at=None)}
    for stage in live.values():
        Stage.objects.filter(pk=stage.pk).update(position=ASIDE + stage.position)
    made = []
    for position, one in enumerate(wanted):
        fields = {"name": one.name, "position": position, "stage_group": one.group}
        if one.id in live:
            stage = live.pop(one.id)
            Stage.objects.filter(pk=stage.pk).update(**fields)
            stage.name, stage.position, stage.stage_group = one.name, position, one.group
        else:
            stage = Stage.objects.create(workflow=workflow, **fields)
        _items(stage, one.items, now)
        made.append(stage)
    for position, stage in enumerate(live.values()):
        Stage.objects.filter(pk=stage.pk).update(retired_at=now, position=position)
    FlowLimit.objects.filter(stage__in=live.values()).update(size=None)
    return made


def _items(stage: Stage, wanted: Sequence[ItemDefinition], now: datetime) -> None:
    there = {one.label: one for one in ExitItem.objects.filter(stage=stage, retired_at=None)}
    for position, one in enumerate(wanted):
        fields = {"kind": one.kind, "required": one.required, "position": position}
        if one.label in there:
            ExitItem.objects.filter(pk=there.pop(one.label).pk).update(**fields)
        else:
            ExitItem.objects.create(stage=stage, label=one.label, **fields)
    ids = [one.pk for one in there.values()]
    ExitItem.objects.filter(pk__in=ids).update(retired_at=now)


def _limits(workflow: Workflow, definition: WorkflowDefinition, stages: Sequence[Stage]) -> None:
    for stage, one in zip(stages, definition.stages, strict=True):
        FlowLimit.objects.update_or_create(stage=stage, defaults={"size": one.limit})
    groups = FlowLimit.objects.filter(workflow=workflow)
    groups.exclude(stage_group__in=definition.groups).delete()
    for group, size in definition.groups.items():
        FlowLimit.objects.update_or_create(
            workflow=workflow, stage_group=group, defaults={"size": size}
        )
    teams = WorkflowTeam.objects.filter(workflow=workflow).values("team_id")
    FlowLimit.objects.filter(person__team_id__in=teams).update(size=definition.person_limit)
    for pod in Pod.objects.filter(team_id__in=teams, is_default=True):
        FlowLimit.objects.update_or_create(pod=pod, defaults={"size": definition.team_limit})


def _version(
    workflow: Workflow,
    definition: WorkflowDefinition,
    stages: Sequence[Stage],
    by: int | None,
    now: datetime,
) -> WorkflowVersion:
    last = WorkflowVersion.objects.filter(workflow=workflow).order_by("-number").first()
    return WorkflowVersion.objects.create(
        workflow=workflow,
        number=last.number + 1 if last else 1,
        at=now,
        by_id=by,
        item=definition.item,
        start=stages[definition.start],
        states=[
            {"stage": stage.pk, "name": stage.name, "group": stage.stage_group} for stage in stages
        ],
        limits={
            "stages": {
                str(stage.pk): one.limit
                for stage, one in zip(stages, definition.stages, strict=True)
            },
            "groups": dict(definition.groups),
            "person": definition.person_limit,
            "team": definition.team_limit,
        },
        policies=dict(definition.policies),
        sle_days=definition.sle_days,
        sle_percent=definition.sle_percent,
    )


def _remap(
    workflow: Workflow,
    live: set[int],
    remap: Mapping[int, int],
    version: WorkflowVersion,
    by: int | None,
    now: datetime,
) -> None:
    """Move the deals of retired stages, past every limit, and let ready deals enter a live one."""
    rows = Deal.objects.filter(workflow=workflow, closed_at=None)
    ids = rows.exclude(stage_id__in=live, entry_id__in=live).values_list("pk", flat=True)
    for deal in locks.lock_deals(list(ids)).values():
        entry = deal.entry_id if deal.entry_id in live else remap[deal.entry_id]
        if deal.stage_id is None or deal.stage_id in live:
            Deal.objects.filter(pk=deal.pk).update(entry_id=entry)
            continue
        changes = {"stage_id": remap[deal.stage_id], "entry_id": entry}
        move(deal, DealMove("remap", changes, by, version.pk, forced=True), now=now)


def recount() -> list[int]:
    """Recount the deals of every limit; return the ids of limits whose count was wrong."""
    wrong = []
    for limit in FlowLimit.objects.order_by("pk"):
        held = counted(limit)
        if held != limit.held:
            FlowLimit.objects.filter(pk=limit.pk).update(held=held)
            wrong.append(limit.pk)
    return wrong


def counted(limit: FlowLimit) -> int:
    """Count the open deals in stages that a limit counts, from the deals themselves."""
    if limit.stage_id is not None:
        target = Q(stage_id=limit.stage_id)
    elif limit.workflow_id is not None:
        target = Q(workflow_id=limit.workflow_id, stage__stage_group=limit.stage_group)
    elif limit.person_id is not None:
        target = Q(holder_id=limit.person_id)
    else:
        target = Q(pod_id=limit.pod_id)
    return Deal.objects.filter(target, closed_at=None, stage__isnull=False).count()


def set_team(*, team_id: int, workflow: Workflow) -> None:
    """Let a team use a workflow. The caller has the publish lock exclusively."""
    require_transaction()
    WorkflowTeam.objects.update_or_create(team_id=team_id, defaults={"workflow": workflow})


def make_workflow(*, name: str) -> Workflow:
    """Make a workflow; a name in use gets a number."""
    require_transaction()
    taken = set(Workflow.objects.values_list("name", flat=True))
    names = [name, *(f"{name[:90]} {number}" for number in range(2, len(taken) + 3))]
    return Workflow.objects.create(name=next(one for one in names if one not in taken))


def add_person_limit(*, person_id: int, size: int | None) -> None:
    """Add the limit of a person, with its count. The caller has the publish lock exclusively."""
    require_transaction()
    limit, made = FlowLimit.objects.get_or_create(person_id=person_id, defaults={"size": size})
    if made:
        FlowLimit.objects.filter(pk=limit.pk).update(held=counted(limit))


def set_pod_limit(*, pod_id: int, size: int | None, now: datetime, actor: int) -> None:
    """Set how many open deals a pod may have; None: no limit. The caller has the publish lock
    exclusively. A lowered limit removes no deal. It admits
    none until there is room.
    """
    require_transaction()
    limit, made = FlowLimit.objects.get_or_create(pod_id=pod_id, defaults={"size": size})
    if not made and limit.size == size:
        return
    FlowLimit.objects.filter(pk=limit.pk).update(size=size, held=counted(limit))
    data = {"pod": pod_id, "size": size}
    record(JournalEvent.LIMIT_CHANGED, now=now, actor_id=actor, data=data)


def resize(*, stage_id: int, size: int, now: datetime, actor: int) -> None:
    """Change the size of a stage's limit. The caller shares the publish lock."""
    require_transaction()
    FlowLimit.objects.filter(stage_id=stage_id).update(size=size)
    data = {"stage": stage_id, "size": size}
    record(JournalEvent.LIMIT_CHANGED, now=now, actor_id=actor, data=data)


CLOSE_REASONS = (
    ("value_not_clear", "Value not clear", "ours"),
    ("problem_not_seen", "Decision maker does not see the problem", "ours"),
    ("wrong_person", "Wrong person", "ours"),
    ("owed_an_answer", "We did not answer", "ours"),
    ("no_next_step", "No next step agreed", "ours"),
    ("price_before_value", "Price before value", "ours"),
    ("budget_moved", "Budget moved", "theirs"),
    ("decider_changed", "Decision maker changed", "theirs"),
    ("legal_or_purchasing", "Legal or purchasing", "theirs"),
    ("wait_until_a_date", "Customer wants to wait", "theirs"),
    ("competitor", "Competitor", "theirs"),
    ("did_nothing", "Customer did nothing", "theirs"),
)
ONLY_CLOSING = {"competitor", "did_nothing"}


def lay_reasons() -> None:
    """Add the standard reasons of blocks and of closed deals that are missing."""
    require_transaction()
    for position, (code, label, side) in enumerate(CLOSE_REASONS):
        fields = {"label": label, "side": side, "position": position}
        DealReason.objects.get_or_create(list="close", code=code, defaults=fields)
        if code not in ONLY_CLOSING:
            DealReason.objects.get_or_create(list="block", code=code, defaults=fields)
