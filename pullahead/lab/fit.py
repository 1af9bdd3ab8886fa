"""Worlds from facts of a real floor: posterior draws of every figure, not one number.

Each figure has a weak prior, so that a small floor gives wide draws. The fitted world has one kind
of leads and no spread of reach: its chances by attempt are those after earlier attempts failed,
which include the spread. Decay is fitted on first attempts. Where enough of them were drawn at
random by spot checks, only those count: the ranking calls leads early that it expects to reach.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import fmean, stdev

from pullahead.lab.world import DecayPart, FloorPeople, FloorWorld, Handling, Segment

ROUNDS = 6
RANDOM_NEEDED = 300  # first attempts of the random part, from which only these measure the decay
MINUTES_NEEDED = 10
# priors of the decay: ln hours of the fast and the slow half-life, log-odds of the fast share
FAST, SLOW, SHARE = (math.log(1.0), 1.3), (math.log(120.0), 1.0), (0.0, 1.5)
LEVEL = (-0.6, 1.0)  # log-odds of a contact at age 0
BURN_IN, THINNED = 1_500, 15
BINS_A_DECADE = 6
GRID = 120
PRIOR = 20.0  # attempts that the start value of a round is worth
DecayDraw = tuple[float, float, float]  # fast share, fast and slow half-life in hours


@dataclass(frozen=True, slots=True)
class FitAttempt:
    """First or later attempt before a contact: its round, the lead's age, result and minutes."""

    round: int
    age_hours: float
    reached: bool
    minutes: float | None = None
    random: bool = False  # drawn by a spot check of the random sample


@dataclass(frozen=True, slots=True)
class FittingFacts:
    """Facts of a period on a real floor."""

    weeks: float
    arrivals: tuple[int, ...]  # by hour of the week, from Monday 00:00 local
    attempts: tuple[FitAttempt, ...]
    people: int
    planned_days: int  # working days × people
    absent_days: int
    absent_spells: int
    leads_reached: int
    leads_won: int
    contacts_unsold: int
    callbacks: int
    callbacks_on_time: int
    callbacks_kept: int
    values: tuple[float, ...] = ()
    begins_hour: float = 9.0
    ends_hour: float = 18.0
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class FitInterval:
    """Median and 90 % interval of a figure over the draws."""

    name: str
    median: float
    low: float
    high: float


def fit(facts: FittingFacts, *, name: str, draws: int, seed: int = 1) -> list[FloorWorld]:
    """Return posterior draws of a floor's world."""
    dice = Random(seed)
    decays = decay_draws(_first(facts.attempts), draws, dice)
    known = FittedParts(
        [_cells(one for one in facts.attempts if one.round == k) for k in range(1, ROUNDS + 1)],
        {reached: _logs(_minutes(facts.attempts, reached)) for reached in (True, False)},
        _logs(facts.values),
    )
    return [_drawn(facts, known, decay, f"{name}-{n}", dice) for n, decay in enumerate(decays, 1)]


def decay_source(facts: FittingFacts) -> str:
    """Return which first attempts measure the decay: `random`, or `all`, chosen by the ranking."""
    drawn = sum(one.random for one in facts.attempts if one.round == 1)
    return "random" if drawn >= RANDOM_NEEDED else "all"


def intervals(worlds: Sequence[FloorWorld]) -> tuple[FitInterval, ...]:
    """Return median and 90 % interval of each figure."""
    figures: dict[str, Callable[[FloorWorld], float]] = {
        "leads a week": lambda w: w.arrivals.leads_per_week,
        **{f"chance of contact, attempt {k + 1}": _round(k) for k in range(ROUNDS)},
        **{f"interest left after {hours} h": _left_after(hours) for hours in (1, 4, 24, 72)},
        "minutes of a contact": lambda w: w.handling.contact_minutes,
        "minutes without a contact": lambda w: w.handling.no_contact_minutes,
        "absent share": lambda w: w.people.absent_share,
        "chance of a sale given contact": lambda w: w.sale.chance_mean,
        "callbacks, share of contacts without a sale": lambda w: w.callbacks.share,
        "callbacks kept": lambda w: w.callbacks.kept_share,
    }
    return tuple(_interval(name, [of(world) for world in worlds]) for name, of in figures.items())


def _round(k: int) -> Callable[[FloorWorld], float]:
    return lambda world: world.contact.by_round[k]


def _left_after(hours: float) -> Callable[[FloorWorld], float]:
    return lambda world: world.segments[0].left(hours)


def _interval(name: str, values: Iterable[float]) -> FitInterval:
    there = sorted(values)
    at = [there[min(int(q * len(there)), len(there) - 1)] for q in (0.5, 0.05, 0.95)]
    return FitInterval(name, *at)


def _first(attempts: Iterable[FitAttempt]) -> list[FitAttempt]:
    first = [one for one in attempts if one.round == 1]
    drawn = [one for one in first if one.random]
    return drawn if len(drawn) >= RANDOM_NEEDED else first


# ---- one draw


def _drawn(
    facts: FittingFacts, known: FittedParts, decay: DecayDraw, name: str, dice: Random
) -> FloorWorld:
    parts = _parts(decay)
    segment = Segment("measured", 1.0, parts, "even", max(_half_life(parts), 0.1))
    base = FloorWorld(name, "Measured on your floor", (segment,))
    by_round = tuple(_level(cell, parts, k, dice) for k, cell in enumerate(known.cells))
    handling = _handling_drawn(known, base.handling, dice)
    hours = [dice.gammavariate(n + 0.05, 1.0) for n in facts.arrivals]
    sale = base.sale
    if known.values is not None:
        value, spread = known.values.drawn(dice)
        sale = replace(sale, value_mean=value, value_sd=spread)
    return replace(
        base,
        note=f"Measured weeks: {facts.weeks:.0f}. Attempts: {len(facts.attempts)}.",
        arrivals=replace(
            base.arrivals, leads_per_week=math.fsum(hours) / facts.weeks, hour_weights=tuple(hours)
        ),
        shifts=replace(
            base.shifts,
            weekdays=facts.weekdays,
            begins_hour=facts.begins_hour,
            ends_hour=facts.ends_hour,
        ),
        people=_people_drawn(facts, base.people, dice),
        contact=replace(base.contact, by_round=by_round, reach_sd=0.0),
        sale=replace(
            sale,
            chance_mean=min(max(_beta(facts.leads_won, facts.leads_reached, dice), 1e-4), 0.99),
        ),
        handling=handling,
        callbacks=replace(
            base.callbacks,
            share=_beta(facts.callbacks, facts.contacts_unsold, dice),
            kept_share=_beta(facts.callbacks_kept, facts.callbacks_on_time, dice),
        ),
    )


def _people_drawn(facts: FittingFacts, folk: FloorPeople, dice: Random) -> FloorPeople:
    spell = facts.absent_days / facts.absent_spells if facts.absent_spells else 1.0
    # days of one spell are one event
    share = _beta(facts.absent_days / spell, facts.planned_days / spell, dice)
    return replace(
        folk,
        count=max(facts.people, 1),
        absent_share=min(share, 0.9),
        absent_spell_days=max(spell, 1.0),
    )


def _beta(successes: float, trials: float, dice: Random) -> float:
    return dice.betavariate(successes + 0.5, max(trials - successes, 0.0) + 0.5)


@dataclass(frozen=True, slots=True)
class LogNormal:
    """Number, mean and spread of the logarithms of measured values."""

    n: int
    mean: float
    spread: float

    def drawn(self, dice: Random) -> tuple[float, float]:
        """Return a draw of the mean of the values, and of the spread, under a flat prior."""
        half = (self.n - 1) / 2
        spread = self.spread * math.sqrt(half / dice.gammavariate(half, 1))
        middle = dice.gauss(self.mean, spread / math.sqrt(self.n))
        return math.exp(middle + spread**2 / 2), spread


@dataclass(frozen=True, slots=True)
class FittedParts:
    """Facts in the form that each draw needs: attempts by age, minutes, values."""

    cells: list[list[Cell]]  # of each round
    minutes: dict[bool, LogNormal | None]  # with and without a contact
    values: LogNormal | None


def _logs(values: Iterable[float]) -> LogNormal | None:
    logs = [math.log(value) for value in values if value > 0]
    if len(logs) < MINUTES_NEEDED:
        return None
    return LogNormal(len(logs), fmean(logs), stdev(logs))


def _minutes(attempts: Iterable[FitAttempt], reached: bool) -> Iterable[float]:
    return (one.minutes for one in attempts if one.minutes and one.reached is reached)


def _handling_drawn(known: FittedParts, handling: Handling, dice: Random) -> Handling:
    """Return drawn means and spreads of both kinds of minutes; start values of too few claims."""
    if (talk := known.minutes[True]) is not None:
        mean, spread = talk.drawn(dice)
        handling = replace(handling, contact_minutes=mean, contact_sd=spread)
    if (ring := known.minutes[False]) is not None:
        mean, spread = ring.drawn(dice)
        handling = replace(handling, no_contact_minutes=mean, no_contact_sd=spread)
    return handling


# ---- contact and decay


@dataclass(slots=True)
class Cell:
    """Attempts at about one age."""

    age_hours: float
    n: int
    reached: int


def _cells(attempts: Iterable[FitAttempt]) -> list[Cell]:
    """Return the attempts by age: a few bins for each factor of ten."""
    bins: defaultdict[int, list[FitAttempt]] = defaultdict(list)
    for one in attempts:
        age = max(one.age_hours, 1 / 60)
        bins[math.floor(BINS_A_DECADE * math.log10(age))].append(one)
    return [
        Cell(
            math.exp(fmean(math.log(max(one.age_hours, 1 / 60)) for one in there)),
            len(there),
            sum(one.reached for one in there),
        )
        for _, there in sorted(bins.items())
    ]


def decay_draws(first: Sequence[FitAttempt], count: int, dice: Random) -> list[DecayDraw]:
    """Return posterior draws of the decay (Metropolis, on binned first attempts)."""
    cells = _cells(first)
    at = [LEVEL[0], SHARE[0], FAST[0], SLOW[0]]
    steps = [0.35, 0.9, 0.8, 0.6]
    score, found = _posterior(at, cells), []
    for n in range(BURN_IN + count * THINNED):
        # one coordinate at a time, now and then all
        moved = list(at)
        for i in (n % 4,) if n % 3 else range(4):
            moved[i] += dice.gauss(0, steps[i])
        new = _posterior(moved, cells)
        taken = math.log(dice.random() or 1e-300) < new - score
        if taken:
            at, score = moved, new
        if n < BURN_IN and n % 3:
            steps[n % 4] *= 1.05 if taken else 0.96
        elif n >= BURN_IN and (n - BURN_IN) % THINNED == THINNED - 1:
            found.append((_logistic(at[1]), math.exp(at[2]), math.exp(at[3])))
    return found


def _posterior(at: Sequence[float], cells: Sequence[Cell]) -> float:
    level, share, fast, slow = at
    if not -6 < fast < slow < 9:
        return -math.inf
    found = 0.0
    for value, (middle, spread) in zip(at, (LEVEL, SHARE, FAST, SLOW), strict=True):
        found -= ((value - middle) / spread) ** 2 / 2
    parts = _parts((_logistic(share), math.exp(fast), math.exp(slow)))
    return found + _likelihood(_logistic(level), parts, cells)


def _likelihood(chance: float, parts: Sequence[DecayPart], cells: Iterable[Cell]) -> float:
    found = 0.0
    for cell in cells:
        p = min(max(chance * _left(parts, cell.age_hours), 1e-9), 1 - 1e-9)
        found += cell.reached * math.log(p) + (cell.n - cell.reached) * math.log1p(-p)
    return found


def _level(cells: Sequence[Cell], parts: Sequence[DecayPart], k: int, dice: Random) -> float:
    """Return a draw of the chance of contact in round k + 1 at age 0, given a decay."""
    start = FloorWorld("", "", ()).contact.by_round[k]
    grid = [(n + 0.5) / GRID for n in range(GRID)]
    # a weak prior: some attempts as in the start values
    logs = [
        _likelihood(q, parts, cells) + PRIOR * (start * math.log(q) + (1 - start) * math.log1p(-q))
        for q in grid
    ]
    most = max(logs)
    return dice.choices(grid, [math.exp(one - most) for one in logs])[0]


def _parts(decay: DecayDraw) -> tuple[DecayPart, DecayPart]:
    share, fast, slow = decay
    return DecayPart(share, fast), DecayPart(1 - share, slow)


def _left(parts: Iterable[DecayPart], age_hours: float) -> float:
    return math.fsum(one.share * 2 ** (-age_hours / one.half_life_hours) for one in parts)


def _half_life(parts: Sequence[DecayPart]) -> float:
    """Return the hours after which half of the interest is left."""
    low, high = 1 / 60, max(one.half_life_hours for one in parts)
    for _ in range(50):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if _left(parts, middle) > 0.5 else (low, middle)
    return high


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-max(min(x, 35), -35)))
