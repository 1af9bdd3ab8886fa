"""A chance is a sum of terms; little data stays near the mean, the never seen adds nothing."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pullahead.scoring.bayes_stack import (
    START_CHANCE,
    Model,
    calibrated,
    chance,
    chances,
    explain,
    fit,
)
from pullahead.scoring.optimizer import logit, prior, sigmoid
from pullahead.scoring.training_rows import TrainingTable, Value

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["web", "fair", "bought", None]),
        st.floats(-1e308, 1e308) | st.just(math.nan),
        st.booleans(),
    ),
    max_size=60,
)


def table(rows: list[tuple[str | None, float, bool]]) -> TrainingTable:
    columns: dict[str, list[Value]] = {
        "source": [r[0] for r in rows],
        "number": [r[1] for r in rows],
    }
    return TrainingTable(columns, [float(r[2]) for r in rows], [1.0] * len(rows))


def invented(rows: int, seed: int) -> TrainingTable:
    """Sources whose real chances come from one beta distribution."""
    dice = random.Random(seed)
    real = [dice.betavariate(2, 18) for _ in range(25)]
    sources = [dice.randrange(25) for _ in range(rows)]
    won = [float(dice.random() < real[s]) for s in sources]
    return TrainingTable({"source": [f"s{s}" for s in sources]}, won, [1.0] * rows)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.floats(0.5, 2), st.floats(-3, 3))
@example([("web", 0.0, False), ("web", -0.0, False)], 1.0, 0.0)
def test_a_chance_is_a_sum_of_terms_alone_and_in_a_batch(
    rows: list[tuple[str | None, float, bool]], slope: float, shift: float
) -> None:
    known = table(rows)
    model = calibrated(fit(known), shift, slope)
    batch = chances(model, known.columns, len(rows))
    for (source, number, _), together in zip(rows, batch, strict=True):
        row = {"source": source, "number": number}
        alone = chance(model, row)
        base, terms = explain(model, row)
        assert 0 < alone < 1
        assert together == pytest.approx(alone)
        assert sigmoid(base + sum(term.amount for term in terms)) == pytest.approx(alone)
        assert [abs(t.amount) for t in terms] == sorted(
            (abs(t.amount) for t in terms), reverse=True
        )


def test_it_works_from_the_first_lead() -> None:
    empty = fit(TrainingTable({"source": []}, [], []))
    assert chance(empty, {"source": "web"}) == pytest.approx(START_CHANCE)
    for won in (0.0, 1.0):
        one = fit(TrainingTable({"source": ["web"]}, [won], [1.0]))
        assert 0.02 < chance(one, {"source": "web"}) < 0.2
    assert chance(Model(0.0, ()), {}) == 0.5


@pytest.mark.parametrize("rows", [1, 40, 3_000])
def test_a_source_never_seen_scores_inside_the_priors_interval(rows: int) -> None:
    model = fit(invented(rows, seed=rows))
    (part,) = model.parts
    dice = random.Random(1)
    a, b = part.strength * part.mean, part.strength * (1 - part.mean)
    sampled = sorted(dice.betavariate(a, b) for _ in range(2_000))
    # where values differ by no more than chance the prior is a point: leave it a hair's breadth
    low, high = sampled[50] * 0.8, sampled[-50] * 1.2
    assert low <= chance(model, {"source": "never seen"}) <= high
    _, (term,) = explain(model, {"source": "never seen"})
    assert (term.amount, term.seen) == (0.0, False)


def test_little_data_stays_near_the_mean_and_much_data_speaks_for_itself() -> None:
    known = invented(4_000, seed=5)
    few = TrainingTable(
        {"source": [*known.columns["source"], "lucky", "lucky"]},
        [*known.outcomes, 1.0, 1.0],
        [1.0] * 4_002,
    )
    (part,) = fit(few).parts
    assert logit(part.mean) + part.terms["lucky"] < logit(0.4)
    seen = [float(y) for s, y in zip(few.columns["source"], few.outcomes, strict=True) if s == "s3"]
    said = sigmoid(logit(part.mean) + part.terms["s3"])
    assert said == pytest.approx(sum(seen) / len(seen), abs=0.06)


def test_the_prior_is_the_one_that_made_the_counts() -> None:
    dice = random.Random(2)
    seen = [200.0] * 400
    won = [
        float(sum(dice.random() < p for _ in range(200)))
        for p in (dice.betavariate(2, 18) for _ in seen)
    ]
    mean, strength = prior(seen, won, 0.15)
    assert mean == pytest.approx(0.1, abs=0.01)
    assert strength == pytest.approx(20, rel=0.2)


def test_a_field_that_repeats_another_is_not_counted_twice() -> None:
    known = invented(3_000, seed=7)
    twice = TrainingTable(
        {**known.columns, "again": known.columns["source"]}, known.outcomes, known.weights
    )
    once, both = fit(known), fit(twice)
    assert sum(p.weight for p in both.parts) == pytest.approx(once.parts[0].weight, rel=0.1)
    assert all(p.weight >= 0 for p in both.parts)


def test_what_only_one_lead_had_is_not_kept() -> None:
    model = fit(TrainingTable({"company": ["Ltd", "Ltd", "Alone"]}, [1.0, 0.0, 1.0], [1.0] * 3))
    assert set(model.parts[0].terms) == {"Ltd"}
