"""Coverage of an experiment's interval on a floor where leads interfere, with a known answer.

    .venv/bin/python -m bench.switchback [--floors all] [--runs 2000] [--weeks 6] [--washout 90]

A synthetic team pulls from one queue: fresh leads that leave after a while, and old
ones without end. Days differ in people and arrivals. An order takes the newest or the oldest fresh
lead. Each pull therefore changes what is left for the next (interference inside a block). A block
begins with the queue that the one before left (interference between blocks). The known answer is
the mean difference of many days under either order alone, paired by day. Each run draws its blocks
by the rules of `pullahead.pull.experiment_rules` and computes the interval by
`pullahead.lab.switchback`.

The 90 % interval must cover the answer in 87 to 93 % of the runs, on each of `FLOORS`. Chance alone
moves the share of 500 runs by 1.3 points, of 2,000 runs by 0.7. Beside it,
the same data by lead: each pull of a mixed queue follows a coin, and the pulls of both orders are
compared.
"""

from __future__ import annotations

import argparse
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import fmean, stdev

from pullahead.lab.switchback import BlockFacts, effect, t_quantile
from pullahead.pull.experiment_rules import draw_blocks
from pullahead.pull.order_rules import Ordering
from pullahead.team.calendar import Calendar

STEP = 5  # minutes, also of one claim
STEPS = 240 // STEP  # of a half-day
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDERS = (Ordering.FIFO, Ordering.LIFO)
COIN = "coin"


@dataclass(frozen=True, slots=True)
class SyntheticFloor:
    """Team and its leads; spreads are standard deviations of logarithms, over days."""

    name: str
    people: int = 8
    present: float = 0.85
    arrivals: float = 6.2  # fresh leads a step
    arrivals_sd: float = 0.2
    luck_sd: float = 0.15  # of the customers' mood
    fades: int = 40  # minutes after which a fresh lead is like an old one
    decay: float = 25.0  # minutes in which a fresh lead's chance falls by a factor e
    gain: float = 0.40  # chance of contact that a lead has at age 0, beside that of an old one


USUAL = SyntheticFloor("usual")
FLOORS = {
    one.name: one
    for one in (
        USUAL,
        SyntheticFloor("small team", people=3, arrivals=2.2),
        SyntheticFloor("too few people", arrivals=11.0),
        SyntheticFloor("small effect", arrivals=6.6, decay=120.0),
        SyntheticFloor("no effect", arrivals=6.2, decay=1e9, fades=100_000),
        SyntheticFloor("unlike days", present=0.7, arrivals_sd=0.5, luck_sd=0.4),
        SyntheticFloor("leads that stay for hours", fades=180, decay=90.0),
    )
}


@dataclass(slots=True)
class SyntheticDay:
    """Conditions of one day."""

    floor: SyntheticFloor
    people: int
    arrivals: float  # fresh leads a step
    luck: float


def day_of(floor: SyntheticFloor, dice: random.Random) -> SyntheticDay:
    """Draw the conditions of a day: absence, demand, and the mood of the customers."""
    people = sum(dice.random() < floor.present for _ in range(floor.people)) or 1
    arrivals = floor.arrivals * dice.lognormvariate(0, floor.arrivals_sd)
    return SyntheticDay(floor, people, arrivals, dice.lognormvariate(0, floor.luck_sd))


class SyntheticQueue:
    """Queue of one team, which goes on from block to block within a day."""

    def __init__(self, day: SyntheticDay, dice: random.Random, washout: int) -> None:
        self.day, self.dice, self.washout = day, dice, washout // STEP
        self.fresh: list[int] = []  # steps of arrival, the oldest first
        self.now = 0

    def block(self, order: str) -> dict[str, list[int]]:
        """Play a half-day; return (claims, contacts) of the counted part, by order of the pull."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for step in range(STEPS):
            self.now += 1
            self.fresh += [self.now] * _poisson(self.day.arrivals, self.dice)
            while self.fresh and (self.now - self.fresh[0]) * STEP >= self.day.floor.fades:
                self.fresh.pop(0)
            for _ in range(self.day.people):
                one = self.dice.choice(ORDERS) if order == COIN else order
                reached = self._claim(one)
                if step >= self.washout:
                    found[one][0] += 1
                    found[one][1] += reached
        return found

    def _claim(self, order: str) -> bool:
        chance = 0.04
        if self.fresh:
            at = self.fresh.pop(-1 if order == Ordering.LIFO else 0)
            floor = self.day.floor
            chance += floor.gain * math.exp(-(self.now - at) * STEP / floor.decay)
        return self.dice.random() < chance * self.day.luck


def _poisson(mean: float, dice: random.Random) -> int:
    left, n = math.exp(-mean), 0
    product = dice.random()
    while product > left:
        n += 1
        product *= dice.random()
    return n


def rate(floor: SyntheticFloor, order: str, dice: random.Random, washout: int) -> Iterator[float]:
    """Yield the contacts per hour at work of both halves of a day under one order."""
    day = day_of(floor, dice)
    queue = SyntheticQueue(day, dice, washout)
    for _ in (0, 1):
        yield sum(n for _, n in queue.block(order).values()) / _hours(day, washout)


def _hours(day: SyntheticDay, washout: int) -> float:
    return day.people * (STEPS * STEP - washout) / 60


def answer(
    days: int, seed: int, washout: int, floor: SyntheticFloor = USUAL
) -> tuple[float, float]:
    """Return the known answer and its standard error."""
    differences = []
    for day in range(days):
        # both orders meet the same day, so the days' own differences cancel out
        first, second = (
            fmean(rate(floor, order, random.Random(f"{seed}:{day}"), washout)) for order in ORDERS
        )
        differences.append(second - first)
    return fmean(differences), stdev(differences) / math.sqrt(days)


def run(seed: int, weeks: int, washout: int, floor: SyntheticFloor = USUAL) -> tuple[float, float]:
    """Play one experiment; return the ends of its interval."""
    dice = random.Random(seed)
    blocks = draw_blocks(
        calendar=Calendar("UTC"),
        now=NOW,
        weeks=weeks,
        washout=timedelta(minutes=washout),
        orders=ORDERS,
        seed=seed,
    )
    found: list[BlockFacts] = []
    for am, pm in zip(blocks[::2], blocks[1::2], strict=True):
        day = day_of(floor, dice)
        queue = SyntheticQueue(day, dice, washout)
        for block in (am, pm):
            total = sum(n for _, n in queue.block(block.ordering).values())
            found.append(BlockFacts(block.pair, block.ordering, total, _hours(day, washout)))
    got = effect(found, usual=ORDERS[0], other=ORDERS[1])
    assert got is not None
    return got.low, got.high


def run_by_lead(seed: int, weeks: int, floor: SyntheticFloor = USUAL) -> tuple[float, float]:
    """Play a mixed queue for as long, and compare the pulls of the two orders."""
    dice = random.Random(seed)
    counts: dict[str, list[int]] = {order: [0, 0] for order in ORDERS}
    for _ in range(weeks * 5):
        queue = SyntheticQueue(day_of(floor, dice), dice, 0)
        for _half in (0, 1):
            for order, (claims, contacts) in queue.block(COIN).items():
                counts[order][0] += claims
                counts[order][1] += contacts
    shares = [(n, reached / n) for n, reached in (counts[order] for order in ORDERS)]
    an_hour = 60 / STEP
    difference = (shares[1][1] - shares[0][1]) * an_hour
    error = an_hour * math.sqrt(sum(p * (1 - p) / n for n, p in shares))
    half = t_quantile(0.95, 10_000) * error
    return difference - half, difference + half


def covered(ends: Sequence[tuple[float, float]], truth: float) -> float:
    """Return the share of intervals that have the answer inside."""
    return fmean(low <= truth <= high for low, high in ends)


def report(floor: SyntheticFloor, runs: int, weeks: int, washout: int, days: int) -> None:
    """Print the coverage on one floor, by block and by lead."""
    truth, error = answer(days, 99, washout, floor)
    by_block = [run(seed, weeks, washout, floor) for seed in range(runs)]
    by_lead = [run_by_lead(seed, weeks, floor) for seed in range(max(runs // 10, 1))]
    print(f"{floor.name}: {truth:+.4f} contacts an hour at work (± {1.645 * error:.4f})")
    for name, ends in (("block", by_block), ("lead", by_lead)):
        share, middle = 100 * covered(ends, truth), fmean((low + high) / 2 for low, high in ends)
        half = fmean((high - low) / 2 for low, high in ends)
        print(
            f"  by {name}: {share:.1f} % of {len(ends)} intervals cover it,"
            f" mean {middle:+.4f} ± {half:.4f}",
            flush=True,
        )


def main() -> None:
    """Print the coverage on the floors."""
    parser = argparse.ArgumentParser(description="Check the coverage of a switchback's interval.")
    parser.add_argument("--floors", default="all", help="names with commas, or all")
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--washout", type=int, default=90, help="minutes")
    parser.add_argument("--days", type=int, default=20_000, help="days behind the known answer")
    given = parser.parse_args()
    names = FLOORS if given.floors == "all" else given.floors.split(",")
    for name in names:
        report(FLOORS[name], given.runs, given.weeks, given.washout, given.days)


if __name__ == "__main__":
    main()
