"""Publish the workflow of a team: its stages, limits and service level expectation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from django.utils.translation import gettext as _

from pullahead.base.errors import FieldError, Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.pipeline import locks, publish, queries
from pullahead.pipeline.publish import ItemDefinition as ItemDefinition
from pullahead.pipeline.publish import StageDefinition as StageDefinition
from pullahead.pipeline.publish import WorkflowDefinition as WorkflowDefinition
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team import services as team_write
from pullahead.team.models import Person, Team
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals.flow_days import freeze

STAGES_AT_MOST = 12
LIMIT_AT_MOST = 999


@dataclass(frozen=True, slots=True)
class TeamWorkflow:
    """A team in the list: its people, and its workflow if it has one."""

    team_id: int
    name: str
    people: int
    flow: WorkflowFacts | None


@dataclass(frozen=True, slots=True)
class TypedStage:
    """A stage as typed. `limit` None: no limit. `drop_to` names the stage that gets its deals."""

    name: str
    limit: int | None
    group: str = ""
    id: int | None = None
    items: tuple[ItemDefinition, ...] = ()
    drop_to: int | None = None


@dataclass(frozen=True, slots=True)
class TypedWorkflow:
    """A workflow as typed by an administrator."""

    stages: Sequence[TypedStage]
    groups: Mapping[str, int | None]
    person_limit: int | None
    sle_days: int
    sle_percent: int
    policy: str
    team_limit: int | None = None


@dataclass(frozen=True, slots=True)
class OverLimit:
    """A limit to publish that is below the deals that it would count."""

    name: str
    size: int
    held: int


def teams(*, viewer: Person) -> tuple[TeamWorkflow, ...]:
    """Return all teams with their workflows. Raise NotFound unless an administrator asks."""
    administrators_only(viewer)
    return tuple(
        TeamWorkflow(
            team_id=team.pk,
            name=team.name,
            people=team.people.filter(is_active=True, role=Person.Role.AGENT).count(),
            flow=queries.workflow_of_team(team.pk),
        )
        for team in Team.objects.order_by("name")
    )


def definition_of(*, team_id: int, viewer: Person) -> tuple[Team, WorkflowDefinition]:
    """Return the workflow of a team to edit; the standard one if it has none yet."""
    administrators_only(viewer)
    team = _team(team_id)
    flow = queries.workflow_of_team(team_id)
    if flow is None:
        people = team.people.filter(is_active=True, role=Person.Role.AGENT).count()
        return team, publish.standard(people)
    return team, _published(flow)


def _team(team_id: int) -> Team:
    found = Team.objects.filter(pk=team_id).first()
    if found is None:
        raise NotFound(_("Team not found."))
    return found


def _published(flow: WorkflowFacts) -> WorkflowDefinition:
    limits = {one.stage_id: one.size for one in queries.limits_of(flow.id) if one.stage_id}
    groups = {one.stage_group: one.size for one in queries.limits_of(flow.id) if one.workflow_id}
    items: dict[int, list[ItemDefinition]] = {}
    for one in queries.exit_items([stage.pk for stage in flow.stages]):
        items.setdefault(one.stage_id, []).append(ItemDefinition(one.label, one.kind, one.required))
    version = flow.version
    return WorkflowDefinition(
        stages=tuple(
            StageDefinition(
                stage.name,
                limits.get(stage.pk),
                stage.stage_group,
                stage.pk,
                tuple(items.get(stage.pk, ())),
            )
            for stage in flow.stages
        ),
        groups=groups,
        person_limit=version.limits.get("person"),
        team_limit=version.limits.get("team"),
        item=version.item,
        policies=version.policies,
        sle_days=version.sle_days,
        sle_percent=version.sle_percent,
    )


def publish_workflow(*, team_id: int, typed: TypedWorkflow, by: Person) -> int:
    """Publish the workflow of a team and return the number of the version.

    Lowered limits remove no deal; they admit none until there is room. Deals of a stage that is
    dropped go to the named stage.
    """
    administrators_only(by)
    team = _team(team_id)
    definition, remap = _checked(typed)
    with write_transaction(lock=lambda: locks.publish_lock(exclusive=True)) as now:
        flow = queries.workflow_of_team(team_id)
        _known_stages(flow, typed)
        if flow is None:
            workflow = publish.make_workflow(name=team.name)
            publish.set_team(team_id=team_id, workflow=workflow)
            team_write.default_pod(team=team)
            publish.lay_reasons()
        else:
            workflow = flow.version.workflow
        version = publish.publish(
            workflow=workflow, definition=definition, remap=remap, by=by.pk, now=now
        )
        freeze(team_id=team_id, workflow_id=workflow.pk, cause="publish", now=now)
    return version.number


def publish_standard(*, team_id: int, by: Person) -> int:
    """Publish the standard workflow for a team that has none: the demo and tests use it."""
    administrators_only(by)
    standard = definition_of(team_id=team_id, viewer=by)[1]
    typed = TypedWorkflow(
        stages=[
            TypedStage(one.name, one.limit, one.group, one.id, one.items) for one in standard.stages
        ],
        groups=standard.groups,
        person_limit=standard.person_limit,
        team_limit=standard.team_limit,
        sle_days=standard.sle_days,
        sle_percent=standard.sle_percent,
        policy=standard.policies.get("pull", ""),
    )
    return publish_workflow(team_id=team_id, typed=typed, by=by)


def _known_stages(flow: WorkflowFacts | None, typed: TypedWorkflow) -> None:
    """Raise Invalid for a stage of another workflow, or one that the form leaves out."""
    live = {one.pk for one in flow.stages} if flow else set()
    named = {one.id for one in typed.stages if one.id is not None}
    if named != live:
        said = _("The stages have changed in the meantime. Nothing was saved. Reload the page.")
        raise Invalid(said, code="stages_changed")


def _checked(typed: TypedWorkflow) -> tuple[WorkflowDefinition, dict[int, int]]:
    """Return what to publish, and where the deals of dropped stages go. Raise Invalid."""
    staying = [one for one in typed.stages if clean_input(one.name)]
    dropped = [one for one in typed.stages if not clean_input(one.name) and one.id is not None]
    if not 2 <= len(staying) <= STAGES_AT_MOST:
        _refuse("stages", "stage_count", _("A workflow has between 2 and 12 stages."))
    live = {one.id for one in staying if one.id is not None}
    remap = {}
    for one in dropped:
        if one.drop_to not in live or one.id is None or one.drop_to is None:
            said = _(
                "You cleared the name of a stage that has deals. Choose the stage that gets them."
            )
            _refuse("stages", "drop_to", said)
        remap[one.id] = one.drop_to
    groups = {name: size for name, size in typed.groups.items() if name}
    others = (typed.person_limit, typed.team_limit)
    for number in [*(one.limit for one in staying), *groups.values(), *others]:
        if number is not None and not 1 <= number <= LIMIT_AT_MOST:
            _refuse("limits", "limit_size", _("A limit is a number between 1 and 999, or blank."))
    if not 1 <= typed.sle_days <= 999 or not 1 <= typed.sle_percent <= 99:
        said = _("Enter a number of days up to 999, and a percentage between 1 and 99.")
        _refuse("sle_days", "sle", said)
    used = {one.group for one in staying}
    stages = tuple(
        StageDefinition(clean_input(one.name)[:60], one.limit, one.group, one.id, one.items)
        for one in staying
    )
    definition = WorkflowDefinition(
        stages=stages,
        groups={name: size for name, size in groups.items() if name in used},
        person_limit=typed.person_limit,
        team_limit=typed.team_limit,
        policies={"pull": clean_input(typed.policy)[:1000]},
        sle_days=typed.sle_days,
        sle_percent=typed.sle_percent,
    )
    return definition, remap


def _refuse(field: str, code: str, said: str) -> NoReturn:
    raise Invalid(said, code=code, errors=[FieldError(field, code, said)])


def over_limits(*, team_id: int, typed: TypedWorkflow, by: Person) -> tuple[OverLimit, ...]:
    """Return the stages whose deals exceed the limit to publish: the editor's preview."""
    administrators_only(by)
    flow = queries.workflow_of_team(team_id)
    if flow is None:
        return ()
    held = {one.stage_id: one.held for one in queries.limits_of(flow.id) if one.stage_id}
    return tuple(
        OverLimit(one.name, one.limit, held[one.id])
        for one in typed.stages
        if one.limit is not None and one.id in held and held[one.id] > one.limit
    )


def set_limit(*, stage_id: int, size: int, by: Person) -> None:
    """Change the limit of one stage, as a team lead of the stage's team may.

    A lowered limit removes no deal; it admits none until there is room.
    """
    flow = queries.workflow_of_team(by.team_id)
    if not by.is_leader or flow is None or flow.stage(stage_id) is None:
        raise NotFound(_("Stage not found."))
    if not 1 <= size <= LIMIT_AT_MOST:
        _refuse("size", "limit_size", _("A limit is a number between 1 and 999."))
    with write_transaction(lock=lambda: locks.publish_lock()) as now:
        publish.resize(stage_id=stage_id, size=size, now=now, actor=by.pk)
