"""World of a race: people, leads, a clock that is moved on; and the checker's reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

from django.db import connection

from pullahead.base import clock
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction
from pullahead.compliance.calling_hours import daily
from pullahead.compliance.services import set_windows
from pullahead.leads.models import Lead
from pullahead.leads.rules import LeadIn
from pullahead.leads.services import source_named
from pullahead.pull.tests.grounds import DatabaseGround
from pullahead.team.services import add_person, add_team
from pullahead.usecases.intake.receive import receive, receive_all
from pullahead.usecases.intake.receive_batch import Received

AREAS = ("212", "415", "305", "808")


@dataclass(frozen=True, slots=True)
class Size:
    """Size of a race, and its random seed."""

    pulls: int
    seed: int
    processes: int


@dataclass(frozen=True, slots=True)
class RaceWorld:
    """Facts that every process of a race knows."""

    folder: Path
    size: Size
    agents: Sequence[int]
    team: int
    source: int

    def ground(self) -> DatabaseGround:
        """Return the ground for the checker, when the race is over."""
        return DatabaseGround(list(self.agents), self.team, self.source)

    def dice(self, *of: object) -> Random:
        """Return a generator that repeats its numbers for a seed."""
        return Random(f"{self.size.seed} {of}")


def build(folder: Path, size: Size, *, leads: int) -> RaceWorld:
    """Make people and leads in a fresh database; the calling hours never end."""
    with write_transaction():
        team = add_team(name="Sales")
        people = [
            add_person(name=f"Agent {n}", role="agent", team=team, password="x")
            for n in range(size.processes)
        ]
        source = source_named(name="website")
        set_windows(windows=daily("*", time(0), time(0)))
    world = RaceWorld(folder, size, [p.pk for p in people], team.pk, source.pk)
    come_in(world, leads)
    return world


def come_in(world: RaceWorld, leads: int) -> None:
    """Receive so many new leads."""
    dice, first = world.dice("leads"), Lead.objects.count()
    for start in range(first, first + leads, 500):
        rows = [lead_in(dice, n) for n in range(start, min(start + 500, first + leads))]
        receive_all(source_id=world.source, rows=rows)


def lead_in(dice: Random, number: int, *, external_id: str = "") -> LeadIn:
    """Return a lead as it is received, with a number of its own."""
    now = clock.now()
    phone = f"+1{AREAS[number % len(AREAS)]}{2_000_000 + number % 7_000_000:07}"
    return LeadIn(
        name=f"Person {number}",
        phone=phone,
        email="",
        value=Decimal(dice.randrange(10, 5_000)),
        received_at=now - timedelta(minutes=dice.randrange(10_000)),
        stated_at=None,
        external_id=external_id,
        attributes={},
    )


def one_more(world: RaceWorld, dice: Random) -> Received:
    """Receive one new lead."""
    number = dice.randrange(1_000_000, 6_000_000)
    return receive(source_id=world.source, lead=lead_in(dice, number))


def move_on(span: timedelta) -> None:
    """Move everybody's clock forward; only one process of a race may."""
    with write_transaction():
        move_clock(offset=clock.offset() + span)


def on_postgres() -> bool:
    return connection.vendor == "postgresql"
