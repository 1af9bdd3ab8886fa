"""Experiments on the order of pulls: a team's pulls follow the drawn blocks until their end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pullahead.base import clock
from pullahead.base.db import statements as db_statements
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.pull import experiments as rows
from pullahead.pull.models import ExperimentBlockRow, ReceiptRow
from pullahead.team.models import Person
from pullahead.usecases.floor import experiments
from pullahead.usecases.floor.experiments import ExperimentPlan
from pullahead.usecases.leads import receipts
from pullahead.usecases.tests.factories import admitted, austin, person, pulled, set_clock, settle
from pullahead.usecases.tests.test_an_act_asks_little import statements
from pullahead.usecases.work import pull

pytestmark = pytest.mark.usefixtures("floor")


def planned(by: Person, **change: Any) -> int:
    """Plan fifo against lifo for the team of `by`."""
    given: dict[str, Any] = {
        "team_id": by.team_id,
        "question": "Does the newest lead come first?",
        "usual": "fifo",
        "other": "lifo",
        "yardstick": "contacts",
        "weeks": 2,
        "washout": 60,
        "smallest": 10.0,
    }
    return experiments.plan(given=ExperimentPlan(**(given | change)), by=by).id


def in_block(experiment_id: int, ordering: str) -> ExperimentBlockRow:
    """Move the clock into the first block with this order."""
    block = rows.blocks_of(experiment_id).filter(ordering=ordering)[0]
    set_clock(block.ends_at - timedelta(minutes=5) if block.number % 2 else block.counts_from)
    return block


def test_pulls_of_the_team_follow_the_block_and_others_the_ranking(
    ana: Person, bo: Person, lee: Person
) -> None:
    number = planned(lee)
    experiments.start(experiment_id=number, by=lee)
    block = in_block(number, "lifo")
    for n in range(4):
        admitted(f"Lead {n}", austin(100 + n))
    hand = pulled(ana)
    assert hand.lead.name == "Lead 3"
    seen = ReceiptRow.objects.get(token=hand.token).seen
    assert seen["trial"] == {
        "experiment": number,
        "block": block.number,
        "ordering": "lifo",
        "probability": 0.5,
    }
    assert "became ready last" in receipts.receipt(token=hand.token, viewer=lee).rule
    settle(ana, hand)
    asked = statements(lambda: pull.pull(agent_id=ana.pk))
    assert asked <= (5 if db_statements.postgres() else 10)  # as without an experiment
    elsewhere = person("Eli", team="Elsewhere")
    assert pulled(elsewhere).lead.name != "Lead 2"
    experiments.stop(experiment_id=number, by=lee)
    assert "trial" not in ReceiptRow.objects.get(token=pulled(bo).token).seen


def test_a_first_in_first_out_block_takes_the_longest_ready_lead(ana: Person, lee: Person) -> None:
    number = planned(lee)
    experiments.start(experiment_id=number, by=lee)
    in_block(number, "fifo")
    for n in range(3):
        admitted(f"Lead {n}", austin(100 + n))
    assert pulled(ana).lead.name == "Lead 0"


def test_one_runs_at_a_time_and_ends_by_itself(lee: Person) -> None:
    first, second = planned(lee), planned(lee)
    running = experiments.start(experiment_id=first, by=lee)
    with pytest.raises(Conflict, match="Another experiment"):
        experiments.start(experiment_id=second, by=lee)
    with pytest.raises(Conflict):
        experiments.start(experiment_id=first, by=lee)
    assert running.ends_at is not None
    set_clock(running.ends_at + timedelta(minutes=1))
    assert experiments.one(experiment_id=first, viewer=lee).state == "over"
    with pytest.raises(Conflict, match="completed"):
        experiments.stop(experiment_id=first, by=lee)
    assert experiments.start(experiment_id=second, by=lee).state == "running"
    third = planned(lee)
    experiments.stop(experiment_id=third, by=lee)  # a plan is removed
    with pytest.raises(NotFound):
        experiments.one(experiment_id=third, viewer=lee)


def test_each_order_has_both_halves_in_two_days(lee: Person) -> None:
    number = planned(lee)
    experiments.start(experiment_id=number, by=lee)
    blocks = list(rows.blocks_of(number))
    assert len(blocks) == 20  # ten working days
    for n in range(0, 20, 4):
        four = blocks[n : n + 4]
        assert len({b.pair for b in four}) == 1
        assert [b.ordering for b in four[:2]] == [b.ordering for b in four[2:]][::-1]
    assert all(b.starts_at > clock.now() for b in blocks)


@pytest.mark.parametrize(
    "change",
    [
        {"question": " "},
        {"other": "fifo"},
        {"usual": "alphabet"},
        {"yardstick": "luck"},
        {"weeks": 1},
        {"weeks": None},
        {"washout": 121},
        {"smallest": float("nan")},
        {"team_id": 10**6},
    ],
    ids=str,
)
def test_a_plan_has_limits(lee: Person, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        planned(lee, **change)


def test_experiments_belong_to_team_leads_of_the_team(ana: Person, lee: Person, cy: Person) -> None:
    number = planned(lee)
    other = person("Ola", role="leader", team="Elsewhere")
    acts: tuple[Callable[..., object], ...] = (experiments.start, experiments.stop)
    for who in (ana, other):
        for act in acts:
            with pytest.raises(NotFound):
                act(experiment_id=number, by=who)
    with pytest.raises(NotFound):
        planned(ana)
    assert experiments.listed(viewer=other) == ()
    assert [one.id for one in experiments.listed(viewer=cy)] == [number]
