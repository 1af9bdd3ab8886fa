"""What the demo's people do: who asks next, and how a colleague's call ends. PURE but for `rng`.

Chances are chosen so that the floor stays as it is: about three leads come a minute, a colleague's
claim takes about a minute, a third of the claims close, and by the third round all do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from pullahead.demo import data

FULL = 280  # leads in work above which colleagues close more and arrivals slow down
OVERFULL = 420  # open leads in all, those where it is night included
KEEP_FOR_PEOPLE = 12  # colleagues leave so many callable leads to whoever tries the demo
LAST_ROUND = 3  # later rounds are days away: colleagues would leave the floor full of sleepers
ARRIVAL_SECONDS = 20.0
MANY_LEADS = 12_000  # leads that the demo has made in all; then it goes on slowly
NEVER = frozenset({"do_not_call"})  # would bar one of the few reserved numbers for ever

_NEXT = {"no_answer": 50, "voicemail": 25, "busy": 10, "dropped": 5, "third_party": 10}
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
    """How one call ends: given back with a reason, or settled."""

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
    """How a colleague's call ends.

    `in_work` are the leads that are open and do not only wait for the morning; `kinds` are the
    dispositions that can be chosen, code → kind; `open_for` is how long the law still lets us
    call there, None for very long.
    """
    last = round >= min(rounds or LAST_ROUND, LAST_ROUND)
    chance = rng.random()
    if not kinds or (not last and chance < 0.02):
        return Ends(release=rng.choice(data.RELEASES))
    wait = callback_wait(rng, open_for)
    if not last and chance < 0.10 and wait is not None and "callback" in kinds.values():
        return _ends(rng, kinds, "callback", {}, wait)
    final = last or chance > (0.35 if in_work > FULL else 0.65)
    return _ends(rng, kinds, "final" if final else "next", _FINAL if final else _NEXT, None)


def callback_wait(rng: Random, open_for: timedelta | None) -> timedelta | None:
    """In how long a call is promised: whole minutes; None when calling hours end too soon."""
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
    """Seconds between two calls."""
    return rng.uniform(3, 12)


def talk(rng: Random) -> float:
    """Seconds of one call."""
    return rng.uniform(20, 60)


def next_arrival(rng: Random, *, in_work: int, open_leads: int, made: int) -> float:
    """Seconds until the next lead: about 20; slower where leads pile up or the demo is old."""
    slow = 9.0 if open_leads > OVERFULL else 2.0 if in_work > FULL else 1.0
    slow = max(slow, 15.0 if made > MANY_LEADS else 1.0)
    return ARRIVAL_SECONDS * slow * rng.uniform(0.6, 1.4)


# ---- who asks


def region_zones() -> tuple[str, ...]:
    """The zone of each region, in their order."""
    return tuple(region.blocks[0].zone for region in data.REGIONS)


def pick_block(rng: Random, awake: Collection[str]) -> data.Block:
    """Where the next one lives; people mostly ask while it is day there (`awake` zones)."""
    weights = [
        region.share * (1.0 if region.blocks[0].zone in awake else 0.08) for region in data.REGIONS
    ]
    return rng.choice(rng.choices(data.REGIONS, weights)[0].blocks)


def person(rng: Random, block: data.Block) -> dict[str, str]:
    """One who asks, as the fields of a form."""
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
        "heard_of_us": rng.choice(data.HEARD_OF_US),
    }
    if value is not None:
        fields["value"] = f"{value * rng.uniform(0.8, 1.25):.2f}"
    return fields


def fresh_floor(rng: Random, awake: Collection[str]) -> list[tuple[timedelta, dict[str, str]]]:
    """A fresh floor's leads with their ages, oldest first; no two with one number or mailbox.

    Each region has its share, so that somewhere it is day whatever the hour; the youngest are
    where it is day now.
    """
    blocks = [rng.choice(r.blocks) for r in data.REGIONS for _ in range(r.share)]
    rng.shuffle(blocks)
    blocks.sort(key=lambda block: block.zone in awake)  # those who are awake asked last
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
    """The youngest 40 s old, some minutes, some hours, some days; oldest first."""
    seconds = [40.0, 95.0, 170.0, 290.0, 480.0]
    while len(seconds) < count:
        longest = rng.choices((2 * 3_600, 24 * 3_600, 6 * 86_400), (35, 35, 30))[0]
        seconds.append(rng.uniform(longest / 20, longest))
    return [timedelta(seconds=s) for s in sorted(seconds[:count], reverse=True)]
