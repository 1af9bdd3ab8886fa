"""By which rule a pull picks, and what its receipt keeps of the choice. PURE.

Most pulls take the best. A tenth, by coin and not every n-th, take what the order would leave
lying: the oldest untouched, the one tried longest ago, and a lead sampled by lot when it came in.
Nothing starves, whatever arrives later, and the sampled cards are the only data that the order
has not chosen: from them, decay and calibration can be measured.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from pullahead.compliance.rules import NumberRow
from pullahead.pull.rules import Card

EXPLORATION = 0.10  # share of pulls, by coin
DRAWN_ONE_IN = 40
HEADS_KEPT = 20
AGED = timedelta(days=30)


class Rule(StrEnum):
    """How a card is picked."""

    BEST = "best"
    OLDEST = "oldest"  # untouched, and here for longest
    LONGEST = "longest"  # tried, the first time longest ago
    RANDOM = "random"  # sampled when it came in, untouched


# the exploration's points in ten
_SHARES = ((Rule.OLDEST, 0.5), (Rule.LONGEST, 0.3), (Rule.RANDOM, 0.2))


@dataclass(frozen=True, slots=True)
class Picked:
    """A card, the rule that picked it, and the (lane, key) of the heads that were compared."""

    card: Card
    heads: Sequence[tuple[int, float]] = ()
    rule: Rule = Rule.BEST
    # what is known of its numbers; None: it was not read with the card
    numbers: Sequence[NumberRow] | None = None


def rule_for(coin: float, exploration: float = EXPLORATION) -> tuple[Rule, float]:
    """The rule that a coin in [0, 1) falls on, and how often it does."""
    at = 0.0
    for rule, share in _SHARES:
        at += share * exploration
        if coin < at:
            return rule, round(share * exploration, 6)
    return Rule.BEST, round(1 - exploration, 6)


def sampled(lead_id: UUID) -> bool:
    """Whether this lead is one of the 1 in 40 sampled by lot: by its id's random end."""
    return lead_id.int % DRAWN_ONE_IN == 0


def in_order(
    heads: Mapping[int, float], offers: Sequence[tuple[int, float]]
) -> list[tuple[int, float]]:
    """(lane, key) of the heads, the best first, as many as a receipt keeps."""
    plus = dict(offers)
    best = sorted(heads.items(), key=lambda h: (-(h[1] + plus[h[0]]), h[0]))
    return best[:HEADS_KEPT]


def terms(
    heads: Sequence[tuple[int, float]], offers: Sequence[tuple[int, float]]
) -> list[list[float]]:
    """[lane, key, what the lane adds] of each head that was compared, for the receipt."""
    plus = dict(offers)
    return [[lane, round(key, 4), round(plus[lane], 4)] for lane, key in heads]


def service_class(*, promised: bool, tried: bool, asked_at: datetime, now: datetime) -> str:
    """What kind of work a lead is: callback, fresh, follow-up, aged. Derived, never stored."""
    if promised:
        return "callback"
    if now - asked_at >= AGED:
        return "aged"
    return "follow-up" if tried else "fresh"


def seen(
    picked: Picked,
    *,
    offers: Sequence[tuple[int, float]],
    coin: tuple[Rule, float],
    wait_estimate: timedelta,
) -> dict[str, Any]:
    """What a receipt says of the choice, without the card's place."""
    fell_on, probability = coin
    found: dict[str, Any] = {
        "lanes_open": len(offers),
        "probability": probability,
        "wait_h": round(wait_estimate.total_seconds() / 3600, 4),
        "heads": terms(picked.heads, offers),
        "gate": {"active": True, "holding": False},
    }
    if picked.rule != fell_on:
        found["instead_of"] = fell_on.value  # nothing was there by that rule, or a callback waited
    return found
