"""Writes and reads of experiments on the order of pulls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.query import QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.pull.experiment_rules import DrawnBlock, ExperimentState
from pullahead.pull.models import ExperimentBlockRow, ExperimentRow
from pullahead.pull.order_rules import Ordering, OrderTrial

OPEN = (ExperimentState.PLANNED, ExperimentState.RUNNING)


def experiments(team_id: int | None) -> QuerySet[ExperimentRow]:
    """Return the experiments of a team, of all teams without one, the newest first."""
    rows = ExperimentRow.objects.select_related("team", "planned_by", "stopped_by")
    return (rows if team_id is None else rows.filter(team=team_id)).order_by("-pk")


def blocks_of(experiment_id: int) -> QuerySet[ExperimentBlockRow]:
    """Return the blocks of an experiment, in order."""
    return ExperimentBlockRow.objects.filter(experiment=experiment_id).order_by("number")


def past_trials(now: datetime) -> list[tuple[datetime, datetime, OrderTrial]]:
    """Return the start, end and order of each half-day of all experiments that ended before."""
    blocks = ExperimentBlockRow.objects.filter(experiment__ends_at__lte=now).order_by("starts_at")
    return [
        (
            one.starts_at,
            one.ends_at,
            OrderTrial(one.experiment_id, one.number, Ordering(one.ordering), one.probability),
        )
        for one in blocks
    ]


def locked(experiment_id: int) -> ExperimentRow | None:
    """Return an experiment, with all open ones of its team locked by id."""
    require_transaction()
    found = ExperimentRow.objects.filter(pk=experiment_id).first()
    if found is None:
        return None
    same = Q(team=found.team_id, state__in=OPEN) | Q(pk=experiment_id)
    rows = ExperimentRow.objects.filter(same).order_by("pk")
    there = {one.pk: one for one in rows.select_for_update(no_key=True)}
    return there[experiment_id]


def add(*, by_id: int, now: datetime, **facts: Any) -> ExperimentRow:
    """Store a planned experiment."""
    require_transaction()
    return ExperimentRow.objects.create(planned_by_id=by_id, planned_at=now, **facts)


def running(team_id: int, now: datetime) -> ExperimentRow | None:
    """Return the experiment that a team's pulls follow; those past their end are over."""
    require_transaction()
    rows = ExperimentRow.objects.filter(team=team_id, state=ExperimentState.RUNNING)
    rows.filter(ends_at__lte=now).update(state=ExperimentState.OVER)
    return rows.first()


def start(experiment: ExperimentRow, *, seed: int, blocks: Sequence[DrawnBlock]) -> None:
    """Write the drawn blocks; pulls follow them from the first one on."""
    require_transaction()
    rows = [
        ExperimentBlockRow(
            experiment=experiment,
            number=one.number,
            pair=one.pair,
            starts_at=one.starts_at,
            counts_from=one.counts_from,
            ends_at=one.ends_at,
            ordering=one.ordering,
            probability=one.probability,
        )
        for one in blocks
    ]
    ExperimentRow.objects.filter(pk=experiment.pk).update(
        state=ExperimentState.RUNNING,
        seed=seed,
        starts_at=blocks[0].starts_at,
        ends_at=blocks[-1].ends_at,
    )
    ExperimentBlockRow.objects.bulk_create(rows)


def stop(experiment: ExperimentRow, *, by_id: int, now: datetime) -> None:
    """End an experiment now: the next pull follows the ranking again."""
    require_transaction()
    ExperimentRow.objects.filter(pk=experiment.pk).update(
        state=ExperimentState.STOPPED, stopped_at=now, stopped_by=by_id
    )


def remove(experiment: ExperimentRow) -> None:
    """Remove a planned experiment."""
    require_transaction()
    experiment.delete()
