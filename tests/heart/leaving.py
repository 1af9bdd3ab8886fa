"""People leave, team leads interfere and customers ask again, while others pull and settle."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import UUID

from pullahead.base.errors import Problem
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.team.services import add_person, add_team
from pullahead.usecases.intake.receive import receive_all
from pullahead.usecases.leads import lifecycle
from pullahead.usecases.settings import users
from tests.heart.oplog import OpLog
from tests.heart.processes import together
from tests.heart.scenarios import Result, clock_mover, judged
from tests.heart.worker import Agent
from tests.heart.world import RaceWorld, Size, build, lead_in

LEADERS = 3


def leave(folder: Path, size: Size) -> Result:
    """5 and the order of locks: disable, end shift, park, unpark, close, ask again, in a race."""
    world = build(folder, size, leads=max(40, size.pulls // 4))
    with write_transaction():
        team = add_team(name="Sales")
        add_person(name="Admin", role="admin", team=team, password="x")
    workers = max(2, size.processes - LEADERS)
    crew = together(
        size.processes,
        lambda n: Agent(world, n).work() if n < workers else _interfere(world, n),
    )
    crew.wait(clock_mover(world))
    result = judged(world, crew)
    for act in ("disable", "send_home", "ask_again", "park", "unpark", "close"):
        result.need(act, result.counts.get(f"{act}: ok", 0))
    return result


def _interfere(world: RaceWorld, number: int) -> None:
    dice, log = world.dice("leader", number), OpLog(world.folder, world.agents[number])
    boss = Person.objects.get(role="admin")
    acts = {
        "disable": lambda: _disable_for_a_moment(world, dice, boss),
        "send_home": lambda: users.send_home(person_id=dice.choice(world.agents), by=boss),
        "ask_again": lambda: _ask_again(world, dice),
        "park": lambda: lifecycle.park(lead_id=_some_lead(dice), by=boss),
        "unpark": lambda: lifecycle.unpark(lead_id=_some_parked(dice), by=boss),
        "close": lambda: lifecycle.close(
            lead_id=_some_lead(dice), disposition="duplicate", note="twice", by=boss
        ),
    }
    share = max(60, world.size.pulls // 10)
    for _ in range(share):
        name = dice.choices(list(acts), (3, 6, 8, 4, 6, 2))[0]
        log.call(name, acts[name], told=lambda _: {})


def _disable_for_a_moment(world: RaceWorld, dice: Random, boss: Person) -> None:
    who = dice.choice(world.agents)
    users.disable(person_id=who, by=boss)
    held = (
        CardRow.objects.filter(holder_id=who).count() + CardRow.objects.filter(owner_id=who).count()
    )
    assert held == 0, f"5 {held} leads stay with somebody who was disabled"
    users.enable(person_id=who, by=boss)


def _ask_again(world: RaceWorld, dice: Random) -> None:
    """Import twenty new inquiries of open leads' people in one file, in any order."""
    numbers = [dice.randrange(max(40, world.size.pulls // 4)) for _ in range(20)]
    rows = [replace(lead_in(dice, n), external_id=f"again {dice.random()}") for n in numbers]
    receive_all(source_id=world.source, rows=rows)


def _some_lead(dice: Random) -> UUID:
    return _any(dice, list(Lead.objects.filter(closed_at=None).values_list("id", flat=True)[:200]))


def _some_parked(dice: Random) -> UUID:
    parked = CardRow.objects.filter(state="parked").values_list("lead_id", flat=True)
    return _any(dice, list(parked[:50]))


def _any(dice: Random, ids: list[UUID]) -> UUID:
    if not ids:
        raise Problem("nothing to do it to", code="none")
    return dice.choice(ids)
