"""Coverage of an experiment's interval on a floor where leads interfere, with a known answer.

    .venv/bin/python -m bench.switchback [--runs 500] [--weeks 6] [--washout 90]

A synthetic team pulls from one queue: fresh leads that leave after 40 minutes, and old
ones without end. Days differ in people and arrivals. An order takes the newest or the oldest fresh
lead. Each pull therefore changes what is left for the next (interference inside a block). A block
begins with the queue that the one before left (interference between blocks). The known answer is
the mean difference of many days under either order alone. Each run draws its blocks by the rules
of `pullahead.pull.experiment_rules` and computes the interval by `pullahead.lab.switchback`.

The 90 % interval must cover the answer in 87 to 93 % of 500 runs. Beside it, the same data by
lead: each pull of a mixed queue follows a coin, and the pulls of the two orders are compared.
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
FADES = 40  # minutes after which a fresh lead is like an old one
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDERS = (Ordering.FIFO, Ordering.LIFO)
COIN = "coin"


@dataclass(slots=True)
class SyntheticDay:
    """Conditions of one day."""

    people: int
    arrivals: float  # fresh leads a step
    luck: float


def day_of(dice: random.Random) -> SyntheticDay:
    """Draw the conditions of a day: absence, demand, and the mood of the customers."""
    people = sum(dice.random() < 0.85 for _ in range(8)) or 1
    return SyntheticDay(people, 6.2 * dice.lognormvariate(0, 0.2), dice.lognormvariate(0, 0.15))


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
            while self.fresh and (self.now - self.fresh[0]) * STEP >= FADES:
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
            chance += 0.40 * math.exp(-(self.now - at) * STEP / 25)
        return self.dice.random() < chance * self.day.luck


def _poisson(mean: float, dice: random.Random) -> int:
    left, n = math.exp(-mean), 0
    product = dice.random()
    while product > left:
        n += 1
        product *= dice.random()
    return n


def rate(order: str, dice: random.Random, washout: int) -> Iterator[float]:
    """Yield the contacts per hour at work of both halves of a day under one order."""
    day = day_of(dice)
    queue = SyntheticQueue(day, dice, washout)
    for _ in (0, 1):
        yield sum(n for _, n in queue.block(order).values()) / _hours(day, washout)


def _hours(day: SyntheticDay, washout: int) -> float:
    return day.people * (STEPS * STEP - washout) / 60


def answer(days: int, seed: int, washout: int) -> tuple[float, float]:
    """Return the known answer and its standard error."""
    dice = random.Random(seed)
    means = [[fmean(rate(order, dice, washout)) for _ in range(days)] for order in ORDERS]
    error = math.sqrt(sum(stdev(one) ** 2 / days for one in means))
    return fmean(means[1]) - fmean(means[0]), error


def run(seed: int, weeks: int, washout: int) -> tuple[float, float]:
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
        day = day_of(dice)
        queue = SyntheticQueue(day, dice, washout)
        for block in (am, pm):
            total = sum(n for _, n in queue.block(block.ordering).values())
            found.append(BlockFacts(block.pair, block.ordering, total, _hours(day, washout)))
    got = effect(found, usual=ORDERS[0], other=ORDERS[1])
    assert got is not None
    return got.low, got.high


def run_by_lead(seed: int, weeks: int) -> tuple[float, float]:
    """Play a mixed queue for as long, and compare the pulls of the two orders."""
    dice = random.Random(seed)
    counts: dict[str, list[int]] = {order: [0, 0] for order in ORDERS}
    for _ in range(weeks * 5):
        queue = SyntheticQueue(day_of(dice), dice, 0)
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


def main() -> None:
    """Print the coverage by block and by lead."""
    parser = argparse.ArgumentParser(description="Check the coverage of a switchback's interval.")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--weeks", type=int, default=6)
    parser.add_argument("--washout", type=int, default=90, help="minutes")
    given = parser.parse_args()
    truth, error = answer(6_000, 99, given.washout)
    seeds = range(given.runs)
    by_block = [run(seed, given.weeks, given.washout) for seed in seeds]
    by_lead = [run_by_lead(seed, given.weeks) for seed in seeds[: given.runs // 5]]
    print(f"known answer: {truth:+.4f} contacts an hour at work (± {1.645 * error:.4f})")
    print(f"by block: {100 * covered(by_block, truth):.1f} % of {given.runs} intervals cover it")
    middle = fmean((low + high) / 2 for low, high in by_block)
    print(f"  mean estimate {middle:+.4f}")
    print(f"  mean half width {fmean((high - low) / 2 for low, high in by_block):.4f}")
    print(f"by lead: {100 * covered(by_lead, truth):.1f} % of {len(by_lead)} intervals cover it")
    middle = fmean((low + high) / 2 for low, high in by_lead)
    print(
        f"  mean estimate {middle:+.4f}: the pulls of one order change what is left for the other"
    )


if __name__ == "__main__":
    main()
