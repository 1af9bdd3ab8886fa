"""write() is the one door to a transaction, and to the time inside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, timedelta

import pytest

from pullahead.base import clock
from pullahead.base.models import Setting
from pullahead.base.queries import setting
from pullahead.base.services import move_clock, set_setting
from pullahead.base.transaction import OutsideTransaction, require_transaction, write_transaction

pytestmark = pytest.mark.django_db


def test_an_act_sees_one_moment_in_utc() -> None:
    before = clock.now()
    with write_transaction() as now:
        assert now.tzinfo is UTC
        assert before <= now <= clock.now()


def test_a_verb_outside_refuses_to_run() -> None:
    with pytest.raises(OutsideTransaction):
        set_setting(name="demo", value=True)
    with pytest.raises(OutsideTransaction):
        require_transaction()
    assert not Setting.objects.exists()


def nested() -> None:
    with write_transaction():
        set_setting(name="demo", value=True)
        with write_transaction():
            raise AssertionError("never reached")


def failing(then: Callable[[], object] = lambda: None) -> None:
    with write_transaction():
        set_setting(name="demo", value=True)
        then()
        raise KeyError


def test_acts_do_not_nest_and_the_outer_one_is_undone() -> None:
    with pytest.raises(RuntimeError, match="cannot be nested"):
        nested()

    assert setting("demo") is None
    with write_transaction():  # and the door is free again
        set_setting(name="demo", value=True)
    assert setting("demo") is True


def test_an_act_that_fails_leaves_nothing_and_opens_the_door_again() -> None:
    with pytest.raises(KeyError):
        failing()

    assert setting("demo") is None
    with pytest.raises(OutsideTransaction):
        require_transaction()


def test_the_locks_are_taken_before_the_moment_is_read() -> None:
    order: list[str] = []
    waited = timedelta()

    def lock() -> None:
        nonlocal waited
        require_transaction()
        order.append("lock")
        move_clock(offset=timedelta(hours=1))  # what a long wait for a lock would do

    before = clock.now()
    with write_transaction(lock=lock) as now:
        order.append("act")
        waited = now - before

    assert order == ["lock", "act"]
    assert waited >= timedelta(hours=1)
