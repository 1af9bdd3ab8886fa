"""Draw forty weeks of three sources before the demo floor. Pure except for `rng`.

The form returns 2.2 for each unit of spend. *Lead Harbor* tripled its deliveries six weeks ago,
more than two people can work. *QuickQuotes* sells few leads that buy, and this week most of its
numbers are bad.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.demo import data
from pullahead.usecases.floor.demo_history import PastClaim, PastLead

WEEKS: Final = 40
DAY = timedelta(days=1)
OPENS = time(9, 30)
PEOPLE: Final = 2
RECENT, BAD_FOR = 42, 7  # days
CONTACT: Final = (0.45, 0.4, 0.35)
TALK, NO_ANSWER = 6.5, 1.5  # minutes
CAMPAIGNS: Final = ("Spring", "Search", "Spring", "")
HOURS: Final = (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)


@dataclass(frozen=True, slots=True)
class SourceHistory:
    """Figures of one source: leads a week, chance of a sale given contact, its value."""

    name: str
    leads: int
    win: float
    value: int
    spend: int = 0  # a lead
    swing: float = 0.0  # of the weekly spend
    grows: float = 1.0  # in the last six weeks
    bad: float = 0.06  # share of bad numbers; of the last week: `bad_now`
    bad_now: float = 0.06
    untried: float = 0.05  # share that nobody called; in the last six weeks: `untried_now`
    untried_now: float = 0.05


@dataclass(slots=True)
class Drawn:
    """One lead before its claims are dated."""

    id: UUID
    source: SourceHistory
    at: datetime
    rounds: list[tuple[str, float, bool]]  # disposition, minutes, reached
    attributes: dict[str, str]
    phone: str
    name: str
    value: Decimal | None = None
    done: int = 0


def spend_by_week(rng: Random, source: SourceHistory) -> list[float]:
    """Draw the spend of each week, oldest first."""
    usual = source.spend * source.leads
    return [max(0.2, rng.gauss(1.0, source.swing)) * usual for _ in range(WEEKS)]


def leads_of_week(rng: Random, source: SourceHistory, spend: float, ago: int) -> int:
    """Draw how many leads a week brought."""
    expected = spend / source.spend if source.spend else float(source.leads)
    return _poisson(rng, expected * (source.grows if ago <= 6 else 1.0))


def _poisson(rng: Random, mean: float) -> int:
    left, count = rng.random(), 0
    while left > math.exp(-mean):
        left, count = left * rng.random(), count + 1
    return count


def draw_week(
    rng: Random, source: SourceHistory, count: int, monday: date, zone: ZoneInfo, today: date
) -> Iterator[Drawn]:
    """Draw the leads of the week that begins on a Monday."""
    for _ in range(count):
        clock = time(rng.choice(HOURS), rng.randrange(60), rng.randrange(60))
        at = datetime.combine(monday + DAY * rng.randrange(7), clock, zone).astimezone(UTC)
        lead = Drawn(
            id=UUID(int=rng.getrandbits(128), version=4),
            source=source,
            at=at,
            rounds=[],
            attributes={"utm_campaign": rng.choice(CAMPAIGNS)} if source.spend else {},
            phone=f"+447700900{rng.randrange(1_000):03}",
            name=f"{rng.choice(data.FIRST_NAMES)} {rng.choice(data.LAST_NAMES)}",
        )
        age = (today - at.astimezone(zone).date()).days
        if rng.random() >= (source.untried_now if age <= RECENT else source.untried):
            _call(rng, lead, source.bad_now if age <= BAD_FOR else source.bad)
        yield lead


def _call(rng: Random, lead: Drawn, bad: float) -> None:
    if rng.random() < bad:
        lead.rounds.append(("disconnected", NO_ANSWER, False))
        return
    for chance in CONTACT:
        if rng.random() >= chance:
            lead.rounds.append(("no_answer", NO_ANSWER * rng.uniform(0.6, 1.4), False))
            continue
        won = rng.random() < lead.source.win
        if won:
            lead.value = Decimal(round(lead.source.value * rng.uniform(0.7, 1.3)))
        said = "won" if won else "not_interested"
        lead.rounds.append((said, TALK * rng.uniform(0.5, 1.5), True))
        return


def dated(
    rng: Random,
    leads: Sequence[Drawn],
    *,
    source_ids: Mapping[str, int],
    agents: Sequence[int],
    zone: ZoneInfo,
    today: date,
) -> tuple[list[PastLead], list[PastClaim]]:
    """Give each round its claim, one round a working day, by two people one after another."""
    due: dict[date, deque[Drawn]] = defaultdict(deque)
    for lead in leads:
        due[_working(lead.at.astimezone(zone).date() + DAY)].append(lead)
    claims: list[PastClaim] = []
    ended: dict[UUID, datetime] = {}
    day = min(due, default=today)
    while day < today:
        free = [datetime.combine(day, OPENS, zone).astimezone(UTC) for _ in agents[:PEOPLE]]
        for n, lead in enumerate(due.pop(day, ())):
            if lead.done >= len(lead.rounds):
                continue
            who = n % len(free)
            claim = _claim(rng, lead, agents[who], free[who])
            free[who] = claim.ended_at + timedelta(seconds=rng.randrange(20, 90))
            claims.append(claim)
            ended[lead.id] = claim.ended_at
            lead.done += 1
            due[_working(day + DAY)].append(lead)
        day += DAY
    closed = [
        _closed(lead, source_ids[lead.source.name], ended.get(lead.id))
        for lead in leads
        if lead.done == len(lead.rounds) and (lead.rounds or lead.at.date() < today - 6 * DAY)
    ]
    known = {lead.id for lead in closed}
    return closed, [claim for claim in claims if claim.lead_id in known]


def _claim(rng: Random, lead: Drawn, agent_id: int, at: datetime) -> PastClaim:
    disposition, minutes, reached = lead.rounds[lead.done]
    notes = data.NOTES.get(disposition, (data.ANY_NOTE,))
    return PastClaim(
        token=UUID(int=rng.getrandbits(128), version=4),
        lead_id=lead.id,
        agent_id=agent_id,
        round=lead.done + 1,
        phone=lead.phone,
        started_at=at,
        ended_at=at + timedelta(minutes=minutes),
        disposition=disposition,
        note=rng.choice(notes),
        reached=reached,
        closes=lead.done + 1 == len(lead.rounds),
    )


def _closed(lead: Drawn, source_id: int, ended: datetime | None) -> PastLead:
    last = lead.rounds[-1][0] if lead.rounds else "not_interested"
    closed_at = ended or lead.at + timedelta(days=6)
    return PastLead(
        id=lead.id,
        source_id=source_id,
        name=lead.name,
        phone=lead.phone,
        bad_number=last == "disconnected",
        attributes=lead.attributes,
        at=lead.at,
        closed_at=closed_at,
        closed_as="not_interested" if last == "no_answer" else last,
        value=lead.value,
    )


def _working(day: date) -> date:
    while day.weekday() > 4:
        day += DAY
    return day
