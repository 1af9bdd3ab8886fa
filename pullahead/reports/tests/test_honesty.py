"""Worked examples of callbacks kept and second looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.reports import honesty
from pullahead.reports.honesty import CallbackCounts, CallbackResult, DueCallback

DUE = datetime(2026, 5, 5, 15, tzinfo=UTC)
ANA, BO = 1, 2


def minutes(by: float) -> datetime:
    return DUE + timedelta(minutes=by)


def result(now: float = 60, **facts: object) -> CallbackResult:
    """Return the result of Ana's callback `now` minutes after it was due."""
    callback = DueCallback(owner=ANA, due_at=DUE, **facts)  # type: ignore[arg-type]
    return honesty.callback_result(callback, now=minutes(now), day_end=minutes(9 * 60))


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"attempts": [(ANA, minutes(-1))]}, "kept"),
        ({"attempts": [(ANA, minutes(15))]}, "kept"),
        ({"attempts": [(BO, minutes(-30)), (ANA, minutes(5))]}, "kept"),
        ({"attempts": [(ANA, minutes(16))]}, "missed"),
        ({"attempts": [(BO, minutes(40))]}, "rescued"),
        ({"attempts": [(BO, minutes(10 * 60))], "now": 20 * 60}, "missed"),
        ({}, "missed"),
        ({"now": 10}, "open"),
        ({"now": 10, "attempts": [(ANA, minutes(5))]}, "kept"),
        ({"resolved_at": minutes(-20), "how": "moved"}, "not_counted"),
        ({"resolved_at": minutes(3), "how": "freed"}, "not_counted"),
        ({"resolved_at": minutes(30), "how": "freed"}, "missed"),
        ({"resolved_at": minutes(1), "how": "undone"}, "not_counted"),
        ({"excused": True}, "not_counted"),
    ],
)
def test_a_callback_is_kept_by_its_owner_in_time(facts: dict[str, object], expected: str) -> None:
    assert result(**facts) == expected  # type: ignore[arg-type]


def test_callbacks_not_counted_are_no_part_of_those_due() -> None:
    every = [CallbackResult(one) for one in ("kept", "kept", "rescued", "missed")]
    got = honesty.callback_counts([*every, CallbackResult.OPEN, CallbackResult.NOT_COUNTED])
    assert got == CallbackCounts(due=4, kept=2, rescued=1, missed=1, not_counted=1)
    assert got.share == 0.5
    assert CallbackCounts().share is None


def test_the_interval_of_second_looks() -> None:
    found = honesty.second_look_interval(3, 40)
    assert found is not None
    assert [round(100 * end, 1) for end in found] == [2.8, 16.6]
    nobody = honesty.second_look_interval(0, 40)
    assert nobody is not None
    assert nobody[0] == 0
    assert honesty.second_look_interval(0, 0) is None


def test_looks_are_weighted_by_their_probability() -> None:
    assert honesty.weighted_rate([(True, 0.02), (False, 0.02), (False, 0.01)]) == 0.25
    assert honesty.weighted_rate([]) is None


@pytest.mark.parametrize(
    ("success", "looks", "shown"), [(12, 59, False), (12, 60, True), (5, 60, False), (0, 80, False)]
)
def test_a_person_is_named_only_beyond_doubt(success: int, looks: int, shown: bool) -> None:
    assert honesty.named(success, looks, floor_rate=0.05) is shown
