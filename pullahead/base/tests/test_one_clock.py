"""The clock is the database's; an offset moves it outside production, and never in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.test import override_settings

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction
from pullahead.config import Mode

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_an_offset_moves_every_reading() -> None:
    real = clock.now()
    with write_transaction():
        move_clock(offset=HOUR)

    assert clock.offset() == HOUR
    assert HOUR <= clock.now() - real < HOUR + timedelta(minutes=1)
    with write_transaction() as now:
        assert now - real >= HOUR


def test_it_moves_back_too() -> None:
    real = clock.now()
    with write_transaction():
        move_clock(offset=-HOUR)
    assert clock.now() < real


def test_in_production_it_is_neither_moved_nor_read() -> None:
    real = clock.now()
    with write_transaction():
        move_clock(offset=HOUR)

    with override_settings(MODE=Mode.PRODUCTION):
        assert clock.offset() == timedelta()
        assert clock.now() - real < HOUR
        with pytest.raises(Conflict) as refused, write_transaction():
            move_clock(offset=HOUR)
    assert refused.value.code == "not_in_demo"


def test_a_moment_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        clock.require_aware(datetime(2026, 5, 5, 15))  # noqa: DTZ001


def test_a_moment_with_a_zone_is_the_same_moment_in_utc() -> None:
    berlin = datetime(2026, 5, 5, 17, tzinfo=timezone(timedelta(hours=2)))
    assert clock.require_aware(berlin) == datetime(2026, 5, 5, 15, tzinfo=UTC)
    assert clock.require_aware(berlin).tzinfo is UTC
