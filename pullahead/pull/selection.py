"""Selection rule of a pull, and the part of the choice that its receipt stores.

Plain Python without Django, clock or I/O.

Most pulls take the best card. A tenth are explorations, chosen at random and not every n-th. They
take the oldest untouched card, the one tried longest ago, or a lead from the random sample. Nothing
starves, whatever arrives later. The sampled cards are the only data free of the order's choice:
they measure decay and calibration.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.compliance.rules import SHIPPED, NumberFacts, NumberRow, RuleSet
from pullahead.pull.contact_rates import Rates
from pullahead.pull.order_rules import Ordering, OrderTrial
from pullahead.pull.ranking import RankingInputs, contact_chance, curve_of, minutes, nurtured
from pullahead.pull.rules import Card

EXPLORATION = 0.10  # share of pulls, by coin
DRAWN_ONE_IN = 40
HEADS_KEPT = 20
AGED = timedelta(days=30)


class Rule(StrEnum):
    """Rule by which a card is picked."""

    BEST = "best"
    OLDEST = "oldest"  # untouched, earliest arrival
    LONGEST = "longest"  # attempted, earliest first attempt
    RANDOM = "random"  # in the sample, untouched
    FIFO = "fifo"  # in place of the best, in a block of an experiment
    LIFO = "lifo"


# orders of experiments that compare no keys
_ORDERS = {Ordering.FIFO: Rule.FIFO, Ordering.LIFO: Rule.LIFO}

# shares of exploration in tenths
_SHARES = ((Rule.OLDEST, 0.5), (Rule.LONGEST, 0.3), (Rule.RANDOM, 0.2))


@dataclass(frozen=True, slots=True)
class Picked:
    """Picked card, its rule, and the (lane, key) of the heads that were compared."""

    card: Card
    heads: Sequence[tuple[int, float]] = ()
    rule: Rule = Rule.BEST
    own_callback: bool = False  # a due callback of the agent who pulls
    # facts about its numbers; None: not read with the card
    numbers: Sequence[NumberRow] | None = None
    # its lead's value, chance and decay; None where the store does not know them
    worth: RankingInputs | None = None
    model: int | None = None  # version of the scoring model behind the chance


@dataclass(frozen=True, slots=True)
class PullTerms:
    """Terms of a pulled lead at the pull, as its receipt stores them for measures."""

    value: float  # v
    chance: float  # p, of a sale after a contact
    contact: float  # q_k, of a contact in this round
    decay: float  # f(a): interest left at the lead's age
    minutes: float  # d_k, expected
    service_class: str
    model_version: int | None = None  # None: the source's start value
    rates_version: int | None = None  # None: the start values


@dataclass(frozen=True, slots=True)
class PickFacts:
    """Facts of the picked card that are read again."""

    opted_out: bool
    numbers: tuple[NumberFacts, ...]
    zone: str
    # without a number: it can be written to
    mailable: bool = False
    limits: RuleSet = SHIPPED


def rule_for(coin: float, exploration: float = EXPLORATION) -> tuple[Rule, float]:
    """Return the rule for a coin in [0, 1), and how often it applies."""
    at = 0.0
    for rule, share in _SHARES:
        at += share * exploration
        if coin < at:
            return rule, round(share * exploration, 6)
    return Rule.BEST, round(1 - exploration, 6)


def usual_rule(trial: OrderTrial | None) -> Rule:
    """Return the rule of a pull that is no exploration."""
    return _ORDERS.get(trial.ordering, Rule.BEST) if trial else Rule.BEST


def sampled(lead_id: UUID) -> bool:
    """Return whether this lead is in the 1-in-40 sample: by its id's random end."""
    return lead_id.int % DRAWN_ONE_IN == 0


def in_order(
    heads: Mapping[int, float], offers: Sequence[tuple[int, float]]
) -> list[tuple[int, float]]:
    """Return (lane, key) of the heads, the best first, as many as a receipt stores."""
    plus = dict(offers)
    best = sorted(heads.items(), key=lambda h: (-(h[1] + plus[h[0]]), h[0]))
    return best[:HEADS_KEPT]


def reason(picked: Picked) -> str:
    """Return why this card was picked, as its claim and receipt store it."""
    if picked.own_callback:
        return "own_callback" if picked.card.due_at else "own_touch"
    return "callback" if picked.card.due_at else picked.rule.value


def terms(
    heads: Sequence[tuple[int, float]], offers: Sequence[tuple[int, float]]
) -> list[list[float]]:
    """Return [lane, key, lane's addition] of each compared head, for the receipt."""
    plus = dict(offers)
    return [[lane, round(key, 4), round(plus[lane], 4)] for lane, key in heads]


def service_class(
    *, callback: bool, tried: bool, asked_at: datetime, now: datetime, nurtured: bool = False
) -> str:
    """Return a lead's class: callback, fresh, follow-up, aged. Derived, never stored."""
    if callback:
        return "callback"
    if nurtured:
        return "follow-up"
    if now - asked_at >= AGED:
        return "aged"
    return "follow-up" if tried else "fresh"


def terms_of(
    picked: Picked, *, rates: Rates, version: int | None, now: datetime
) -> PullTerms | None:
    """Return the terms of a picked card's lead; None where the store does not know them."""
    card = picked.card
    if picked.worth is None:
        return None
    worth = nurtured(replace(picked.worth, rates=rates), card)
    age = (now - worth.asked_at).total_seconds()
    kind = service_class(
        callback=card.due_at is not None,
        tried=card.first_at is not None,
        asked_at=picked.worth.asked_at,
        now=now,
        nurtured=bool(card.stage),
    )
    return PullTerms(
        value=worth.value,
        chance=worth.chance,
        contact=contact_chance(card.round, worth.rates),
        decay=math.exp(curve_of(worth).left(age)),
        minutes=minutes(card.round, worth.rates),
        service_class=kind,
        model_version=picked.model,
        rates_version=version,
    )


def seen(
    picked: Picked,
    *,
    offers: Sequence[tuple[int, float]],
    coin: tuple[Rule, float],
    wait_estimate: timedelta,
    trial: OrderTrial | None = None,
) -> dict[str, Any]:
    """Return the receipt's facts of the choice, without the card's position."""
    fell_on, probability = coin
    found: dict[str, Any] = {
        "lanes_open": len(offers),
        "probability": probability,
        "wait_h": round(wait_estimate.total_seconds() / 3600, 4),
        "heads": terms(picked.heads, offers),
        "gate": {"active": True, "holding": False},
    }
    if fell_on == Rule.LONGEST and probability >= 1:
        found["gate"]["throttled"] = True  # by standing, while fresh leads are scarce
    if trial is not None:
        found["trial"] = trial.seen
    if picked.rule != fell_on:
        found["instead_of"] = fell_on.value  # no card by that rule, or a callback waited
    return found
