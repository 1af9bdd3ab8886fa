"""A version is refused in words, and its stored form is numbers that cannot run anything."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pullahead.scoring.bayes_stack import calibrated, chance, fit
from pullahead.scoring.measures import Figures
from pullahead.scoring.rules import refit_due, refusals
from pullahead.scoring.serialization import UnreadableModel, from_plain, to_plain
from pullahead.scoring.tests.test_the_stack import table

GOOD = Figures(500, 60, 0.30, 0.7, 0.6, 0.66, 0.75, 0.02, 1.0)
NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "today", "said"),
    [
        ({}, None, ""),
        ({}, 0.30, ""),
        ({"ratio": 0.80}, 0.31, ""),
        ({"ratio": 1.25}, 0.31, ""),
        ({"ratio": 0.79}, 0.31, "actual one: 0.79"),
        ({"ratio": 1.26}, None, "actual one: 1.26"),
        ({"log_loss": 0.32}, 0.31, "was more accurate"),
        ({"successes": 9}, None, "backtest: 9"),
        ({"successes": 0, "ratio": None}, None, "backtest: 0"),
    ],
)
def test_refused_for_bad_calibration_or_a_worse_log_loss(
    changes: dict[str, Any], today: float | None, said: str
) -> None:
    found = " ".join(refusals(replace(GOOD, **changes), today=today))
    assert (said in found) if said else not found


def test_learned_again_at_a_hundred_outcomes_or_nightly() -> None:
    day = timedelta(hours=24)
    cases = [(0, None), (1, None), (99, NOW), (100, NOW), (1, NOW - day), (0, NOW - day)]
    due = [refit_due(outcomes=n, last_at=at, now=NOW) for n, at in cases]
    assert due == [False, True, False, True, True, False]


def model() -> Any:
    known = table([("web", float(i), i % 7 == 0) for i in range(60)])
    return calibrated(fit(known), 0.1, 0.9)


def test_what_was_stored_scores_the_same_when_it_is_read() -> None:
    whole = model()
    again = from_plain(json.loads(json.dumps(to_plain(whole))))
    assert again == whole
    for number in (3.0, 44.0, None):
        row = {"source": "web", "number": number}
        assert chance(again, row) == chance(whole, row)


class _Runs:
    def __reduce__(self) -> tuple[Any, ...]:
        return (pytest.fail, ("loading ran code",))


def test_reading_parameters_can_run_nothing_and_refuses_what_is_no_model() -> None:
    plain = to_plain(model())
    field = plain["fields"][0]
    wrong: list[object] = [
        None, [], "{}", 5, pickle.dumps(_Runs()), pickle.dumps(_Runs()).hex(),
        {**plain, "kind": "os.system"},
        {**plain, "kind": {"__class__": "x"}},
        {**plain, "base": "1"},
        {**plain, "base": float("nan")},
        {**plain, "base": 10**400},
        {**plain, "slope": True},
        {**plain, "rows": -1},
        {**plain, "extra": 1},
        {**plain, "fields": {}},
        {**plain, "fields": [field] * 201},
        {**plain, "fields": [{**field, "mean": 0}]},
        {**plain, "fields": [{**field, "terms": {"web": "__import__('os')"}}]},
        {**plain, "fields": [{**field, "terms": []}]},
        {**plain, "fields": [{**field, "cuts": [2, 1]}]},
        {**plain, "fields": [{**field, "name": 5}]},
    ]  # fmt: skip
    for data in wrong:
        with pytest.raises(UnreadableModel):
            from_plain(data)
