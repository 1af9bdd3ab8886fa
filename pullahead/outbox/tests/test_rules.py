"""Rules of the outbox: signatures, the retry schedule, addresses that are never reached."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta

import pytest

from pullahead.outbox import rules

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)


def test_a_signature_is_that_of_the_published_example() -> None:
    """Values of the specification's own example."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    signed = rules.sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_attempts_follow_the_schedule_and_end() -> None:
    tries, at, failures = [], NOW, 0
    while (again := rules.next_try(failures + 1, NOW, at)) is not None:
        failures += 1
        tries.append(again - at)
        at = again
    assert tuple(tries) == rules.SCHEDULE
    assert at - NOW < rules.GIVE_UP_AFTER
    assert rules.next_try(1, NOW, NOW + rules.GIVE_UP_AFTER) is None


def test_an_endpoint_rests_longer_after_each_failure_up_to_five_minutes() -> None:
    rests = [rules.pause(failures).total_seconds() for failures in (1, 2, 3, 9, 5_000)]
    assert rests == [5, 10, 20, 300, 300]


def test_only_a_success_is_a_delivery() -> None:
    assert [rules.delivered(status) for status in (200, 204, 301, 410, 500)] == [
        True, True, False, False, False,
    ]  # fmt: skip


INSIDE = (
    "127.0.0.1 0.0.0.0 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1 "
    "255.255.255.255 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:127.0.0.1 "
    "::ffff:10.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1 2001:0:1::1 2001:db8::1 name"
).split()


@pytest.mark.parametrize("address", INSIDE)
def test_no_connection_reaches_an_internal_address(address: str) -> None:
    assert not rules.may_connect(address)


def test_public_addresses_and_allowed_networks_are_reached() -> None:
    assert rules.may_connect("93.184.216.34")
    assert rules.may_connect("2606:4700::6810:84e5")
    allowed = [ipaddress.ip_network("10.1.2.0/24")]
    assert rules.may_connect("10.1.2.3", allowed)
    assert rules.may_connect("::ffff:10.1.2.3", allowed)
    assert not rules.may_connect("10.1.3.3", allowed)
    assert timedelta(hours=1) < rules.OLD_SECRET_FOR
