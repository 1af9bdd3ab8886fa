"""Stored days and the baseline: filled once, extended by imports, equal to those computed now."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from pullahead.base import clock, jobs
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.pipeline.models import FlowBaseline, FlowDay
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals import closing, flow_days
from pullahead.usecases.deals.flow_trend import FlowTrend, flow_trend
from pullahead.usecases.deals.imports import import_deals
from pullahead.usecases.tests import deals
from pullahead.usecases.tests.deals import DealFloor


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> DealFloor:
    return deals.published(ana, bo, lee, cy)


def imported(team: DealFloor, folder: Path, number: int, name: str = "old") -> None:
    """Import won deals that were closed 40 days and more before now."""
    now, lines = clock.now(), ["id,title,created,won time,value"]
    for n in range(number):
        end = now - timedelta(days=40 + n)
        start = end - timedelta(days=20 + n)
        lines.append(f"{name}{n},Deal {n},{start:%Y-%m-%d},{end:%Y-%m-%d},100")
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines))
    import_deals(path=path, team="Sales", errors_to=folder / "errors.csv")


def shown(team: DealFloor) -> FlowTrend:
    key = team.ana.team_id
    return flow_trend(
        team_id=key,
        workflow_id=team.stages[0].workflow_id,
        calendar=team_queries.calendar(key),
        now=clock.now(),
    )


def worked() -> None:
    """Run the open job of the days, as the worker does."""
    with write_transaction() as now:
        held = jobs.lease(kinds=[flow_days.KIND], now=now)
    assert held is not None
    assert flow_days.step(held) is None


def test_stored_days_equal_those_computed_now_and_are_written_once(
    team: DealFloor, tmp_path: Path
) -> None:
    imported(team, tmp_path, 3)
    computed = shown(team).days
    worked()
    assert FlowDay.objects.count() == len(computed) - 1  # all but today
    assert shown(team).days == computed
    assert flow_days.fill(team_id=team.ana.team_id, again=True) == 0
    FlowDay.objects.filter(arrivals=1).update(arrivals=9)
    missing, _tables = FlowDay.objects.filter(closes=[]).delete()
    assert flow_days.fill(team_id=team.ana.team_id, again=True) == missing
    assert shown(team).days == computed
    assert Job.objects.filter(key=f"{flow_days.KIND}.{team.ana.team_id}").count() == 1


def test_an_import_extends_the_baseline_and_later_closes_do_not(
    team: DealFloor, tmp_path: Path
) -> None:
    first = FlowBaseline.objects.get()
    assert (first.cause, first.closes) == ("publish", [])
    imported(team, tmp_path, 2)
    made = FlowBaseline.objects.latest("pk")
    assert (made.cause, made.closes) == ("import", [["won", 21], ["won", 22]])
    closing.lose(deal_id=deals.in_stage(team.ana, 0), by=team.ana, reason="competitor")
    imported(team, tmp_path, 2)  # the same deals again
    assert FlowBaseline.objects.count() == 2
    won, closed = shown(team).compared
    assert (won.before, won.after, closed.before, closed.after) == (2, 0, 2, 0)
    with pytest.raises(DatabaseError), transaction.atomic():
        FlowBaseline.objects.update(closes=[])
