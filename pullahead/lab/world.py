"""Data classes of a world: everything that the simulator assumes, each value with its unit.

A world is a TOML or JSON file. Field names end in their unit: `_hours`, `_minutes`, `_days`,
`_per_year`. A value without a unit is a share (0–1), a count, or a standard deviation of a
logarithm. An unknown field or a value out of range is an error, so that no assumption is lost.
"""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pullahead.base.errors import Invalid, wrong
from pullahead.pull.decay import CURVES

SHIPPED = Path(__file__).parent / "worlds"
WEEK_HOURS = 168
WORKING_DAYS = (0, 1, 2, 3, 4)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Horizon:
    """Days of a run: leads that arrive in the counted days are measured until the end."""

    warm_up_days: int = 7
    counted_days: int = 14
    follow_up_days: int = 14

    @property
    def days(self) -> int:
        """Days of the whole run; leads arrive on all of them."""
        return self.warm_up_days + self.counted_days + self.follow_up_days


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Arrivals of leads: Poisson, with a rate for each hour of the week.

    `leads_per_week` is the mean. If it is 0, `load` gives it: at load 1 the leads' work equals the
    minutes that people are present, with `work_minutes` a lead.
    """

    leads_per_week: float = 0.0
    load: float = 1.0
    work_minutes: float = 8.7
    # 168 weights from Monday 00:00 on; empty: even over the week
    hour_weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Shifts:
    """Working hours of every person, local to the world; lunch is staggered over the people."""

    weekdays: tuple[int, ...] = WORKING_DAYS  # Monday is 0
    begins_hour: float = 9.0
    ends_hour: float = 18.0
    lunch_minutes: float = 60.0
    lunch_from_hour: float = 11.5
    lunch_until_hour: float = 14.5


@dataclass(frozen=True, slots=True)
class FloorPeople:
    """Number of people, their differences, absence and turnover."""

    count: int = 16
    tempo_sd: float = 0.25  # of ln(minutes a claim)
    skill_sd: float = 0.2  # of ln(chance of a sale given contact)
    absent_share: float = 0.15  # of working days, in spells
    absent_spell_days: float = 3.0  # mean, geometric, in working days
    leaves_per_year: float = 0.35  # a seat; the seat is filled again after the vacancy
    vacancy_days: float = 28.0
    look_again_minutes: float = 2.0  # of an idle person; 0: at once
    pulls_per_hour: int = 0  # most leads that the floor lets a person pull in an hour; 0: no limit


@dataclass(frozen=True, slots=True)
class DecayPart:
    """Part of a decay curve: a share that halves in `half_life_hours`."""

    share: float
    half_life_hours: float


@dataclass(frozen=True, slots=True)
class Segment:
    """Kind of leads with one decay of contact: a sum of exponential parts.

    `ranked_curve` and `ranked_half_life_hours` are what the floor's source is set to. The engine
    ranks by them, and does not know the true decay.
    """

    name: str
    share: float
    decay: tuple[DecayPart, ...]
    ranked_curve: str = "even"
    ranked_half_life_hours: float = 24.0

    def left(self, age_hours: float) -> float:
        """Return the share of interest left at an age: 1 at age 0."""
        age = max(age_hours, 0.0)
        return math.fsum(one.share * 2 ** (-age / one.half_life_hours) for one in self.decay)


@dataclass(frozen=True, slots=True)
class ContactChances:
    """Chance of contact by round at age 0, and the spread of leads' own reach (gamma, mean 1)."""

    by_round: tuple[float, ...] = (0.42, 0.36, 0.30, 0.25, 0.21, 0.18)
    reach_sd: float = 0.5
    # a customer who withdraws before the first attempt, after an exponential time; 0: never
    patience_hours: float = 0.0
    # factor on the chance of contact for a person who called the lead before
    same_person: float = 1.0


@dataclass(frozen=True, slots=True)
class SaleChances:
    """Chance of a sale given contact, its known part (the lead score), and the value of a sale."""

    chance_mean: float = 0.13
    known_sd: float = 0.545  # of the log-odds that the lead score knows
    hidden_sd: float = 0.678  # of the log-odds that no one knows
    value_mean: float = 100.0  # currency units
    value_sd: float = 0.6  # of ln(value); the floor knows each lead's value


@dataclass(frozen=True, slots=True)
class Handling:
    """Minutes of a claim, notes included. `spread`: lognormal, exponential or constant."""

    contact_minutes: float = 6.3  # mean
    no_contact_minutes: float = 1.5  # mean
    contact_sd: float = 0.6  # of ln(minutes), if lognormal
    no_contact_sd: float = 0.3
    spread: str = "lognormal"


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Callbacks that customers ask for at a contact without a sale."""

    share: float = 0.2  # of contacts without a sale
    delay_hours: tuple[float, float] = (2.0, 72.0)  # uniform, moved into working hours
    kept_share: float = 0.75  # reached, if called within 15 min of the time


@dataclass(frozen=True, slots=True)
class Plan:
    """Follow-up plan: hours from the first attempt, one for each attempt."""

    offsets_hours: tuple[float, ...] = (0.0, 0.75, 2.75, 22.75, 70.75, 142.75)


@dataclass(frozen=True, slots=True)
class FloorWorld:
    """Assumptions of one simulated floor."""

    name: str
    title: str
    segments: tuple[Segment, ...]
    note: str = ""  # what the figures rest on
    horizon: Horizon = field(default_factory=Horizon)
    arrivals: Arrivals = field(default_factory=Arrivals)
    shifts: Shifts = field(default_factory=Shifts)
    people: FloorPeople = field(default_factory=FloorPeople)
    contact: ContactChances = field(default_factory=ContactChances)
    sale: SaleChances = field(default_factory=SaleChances)
    handling: Handling = field(default_factory=Handling)
    callbacks: Callbacks = field(default_factory=Callbacks)
    plan: Plan = field(default_factory=Plan)

    @property
    def leads_per_week(self) -> float:
        """Mean number of leads a week."""
        if self.arrivals.leads_per_week:
            return self.arrivals.leads_per_week
        # faster people take more of the leads, so a floor is faster than its mean person
        pace = math.exp(self.people.tempo_sd**2)
        return self.arrivals.load * pace * self.staffed_minutes / self.arrivals.work_minutes

    @property
    def staffed_minutes(self) -> float:
        """Mean minutes a week that people are present."""
        shifts, people = self.shifts, self.people
        day = (shifts.ends_hour - shifts.begins_hour) * 60 - shifts.lunch_minutes
        filled = 1 / (1 + people.leaves_per_year * people.vacancy_days / 365)
        there = people.count * (1 - people.absent_share) * filled
        return there * day * len(shifts.weekdays)


def shipped() -> dict[str, Path]:
    """Return the files of the worlds that Pullahead ships, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def load(name: str) -> FloorWorld:
    """Return a shipped world, or the world of a TOML or JSON file. Raise Invalid if wrong."""
    path = shipped().get(name) or Path(name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        said = f"There is no world “{name}”. Give a file or one of: {', '.join(shipped())}."
        raise _refused("world", said) from error
    return read(text, json_file=path.suffix == ".json")


def read(text: str, *, json_file: bool = False) -> FloorWorld:
    """Return the world of a file's text. Raise Invalid with the field that is wrong."""
    try:
        found = json.loads(text) if json_file else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _refused("world", f"The file cannot be read: {error}.") from error
    world = _made(FloorWorld, found, "world")
    _check(world)
    return world


def written(world: FloorWorld) -> str:
    """Return the world as JSON, which `read` reads again."""
    return json.dumps(asdict(world), indent=2, ensure_ascii=False) + "\n"


def _made(kind: type[T], found: object, at: str) -> T:
    """Return a data class from a table; refuse unknown and missing fields."""
    if not isinstance(found, Mapping):
        raise _refused(at, f"{at}: expected a table.")
    hints = get_type_hints(kind)
    if unknown := sorted(set(found) - set(hints)):
        raise _refused(at, f"{at}: unknown field {unknown[0]!r}.")
    values = {name: _value(hints[name], value, f"{at}.{name}") for name, value in found.items()}
    try:
        return kind(**values)
    except TypeError as error:
        missing = [one.name for one in fields(cast(Any, kind)) if one.name not in values]
        raise _refused(at, f"{at}: missing one of {', '.join(missing)}.") from error


def _value(kind: Any, found: object, at: str) -> Any:
    if is_dataclass(kind):
        return _made(cast(type[object], kind), found, at)
    if get_origin(kind) is tuple:
        if not isinstance(found, list):
            raise _refused(at, f"{at}: expected a list.")
        return tuple(_value(get_args(kind)[0], one, at) for one in found)
    if kind is str and isinstance(found, str):
        return found
    if isinstance(found, bool) or not isinstance(found, int | float) or kind is str:
        raise _refused(at, f"{at}: expected {'a text' if kind is str else 'a number'}.")
    if kind is int and not isinstance(found, int):
        raise _refused(at, f"{at}: expected a whole number.")
    if not math.isfinite(found):
        raise _refused(at, f"{at}: expected a finite number.")
    return kind(found)


def _check(world: FloorWorld) -> None:
    """Refuse values that no floor can have."""
    shares = math.fsum(one.share for one in world.segments)
    parts = [p for one in world.segments for p in one.decay]
    bad = {
        "segments": not world.segments or abs(shares - 1) > 1e-6,
        "segments.decay": any(
            abs(math.fsum(p.share for p in one.decay) - 1) > 1e-6 for one in world.segments
        ),
        "segments.decay.half_life_hours": any(p.half_life_hours <= 0 for p in parts),
        "segments.ranked_curve": any(one.ranked_curve not in CURVES for one in world.segments),
        "segments.ranked_half_life_hours": any(
            one.ranked_half_life_hours <= 0 for one in world.segments
        ),
        "arrivals.hour_weights": not _are_weights(world.arrivals.hour_weights),
        "arrivals": world.arrivals.leads_per_week < 0 or world.arrivals.load < 0,
        "arrivals.work_minutes": world.arrivals.work_minutes <= 0,
        "contact.by_round": not world.contact.by_round
        or not all(0 <= q <= 1 for q in world.contact.by_round),
        "contact": min(world.contact.reach_sd, world.contact.patience_hours) < 0
        or world.contact.same_person <= 0,
        "handling.spread": world.handling.spread not in {"lognormal", "exponential", "constant"},
        "handling": min(world.handling.contact_minutes, world.handling.no_contact_minutes) <= 0,
        "sale.chance_mean": not 0 < world.sale.chance_mean < 1,
        "sale.value_mean": world.sale.value_mean <= 0,
        "sale": not all(0 <= sd <= 5 for sd in (world.sale.known_sd, world.sale.hidden_sd)),
        "people.count": not 1 <= world.people.count <= 10_000,
        "people.absent_share": not 0 <= world.people.absent_share < 1,
        "people": world.people.absent_spell_days < 1 or world.people.pulls_per_hour < 0,
        "shifts.weekdays": not world.shifts.weekdays
        or not set(world.shifts.weekdays) <= set(range(7)),
        "shifts": not 0 <= world.shifts.begins_hour < world.shifts.ends_hour <= 24,
        "horizon": world.horizon.counted_days < 1 or world.horizon.days > 400,
        "plan.offsets_hours": not world.plan.offsets_hours
        or list(world.plan.offsets_hours) != sorted(world.plan.offsets_hours),
        "callbacks.delay_hours": len(world.callbacks.delay_hours) != 2,
        "callbacks": not (0 <= world.callbacks.share <= 1 and 0 <= world.callbacks.kept_share <= 1),
    }
    if found := [name for name, is_bad in bad.items() if is_bad]:
        raise _refused(found[0], f"{found[0]}: this value is not possible in a world.")


def _refused(field: str, message: str) -> Invalid:
    return wrong(field, "invalid_world", message)


def _are_weights(weights: Sequence[float]) -> bool:
    if not weights:
        return True
    return len(weights) == WEEK_HOURS and min(weights) >= 0 and sum(weights) > 0
