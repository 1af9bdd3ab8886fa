"""Sensitivity of the start values of deal flow: limits, the hold, and weights of signals.

    .venv/bin/python -m bench.deal_starts [--runs 40]

An invented team of three sellers works deals for 500 days, the first 100 not counted. Each stage
needs a few acts; between two acts the customer takes days. A deal that waits for us is lost with a
small chance each day. The figures compare start values in this world. They predict no real team.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pullahead.pipeline.next_deal import DealFacts, SignalFacts, order, pull_strength
from pullahead.pipeline.rules import SIGNAL_KINDS

# name, acts of a seller a day, deals that come a day
WORLDS = (("few deals", 3, 0.3), ("many deals", 3, 0.9), ("overloaded", 1, 0.9))
SELLERS, DAYS, WARM, STAGES = 3, 500, 100, 6
START = (3, 2, 2, 2, 1, 1)  # limits of the stages, for each seller
PERSON = 8
ACTS_OF_STAGE, ANSWER_DAYS = 1.8, 4.0  # means
LOST_IN_STAGE, LOST_A_DAY = 0.10, 0.015
ABSENT, AWAY_DAYS = 1 / 60, 5.0  # start of an unplanned absence a day, and its mean length


@dataclass(slots=True)
class Played:
    """A deal of the invented team. `due` is the day of our next act."""

    born: int
    stage: int = -1
    left: int = 0
    due: int = 0
    holder: int = -1
    hold: int = 0


def played(
    dice: random.Random, times: float, hold: int, acts: int, arrivals: float
) -> Counter[str]:
    """Play one team; `times` multiplies the limits of stages and people (0: none)."""
    out: Counter[str] = Counter()
    deals: list[Played] = []
    away = [0] * SELLERS
    sizes = [round(one * SELLERS * times) or 10_000 for one in START]
    own = round(PERSON * times) or 10_000
    for day in range(DAYS):
        counted = day >= WARM
        while dice.random() < arrivals / (1 + arrivals):
            deals.append(Played(day, due=day))
        for who in range(SELLERS):
            if away[who] <= day and dice.random() < ABSENT:
                away[who] = day + 1 + round(dice.expovariate(1 / AWAY_DAYS))
        for _act in range(acts):
            for who in range(SELLERS):
                if away[who] <= day:
                    _work(dice, deals, who, day, sizes, own, hold, out if counted else Counter())
        for one in [d for d in deals if d.stage >= 0 and d.due < day]:
            stuck = one.holder >= 0 and away[one.holder] > day
            out["stuck"] += stuck and counted
            if dice.random() < LOST_A_DAY:
                deals.remove(one)
                out["late"] += counted
        out["wip"] += sum(one.stage >= 0 for one in deals) * counted
        # inquiries that were not pulled within 30 days are dropped
        deals = [one for one in deals if one.stage >= 0 or day - one.born < 30]
    return out


def _work(
    dice: random.Random,
    deals: list[Played],
    who: int,
    day: int,
    sizes: list[int],
    own: int,
    hold: int,
    out: Counter[str],
) -> None:
    """Do the first act that this seller can do, read from the close."""
    held = Counter(one.stage for one in deals)
    mine = sum(one.holder == who for one in deals)
    for one in sorted(deals, key=lambda deal: (-deal.stage, deal.born)):
        free = one.holder < 0 or one.hold < day
        if one.due > day or not (one.holder == who or free):
            continue
        done = one.left <= 0
        if done and (one.stage + 1 < STAGES and held[one.stage + 1] >= sizes[one.stage + 1]):
            continue
        if one.holder != who and mine >= own:
            continue
        out["taken"] += one.holder >= 0 and one.holder != who
        out["acts"] += 1
        one.holder = who
        if done:
            _next_stage(dice, deals, one, out)
        one.left -= 1
        one.due = day + 1 + round(dice.expovariate(1 / ANSWER_DAYS))
        one.hold = one.due + hold
        return


def _next_stage(dice: random.Random, deals: list[Played], one: Played, out: Counter[str]) -> None:
    one.stage += 1
    one.left = 1 + round(dice.expovariate(1 / (ACTS_OF_STAGE - 1)))
    if one.stage == STAGES:
        out["won"] += 1
        deals.remove(one)
    elif one.stage and dice.random() < LOST_IN_STAGE:
        out["lost"] += 1
        deals.remove(one)


def _table(title: str, rows: list[tuple[str, float, int]], runs: int) -> None:
    print(f"\n{title}\nworld | value | won a year | deals in progress | lost late | stuck | taken")
    year, days = 250 / (DAYS - WARM), DAYS - WARM
    for world, acts, arrivals in WORLDS:
        for name, times, hold in rows:
            found = [played(random.Random(n), times, hold, acts, arrivals) for n in range(runs)]
            won = [one["won"] * year for one in found]
            spread = 1.96 * statistics.stdev(won) / runs**0.5
            late, stuck, taken = (
                statistics.mean(one[code] * year for one in found)
                for code in ("late", "stuck", "taken")
            )
            wip = statistics.mean(one["wip"] / days for one in found)
            print(
                f"{world} | {name} | {statistics.mean(won):.0f} ± {spread:.0f} | {wip:.0f} "
                f"| {late:.0f} | {stuck:.0f} | {taken:.0f}"
            )


# ---- weights of signals


def _board(dice: random.Random, now: datetime) -> list[DealFacts]:
    """Return forty random deals, a third of them with one to three signals of two weeks."""
    kinds = list(SIGNAL_KINDS)
    found = []
    for n in range(40):
        signals = tuple(
            SignalFacts(dice.choice(kinds), now - timedelta(days=dice.uniform(0, 14)))
            for _ in range(dice.choice((0, 0, 1, 2, 3)))
        )
        found.append(
            DealFacts(
                id=UUID(int=n),
                position=dice.randrange(STAGES),
                ready=False,
                half="doing",
                holder=1,
                hold_until=now + timedelta(days=2),
                next_at=now,
                age_days=dice.randrange(1, 90),
                room=True,
                value=dice.uniform(1_000, 90_000),
                chance=0.3,
                sle_days=60,
                remaining_days=20,
                signals=signals,
            )
        )
    return found


def _strength(deal: DealFacts, now: datetime, times: float, half_life: float) -> float:
    days = [(s, (now - s.at) / timedelta(days=1)) for s in deal.signals]
    return sum(times * SIGNAL_KINDS[s.kind].weight * 2 ** (-age / half_life) for s, age in days)


def _weights(runs: int) -> None:
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)
    variants = {
        "weights × ½": (0.5, 5.0),
        "weights × 2": (2.0, 5.0),
        "half-life 2.5 days": (1.0, 2.5),
        "half-life 10 days": (1.0, 10.0),
        "no signals": (0.0, 5.0),
    }
    print("\nvariant | deals that change the class | boards with another first deal")
    boards = [_board(random.Random(seed), now) for seed in range(runs * 10)]
    for name, (times, half_life) in variants.items():
        moved = other = 0
        for deals in boards:
            there = [_strength(one, now, times, half_life) >= 1 for one in deals]
            moved += sum(
                new != (pull_strength(one.signals, now) >= 1)
                for one, new in zip(deals, there, strict=True)
            )
            changed = [
                replace(one, signals=(), must_start=new)
                for one, new in zip(deals, there, strict=True)
            ]
            other += order(changed, now, 1)[0].deal != order(deals, now, 1)[0].deal
        print(
            f"{name} | {100 * moved / len(boards) / 40:.0f} % | {100 * other / len(boards):.0f} %"
        )


def main() -> int:
    """Print the three tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    runs = parser.parse_args().runs
    limits = [("× ½", 0.5, 3), ("× 1", 1.0, 3), ("× 1½", 1.5, 3), ("× 2", 2.0, 3), ("none", 0.0, 3)]
    _table("Limits, beside the start values", limits, runs)
    holds = [(f"{days} days", 1.0, days) for days in (0, 1, 3, 5, 10, 60)]
    _table("Hold after the next date", holds, runs)
    _weights(runs)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
