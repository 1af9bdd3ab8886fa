"""Contact chance by round and hour, and minutes of a claim.

Plain Python without Django, clock or I/O.

Start values apply until the organization's own rates are measured (scoring). Both go into the
index: q_k · … / d_k, and m(hour) where lanes are compared.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

# Chance of contact by round: the first from the simulated world of the plan, then the hazard
# relative to it, from 41,188 clients of a bank's campaigns (Moro, Cortez, Rita 2014).
FIRST_CONTACT = 0.42
HAZARD = (1.0, 0.92, 0.79, 0.58, 0.43, 0.40)
TALK_MINUTES = 6.3
NO_ANSWER_MINUTES = 1.5
# bounds of every measured value
CONTACT_BOUNDS = (0.02, 0.95)
TALK_BOUNDS = (0.5, 60.0)
NO_ANSWER_BOUNDS = (0.1, 15.0)
HOUR_BOUNDS = (0.7, 1.4)
STAGE_BOUNDS = (0.2, 5.0)
HOURS = 24


@dataclass(frozen=True, slots=True)
class Rates:
    """Chance of contact by round, minutes of a claim, and the factor of each local hour.

    The chance is 0–1; the last one holds for later rounds. Minutes are those of a claim with
    contact and of one without. m is the contact rate of a local hour relative to the mean: 24
    values, or empty for no difference.
    """

    contact: tuple[float, ...]
    talk: float
    no_answer: float
    hours: tuple[float, ...] = ()
    # chance of contact by touch of nurtured leads, 0–1; the last one holds for later touches
    touches: tuple[float, ...] = ()
    # factor on the chance of a nurtured lead, by the disposition of its plan; 1 for others
    stages: tuple[tuple[str, float], ...] = ()


# Start values of nurtured leads, until measured: the factors; contact as of first rounds.
STAGES = (("quote_sent", 1.5), ("thinking", 1.0), ("later", 0.7))
TOUCHES = tuple(FIRST_CONTACT * by for by in HAZARD)
START = Rates(
    tuple(FIRST_CONTACT * by for by in HAZARD),
    TALK_MINUTES,
    NO_ANSWER_MINUTES,
    touches=TOUCHES,
    stages=STAGES,
)


class UnreadableRates(ValueError):
    """Error: the stored figures are no rates, or out of bounds."""


def contact_chance(round: int, rates: Rates = START) -> float:
    """Return q_k: the chance of contact in round k ≥ 1."""
    return rates.contact[min(round, len(rates.contact)) - 1]


def minutes(round: int, rates: Rates = START) -> float:
    """Return d_k: the expected minutes of round k."""
    q = contact_chance(round, rates)
    return q * rates.talk + (1 - q) * rates.no_answer


def hour_factor(rates: Rates, zones: Sequence[str], now: datetime) -> float:
    """Return m (> 0) of people in these zones now; the mean where their clocks differ."""
    if not rates.hours or not zones:
        return 1.0
    return math.fsum(rates.hours[now.astimezone(_zone(zone)).hour] for zone in zones) / len(zones)


def inside(value: float, bounds: tuple[float, float]) -> float:
    """Return the value, or the bound that it exceeds."""
    return min(max(value, bounds[0]), bounds[1])


def written(rates: Rates) -> str:
    """Return the rates in their stored form."""
    found = {
        "contact": rates.contact,
        "talk": rates.talk,
        "no_answer": rates.no_answer,
        "hours": rates.hours,
        "touches": rates.touches,
        "stages": rates.stages,
    }
    return json.dumps(found)


@lru_cache(maxsize=64)
def read(text: str) -> Rates:
    """Return the rates that `written` wrote. Raise UnreadableRates for anything else."""
    try:
        found = json.loads(text)
        rates = Rates(
            contact=tuple(_number(q, CONTACT_BOUNDS) for q in found["contact"]),
            talk=_number(found["talk"], TALK_BOUNDS),
            no_answer=_number(found["no_answer"], NO_ANSWER_BOUNDS),
            hours=tuple(_number(m, HOUR_BOUNDS) for m in found["hours"]),
            # absent from figures of version 0.1
            touches=tuple(_number(q, CONTACT_BOUNDS) for q in found.get("touches") or TOUCHES),
            stages=tuple(
                (str(code), _number(by, STAGE_BOUNDS)) for code, by in found.get("stages") or STAGES
            ),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableRates("These are no rates.") from error
    if len(rates.contact) != len(HAZARD) or len(rates.hours) not in {0, HOURS}:
        raise UnreadableRates("These are rates of other rounds or hours.")
    return rates


def rates_in(figures: str | None) -> Rates:
    """Return the rates of a stored text, or the start values without a readable one.

    An unreadable text must not stop pulls.
    """
    try:
        return read(figures) if figures else START
    except UnreadableRates:
        return START


def _number(value: object, bounds: tuple[float, float]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(value)
    if not bounds[0] <= value <= bounds[1]:  # false for NaN too
        raise ValueError(value)
    return float(value)


@lru_cache(maxsize=512)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
