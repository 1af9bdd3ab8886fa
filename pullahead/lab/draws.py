"""Random draws of a world: each lead and each seat has a stream of its own, equal in all policies.

So two policies with one seed meet the same leads, the same people and the same luck (common random
numbers), and their difference is much more exact than either. Moments are minutes since the start,
a Monday at 00:00.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from random import Random
from uuid import UUID

from pullahead.lab.world import WEEK_HOURS, FloorWorld, Handling, Segment

DAY, HOUR = 1440.0, 60.0
WEEK = 7 * DAY
MOST_CHANCE = 0.95


@dataclass(slots=True)
class LeadDraws:
    """Lead of a world: what the floor knows of it, what it does not, and its luck."""

    number: int
    id: UUID
    at: float
    segment: Segment
    reach: float
    chance: float  # true, of a sale given contact
    known_chance: float  # the lead score
    value: float
    patience: float  # minutes until the customer withdraws
    luck: Random


@dataclass(frozen=True, slots=True)
class AttemptDraws:
    """Luck of one attempt: uniform draws, and minutes before a person's tempo."""

    contact: float
    sale: float
    callback: float
    delay: float
    talk_minutes: float
    ring_minutes: float


@dataclass(slots=True)
class LabPerson:
    """Person in a seat: tempo, skill, and the spans at work."""

    id: int
    seat: int
    tempo: float
    skill: float
    since: float
    until: float
    begins: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    days: set[int] = field(default_factory=set)  # days at work

    def at_work(self, at: float) -> float:
        """Return the first moment at work from `at` on; infinite if there is none."""
        i = bisect_right(self.begins, at) - 1
        if i >= 0 and at < self.ends[i]:
            return at
        return self.begins[i + 1] if i + 1 < len(self.begins) else math.inf

    def employed(self, at: float) -> bool:
        """Return whether the person has not left at this moment."""
        return self.since <= at < self.until


class SpansAtWork:
    """Spans at work of all people, to count who is at work at a moment."""

    def __init__(self, people: Sequence[LabPerson]) -> None:
        self.begins = sorted(at for person in people for at in person.begins)
        self.ends = sorted(at for person in people for at in person.ends)

    def at_work(self, at: float) -> int:
        """Return how many people work at a moment."""
        return bisect_right(self.begins, at) - bisect_right(self.ends, at)


def leads(world: FloorWorld, seed: int) -> Iterator[LeadDraws]:
    """Yield the leads of a run in the order of their arrival."""
    stream, until = Random(f"{seed}:arrivals"), world.horizon.days * DAY
    weights = world.arrivals.hour_weights or (1.0,) * WEEK_HOURS
    total = math.fsum(weights)
    # minutes of operational time at which each hour of the week begins
    marks = [0.0, *accumulate(w / total * WEEK for w in weights)]
    gap = WEEK / world.leads_per_week if world.leads_per_week else math.inf
    clock, number = stream.expovariate(1) * gap, 0
    while (at := _moment(clock, marks)) < until:
        yield lead(world, seed, number, at)
        number += 1
        clock += stream.expovariate(1) * gap


def _moment(clock: float, marks: list[float]) -> float:
    """Return the minute at which the mean number of arrivals reaches an operational time."""
    if not math.isfinite(clock):
        return math.inf
    week, left = divmod(clock, WEEK)
    hour = min(bisect_right(marks, left) - 1, WEEK_HOURS - 1)
    width = marks[hour + 1] - marks[hour]
    return week * WEEK + (hour + ((left - marks[hour]) / width if width else 0.0)) * HOUR


def lead(world: FloorWorld, seed: int, number: int, at: float) -> LeadDraws:
    """Return one lead; every policy gets the same."""
    luck = Random(f"{seed}:lead:{number}")
    sale, contact = world.sale, world.contact
    pick, segment = luck.random(), world.segments[-1]
    for one in world.segments:
        pick -= one.share
        if pick < 0:
            segment = one
            break
    reach = 1.0
    if contact.reach_sd:
        shape = 1 / contact.reach_sd**2
        reach = luck.gammavariate(shape, 1 / shape)
    known = mean_odds(sale.chance_mean, math.hypot(sale.known_sd, sale.hidden_sd))
    known += luck.gauss(0, 1) * sale.known_sd
    true = known + luck.gauss(0, 1) * sale.hidden_sd
    value = sale.value_mean * math.exp(luck.gauss(0, 1) * sale.value_sd - sale.value_sd**2 / 2)
    patience = luck.expovariate(1) * contact.patience_hours * HOUR or math.inf
    return LeadDraws(
        number=number,
        id=UUID(int=(number + 1) << 64 | luck.getrandbits(62)),
        at=at,
        segment=segment,
        reach=reach,
        chance=1 / (1 + math.exp(-true)),
        # what leads with this score sell: their mean, not their median
        known_chance=1 / (1 + math.exp(-known / spread_factor(sale.hidden_sd))),
        value=value,
        patience=patience,
        luck=luck,
    )


@lru_cache(maxsize=1_024)
def mean_odds(chance: float, sd: float) -> float:
    """Return the log-odds around which normal log-odds with this spread have this mean chance."""
    steps = [n / 10 for n in range(-60, 61)]
    weights = [math.exp(-z * z / 2) for z in steps]
    low, high = -40.0, 40.0
    for _ in range(60):
        middle = (low + high) / 2
        found = math.fsum(
            w / (1 + math.exp(-middle - sd * z)) for z, w in zip(steps, weights, strict=True)
        )
        if found < chance * math.fsum(weights):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def spread_factor(sd: float) -> float:
    """Return the divisor that turns median log-odds into those of the mean (MacKay 1992)."""
    return math.sqrt(1 + math.pi * sd * sd / 8)


def attempt(lead: LeadDraws, handling: Handling) -> AttemptDraws:
    """Return the luck of a lead's next attempt."""
    luck = lead.luck
    contact, sale, callback, delay = (luck.random() for _ in range(4))
    return AttemptDraws(
        contact,
        sale,
        callback,
        delay,
        _minutes(luck, handling.contact_minutes, handling.contact_sd, handling.spread),
        _minutes(luck, handling.no_contact_minutes, handling.no_contact_sd, handling.spread),
    )


def _minutes(luck: Random, mean: float, sd: float, spread: str) -> float:
    if spread == "exponential":
        return luck.expovariate(1) * mean
    if spread == "constant":
        return mean
    return mean * math.exp(luck.gauss(0, 1) * sd - sd * sd / 2)


def people(world: FloorWorld, seed: int) -> list[LabPerson]:
    """Return everyone who works during a run, in the order of their ids."""
    found: list[LabPerson] = []
    for seat in range(world.people.count):
        found.extend(_of_seat(world, Random(f"{seed}:seat:{seat}"), seat, len(found)))
    return found


def _of_seat(world: FloorWorld, luck: Random, seat: int, before: int) -> list[LabPerson]:
    folk, end = world.people, world.horizon.days * DAY
    found: list[LabPerson] = []
    since = 0.0
    while since < end:
        stays = luck.expovariate(1) * 365 / folk.leaves_per_year if folk.leaves_per_year else 1e9
        # the last day is worked to its end
        until = math.ceil(since / DAY + stays) * DAY
        person = LabPerson(
            id=before + len(found) + 1,
            seat=seat,
            tempo=math.exp(luck.gauss(0, 1) * folk.tempo_sd - folk.tempo_sd**2 / 2),
            skill=math.exp(luck.gauss(0, 1) * folk.skill_sd - folk.skill_sd**2 / 2),
            since=since,
            until=until,
        )
        _days_at_work(world, luck, person)
        found.append(person)
        since = until + folk.vacancy_days * DAY
    return found


def _days_at_work(world: FloorWorld, luck: Random, person: LabPerson) -> None:
    """Write the spans at work: shifts without absence, cut by a lunch of the seat's own time."""
    folk, shifts = world.people, world.shifts
    share, comes_back = folk.absent_share, 1 / folk.absent_spell_days
    goes = share * comes_back / (1 - share)
    absent = luck.random() < share
    first, last = int(person.since // DAY), int(min(person.until, world.horizon.days * DAY) // DAY)
    room = max(shifts.lunch_until_hour - shifts.lunch_from_hour - shifts.lunch_minutes / 60, 0.0)
    lunch = shifts.lunch_from_hour + room * person.seat / max(folk.count - 1, 1)
    for day in range(first, last):
        if day % 7 not in shifts.weekdays:
            continue
        if not absent:
            person.days.add(day)
            _work(person, day, shifts.begins_hour, shifts.ends_hour, lunch, shifts.lunch_minutes)
        absent = luck.random() >= comes_back if absent else luck.random() < goes


def _work(
    person: LabPerson, day: int, begins: float, ends: float, lunch: float, minutes: float
) -> None:
    start, end = day * DAY + begins * HOUR, day * DAY + ends * HOUR
    middle = day * DAY + lunch * HOUR
    spans = [(start, middle), (middle + minutes, end)] if minutes else [(start, end)]
    for since, until in spans:
        if person.ends and person.ends[-1] == since:
            person.ends[-1] = until
        elif until > since:
            person.begins.append(since)
            person.ends.append(until)
