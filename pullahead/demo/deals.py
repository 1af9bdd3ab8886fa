"""Play ninety days of deals on the demo floor, through the ordinary acts."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from pullahead.base.errors import Problem
from pullahead.demo import deal_data, deal_history
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals import acts, closing, edit, fields, flow_days, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.field_values import FieldInput
from pullahead.usecases.floor import demo

DAYS: Final = 90
STEP: Final = timedelta(days=3)
STAGES: Final = 6
WHY: Final = "They asked us to go on."
NEGLECTED: Final = 5  # deals that nobody works on after the first pull


@dataclass(slots=True)
class _Played:
    """A deal on its way: how many stages it passed, and who works on it."""

    id: UUID
    by: Person
    stage: int = -1
    left_alone: bool = False
    pulled_at: datetime | None = None


@dataclass(slots=True)
class _Floor:
    """The team that plays, and its deals so far."""

    rng: Random
    people: list[Person]
    open: list[_Played] = field(default_factory=list)
    added: int = 0


def play(rng: Random, real: datetime, *, deals: int = 60) -> int:
    """Publish the workflow and play the deals until `real`; return how many there are.

    The caller restores the clock afterwards.
    """
    people, admin = demo.sellers(), demo.administrator()
    demo.move_clock_to(real - timedelta(days=DAYS))
    workflow.publish_standard(team_id=people[0].team_id, by=admin)
    for wanted in deal_data.FIELDS:
        fields.add_field(team_id=people[0].team_id, typed=fields.TypedField(**wanted), by=admin)
    deal_history.import_history(Random(NEGLECTED), people[0].team.name, real - timedelta(days=DAYS))
    floor, moment = _Floor(rng, people), real - timedelta(days=DAYS)
    steps = DAYS // STEP.days
    for step in range(steps):
        demo.move_clock_to(moment)
        for _ in range(-(-deals * (step + 1) // steps) - floor.added):
            _add(floor)
        for one in list(floor.open):
            if not one.left_alone:
                _work_on(floor, one, moment)
        moment += STEP
    demo.move_clock_to(real - timedelta(minutes=30))
    _customer_pulls(floor)
    flow_days.fill(team_id=people[0].team_id, again=True)
    return floor.added


def _add(floor: _Floor) -> None:
    title, company, value = deal_data.DEALS[floor.added % len(deal_data.DEALS)]
    by = floor.people[floor.added % len(floor.people)]
    custom: dict[str, FieldInput] = {"roof": floor.added % 3 != 0}
    if floor.added % 4:
        custom["site"] = deal_data.SITES[floor.added % len(deal_data.SITES)]
        custom["units"] = 1 + floor.added * 7 % 40
    typed = DealInput(title, company, Decimal(value), custom=custom)
    made = edit.add(typed=typed, by=by)
    # Every twelfth deal is forgotten once it reached a stage
    neglected = floor.added % 12 == 5 and floor.added // 12 < NEGLECTED
    floor.open.append(_Played(made, by))
    floor.added += 1
    if neglected:
        with contextlib.suppress(Problem):
            acts.pull(deal_id=made, by=by)
            floor.open[-1].left_alone = True


def _work_on(floor: _Floor, one: _Played, moment: datetime) -> None:
    """Do one thing with a deal: mostly pull it on, sometimes lose it, wait or listen."""
    chance = floor.rng.random()
    with contextlib.suppress(Problem):
        if one.stage == STAGES - 1:
            if chance < 0.7:
                closing.win(deal_id=one.id, by=one.by, value=None)
                floor.open.remove(one)
        elif chance < 0.1 and one.stage >= 0:
            reason = floor.rng.choice(deal_data.REASONS)
            closing.lose(deal_id=one.id, by=one.by, reason=reason)
            floor.open.remove(one)
        elif chance < 0.55:
            acts.pull(deal_id=one.id, by=one.by, reason=WHY)
            one.stage, one.pulled_at = one.stage + 1, moment
        elif chance < 0.65 and one.stage >= 0:
            kind = floor.rng.choice(deal_data.SIGNALS)
            edit.signal(deal_id=one.id, by=one.by, kind=kind)
        elif chance < 0.7 and one.stage >= 0:
            edit.block(deal_id=one.id, by=one.by, cause="budget_moved")


def _customer_pulls(floor: _Floor) -> None:
    """Let the customer of the deal pulled last by a simulated colleague ask twice.

    The colleague works on it, so a newcomer's first *Next* opens a lead.
    """
    theirs = [one for one in floor.open if one.by.simulated and one.pulled_at is not None]
    for one in sorted(theirs, key=lambda one: str(one.pulled_at), reverse=True):
        with contextlib.suppress(Problem):
            words = deal_data.QUESTION
            edit.signal(deal_id=one.id, by=one.by, kind="brought_colleague")
            edit.signal(deal_id=one.id, by=one.by, kind="asked_terms", words=words)
            return
