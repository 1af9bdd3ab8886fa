"""The gate: pure."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pullahead.pull.gate import AgentLimits, FreshThrottle, GateFacts, decide
from pullahead.pull.tests.factories import NOON

HOUR = timedelta(hours=1)
MIDNIGHT = NOON - 15 * HOUR
PULLS = tuple(NOON - timedelta(minutes=m) for m in (300, 59, 20, 5))


@pytest.mark.parametrize(
    ("facts", "reason", "until"),
    [
        ({}, None, None),
        ({"per_day": 5, "per_hour": 4, "open_work": 4}, None, None),
        ({"per_day": 4, "per_hour": 3}, "cap_day", MIDNIGHT + 24 * HOUR),
        ({"per_hour": 3}, "cap_hour", PULLS[1] + HOUR),
        ({"per_hour": 2}, "cap_hour", PULLS[2] + HOUR),
        ({"per_hour": 0}, "cap_hour", None),
        ({"open_work": 3}, "open_work", None),
    ],
)
def test_the_first_limit_that_is_reached_answers(
    facts: dict[str, Any], reason: str | None, until: object
) -> None:
    answer = decide(
        GateFacts(limits=AgentLimits(**facts), open_work=3, pulls=PULLS, day_began=MIDNIGHT), NOON
    )
    assert (answer.reason, answer.until) == (reason, until)
    assert answer.own_only is (reason is not None)


def test_pulls_before_midnight_do_not_count_for_the_day() -> None:
    facts = GateFacts(limits=AgentLimits(per_day=3), pulls=PULLS, day_began=PULLS[1])
    assert decide(facts, NOON).count == 3
    assert decide(
        GateFacts(limits=AgentLimits(per_day=4), pulls=PULLS, day_began=PULLS[1]), NOON
    ).open


@pytest.mark.parametrize(
    ("every", "fresh_ready", "asking", "lately", "skips"),
    [
        (2, 1, 5, (True, False, False), True),
        (2, 1, 5, (False, True, True), False),  # every second one
        (4, 1, 5, (False, False, True), True),
        (4, 1, 5, (False, False, False), False),
        (4, 5, 5, (True, True, True), False),  # not scarce
        (2, 0, 1, (), False),
    ],
)
def test_a_throttle_spaces_fresh_leads_only_while_they_are_scarce(
    every: int, fresh_ready: int, asking: int, lately: tuple[bool, ...], skips: bool
) -> None:
    assert FreshThrottle(every, fresh_ready, asking, lately).skips is skips
