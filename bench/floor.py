"""A floor to measure on: many leads in a few open lanes, and people who may pull."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta

from pullahead.base.ids import new_id
from pullahead.base.write import write
from pullahead.leads.models import Address, Inquiry, Lead, Source
from pullahead.pull import ranking
from pullahead.pull.models import Card, Lane
from pullahead.pull.places import ANYWHERE
from pullahead.pull.services import lay_defaults, route_of, set_windows
from pullahead.pull.windows import daily
from pullahead.team.models import Person, Team

ZONES = ("New_York", "Chicago", "Denver", "Los_Angeles", "Sao_Paulo", "Toronto", "Bogota", "Lima")
BATCH = 10_000


def lay_out(*, cards: int, lanes: int, people: int, seed: int = 1) -> list[int]:
    """Make the floor in an empty, migrated database; gives the ids of the people."""
    with write() as now:
        lay_defaults()
        set_windows(windows=daily(ANYWHERE, time(0), time(0)))
        source = Source.objects.create(name="bench")
        route = route_of(source=source)
        made = [
            Lane.objects.create(
                windows=f"US@America/{ZONES[n % len(ZONES)]}", half_life_hours=24.0 + n
            )
            for n in range(lanes)
        ]
        team = Team.objects.get(pk=route.team_id)
        Person.objects.bulk_create(
            Person(name=f"agent {n}", role="agent", team=team, password="!") for n in range(people)
        )
    dice = random.Random(seed)
    for start in range(0, cards, BATCH):
        with write() as now:
            _leads(range(start, min(cards, start + BATCH)), source, team, made, now, dice)
    return list(Person.objects.order_by("id").values_list("id", flat=True))


def _leads(
    numbers: range,
    source: Source,
    team: Team,
    lanes: list[Lane],
    now: datetime,
    dice: random.Random,
) -> None:
    """A batch of ready leads, each with a phone, an inquiry and a card."""
    leads, cards = [], []
    for _ in numbers:
        asked = now - timedelta(seconds=dice.expovariate(1 / 200_000))
        lead = Lead(id=new_id(), name="Bench", source=source, admitted_at=now, asked_at=asked)
        lane = dice.choice(lanes)
        worth = ranking.Worth(dice.lognormvariate(4.6, 0.6), 0.05, lane.half_life_hours, asked)
        leads.append(lead)
        cards.append(
            Card(
                lead_id=lead.id,
                team=team,
                lane=lane,
                state="ready",
                key=ranking.key(worth, round=1),
            )
        )
    Lead.objects.bulk_create(leads)
    Address.objects.bulk_create(
        Address(lead=lead, kind="phone", value=f"+1202{n:07d}")
        for n, lead in zip(numbers, leads, strict=True)
    )
    Inquiry.objects.bulk_create(
        Inquiry(lead=lead, source=source, row_hash=f"{n}", asked_at=lead.asked_at, admitted_at=now)
        for n, lead in zip(numbers, leads, strict=True)
    )
    Card.objects.bulk_create(cards)
