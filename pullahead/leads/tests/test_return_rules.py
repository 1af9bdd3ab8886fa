"""Reasons to return a bought lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pullahead.leads.return_rules import ReturnFacts, ReturnReason, return_reason

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
BAD = {"wrong_number", "disconnected"}
PLAIN = ReturnFacts(
    arrived_at=NOW - timedelta(days=2),
    closed_as="",
    is_test=False,
    reached=False,
    outcomes=(),
    address_left=True,
)


def reason(**facts: object) -> ReturnReason | None:
    return return_reason(replace(PLAIN, **facts), bad_number_codes=BAD, now=NOW, days=7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, None),
        ({"outcomes": ["no_answer"] * 6, "closed_as": "no_answer"}, None),
        ({"outcomes": ["disconnected"], "address_left": False}, ReturnReason.BAD_NUMBER),
        ({"outcomes": ["disconnected"], "address_left": True}, None),
        ({"outcomes": ["disconnected"], "address_left": False, "reached": True}, None),
        ({"outcomes": ["no_answer"], "address_left": False}, None),
        ({"closed_as": "duplicate"}, ReturnReason.DUPLICATE),
        ({"closed_as": "wrong_area"}, ReturnReason.WRONG_AREA),
        ({"closed_as": "not_interested"}, None),
        ({"is_test": True}, ReturnReason.TEST),
        ({"is_test": True, "arrived_at": NOW - timedelta(days=7)}, ReturnReason.TEST),
        ({"is_test": True, "arrived_at": NOW - timedelta(days=7, seconds=1)}, None),
    ],
)
def test_the_reason_follows_from_the_facts(
    facts: dict[str, object], expected: ReturnReason | None
) -> None:
    assert reason(**facts) == expected
