"""Replay: the recorded leads and shifts of a period under another policy, with the real engine.

Recorded are when leads arrived, their value, score and curve, and when people were at work. What a
customer would have said to another call was not recorded: the draws of a fitted world decide it.
Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from pullahead.lab import draws
from pullahead.lab.draws import DAY, LabPerson, LeadDraws
from pullahead.lab.figures import RunFigures
from pullahead.lab.fitted import FittedWorld
from pullahead.lab.policies import LabPolicy
from pullahead.lab.queue_estimates import QueueEstimates
from pullahead.lab.sharing import LeadSharing
from pullahead.lab.simulator import FloorSimulator
from pullahead.lab.world import FloorWorld, Horizon

WARM_UP, FOLLOW_UP = 3, 7  # days that do not count
GONE_AFTER = 14 * DAY  # without a claim: the person has left


@dataclass(frozen=True, slots=True)
class RecordedLead:
    """Lead as it arrived: minutes since the start of the replay, and what the floor knew."""

    at: float
    value: float
    chance: float
    half_life_hours: float
    curve: str


@dataclass(frozen=True, slots=True)
class RecordedFloor:
    """Leads and spans at work of a period; minutes count from a Monday at 00:00."""

    first_day: int  # of the period, in days since that Monday
    days: int
    leads: tuple[RecordedLead, ...]
    people: tuple[tuple[tuple[float, float], ...], ...]  # spans at work of each person

    @property
    def horizon(self) -> Horizon:
        """Days of a run: the first days fill the queue, the last ones follow the leads."""
        counted = self.days - WARM_UP - FOLLOW_UP
        return Horizon(self.first_day + WARM_UP, counted, FOLLOW_UP)


def play(found: FittedWorld, floor: RecordedFloor, policy: LabPolicy, seed: int) -> RunFigures:
    """Play the recorded period under a policy, with the draw of this seed."""
    return ReplaySimulator(found.world_of(seed), policy, seed, floor).run()


class ReplaySimulator(FloorSimulator):
    """Run of recorded leads and shifts; every other fact is drawn from the world."""

    def __init__(
        self, world: FloorWorld, policy: LabPolicy, seed: int, floor: RecordedFloor
    ) -> None:
        world = replace(
            world,
            horizon=floor.horizon,
            people=replace(world.people, count=max(len(floor.people), 1)),
        )
        super().__init__(world, policy, seed)
        self.people = people_of(floor, world, seed)
        self.estimates = QueueEstimates(self.people, self.store, self.rates)
        self.sharing = LeadSharing(policy, world.shifts, self.people)
        self.arrivals = leads_of(floor, world, seed)


def leads_of(floor: RecordedFloor, world: FloorWorld, seed: int) -> Iterator[LeadDraws]:
    """Yield the recorded leads with the luck of a seed; every policy gets the same."""
    for number, one in enumerate(floor.leads):
        drawn = draws.lead(world, seed, number, one.at)
        # what the score does not know stays as drawn
        factor = draws.spread_factor(world.sale.hidden_sd)
        hidden = _odds(drawn.chance) - factor * _odds(drawn.known_chance)
        yield replace(
            drawn,
            segment=replace(
                drawn.segment,
                ranked_curve=one.curve,
                ranked_half_life_hours=one.half_life_hours,
            ),
            value=one.value,
            known_chance=one.chance,
            # a score is the mean of the leads that have it
            chance=1 / (1 + math.exp(-factor * _odds(one.chance) - hidden)),
        )


def people_of(floor: RecordedFloor, world: FloorWorld, seed: int) -> list[LabPerson]:
    """Return the recorded people at their recorded times, with drawn tempo and skill."""
    folk, found = world.people, []
    for seat, spans in enumerate(floor.people):
        luck = Random(f"{seed}:seat:{seat}")
        last = math.ceil(spans[-1][1] / DAY) * DAY
        stays = last + GONE_AFTER > floor.horizon.days * DAY
        found.append(
            LabPerson(
                id=seat + 1,
                seat=seat,
                tempo=math.exp(luck.gauss(0, 1) * folk.tempo_sd - folk.tempo_sd**2 / 2),
                skill=math.exp(luck.gauss(0, 1) * folk.skill_sd - folk.skill_sd**2 / 2),
                since=0.0,
                until=math.inf if stays else last,
                begins=[begins for begins, _ in spans],
                ends=[ends for _, ends in spans],
                days={int(begins // DAY) for begins, _ in spans},
            )
        )
    return found


def _odds(chance: float) -> float:
    return math.log(chance / (1 - chance))
