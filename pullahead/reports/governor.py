"""Buying governor: leads a day and highest price of each source, so that the floor can work.

Plain Python without Django, clock or I/O.

Highest price = value × P(win | worked at the resulting load) × margin − cost of its work minutes.
A plan moves a source by at most STEP at a time. What exceeds the floor's capacity is cut where a
minute of work earns least.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pullahead.reports.capacity import load as load_of
from pullahead.reports.marginal_return import Advice, MarginalReturn

STEP = 0.3
TARGET_LOAD = 0.9
ROUNDS = 4


class AdviceReason(StrEnum):
    """Reasons of the advice."""

    RETURN = "return"  # the interval of the marginal return is on one side of 1
    PRICE = "price"  # the price paid is above the interval of the highest price
    CAPACITY = "capacity"  # the floor cannot work more
    UNKNOWN = "unknown"  # the figures do not tell


@dataclass(frozen=True, slots=True)
class LeadWorth:
    """Profit of one lead at the load of the past: value × margin × P(win), with 90 % interval.

    `low` and `high` are None for start values without any leads to measure.
    """

    profit: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class BuyingFacts:
    """Facts of one source."""

    id: int
    leads_a_day: float  # expected at the present spend, the mean of all days
    delivers: float  # share of the days on which it delivers, above 0
    work: float  # minutes of one lead
    worth: LeadWorth
    price: float | None  # paid for a lead; None: not known
    returns: MarginalReturn
    # mean interest left at the first attempt at a load, relative to that which the worth is of
    interest: Callable[[float], float]


@dataclass(frozen=True, slots=True)
class SourcePlan:
    """Plan of one source: leads on a day that it delivers, highest price, and the advice."""

    id: int
    advice: Advice
    reason: AdviceReason
    leads_a_day: int
    now_a_day: float
    highest_price: float
    lowest: float | None  # 90 % interval of the highest price
    highest: float | None
    price: float | None
    returns: MarginalReturn


@dataclass(frozen=True, slots=True)
class BuyingPlan:
    """Plans of all sources, and the load of the floor now and under the plan."""

    sources: tuple[SourcePlan, ...]
    load_now: float | None
    load: float | None


def govern(
    sources: Sequence[BuyingFacts],
    *,
    minutes_a_day: float,
    minute_cost: float,
) -> BuyingPlan:
    """Return the plan; `minutes_a_day` is staffed minutes × attainable occupancy."""
    load_now = load_of(_work(sources, [one.leads_a_day for one in sources]), minutes_a_day)
    at = min(load_now, TARGET_LOAD) if load_now is not None else TARGET_LOAD
    wanted = [one.leads_a_day for one in sources]
    for _ in range(ROUNDS):
        steps = [_step(_advice(one, at, minute_cost)[0]) for one in sources]
        wished = [one.leads_a_day * step for one, step in zip(sources, steps, strict=True)]
        wanted = _cut(sources, wished, minutes_a_day, at, minute_cost)
        reached = load_of(_work(sources, wanted), minutes_a_day)
        at = min(reached, TARGET_LOAD) if reached is not None else TARGET_LOAD
    plans = tuple(
        _plan(one, leads, at, minute_cost) for one, leads in zip(sources, wanted, strict=True)
    )
    work = _work(sources, wanted)
    return BuyingPlan(plans, load_now, load_of(work, minutes_a_day))


def highest_price(profit: float, work: float, minute_cost: float) -> float:
    """Return the profit of a lead less the cost of its work, at least 0."""
    return max(0.0, profit - work * minute_cost)


def _work(sources: Sequence[BuyingFacts], leads: Sequence[float]) -> float:
    return math.fsum(one.work * n for one, n in zip(sources, leads, strict=True))


def _step(advice: Advice) -> float:
    return {Advice.MORE: 1 + STEP, Advice.LESS: 1 - STEP}.get(advice, 1.0)


def _advice(one: BuyingFacts, load: float, minute_cost: float) -> tuple[Advice, AdviceReason]:
    """Return the advice without regard to capacity.

    Of a source with falling returns the last lead earns less than the mean one. A price above the
    mean lead's worth, beyond chance, is therefore too much for the last one too.
    """
    if one.price is not None and one.worth.high is not None:
        ceiling = highest_price(one.worth.high * one.interest(load), one.work, minute_cost)
        if one.price > ceiling:
            return Advice.LESS, AdviceReason.PRICE
    advice = one.returns.advice
    return advice, AdviceReason.UNKNOWN if advice == Advice.HOLD else AdviceReason.RETURN


def _cut(
    sources: Sequence[BuyingFacts],
    wished: Sequence[float],
    minutes_a_day: float,
    load: float,
    minute_cost: float,
) -> list[float]:
    """Return the leads a day that fit, the best use of a minute first."""

    def earns(i: int) -> float:
        one = sources[i]
        paid = one.price or 0.0
        return (one.worth.profit * one.interest(load) - paid - one.work * minute_cost) / one.work

    left, found = minutes_a_day * TARGET_LOAD, [0.0] * len(sources)
    for i in sorted(range(len(sources)), key=lambda i: (-earns(i), sources[i].id)):
        found[i] = min(wished[i], max(0.0, left) / sources[i].work)
        left -= found[i] * sources[i].work
    return found


def _whole(leads: float, advice: Advice, reason: AdviceReason) -> int:
    """Round to whole leads; a source is cut only where the advice or the capacity says so."""
    if advice == Advice.LESS or reason == AdviceReason.CAPACITY:
        return math.floor(leads + 1e-6)
    return math.ceil(leads - 1e-6)


def _plan(
    one: BuyingFacts,
    leads: float,
    load: float,
    minute_cost: float,
) -> SourcePlan:
    advice, reason = _advice(one, load, minute_cost)
    if leads < one.leads_a_day * _step(advice) - 1e-9:
        reason = AdviceReason.CAPACITY if advice != Advice.LESS else reason
        fewer = leads < one.leads_a_day - 1e-9
        advice = Advice.LESS if fewer else Advice.HOLD
    left = one.interest(load)

    def price(profit: float | None) -> float | None:
        return None if profit is None else highest_price(profit * left, one.work, minute_cost)

    return SourcePlan(
        id=one.id,
        advice=advice,
        reason=reason,
        leads_a_day=_whole(leads / one.delivers, advice, reason),
        now_a_day=one.leads_a_day / one.delivers,
        highest_price=highest_price(one.worth.profit * left, one.work, minute_cost),
        lowest=price(one.worth.low),
        highest=price(one.worth.high),
        price=one.price,
        returns=one.returns,
    )
