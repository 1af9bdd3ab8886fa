"""Writes of stored figures of flow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple
from datetime import date, datetime

from pullahead.base.transaction import require_transaction
from pullahead.pipeline.flow_days import DayFigures
from pullahead.pipeline.models import FlowBaseline, FlowDay


def store_days(team_id: int, workflow_id: int, days: Sequence[DayFigures]) -> int:
    """Store the days that are missing or differ, and return how many there were."""
    require_transaction()
    there = {
        row.day: (row.workflow_id, row.arrivals, row.closes, row.wip)
        for row in FlowDay.objects.filter(team_id=team_id)
    }
    wanted = [_row(team_id, workflow_id, one) for one in days]
    changed = [
        row
        for row in wanted
        if there.get(row.day) != (row.workflow_id, row.arrivals, row.closes, row.wip)
    ]
    FlowDay.objects.bulk_create(
        changed,
        batch_size=200,
        update_conflicts=True,
        unique_fields=["team", "day"],
        update_fields=["workflow", "arrivals", "closes", "wip"],
    )
    return len(changed)


def _row(team_id: int, workflow_id: int, one: DayFigures) -> FlowDay:
    return FlowDay(
        team_id=team_id,
        workflow_id=workflow_id,
        day=one.day,
        arrivals=one.arrivals,
        closes=[list(astuple(close)) for close in one.closes],
        wip={str(stage): number for stage, number in sorted(one.wip.items())},
    )


def add_baseline(
    *,
    team_id: int,
    workflow_id: int,
    published_on: date,
    closes: Sequence[tuple[str, int]],
    cause: str,
    now: datetime,
) -> bool:
    """Add a baseline; False where the newest one is equal."""
    require_transaction()
    stored = [list(one) for one in sorted(closes)]
    latest = FlowBaseline.objects.filter(team_id=team_id, workflow_id=workflow_id).last()
    if latest is not None and latest.closes == stored:
        return False
    FlowBaseline.objects.create(
        team_id=team_id,
        workflow_id=workflow_id,
        at=now,
        published_on=published_on,
        closes=stored,
        cause=cause,
    )
    return True
