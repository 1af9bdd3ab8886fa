"""The clock can be looked at everywhere and moved outside production."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import override_settings

from pullahead.base import clock
from pullahead.config import Mode
from tests.installations import Installation


def test_it_is_moved_for_every_process_and_put_back(laid: Installation) -> None:
    assert laid.done("clock", "set", "2030-01-01T00:00:00+01:00").startswith("2029-12-31T23:")
    assert "ahead of the real time" in laid.done("clock")
    assert laid.done("clock", "reset").endswith(", the real time")


def test_it_advances_from_where_it_is(says: Callable[..., str]) -> None:
    assert says("clock").endswith("the real time")
    says("clock", "set", "2030-01-01T00:00:00Z")
    says("clock", "advance", "2d")
    assert says("clock", "advance", "15m").startswith("2030-01-03T00:15:")
    assert "The clock is moved" in says("check")
    assert says("clock", "reset").endswith("the real time")
    assert clock.offset() == timedelta()


def test_a_moment_without_a_zone_is_the_organisations(
    says: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULLAHEAD_TIME_ZONE", "America/New_York")
    assert says("clock", "set", "2030-07-01 12:00").startswith("2030-07-01T16:0")


@pytest.mark.parametrize("text", ["tomorrow", "2030-13-01", "", "9999-12-31", "0001-01-01T00:00Z"])
def test_a_moment_that_is_none_is_refused(refusal: Callable[..., str], text: str) -> None:
    refusal("clock", "set", text)
    assert clock.offset() == timedelta()


@pytest.mark.parametrize("text", ["15", "m", "1.5h", "999999d", "15 m", "٣m"])
def test_a_span_that_is_none_is_refused(refusal: Callable[..., str], text: str) -> None:
    refusal("clock", "advance", text)
    assert clock.offset() == timedelta()


def test_production_only_looks(refusal: Callable[..., str]) -> None:
    with override_settings(MODE=Mode.PRODUCTION):
        for words in (("set", "2030-01-01"), ("advance", "1h"), ("reset",)):
            assert "demo and test mode" in refusal("clock", *words)
    assert clock.offset() == timedelta()
