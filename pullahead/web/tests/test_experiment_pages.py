"""*Experiments*, as shown: plan, half-days so far, and the result by block."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from pullahead.base import clock
from pullahead.pull.models import ClaimRow, ExperimentBlockRow, ExperimentRow
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

PLAN = {
    "question": "Does the newest lead come first?",
    "usual": "fifo",
    "other": "lifo",
    "yardstick": "contacts",
    "weeks": "2",
    "washout": "60",
    "smallest": "10",
}


def id_of(visitor: Visitor) -> int:
    """Return the id of a signed-in person."""
    assert visitor.who is not None
    return visitor.who.pk


def team_of(visitor: Visitor) -> str:
    """Return the id of a person's team, as a form sends it."""
    assert visitor.who is not None
    return str(visitor.who.team_id)


def claims_of(block: ExperimentBlockRow, agent: int, contacts: int) -> None:
    """Store three claims of half an hour each, of which some reached their lead."""
    for n in range(3):
        begins = block.counts_from + n * timedelta(minutes=30)
        ClaimRow.objects.create(
            token=uuid4(),
            lead_id=factories.lead(f"Lead {block.number}-{n}", phone="", email=f"{uuid4()}@x.io"),
            agent_id=agent,
            round=1,
            slot=1,
            started_at=begins,
            ends_at=begins + timedelta(minutes=30),
            ended_at=begins + timedelta(minutes=30),
            end=ClaimRow.End.SETTLED,
            disposition="qualified" if n < contacts else "no_answer",
            note="Said so",
            pull_reason=block.ordering,
        )


def test_an_experiment_shows_its_effect_at_the_end_and_not_before(
    agent: Visitor, leader: Visitor
) -> None:
    assert "No experiment yet" in leader.see("/floor/experiments")
    assert "Choose two different orders." in leader.send(
        "/floor/experiments/plan", team=team_of(leader), **(PLAN | {"other": "fifo"})
    )
    shown = leader.send("/floor/experiments/plan", team=team_of(leader), **PLAN)
    assert "too few half-days with work to estimate this" in shown
    row = ExperimentRow.objects.get()
    path = f"/floor/experiments/{row.pk}"
    assert "Half-days so far" in leader.send(f"{path}/start")
    for block in ExperimentBlockRow.objects.all():
        claims_of(block, id_of(agent), 2 if block.ordering == "lifo" else 1 - block.number % 2)
    row.refresh_from_db()
    assert row.ends_at is not None
    factories.later(row.ends_at - clock.now() - timedelta(minutes=5))
    shown = leader.see(path)
    assert "19 of 20" in shown
    assert "Result" not in shown
    factories.later(timedelta(minutes=6))
    shown = leader.see(path)
    # 2 contacts in 1.5 hours against 0 or 1
    assert "Order B did better." in shown
    assert "5 pairs of days" in shown
    assert "1.00" in shown.split("B minus A")[1].split("interval")[0]
    agent.see(path)
    assert agent.status == 404


def test_past_half_days_tell_what_a_plan_can_find(agent: Visitor, leader: Visitor) -> None:
    leader.send("/floor/experiments/plan", team=team_of(leader), **PLAN)
    row = ExperimentRow.objects.get()
    now = timezone.now() + clock.offset()
    for day in range(1, 36):
        for hour in (11, 16):
            at = (now - timedelta(days=day)).replace(hour=hour, minute=0)
            block = ExperimentBlockRow(number=day * 100 + hour, counts_from=at)
            claims_of(block, id_of(agent), 1 + day % 3 % 2)
    shown = leader.see(f"/floor/experiments/{row.pk}")
    assert "in 80 of 100 cases" in shown
    assert "Start experiment" in shown
