"""Reads of deals and workflows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from pullahead.base.db.planned_queries import planned
from pullahead.leads.models import Lead
from pullahead.pipeline.measures import CLOSES as CLOSED_BY
from pullahead.pipeline.models import (
    Deal,
    DealBlock,
    DealFact,
    DealField,
    DealReason,
    DealSignal,
    ExitItem,
    FlowLimit,
    Stage,
    Transition,
    WalkAnswer,
    Workflow,
    WorkflowTeam,
    WorkflowVersion,
)
from pullahead.pipeline.rules import DISCARDED, DealState, FullLimit, LimitState
from pullahead.pipeline.walk import LostDays, WalkMove
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar


@dataclass(frozen=True, slots=True)
class WorkflowFacts:
    """The published workflow of a team: its stages in order, and its newest version."""

    id: int
    name: str
    stages: tuple[Stage, ...]
    version: WorkflowVersion
    card_fields: bool = False  # custom fields are on the cards of the board

    @property
    def last(self) -> int:
        """Return the position of the close."""
        return self.stages[-1].position

    def stage(self, stage_id: int | None) -> Stage | None:
        """Return the live stage with this id."""
        return next((one for one in self.stages if one.pk == stage_id), None)

    def position(self, stage_id: int | None) -> int | None:
        """Return the position of a stage; None without one."""
        found = self.stage(stage_id)
        return found.position if found else None

    def after(self, stage_id: int) -> Stage | None:
        """Return the next stage toward the close."""
        position = self.position(stage_id)
        if position is None:
            return None
        return next((one for one in self.stages if one.position > position), None)


def workflow_of_team(team_id: int) -> WorkflowFacts | None:
    """Return the published workflow of a team; None if it has none."""
    version = _version_of_team(team_id).first()
    return replace(facts_of(version), card_fields=version.card_fields) if version else None


def workflow_and_calendar(team_id: int) -> tuple[WorkflowFacts, Calendar] | None:
    """Return the workflow and the calendar of a team by one statement; None without a workflow."""
    rows = _version_of_team(team_id).annotate(calendar=team_queries.calendar_column(team_id))
    version = rows.first()
    if version is None:
        return None
    flow = replace(facts_of(version), card_fields=version.card_fields)
    return flow, team_queries.calendar_of_fields(version.calendar)


def _version_of_team(team_id: int) -> QuerySet[Any, Any]:
    rows = WorkflowVersion.objects.filter(workflow__teams__team_id=team_id)
    shown = DealField.objects.filter(workflow=OuterRef("workflow"), on_card=True, retired_at=None)
    rows = rows.annotate(card_fields=Exists(shown)).select_related("workflow", "start")
    return rows.order_by("-number")


def facts_of(version: WorkflowVersion) -> WorkflowFacts:
    """Return a workflow as its newest version describes it, without another query."""
    stages = tuple(
        Stage(
            id=state["stage"],
            name=state["name"],
            position=position,
            stage_group=state["group"],
            workflow_id=version.workflow_id,
        )
        for position, state in enumerate(version.states)
    )
    return WorkflowFacts(version.workflow_id, version.workflow.name, stages, version)


def team_has_workflow(team_id: int) -> bool:
    """Return whether a team has a published workflow, and so sees deals."""
    return bool(_workflow_of(team_id))


@planned
def _workflow_of(team_id: int) -> QuerySet[WorkflowTeam, int]:
    return WorkflowTeam.objects.filter(team_id=team_id).values_list("pk", flat=True)[:1]


def teams_with_workflow() -> tuple[tuple[int, str], ...]:
    """Return id and name of all teams with a workflow, by name."""
    rows = WorkflowTeam.objects.order_by("team__name").values_list("team_id", "team__name")
    return tuple(rows)


def workflows() -> QuerySet[Workflow]:
    """Return all workflows by name."""
    return Workflow.objects.order_by("name")


def teams_of(workflow_id: int) -> tuple[int, ...]:
    """Return the ids of the teams that use a workflow."""
    rows = WorkflowTeam.objects.filter(workflow_id=workflow_id)
    return tuple(rows.values_list("team_id", flat=True))


def deal(deal_id: UUID) -> Deal | None:
    """Return a deal with the rows that its page names."""
    named = ("team", "pod", "stage", "entry", "holder", "earlier", "override")
    return Deal.objects.select_related(*named).filter(pk=deal_id).first()


def deal_of_claim(token: UUID) -> Deal | None:
    """Return the deal that the settle of this claim made."""
    return Deal.objects.filter(claim_token=token).first()


def open_deal_of_lead(lead_id: UUID) -> Deal | None:
    """Return the open deal of a lead."""
    return Deal.objects.filter(lead_id=lead_id, closed_at=None).first()


def imported(team_id: int, external_ids: Collection[str]) -> set[str]:
    """Return those external ids whose deals the team has already."""
    rows = Deal.objects.filter(team_id=team_id, external_id__in=external_ids)
    return set(rows.values_list("external_id", flat=True))


def state_of(deal: Deal, flow: WorkflowFacts) -> DealState:
    """Return a deal as the rules read it."""
    return DealState(
        position=flow.position(deal.stage_id),
        half=deal.half,
        last=flow.last,
        holder=deal.holder_id,
        hold_until=deal.hold_until,
        closed_at=deal.closed_at,
    )


# ---- limits


def limits_of(workflow_id: int, person_ids: Collection[int] = ()) -> list[FlowLimit]:
    """Return the limits of a workflow's stages and groups, and those of these people."""
    rows = FlowLimit.objects.filter(stage__workflow_id=workflow_id)
    groups = FlowLimit.objects.filter(workflow_id=workflow_id)
    people = FlowLimit.objects.filter(person_id__in=person_ids)
    return [*rows, *groups, *people]


def has_person_limit(person_id: int) -> bool:
    """Return whether a person has a row among the limits."""
    return FlowLimit.objects.filter(person_id=person_id).exists()


def full_limits(limits: Collection[LimitState]) -> list[FullLimit]:
    """Name the limits that refused a move, each with up to three deals to finish first."""
    rows = FlowLimit.objects.select_related("stage", "person", "pod")
    found = []
    for row in rows.filter(pk__in=[one.id for one in limits]).order_by("pk"):
        name = row.stage_group
        if row.stage is not None:
            name = row.stage.name
        elif row.person is not None:
            name = row.person.name
        elif row.pod is not None:
            name = row.pod.name
        found.append(FullLimit(name, row.held, row.size or 0, _finish_first(row)))
    return found


def _finish_first(limit: FlowLimit) -> tuple[tuple[UUID, str], ...]:
    rows = Deal.objects.filter(closed_at=None, stage__isnull=False)
    if limit.stage_id is not None:
        rows = rows.filter(stage_id=limit.stage_id)
    elif limit.workflow_id is not None:
        rows = rows.filter(workflow_id=limit.workflow_id, stage__stage_group=limit.stage_group)
    elif limit.person_id is not None:
        rows = rows.filter(holder_id=limit.person_id)
    else:
        rows = rows.filter(pod=limit.pod)
    nearest = rows.order_by("-stage__position", "half", "stage_at", "pk")[:3]
    return tuple(nearest.values_list("pk", "title"))


# ---- rows beside a deal


def transitions(deal_id: UUID) -> QuerySet[Transition]:
    """Return the transitions of a deal, oldest first."""
    rows = Transition.objects.filter(deal_id=deal_id)
    return rows.select_related("actor", "from_stage", "to_stage").order_by("seq")


def transitions_after(team_id: int, after: int, most: int) -> list[Transition]:
    """Return transitions of a team's deals after an id, in order."""
    rows = Transition.objects.filter(deal__team_id=team_id, pk__gt=after)
    return list(rows.order_by("pk")[:most])


def last_transition(deal_id: UUID) -> Transition | None:
    """Return the newest transition of a deal."""
    return Transition.objects.filter(deal_id=deal_id).order_by("-seq").first()


def signals(deal_id: UUID) -> QuerySet[DealSignal]:
    """Return the signals of a deal, newest first."""
    rows = DealSignal.objects.filter(deal_id=deal_id).select_related("by", "answered_by")
    return rows.order_by("-at", "-pk")


def latest_signal(deal_id: UUID, since: datetime) -> int | None:
    """Return the id of the newest signal since a moment."""
    rows = DealSignal.objects.filter(deal_id=deal_id, at__gte=since)
    return rows.order_by("-at", "-pk").values_list("pk", flat=True).first()


def signals_wait(team_id: int) -> bool:
    """Return whether a customer of a team's open deals waits for an answer."""
    return bool(_waiting_signal(team_id))


@planned
def _waiting_signal(team_id: int) -> QuerySet[DealSignal, int]:
    rows = DealSignal.objects.filter(deal__team_id=team_id, deal__closed_at=None)
    waiting = rows.filter(alarm_at__isnull=False, answered_at=None)
    return waiting.values_list("pk", flat=True)[:1]


def leads_without_deal(rows: QuerySet[Lead], *, undone: str) -> QuerySet[Lead]:
    """Return the leads without a deal; one that was discarded for the reason `undone` is none."""
    there = Deal.objects.filter(lead_id=OuterRef("pk")).exclude(closed_as=DISCARDED, reason=undone)
    return rows.filter(~Exists(there))


def open_block(deal_id: UUID) -> DealBlock | None:
    """Return the open block of a deal."""
    rows = DealBlock.objects.filter(deal_id=deal_id, ended_at=None)
    return rows.select_related("owner").first()


def listed(team_id: int, which: str, text: str, now: datetime) -> QuerySet[Deal]:
    """Return deals of a team for a list: open, closed, or those of a kind of neglect."""
    rows = Deal.objects.filter(team_id=team_id).select_related("stage", "holder")
    if which == "closed":
        rows = rows.filter(closed_at__isnull=False).order_by("-closed_at", "pk")
    else:
        rows = rows.filter(closed_at=None).order_by("next_at", "pk")
    if which == "ready_late":
        rows = rows.filter(stage=None, next_at__lte=now)
    elif which == "hold_over":
        rows = rows.filter(holder__isnull=False, hold_until__lte=now)
    for word in text.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(company__icontains=word))
    return rows


def ready_late(team_ids: Collection[int], now: datetime) -> int:
    """Count the ready deals of teams past their next date."""
    rows = Deal.objects.filter(team_id__in=team_ids, closed_at=None, stage=None)
    return rows.filter(next_at__lte=now).count()


def cycles(team_id: int) -> list[tuple[datetime, datetime]]:
    """Return start and close of the longest closed deals of a team."""
    rows = Deal.objects.filter(team_id=team_id, closed_at__isnull=False)
    spans = rows.annotate(since=Coalesce(F("started_at"), F("created_at")))
    longest = spans.order_by(F("since") - F("closed_at")).values_list("since", "closed_at")[:5]
    return [(since, closed) for since, closed in longest if closed is not None]


def facts(deal_id: UUID) -> QuerySet[DealFact]:
    """Return the facts of a deal that apply."""
    rows = DealFact.objects.filter(deal_id=deal_id, withdrawn_at=None)
    return rows.select_related("item", "by").order_by("pk")


def exit_items(stage_ids: Collection[int]) -> QuerySet[ExitItem]:
    """Return the needed facts of stages, in order."""
    rows = ExitItem.objects.filter(stage_id__in=stage_ids, retired_at=None)
    return rows.order_by("stage__position", "position", "pk")


def unmet_items(deal_id: UUID, stage_ids: Collection[int]) -> list[ExitItem]:
    """Return the required facts of these stages that are not known of the deal."""
    met = facts(deal_id).filter(item__isnull=False).values("item_id")
    return list(exit_items(stage_ids).filter(required=True).exclude(pk__in=met))


def reasons(which: str) -> list[DealReason]:
    """Return the active reasons of a list: `close` or `block`."""
    rows = DealReason.objects.filter(list=which, active=True)
    return list(rows.order_by("position", "pk"))


def unfinished() -> QuerySet[Deal]:
    """Return open deals without a next date; a constraint keeps this empty."""
    return Deal.objects.filter(closed_at=None, next_at=None)


# ---- bottleneck walk


def walk_moves(team_id: int, since: datetime) -> list[WalkMove]:
    """Return all transitions of deals that were open at some time since a moment."""
    rows = Transition.objects.filter(deal__team_id=team_id)
    rows = rows.filter(Q(deal__closed_at=None) | Q(deal__closed_at__gte=since))
    return [
        WalkMove(str(deal), at, stage, half, entry, kind in CLOSED_BY, signal is not None)
        for deal, at, stage, half, entry, kind, signal in rows.order_by(
            "deal_id", "seq"
        ).values_list(
            "deal_id", "at", "to_stage_id", "to_half", "deal__entry_id", "kind", "signal_id"
        )
    ]


def lost_days(team_id: int, since: datetime, now: datetime) -> list[LostDays]:
    """Return the blocks since a moment, each with the present stage of its deal."""
    rows = DealBlock.objects.filter(deal__team_id=team_id, deal__stage__isnull=False)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=since))
    return [
        LostDays(stage or 0, cause, start, end or now)
        for stage, cause, start, end in rows.values_list(
            "deal__stage_id", "cause", "opened_at", "ended_at"
        )
    ]


def walk_answers(workflow_id: int, since: datetime) -> list[WalkAnswer]:
    """Return the answers of the walk since a moment, oldest first."""
    rows = WalkAnswer.objects.filter(workflow_id=workflow_id, at__gte=since)
    return list(rows.select_related("by").order_by("at", "pk"))


def held_by(person_id: int) -> tuple[UUID, ...]:
    """Return the ids of the deals that a person has."""
    return tuple(Deal.objects.filter(holder_id=person_id).values_list("pk", flat=True))


def pod_limits(pod_ids: Collection[int]) -> QuerySet[FlowLimit]:
    """Return the limits of pods."""
    return FlowLimit.objects.filter(pod_id__in=pod_ids)


def open_deals_of_pod(pod_id: int) -> int:
    """Count the open deals of a pod, ready ones included."""
    return Deal.objects.filter(pod_id=pod_id, closed_at=None).count()


def won_of_pod(pod_id: int) -> list[tuple[datetime, Decimal]]:
    """Return the moment and value of each deal that a pod won."""
    rows = Deal.objects.filter(pod_id=pod_id, closed_as="won", closed_at__isnull=False)
    return [
        (closed_at, value)
        for closed_at, value in rows.values_list("closed_at", "value")
        if closed_at is not None and value is not None
    ]
