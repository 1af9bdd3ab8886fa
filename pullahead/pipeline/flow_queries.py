"""Reads of the page *Flow*: transitions, deals and blocks as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Q

from pullahead.pipeline.board_queries import fetched, moment
from pullahead.pipeline.flow_days import DayClose, DayDeal, DayFigures, DayMove
from pullahead.pipeline.flow_report import FlowBlock, FlowMove, FlowSpan
from pullahead.pipeline.models import (
    Deal,
    DealBlock,
    FlowBaseline,
    FlowDay,
    Transition,
    WorkflowVersion,
)
from pullahead.pipeline.queries import WorkflowFacts


def flow_moves(team_id: int, flow: WorkflowFacts, since: datetime) -> list[FlowMove]:
    """Return the transitions of the deals that were open at some time since a moment.

    A move of a publish or an import is no move in any measure, but gives the deal's place.
    """
    rows = Transition.objects.filter(deal__team_id=team_id)
    rows = rows.filter(Q(deal__closed_at=None) | Q(deal__closed_at__gte=since))
    columns = "deal_id at kind to_stage_id to_half signal_id origin".split()
    found = []
    for deal, at, kind, stage, half, signal, origin in fetched(
        rows.order_by("deal_id", "seq").values_list(*columns)
    ):
        happened = moment(at)
        if happened is not None:
            place, pulled = flow.position(stage), signal is not None
            found.append(FlowMove(str(deal), happened, kind, place, half, pulled, origin == "live"))
    return found


def flow_spans(team_id: int, flow: WorkflowFacts, since: datetime) -> list[FlowSpan]:
    """Return the deals that were open at some time since a moment."""
    rows = Deal.objects.filter(team_id=team_id)
    rows = rows.filter(Q(closed_at=None) | Q(closed_at__gte=since))
    whole = set(_with_stages(team_id))
    columns = "pk title created_at started_at closed_at closed_as stage_id external_id".split()
    found = []
    for key, title, created, started, closed, closed_as, stage, outside in fetched(
        rows.order_by("pk").values_list(*columns)
    ):
        start = moment(started) or moment(created)
        if start is not None:
            name = str(key)
            known = not outside or name in whole
            end, place = moment(closed), flow.position(stage)
            found.append(FlowSpan(name, title, start, end, closed_as, place, known))
    return found


def _with_stages(team_id: int) -> list[str]:
    """Return the imported deals whose stages are known."""
    rows = Transition.objects.filter(deal__team_id=team_id, origin="import")
    moves = rows.filter(kind__in=("pull", "back")).values_list("deal_id").distinct()
    return [str(row[0]) for row in fetched(moves)]


def history_since(team_id: int, start: datetime, oldest: datetime, closed: int = 300) -> datetime:
    """Return since when to read deals: so many closed ones, or all of the period if it has more.

    Nothing is read from before `oldest`.
    """
    rows = Deal.objects.filter(team_id=team_id, closed_at__gte=oldest).order_by("-closed_at")
    latest = rows.values_list("closed_at", flat=True)[closed - 1 : closed]
    return min(start, next(iter(latest), None) or oldest)


def flow_blocks(team_id: int, since: datetime, now: datetime) -> list[FlowBlock]:
    """Return the blocks that were open at some time since a moment."""
    rows = DealBlock.objects.filter(deal__team_id=team_id)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=since))
    found = []
    for deal, start, end in fetched(rows.values_list("deal_id", "opened_at", "ended_at")):
        opened = moment(start)
        if opened is not None:
            found.append(FlowBlock(str(deal), opened, moment(end) or now))
    return found


def first_published(workflow_id: int) -> datetime | None:
    """Return the moment of the first version of a workflow."""
    rows = WorkflowVersion.objects.filter(workflow_id=workflow_id).order_by("number")
    return rows.values_list("at", flat=True).first()


def expected_days(workflow_id: int) -> list[tuple[datetime, int]]:
    """Return from when on each version of a workflow expected how many days, in order."""
    rows = WorkflowVersion.objects.filter(workflow_id=workflow_id).order_by("number")
    return list(rows.values_list("at", "sle_days"))


# ---- stored days


def _open_since(since: datetime | None, of: str = "") -> Q:
    """Return the condition of deals that were open at some time since a moment."""
    if since is None:
        return Q()
    return Q(**{f"{of}closed_at": None}) | Q(**{f"{of}closed_at__gte": since})


def day_moves(team_id: int, since: datetime | None = None) -> Iterator[DayMove]:
    """Yield the transitions of a team's deals, those of a deal in their order.

    With `since`: of the deals that were open at some time since then.
    """
    rows = Transition.objects.filter(_open_since(since, "deal__"), deal__team_id=team_id)
    columns = rows.order_by("deal_id", "seq").values_list("deal_id", "at", "kind", "to_stage_id")
    for deal, at, kind, stage in fetched(columns):
        happened = moment(at)
        if happened is not None:
            yield DayMove(deal, happened, kind, stage)


def day_deals(team_id: int, since: datetime | None = None) -> list[DayDeal]:
    """Return the deals of a team; with `since`: those that were open at some time since then."""
    rows = Deal.objects.filter(_open_since(since), team_id=team_id)
    found = []
    for made, start, end, how in fetched(
        rows.values_list("created_at", "started_at", "closed_at", "closed_as")
    ):
        created = moment(made)
        if created is not None:
            found.append(DayDeal(created, moment(start), moment(end), how))
    return found


def stored_days(team_id: int, workflow_id: int) -> list[DayFigures]:
    """Return the stored days of a team, the oldest first."""
    rows = FlowDay.objects.filter(team_id=team_id, workflow_id=workflow_id).order_by("day")
    return [
        DayFigures(
            one.day,
            one.arrivals,
            tuple(DayClose(how, cycle, age) for how, cycle, age in one.closes),
            {int(stage): number for stage, number in one.wip.items()},
        )
        for one in rows
    ]


def last_stored_day(team_id: int) -> date | None:
    """Return the last day whose figures are stored."""
    rows = FlowDay.objects.filter(team_id=team_id).order_by("-day")
    return rows.values_list("day", flat=True).first()


def latest_baseline(team_id: int, workflow_id: int) -> FlowBaseline | None:
    """Return the newest baseline of a team."""
    return FlowBaseline.objects.filter(team_id=team_id, workflow_id=workflow_id).last()
