"""The delay after wrong passwords grows, ends by itself, and is forgotten."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pullahead.team import rules
from pullahead.team.rules import ADDRESS, PAIR, FailureCount

NOON = datetime(2027, 9, 14, 12, tzinfo=UTC)


def _failed(times: int, at: datetime = NOON) -> FailureCount:
    count = FailureCount()
    for _ in range(times):
        count = count.failed(at, PAIR)
    return count


def test_the_first_failures_are_free_and_then_the_delay_doubles_up_to_the_longest() -> None:
    waits = [int(_failed(n).wait(NOON).total_seconds()) for n in range(15)]
    assert waits == [0, 0, 0, 0, 0, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]


def test_a_delay_never_grows_beyond_any_bound() -> None:
    assert PAIR.delay(10_000_000) == PAIR.longest
    assert ADDRESS.delay(10_000_000) == ADDRESS.longest


def test_a_count_is_forgotten_an_hour_after_its_last_failure() -> None:
    count = _failed(30)
    almost = NOON + rules.FORGOTTEN_AFTER - timedelta(seconds=1)
    assert count.at(almost).failures == 30
    assert count.at(NOON + rules.FORGOTTEN_AFTER).failures == 0


def test_a_clock_that_was_moved_back_keeps_nobody_out() -> None:
    assert not _failed(30).wait(NOON - timedelta(days=1))


def test_many_failures_for_a_name_leave_each_new_address_one_free_try() -> None:
    assert rules.free_tries(rules.MANY_FOR_A_NAME - 1) == PAIR.free
    assert rules.free_tries(10_000_000) == 1
    first = FailureCount().failed(NOON, PAIR, free=1)
    assert first.wait(NOON) == timedelta(seconds=4)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51000", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", ""),
        ("not an address", ""),
    ],
)
def test_an_address_counts_by_its_network(address: str, network: str) -> None:
    assert rules.network(address) == network
