"""*Lab*, as shown."""

from __future__ import annotations

from typing import Any

from pullahead.base import clock, jobs
from pullahead.base.models import Job
from pullahead.base.transaction import write_transaction
from pullahead.lab import lab_jobs
from pullahead.lab.figures import FigureCollector, RunFigures
from pullahead.lab.world import FloorWorld
from pullahead.web.tests.browsing import Visitor

VALUES = {"pull-next-best": 120.0, "push-best": 150.0}


def played(floor: FloorWorld, policy: str, seed: int) -> RunFigures:
    """Return figures as of a run in which push wins."""
    assert floor.people.count == 5
    collector = FigureCollector(courses=10, expected_value=VALUES[policy] * seed)
    return collector.figures(policy, seed)


def step(times: int) -> None:
    """Do steps of the open run, as the worker does."""
    with write_transaction():
        held = jobs.lease(kinds=[lab_jobs.KIND], now=clock.now())
    for _ in range(times):
        assert held is not None
        held = lab_jobs.step(held, played)


def test_a_team_lead_runs_the_lab_and_reads_that_push_wins(agent: Visitor, leader: Visitor) -> None:
    assert "No run yet" in leader.see("/floor/lab")
    assert "Choose at least one policy." in leader.send("/floor/lab/run", world="flat", seeds="3")
    wrong: dict[str, Any] = {
        "world": "flat",
        "seeds": "3",
        "policies": list(VALUES),
        "people": "999",
    }
    assert "Enter 1 to 200 people." in leader.send("/floor/lab/run", **wrong)

    sent = {**wrong, "people": "5", "absent_percent": "10"}
    assert "The run has started." in leader.send("/floor/lab/run", **sent)
    assert "Another run of the lab is not finished." in leader.send("/floor/lab/run", **sent)
    run = Job.objects.get(kind=lab_jobs.KIND).pk
    assert "The figures appear once" in leader.see(f"/floor/lab/live?run={run}")

    step(6)
    shown = leader.see("/floor/lab")
    assert "More value: “Push to people at work" in shown
    assert "Absent 10%; days per absence" in shown
    assert "Fewer than ten seeds" in shown
    assert '"y": "Pull, next best lead (Pullahead)", "low": ' in shown
    file = leader.get(f"/floor/lab/{run}.csv").content.decode("utf-8-sig").splitlines()
    assert len(file) == 7
    assert "This run is already over." in leader.send(f"/floor/lab/{run}/stop")
    agent.see("/floor/lab")
    assert agent.status == 404


def test_a_stopped_run_keeps_its_figures(leader: Visitor) -> None:
    sent: dict[str, Any] = {
        "world": "flat",
        "seeds": "3",
        "policies": list(VALUES),
        "people": "5",
    }
    leader.send("/floor/lab/run", **sent)
    step(2)
    run = Job.objects.get(kind=lab_jobs.KIND).pk
    assert "The run is stopped." in leader.send(f"/floor/lab/{run}/stop")
    assert "Paired seeds: 1." in leader.see(f"/floor/lab?run={run}")
