"""Floor for measurements: many leads in a few open lanes, and people who may pull."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import Any

from django.db import connection

from pullahead.base.db.statements import postgres
from pullahead.base.ids import new_id
from pullahead.base.transaction import write_transaction
from pullahead.compliance.calling_hours import daily
from pullahead.compliance.places import ANYWHERE
from pullahead.compliance.services import set_windows
from pullahead.leads.models import Address, Inquiry, Lead, Source
from pullahead.pull import ranking
from pullahead.pull.decay import curve
from pullahead.pull.models import CardRow, LaneRow
from pullahead.pull.services import lay_defaults, route_of
from pullahead.team.models import Person, Team

ZONES = ("New_York", "Chicago", "Denver", "Los_Angeles", "Sao_Paulo", "Toronto", "Bogota", "Lima")
BATCH = 10_000


NOBODYS = "prod:bench"  # a skill that nobody has
BY_SQL = 150_000  # cards from which on the database makes them itself


def lay_out(
    *, cards: int, lanes: int, people: int, eligible: int | None = None, seed: int = 1
) -> list[int]:
    """Make the floor in an empty, migrated database; return the ids of the people.

    `eligible` lanes may be worked (None: all of them); the others need a skill that nobody has.
    """
    with write_transaction() as now:
        lay_defaults()
        set_windows(windows=daily(ANYWHERE, time(0), time(0)))
        source = Source.objects.create(name="bench")
        route = route_of(source=source)
        made = [
            LaneRow.objects.create(
                windows=f"US@America/{ZONES[n % len(ZONES)]}",
                half_life_hours=24.0 + n,
                skills="" if eligible is None or n < eligible else NOBODYS,
            )
            for n in range(lanes)
        ]
        team = Team.objects.get(pk=route.team_id)
        Person.objects.bulk_create(
            Person(name=f"agent {n}", role="agent", team=team, password="!") for n in range(people)
        )
    if cards > BY_SQL and postgres():
        with write_transaction() as now, connection.cursor() as cursor:
            cursor.execute(_MANY, _given(cards, source, team, made, now))
        return list(Person.objects.order_by("id").values_list("id", flat=True))
    dice = random.Random(seed)
    for start in range(0, cards, BATCH):
        with write_transaction() as now:
            _leads(range(start, min(cards, start + BATCH)), source, team, made, now, dice)
    return list(Person.objects.order_by("id").values_list("id", flat=True))


def _given(
    cards: int, source: Source, team: Team, lanes: list[LaneRow], now: datetime
) -> dict[str, Any]:
    worth = ranking.RankingInputs(1.0, 0.05, lanes[0].half_life_hours, ranking.EPOCH)
    rates = [curve(lane.curve, lane.half_life_hours).rates[0] for lane in lanes]
    return {
        "cards": cards,
        "source": source.pk,
        "team": team.pk,
        "lanes": [lane.pk for lane in lanes],
        "rates": rates,
        "key": ranking.key(worth, round=1),
        "epoch": ranking.EPOCH,
        "now": now,
    }


# An equal floor made by PostgreSQL (18, for uuidv7), in seconds where Python takes minutes; without
# inquiries, which no pull and no settle reads
_MANY = """
WITH made AS MATERIALIZED (
    SELECT uuidv7() AS id, n,
      %(now)s::timestamptz + ln(1 - random()) * interval '200000 s' AS asked,
      1 + (random() * (cardinality(%(lanes)s::bigint[]) - 1))::int AS lane,
      4.6 + 0.6 * random_normal() AS worth
    FROM generate_series(1, %(cards)s) AS n
), leads AS (
    INSERT INTO leads_lead (id, name, source_id, attributes, zone, admitted_at, asked_at, closed_as)
    SELECT id, 'Bench', %(source)s, '{}', '', %(now)s, asked, '' FROM made
), phones AS (
    INSERT INTO leads_address (lead_id, kind, value, valid, reason, position)
    SELECT id, 'phone', '+1202' || lpad(n::text, 8, '0'), true, '', 1 FROM made
)
INSERT INTO pull_card (lead_id, team_id, lane_id, state, key, round, expiries, park_reason)
SELECT id, %(team)s, (%(lanes)s::bigint[])[lane], 'ready',
  %(key)s + worth
    + (%(rates)s::float8[])[lane] * extract(epoch FROM asked - %(epoch)s::timestamptz),
  1, 0, ''
FROM made
"""


def _leads(
    numbers: range,
    source: Source,
    team: Team,
    lanes: list[LaneRow],
    now: datetime,
    dice: random.Random,
) -> None:
    """Make a batch of ready leads, each with a phone, an inquiry and a card."""
    leads, cards = [], []
    for _ in numbers:
        asked = now - timedelta(seconds=dice.expovariate(1 / 200_000))
        lead = Lead(id=new_id(), name="Bench", source=source, admitted_at=now, asked_at=asked)
        lane = dice.choice(lanes)
        worth = ranking.RankingInputs(
            dice.lognormvariate(4.6, 0.6), 0.05, lane.half_life_hours, asked
        )
        leads.append(lead)
        cards.append(
            CardRow(
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
    CardRow.objects.bulk_create(cards)
