"""The empirical-Bayes stack: the chance of a lead as a sum of terms, one a field.

Plain Python without Django, clock or I/O.

For a field (source, landing page, hour, …) each value that was seen n times with s successes has

    chance(value) = (s + strength · mean) / (n + strength)

the mean of a beta-binomial whose prior (mean, strength) is the likeliest one for all values of that
field together. Little data stays near the field's mean, and a value that was never seen adds
nothing. The terms ln-odds(chance(value)) − ln-odds(mean) are added up with one weight a field. A
ridge logistic regression finds the weights, on terms that leave a row's own fold out. So a field
that only repeats another one is not counted twice:

    ln-odds(p) = shift + slope · (base + Σ weight · term(value))

Recent rows count more: a row's weight halves each 3,000 rows. Numbers are cut into tenths. Shift
and slope are 0 and 1 unless the backtest asks for a calibration. All of it is tables of numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import mul

from pullahead.scoring.optimizer import logistic, logit, prior, sigmoid
from pullahead.scoring.training_rows import FeatureColumn, TrainingTable, Value, encode

FOLDS = 5
HALF_LIFE = 3_000.0
# the fields' weights are found on the latest rows: two half-lives, three quarters of all weight
LATEST = 6_000
# the weight that a field starts from, and how many rows it takes to move it
WEIGHT, RIDGE = 0.5, 4.0
# only the most frequent values are stored, and none of fewer rows, because such a value may
# identify a person; other values count as never seen
MOST_VALUES, FEWEST_ROWS = 5_000, 2
# before the first outcome: the shipped chance of a source, worth this many leads
START_CHANCE, START_LEADS = 0.05, 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """Terms of one field: its prior (mean 0–1, strength in leads), weight, and a term a value."""

    field: FeatureColumn
    mean: float
    strength: float
    weight: float
    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Model:
    """Parameters of a chance. `base` is ln-odds; `rows` counts the training rows."""

    base: float
    parts: tuple[Part, ...]
    rows: int = 0
    slope: float = 1.0
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Term:
    """One field's share of a chance, in ln-odds: *this page: +0.4*. `seen` is false for a value
    that was never seen, which adds nothing."""

    field: str
    code: str
    amount: float
    seen: bool


def fit(table: TrainingTable, *, half_life: float = HALF_LIFE) -> Model:
    """Fit the model of these rows, oldest first. No rows, or no success among them, is no error."""
    step = 0.5 ** (1 / half_life)
    age = len(table) - 1
    weights = [w * step ** (age - i) for i, w in enumerate(table.weights)]
    gained = list(map(mul, weights, table.outcomes))
    level = (sum(gained) + START_LEADS * START_CHANCE) / (sum(weights) + START_LEADS)
    drafts = [_draft(name, table.columns[name], weights, gained, level) for name in table.columns]
    base, found = logistic(
        [column[-LATEST:] for _, column in drafts],
        table.outcomes[-LATEST:],
        weights[-LATEST:],
        start=WEIGHT,
        ridge=RIDGE,
        base=logit(level),
    )
    parts = (replace(part, weight=w) for (part, _), w in zip(drafts, found, strict=True))
    return Model(base, tuple(parts), len(table))


def _draft(
    name: str,
    column: Sequence[Value],
    weights: Sequence[float],
    gained: Sequence[float],
    level: float,
) -> tuple[Part, list[float]]:
    """One field without its weight yet, and each row's term as the other folds tell it."""
    field, codes = encode(name, column)
    values = {code: i * FOLDS for i, code in enumerate(dict.fromkeys(codes))}
    cells = [values[code] + i % FOLDS for i, code in enumerate(codes)]
    seen, won = [0.0] * (len(values) * FOLDS), [0.0] * (len(values) * FOLDS)
    for cell, weight, gain in zip(cells, weights, gained, strict=True):
        seen[cell] += weight
        won[cell] += gain
    totals = {at: (sum(seen[at : at + FOLDS]), sum(won[at : at + FOLDS])) for at in values.values()}
    mean, strength = prior([n for n, _ in totals.values()], [s for _, s in totals.values()], level)

    def term(n: float, s: float) -> float:
        return logit((s + strength * mean) / (n + strength)) - logit(mean)

    apart = [
        term(totals[cell - cell % FOLDS][0] - n, max(totals[cell - cell % FOLDS][1] - s, 0.0))
        for cell, (n, s) in enumerate(zip(seen, won, strict=True))
    ]
    kept = [code for code, n in Counter(codes).most_common(MOST_VALUES) if n >= FEWEST_ROWS]
    terms = {code: term(*totals[values[code]]) for code in kept}
    return Part(field, mean, strength, WEIGHT, terms), [apart[cell] for cell in cells]


def chance(model: Model, row: Mapping[str, Value]) -> float:
    """Return the chance of one lead, strictly between 0 and 1."""
    total = model.base
    for part in model.parts:
        total += part.weight * part.terms.get(part.field.code(row.get(part.field.name)), 0.0)
    return sigmoid(model.shift + model.slope * total)


def chances(model: Model, columns: Mapping[str, Sequence[Value]], rows: int) -> list[float]:
    """Return the chance of each row; rows are given as columns."""
    totals = [model.base] * rows
    for part in model.parts:
        codes = part.field.codes(columns.get(part.field.name, (None,) * rows))
        terms = {code: part.weight * term for code, term in part.terms.items()}
        totals = [t + terms.get(code, 0.0) for t, code in zip(totals, codes, strict=True)]
    return [sigmoid(model.shift + model.slope * total) for total in totals]


def explain(model: Model, row: Mapping[str, Value]) -> tuple[float, tuple[Term, ...]]:
    """(base, terms, the largest first): base + Σ amounts = ln-odds of the chance, exactly."""
    terms = []
    for part in model.parts:
        code = part.field.code(row.get(part.field.name))
        amount = model.slope * part.weight * part.terms.get(code, 0.0)
        terms.append(Term(part.field.name, code, amount, code in part.terms))
    terms.sort(key=lambda term: -abs(term.amount))
    return model.shift + model.slope * model.base, tuple(terms)


def calibrated(model: Model, shift: float, slope: float) -> Model:
    """Move chances by a calibration of ln-odds; the order of leads stays."""
    return replace(model, shift=shift, slope=slope)
