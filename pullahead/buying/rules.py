"""Roles, stances, the stake of a moment of truth, and the words that tables may hold. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ROLES = ("initiator", "user", "influencer", "approver", "buyer", "gatekeeper")
# how much a member works for us, from the best; the sign is what a page shows and a pad reads
STANCES: Mapping[str, str] = {
    "mobilizer": "++",
    "for": "+",
    "neutral": "0",
    "against": "-",
    "blocker": "--",
}
STANCE_OF: Mapping[str, str] = {sign: stance for stance, sign in STANCES.items()}
OPPOSED = frozenset(("against", "blocker"))
JOBS = (
    "problem",
    "exploration",
    "requirements",
    "selection",
    "validation",
    "consensus",
)
JOB_MARKS = ("open", "done", "reopened")
SCENARIO_STATES = ("watching", "happened", "dropped")
MODES = ("cap_do", "pdca")
JUDGED = ("met", "beaten", "missed")
STALE_DAYS = 60  # after them a stance is not believed any more

# Start values of judgment, to be checked against the moments that were missed.
DOUBT: Mapping[str, Decimal] = {
    "": Decimal(1),
    "against": Decimal("0.9"),
    "neutral": Decimal("0.8"),
    "blocker": Decimal("0.6"),
    "for": Decimal("0.3"),
    "mobilizer": Decimal("0.2"),
}
AFTER_A_MISS = Decimal("1.5")
NO_PATH = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Attendee:
    """A member who takes part in a moment of truth, as the stake reads them."""

    name: str
    hops: int | None  # to the nearest member who decides or approves; None: no path is known
    stance: str = ""
    missed: bool = False  # the last moment with them was missed


@dataclass(frozen=True, slots=True)
class Stake:
    """Money at stake in a moment of truth, with the factors that it is the product of."""

    amount: Decimal
    value: Decimal
    chance: Decimal
    reach: Decimal
    doubt: Decimal
    because_of: str


def reach_of(hops: int | None) -> Decimal:
    """Return the reach of a member: half for each link to a member who decides or approves."""
    return NO_PATH if hops is None else Decimal(1) / 2**hops


def doubt_of(stance: str, *, missed: bool) -> Decimal:
    """Return how open the result with a member is; a miss raises it, up to one."""
    found = DOUBT[stance]
    return min(Decimal(1), found * AFTER_A_MISS) if missed else found


def stake_of(value: Decimal | None, chance: float, present: Collection[Attendee]) -> Stake | None:
    """Return the greatest stake of those present; None without a value or a member."""
    if value is None or not present:
        return None
    factors = [
        (reach_of(one.hops), doubt_of(one.stance, missed=one.missed), one.name) for one in present
    ]
    reach, doubt, name = max(factors, key=lambda found: (found[0] * found[1], found[2]))
    likely = Decimal(str(round(chance, 4)))
    amount = value * likely * reach * doubt
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return Stake(cents, value, likely, reach, doubt, name)


def next_mark(last: str) -> str:
    """Return the mark that a press gives a buying job: done, then reopened, then done again."""
    return "reopened" if last == "done" else "done"
