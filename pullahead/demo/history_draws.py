"""Draw the past weeks of the demo floor: arrivals, calls, shifts. Pure except for `rng`.

The form brings leads that buy. *Lead Harbor* delivers more than the floor can work, since the floor
grew from two people to six. *QuickQuotes* sells few leads that buy, and most of its numbers of the
last week are bad.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from pullahead.demo import data, rota

DAY: Final = timedelta(days=1)
BAD_DAYS = 7
# leads of a day by weekday, relative to the usual day
WEEKDAYS: Final = (1.15, 1.1, 1.05, 1.0, 0.9, 0.55, 0.45)
# leads of a day by hour from 7:00 on
FROM_HOUR: Final = 7
HOURS: Final = (2, 4, 7, 9, 9, 8, 7, 7, 7, 7, 6, 6, 7, 7, 5, 2)
CONTACT: Final = (0.46, 0.38, 0.33, 0.28, 0.24, 0.2)  # by attempt
TOUCHED: Final = 0.6  # contact rate of a nurtured lead
TALK, NO_ANSWER = 6.0, 1.4  # minutes
UNREACHED: Final = {"no_answer": 50, "voicemail": 25, "busy": 10, "third_party": 10, "dropped": 5}
TOUCHES_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class SourceShape:
    """Figures of one source: leads on a usual day, and what becomes of those that are reached."""

    name: str
    leads: float
    wins: float  # share of reached leads that buy at once
    qualifies: float  # share that buys later, or not
    nurtures: float  # share that thinks it over
    value: int
    contact: float = 1.0  # factor of the contact rates
    bad: float = 0.05  # share of bad numbers; of the last week: `bad_now`
    bad_now: float = 0.05


@dataclass(frozen=True, slots=True)
class AgentStyle:
    """Manner of one agent: minutes relative to the usual, sales relative to the best."""

    tempo: float
    sells: float
    pause: float  # minutes between two calls


STYLES: Final = (
    AgentStyle(1.0, 0.95, 2.0),
    AgentStyle(0.8, 0.75, 1.2),
    AgentStyle(1.25, 1.0, 2.5),
    AgentStyle(0.9, 0.9, 1.5),
    AgentStyle(1.1, 0.6, 4.0),
    AgentStyle(1.0, 0.85, 2.0),
    AgentStyle(1.35, 0.9, 3.0),
)


@dataclass(frozen=True, slots=True)
class Fate:
    """Hidden facts of a lead: what its calls show one by one."""

    bad: bool
    answer: str  # won, qualified, nurture or no
    asks_for_callback: bool
    attempts_at_most: int  # a team lead closes it after so many without contact


@dataclass(frozen=True, slots=True)
class CallEnd:
    """The end of a call: a disposition and the minutes that it took."""

    code: str
    minutes: float
    reached: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """Working time of one agent on one day, with a lunch break."""

    agent: int
    style: AgentStyle
    begins: datetime
    ends: datetime
    lunch: datetime


def arrivals(rng: Random, shape: SourceShape, day: date, *, zone: ZoneInfo) -> list[datetime]:
    """Draw the moments of a day's leads."""
    mean = shape.leads * WEEKDAYS[day.weekday()]
    count = max(0, round(rng.gauss(mean, math.sqrt(mean))))
    hours = rng.choices(range(len(HOURS)), HOURS, k=count)
    return [
        datetime.combine(day, time(FROM_HOUR + hour, rng.randrange(60), rng.randrange(60)), zone)
        for hour in hours
    ]


def fate(rng: Random, shape: SourceShape, *, ago: int) -> Fate:
    """Draw the hidden facts of a lead."""
    answers = ("won", "qualified", "nurture", "no")
    shares = (shape.wins, shape.qualifies, shape.nurtures)
    return Fate(
        bad=rng.random() < (shape.bad_now if ago <= BAD_DAYS else shape.bad),
        answer=rng.choices(answers, (*shares, 1 - sum(shares)))[0],
        asks_for_callback=rng.random() < 0.15,
        attempts_at_most=rng.choices((3, 4, 5, 6), (45, 25, 15, 15))[0],
    )


def call_end(
    rng: Random,
    shape: SourceShape,
    style: AgentStyle,
    fate: Fate,
    *,
    tried: int,
    last: bool,
    touches: int,
    called_back: bool,
) -> CallEnd:
    """Draw the end of a call.

    `tried`: attempts before. `last`: only a final disposition is accepted without a contact.
    `touches`: contacts of its nurturing plan before. `called_back`: this call is a callback.
    """
    short = style.tempo * NO_ANSWER * rng.uniform(0.6, 1.5)
    if fate.bad:
        return CallEnd(rng.choice(("disconnected", "wrong_number")), short)
    chance = TOUCHED if touches else CONTACT[min(tried, len(CONTACT) - 1)] * shape.contact
    if rng.random() >= (0.85 if called_back else chance):
        code = rng.choices(list(UNREACHED), list(UNREACHED.values()))[0]
        return CallEnd("disconnected" if last else code, short)
    minutes = style.tempo * TALK * rng.lognormvariate(0, 0.45)
    if fate.asks_for_callback and not called_back and not touches:
        return CallEnd("callback", minutes / 3, reached=True)
    code = _answer(rng, style, fate, touches)
    return CallEnd(code, minutes * (1.5 if code in {"won", "qualified"} else 1.0), reached=True)


def _answer(rng: Random, style: AgentStyle, fate: Fate, touches: int) -> str:
    """Draw what a customer says who is reached."""
    if fate.answer == "nurture":
        if touches == 0 or (touches < TOUCHES_AT_MOST and rng.random() < 0.55):
            return rng.choice(("quote_sent", "thinking"))
        return "won" if rng.random() < 0.5 * style.sells else "not_interested"
    if fate.answer in {"won", "qualified"} and rng.random() < style.sells:
        return fate.answer
    return "not_interested"


def shift(rng: Random, agent: int, style: AgentStyle, begins: datetime) -> Shift:
    """Draw the working time of an agent who is planned to begin at a moment."""
    start = begins + timedelta(minutes=rng.uniform(-4, 12))
    ends = begins + timedelta(hours=rota.HOURS, minutes=rng.uniform(-10, 15))
    lunch = start + timedelta(hours=rota.HOURS / 2, minutes=rng.uniform(-30, 30))
    return Shift(agent, style, start, ends, lunch)


def callback_moment(rng: Random, now: datetime, until: datetime) -> datetime:
    """Draw the moment of a callback: the same shift, or a working day soon after."""
    soon = now + timedelta(minutes=rng.randint(40, 200))
    if soon < until - timedelta(minutes=20) and rng.random() < 0.6:
        return soon.replace(second=0, microsecond=0)
    day = now.date() + DAY * rng.randint(1, 3)
    while day.weekday() > 4:
        day += DAY
    clock = time(rng.randint(9, 16), rng.choice((0, 15, 30, 45)))
    return datetime.combine(day, clock, now.tzinfo)


def sale_delay(rng: Random) -> timedelta:
    """Draw the time from *qualified* to the sale."""
    return timedelta(days=2 + rng.expovariate(1 / 8))


def note(rng: Random, code: str, name: str, attempt: int) -> str:
    """Draw what an agent writes; the name and the attempt make it unlike the last notes."""
    words = rng.choice(data.NOTES.get(code, (data.ANY_NOTE,)))
    return f"{words} ({name}, attempt {attempt})"
