"""*Flow*: charts with n and period, tables, files, and a forecast that may be refused."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.pipeline import imported
from pullahead.pipeline.imported import ClosedDeal, StageVisited
from pullahead.pipeline.models import Stage
from pullahead.pipeline.services import NewDeal
from pullahead.team import services as team_write
from pullahead.team.models import Person
from pullahead.web.tests.browsing import Visitor
from pullahead.web.tests.deal_floor import added
from pullahead.web.tests.deal_floor import admin as admin
from pullahead.web.tests.deal_floor import flow as flow

pytestmark = pytest.mark.slow
CHARTS = ("cumulative", "cycle", "aging", "throughput", "wip", "trend")
FILES = (*CHARTS, "baseline", "days")


def closed_deals(robin: Person, stages: tuple[Stage, ...], number: int) -> None:
    """Import deals that were closed in the last weeks, two with a stage history."""
    now = clock.now()
    with write_transaction():
        pod = team_write.default_pod(team=robin.team).pk
        for n in range(number):
            created = now - timedelta(days=40 + n)
            visits = [StageVisited(stages[0].pk, created), StageVisited(stages[3].pk, created)]
            imported.add_imported(
                NewDeal(
                    title=f"=Deal {n}",
                    company="",
                    team=robin.team_id,
                    pod=pod,
                    workflow=stages[0].workflow_id,
                    entry=stages[0].pk,
                    next_at=now,
                    value=10,
                ),
                created_at=created,
                external_id=f"x{n}",
                closed=ClosedDeal(now - timedelta(days=n), "won", stages[-1].pk),
                visits=visits if n < 2 else (),
                now=now,
                actor=None,
            )


def test_flow_shows_each_chart_with_its_table_and_file(
    agent: Visitor, robin: Person, flow: tuple[Stage, ...]
) -> None:
    page = agent.see("/deals/flow")
    assert "A forecast needs 20 closed deals in 84 days; there are 0." in page
    assert "needs 20 deals closed before" in page
    closed_deals(robin, flow, 24)
    added(robin, pulls=2)
    page = agent.see("/deals/flow?days=14&deals=5")
    assert "Cycle time: 24 closed deals" in page
    assert "85 %: 41 d" in page
    assert "Closed within 14 days, at least" in page
    assert "22 imported deals without a stage history" in page
    assert page.count("<chart-view>") == len(CHARTS)
    assert '"x": "2027-09-14", "n": 41.0, "name": "=Deal 0", "kind": "Won"' in page
    for chart in FILES:
        file = agent.get(f"/deals/flow/{chart}.csv").content.decode()
        assert len(file.splitlines()) > 1, chart
    assert "'=Deal 3" in agent.get("/deals/flow/cycle.csv").content.decode()
    assert agent.get("/deals/flow/none.csv").status_code == 404
    for odd in ("days=0&deals=0", "days=9999&deals=9999", "days=²&deals=x"):
        agent.see(f"/deals/flow?{odd}")
        assert agent.status == 200
