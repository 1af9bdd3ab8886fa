"""Decide who inquires next and how a simulated call ends. Pure except for `rng`.

Probabilities keep the floor stable. About three leads arrive a minute, and a claim takes about
a minute. A third of the claims close their lead, and the third attempt always does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from pullahead.demo import data

# Some 250 open leads come with the history, most of them scheduled for a later day
FULL = 440  # leads in work above which more are closed and arrivals slow down
OVERFULL = 600  # open leads, including those outside calling hours
KEEP_FOR_PEOPLE = 12  # callable leads left to the person who tries the demo
LAST_ROUND = 3  # later attempts are days away and would fill the floor with scheduled leads
ARRIVAL_SECONDS = 20.0
MANY_LEADS = 12_000  # leads received, from which on arrivals slow down
# one would block one of the few reserved numbers for good, the other needs a date
NEVER = frozenset({"do_not_call", "later"})

_NEXT = {"no_answer": 50, "voicemail": 25, "busy": 10, "dropped": 5, "third_party": 10}
# release reason or disposition → reason of a dispute, and how often
_DISPUTED = {
    "language": ("wrong_language", 0.6),
    "duplicate": ("already_customer", 0.8),
    "wrong_number": ("bad_number", 0.4),
    "disconnected": ("bad_number", 0.4),
    "third_party": ("wrong_person", 0.2),
    "not_interested": ("not_worth_it", 0.05),
}
_FINAL = {
    "not_interested": 45,
    "qualified": 28,
    "won": 9,
    "wrong_number": 8,
    "disconnected": 8,
    "duplicate": 2,
}


@dataclass(frozen=True, slots=True)
class Ends:
    """The end of one call: a release reason, or a disposition."""

    disposition: str = ""
    note: str = ""
    callback_in: timedelta | None = None
    release: str = ""


def call_ends(
    rng: Random,
    *,
    round: int,
    rounds: int,
    kinds: Mapping[str, str],
    in_work: int,
    open_for: timedelta | None,
) -> Ends:
    """Decide how a simulated call ends.

    `in_work` counts open leads that do not only wait for calling hours. `kinds` maps the code of
    each disposition to its kind. `open_for` is the rest of the calling hours, None for very long.
    """
    last = round >= min(rounds or LAST_ROUND, LAST_ROUND)
    chance = rng.random()
    if not kinds or (not last and chance < 0.02):
        return Ends(release=rng.choice(data.RELEASES))
    wait = callback_wait(rng, open_for)
    if not last and chance < 0.10 and wait is not None and "callback" in kinds.values():
        return _ends(rng, kinds, "callback", {}, wait)
    if not last and chance < 0.16 and "nurture" in kinds.values():
        return _ends(rng, kinds, "nurture", {"quote_sent": 3, "thinking": 2}, None)
    final = last or chance > (0.35 if in_work > FULL else 0.65)
    return _ends(rng, kinds, "final" if final else "next", _FINAL if final else _NEXT, None)


def disputed(rng: Random, ends: Ends) -> str:
    """Draw the reason for which an agent disputes the lead of such a call; "" for none."""
    reason, chance = _DISPUTED.get(ends.release or ends.disposition, ("", 0.0))
    return reason if rng.random() < chance else ""


def callback_wait(rng: Random, open_for: timedelta | None) -> timedelta | None:
    """Draw the delay of a callback in whole minutes; None if calling hours end too soon."""
    longest = 90 if open_for is None else int(open_for.total_seconds() // 60) - 2
    return timedelta(minutes=rng.randint(5, min(longest, 90))) if longest >= 5 else None


def _ends(
    rng: Random,
    kinds: Mapping[str, str],
    kind: str,
    weights: Mapping[str, int],
    wait: timedelta | None,
) -> Ends:
    codes = [c for c, k in kinds.items() if k == kind and c not in NEVER] or list(kinds)
    code = rng.choices(codes, [weights.get(c, 1) for c in codes])[0]
    return Ends(code, rng.choice(data.NOTES.get(code, (data.ANY_NOTE,))), wait)


def pause(rng: Random) -> float:
    """Draw the seconds between two calls."""
    return rng.uniform(3, 12)


def talk(rng: Random) -> float:
    """Draw the length of a call in seconds."""
    return rng.uniform(20, 60)


def next_arrival(rng: Random, *, in_work: int, open_leads: int, made: int) -> float:
    """Draw the seconds until the next lead: about 20, more with many leads or an old demo."""
    slow = 9.0 if open_leads > OVERFULL else 2.0 if in_work > FULL else 1.0
    slow = max(slow, 15.0 if made > MANY_LEADS else 1.0)
    return ARRIVAL_SECONDS * slow * rng.uniform(0.6, 1.4)


# ---- inquiries


def region_zones() -> tuple[str, ...]:
    """Return the zone of each region, in order."""
    return tuple(region.blocks[0].zone for region in data.REGIONS)


def pick_block(rng: Random, awake: Collection[str]) -> data.Block:
    """Draw where the next person lives; people inquire mostly by day (`awake` zones)."""
    weights = [
        region.share * (1.0 if region.blocks[0].zone in awake else 0.08) for region in data.REGIONS
    ]
    return rng.choice(rng.choices(data.REGIONS, weights)[0].blocks)


def person(rng: Random, block: data.Block) -> dict[str, str]:
    """Draw a person as the fields of a web form."""
    first, last = rng.choice(data.FIRST_NAMES), rng.choice(data.LAST_NAMES)
    product, message, value = rng.choice(data.WISHES)
    domain = rng.choice(("example.com", "example.org", "example.net"))
    fields = {
        "name": f"{first} {last}",
        "phone": block.number(rng.randrange(block.count)),
        "email": f"{first}.{last}.{rng.randrange(10_000):04d}@{domain}".lower(),
        "product": product,
        "message": message,
        "city": block.place,
        "heard_about_us": rng.choice(data.HEARD_OF_US),
    }
    if value is not None:
        fields["value"] = f"{value * rng.uniform(0.8, 1.25):.2f}"
    return fields


def fresh_floor(rng: Random, awake: Collection[str]) -> list[tuple[timedelta, dict[str, str]]]:
    """Draw a fresh floor's leads with their ages, oldest first, without shared addresses.

    Each region has its share, so that it is day in one of them at any hour. The newest leads are
    in regions where it is day now.
    """
    blocks = [rng.choice(r.blocks) for r in data.REGIONS for _ in range(r.share)]
    rng.shuffle(blocks)
    blocks.sort(key=lambda block: block.zone in awake)  # people in daylight inquired last
    ages = _ages(rng, len(blocks))
    people: list[tuple[timedelta, dict[str, str]]] = []
    seen: set[str] = set()
    for age, block in zip(ages, blocks, strict=True):
        fields = person(rng, block)
        while {fields["phone"], fields["email"]} & seen:
            fields = person(rng, block)
        seen |= {fields["phone"], fields["email"]}
        people.append((age, fields))
    return people


def _ages(rng: Random, count: int) -> list[timedelta]:
    """Draw ages from 40 seconds to six days, oldest first."""
    seconds = [40.0, 95.0, 170.0, 290.0, 480.0]
    while len(seconds) < count:
        longest = rng.choices((2 * 3_600, 24 * 3_600, 6 * 86_400), (35, 35, 30))[0]
        seconds.append(rng.uniform(longest / 20, longest))
    return [timedelta(seconds=s) for s in sorted(seconds[:count], reverse=True)]
