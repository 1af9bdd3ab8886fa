"""Experiments of the demo: one that ended, one that begins, and planned comparisons of texts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from pullahead.usecases.common.permissions import Person
from pullahead.usecases.floor import demo, experiments, script_comparisons
from pullahead.usecases.floor.compared_texts import ScriptPlan
from pullahead.usecases.floor.experiments import ExperimentPlan
from pullahead.usecases.settings import clock as installation_clock

BEGAN: Final = timedelta(days=36)  # with four weeks, it ends in the history
WEEKS, WASHOUT, SEED = 4, 90, 5
ENDED: Final = ("Does first in, first out reach as many leads as the ranking?", "fifo")
BEGINS: Final = ("Do we reach more leads if urgent leads go first?", "urgent")


def lay(*, offset: timedelta, history_days: int) -> None:
    """Plan and start both; the weeks that are played next follow the orders of the first.

    `offset` is the clock's. A history that is too short has no experiment behind it.
    """
    leader = demo.team_leader()
    if timedelta(days=history_days) > BEGAN:
        installation_clock.move_to(offset - BEGAN)
        _start(*ENDED, leader)
        installation_clock.move_to(offset)
    _start(*BEGINS, leader)


def plan_scripts(source_id: int) -> None:
    """Plan comparisons of call scripts and of messages; no lead is drawn before a start."""
    given = ScriptPlan(
        source_id=source_id,
        question="Do more leads qualify if we ask for the date first?",
        yardstick="qualified",
        share_b=50,
        weeks=6,
        days=14,
        steps="By when do you need it?\nWhat happens if it comes later?\nWho else decides?",
    )
    leader = demo.team_leader()
    script_comparisons.plan(given=given, by=leader)
    message = ScriptPlan(
        source_id=source_id,
        kind="message",
        question="Do more leads answer a short message?",
        yardstick="qualified",
        share_b=50,
        weeks=6,
        days=14,
        channel="sms",
        body="Hi {first_name}, {agent} here. When may I call you back?",
    )
    script_comparisons.plan(given=message, by=leader)


def _start(question: str, other: str, by: Person) -> None:
    given = ExperimentPlan(
        team_id=by.team_id,
        question=question,
        usual="ranking",
        other=other,
        yardstick="contacts",
        weeks=WEEKS,
        washout=WASHOUT,
        smallest=10,
    )
    made = experiments.plan(given=given, by=by)
    experiments.start(experiment_id=made.id, by=by, seed=SEED)
