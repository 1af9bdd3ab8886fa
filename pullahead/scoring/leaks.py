"""Leak guard: find fields that are filled only by work on a lead. No score uses them.

Plain Python without Django, clock or I/O.

A field that reveals the outcome makes a backtest look perfect. New leads do not have the field, so
the score would rank them at random. The length of a call is the usual example.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pullahead.base.wording import worded
from pullahead.scoring import measures
from pullahead.scoring.training_rows import TrainingHistory, Value, encode

ENOUGH_ROWS, ENOUGH_SUCCESSES = 200, 20
BLOCK: Final = 500  # rows that are compared with each other: a trend over years is no leak
HIGH: Final = 0.75  # AUC of one field alone
CERTAIN: Final = 0.95
TIMES: Final = 2.0  # how far above the next field, counted from a coin's 0.5
MOST: Final = 3  # most fields that can have an outstanding AUC at once
FEWEST: Final = 20  # leads in each of two groups that are compared
OFTEN, HARDLY = 0.2, 0.02  # shares of leads with a value
SHRINK: Final = 20.0  # rows of the mean that steady the rate of a rare value
# Values that systems write where nothing happened yet
NOTHING: Final = frozenset(
    "0 -1 99 999 9999 no none never null n/a na nan - false unknown unassigned queue new open "
    "pending".split()
) | {"", "not contacted", "not started"}


@dataclass(frozen=True, slots=True)
class Leak:
    """Field that is left out, a code for programs, and the reason in words."""

    field: str
    code: str  # closed_only, won_only, changed, auc
    reason: str


def find(
    history: TrainingHistory,
    *,
    changed: Mapping[str, int] | None = None,
    safe: Collection[str] = (),
) -> tuple[Leak, ...]:
    """Return the leaks of a history.

    `changed` has for each field the leads in which it changed after the first attempt. `safe` names
    fields that intake alone fills.
    """
    names = [name for name in history.columns if name not in safe]
    found = {name: leak for name in names if (leak := _by_presence(name, history)) is not None}
    for name, leads in (changed or {}).items():
        if name in names and name not in found:
            said = worded(
                "Leads in which the field changed after the first attempt: {count}.",
                count=format(leads, ","),
            )
            found[name] = Leak(name, "changed", said)
    rest = [name for name in history.columns if name not in found]
    for leak in _by_area(history, rest, safe):
        found[leak.field] = leak
    return tuple(found.values())


def without(history: TrainingHistory, leaks: Sequence[Leak]) -> TrainingHistory:
    """Return a history without the leaking fields."""
    left_out = {leak.field for leak in leaks}
    columns = {name: column for name, column in history.columns.items() if name not in left_out}
    return TrainingHistory(columns, history.outcomes, history.came, history.known, history.curve)


def _by_presence(name: str, history: TrainingHistory) -> Leak | None:
    """Return a leak for a field that only closed, or only won, leads have."""
    groups: dict[str, list[Value]] = {"open": [], "won": [], "lost": []}
    for value, outcome, known in zip(
        history.columns[name], history.outcomes, history.known, strict=True
    ):
        group = "open" if known is None else "won" if outcome else "lost"
        groups[group].append(value)
    closed, still_open = groups["won"] + groups["lost"], groups["open"]
    # A lost lead may have had nothing before it came: 999 days since a call of last year's
    for there in (_has_value, _has_meaning):
        done, undone = [*map(there, closed)], [*map(there, still_open)]
        if _only(done, undone):
            said = worded(
                "{closed} of closed leads have it, but only {open} of open leads. Work on a lead "
                "fills it.",
                closed=_percent(_share(done)),
                open=_percent(_share(undone)),
            )
            return Leak(name, "closed_only", said)
    won, lost = [*map(_has_value, groups["won"])], [*map(_has_value, groups["lost"])]
    if _only(won, lost):
        said = worded(
            "{won} of won leads have it, but only {lost} of lost leads. The outcome fills it.",
            won=_percent(_share(won)),
            lost=_percent(_share(lost)),
        )
        return Leak(name, "won_only", said)
    return None


def _has_value(value: Value) -> bool:
    return value not in (None, "")


def _has_meaning(value: Value) -> bool:
    """Check for a value other than those that mean that nothing happened yet: 0, 999, *new*."""
    if isinstance(value, float) and value.is_integer():
        value = str(int(value))
    return value is not None and str(value).strip().casefold() not in NOTHING


def _only(first: Sequence[bool], second: Sequence[bool]) -> bool:
    enough = len(first) >= FEWEST and len(second) >= FEWEST
    return enough and _share(first) >= OFTEN and _share(second) <= HARDLY


def _percent(share: float) -> str:
    return format(share, ".0%")


def _share(filled: Sequence[bool]) -> float:
    return sum(filled) / len(filled) if filled else 0.0


def _by_area(history: TrainingHistory, names: Sequence[str], safe: Collection[str]) -> list[Leak]:
    """Return leaks for fields that alone rank leads far better than every other field."""
    rows = [i for i, known in enumerate(history.known) if known is not None]
    outcomes = [history.outcomes[i] for i in rows]
    won = sum(outcomes)
    if len(rows) < ENOUGH_ROWS or won < ENOUGH_SUCCESSES or won > len(rows) - ENOUGH_SUCCESSES:
        return []
    ranked = sorted(
        ((_alone([history.columns[n][i] for i in rows], outcomes), n) for n in names), reverse=True
    )
    return [
        Leak(
            name,
            "auc",
            worded(
                "Alone it ranks the right lead first in {share} of pairs. The next field does so "
                "in {next}, and chance in 50%.",
                share=_percent(area),
                next=_percent(after),
            ),
        )
        for area, name, after in _outstanding(ranked)
        if name not in safe
    ]


def _outstanding(ranked: Sequence[tuple[float, str]]) -> list[tuple[float, str, float]]:
    """Return the fields far above the rest (at most three), each with the next field's area."""
    for several in range(min(MOST, len(ranked)), 0, -1):
        area = ranked[several - 1][0]
        after = ranked[several][0] if several < len(ranked) else 0.5
        far = area - 0.5 >= TIMES * max(after - 0.5, 0.0)
        if area >= CERTAIN or (area >= HIGH and far and several < len(ranked)):
            return [(area, name, after) for area, name in ranked[:several]]
    return []


def _alone(column: Sequence[Value], outcomes: Sequence[float]) -> float:
    """Return the AUC of one field in blocks of leads, each half scored by the other half."""
    _, codes = encode("", column)
    mean = sum(outcomes) / len(outcomes)
    chances = [0.0] * len(codes)
    for half in (0, 1):
        rates = _rates(codes[1 - half :: 2], outcomes[1 - half :: 2], mean)
        for i in range(half, len(codes), 2):
            chances[i] = rates.get(codes[i], mean)
    rows = list(zip(chances, outcomes, [1.0] * len(codes), strict=True))
    return measures.within(rows, BLOCK) or 0.5


def _rates(codes: Sequence[str], outcomes: Sequence[float], mean: float) -> dict[str, float]:
    won: dict[str, float] = {}
    count: dict[str, int] = {}
    for code, outcome in zip(codes, outcomes, strict=True):
        won[code] = won.get(code, 0.0) + outcome
        count[code] = count.get(code, 0) + 1
    return {code: (won[code] + SHRINK * mean) / (n + SHRINK) for code, n in count.items()}
