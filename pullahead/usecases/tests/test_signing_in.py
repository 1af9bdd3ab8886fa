"""Wrong passwords delay the client that guesses, and nobody else."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser

from pullahead.base import clock
from pullahead.base.pool import Full
from pullahead.team.models import Person, Throttle
from pullahead.team.rules import ADDRESS, FORGOTTEN_AFTER, PAIR
from pullahead.usecases.settings import sign_in
from pullahead.usecases.settings.sign_in import Client, TooOften
from pullahead.usecases.tests import factories

HOME, OFFICE = Client("203.0.113.7"), Client("198.51.100.1")


def _wrong(name: str = "Ana", client: Client = HOME) -> Person | None:
    return sign_in.sign_in(name=name, client=client, check=lambda: None)


def _right(who: Person, client: Client) -> bool:
    return sign_in.sign_in(name=who.name, client=client, check=lambda: who) == who


def _guess(times: int, name: str = "Ana", client: Client = HOME) -> int:
    """Guess so many times; return how many guesses were evaluated."""
    evaluated = 0
    for _ in range(times):
        try:
            _wrong(name, client)
        except TooOften:
            continue
        evaluated += 1
    return evaluated


def _elsewhere(number: int) -> Client:
    return Client(f"10.{number // 65536}.{number // 256 % 256}.{number % 256}")


def test_guessing_a_name_from_one_address_is_slowed_down(floor: None) -> None:
    assert _guess(8) == PAIR.free
    with pytest.raises(TooOften) as refused:
        _wrong()
    assert "was not checked" in refused.value.message
    assert "in 4 seconds." in refused.value.message


def test_a_delay_ends_by_itself_and_grows_with_the_next_failure(ana: Person) -> None:
    _guess(8)
    factories.later(seconds=5)
    assert _guess(1) == 1
    with pytest.raises(TooOften) as refused:
        _wrong()
    assert refused.value.seconds == 8
    factories.later(seconds=9)
    assert _right(ana, HOME)
    assert _guess(8) == PAIR.free


def test_many_guesses_from_other_addresses_keep_the_right_person_in(ana: Person) -> None:
    for number in range(120):
        _guess(2, client=_elsewhere(number))
    assert _right(ana, HOME)  # an address that was never seen
    assert _right(ana, Client("", device="hers"))


def test_a_colleague_at_the_same_address_cannot_keep_a_known_device_out(ana: Person) -> None:
    _guess(8, client=OFFICE)
    for number in range(25):
        _guess(1, f"Nobody {number}", OFFICE)
    with pytest.raises(TooOften):
        _right(ana, OFFICE)
    assert _right(ana, Client(OFFICE.address, device="hers"))


def test_guesses_on_a_known_device_count_for_that_device_only(ana: Person) -> None:
    stolen = Client(HOME.address, device="stolen")
    assert _guess(8, client=stolen) == PAIR.free
    assert _right(ana, Client(HOME.address, device="hers"))


def test_one_address_cannot_try_a_password_on_many_names(floor: None) -> None:
    evaluated = sum(_guess(1, f"Name {number}") for number in range(25))
    assert evaluated == ADDRESS.free
    assert _guess(1, "Ana", OFFICE) == 1


def test_an_own_account_does_not_wash_the_address_clean(bo: Person) -> None:
    for number in range(ADDRESS.free - 1):
        _guess(1, f"Name {number}")
    assert _right(bo, HOME)
    assert _guess(5, "Another") == 1


def test_after_very_many_failures_for_a_name_a_new_address_has_one_free_try(ana: Person) -> None:
    for number in range(60):
        _guess(1, client=_elsewhere(number))
    assert _guess(5, client=OFFICE) == 1
    assert _right(ana, HOME)


def test_a_success_is_not_counted(ana: Person) -> None:
    assert all(_right(ana, HOME) for _ in range(60))


def test_an_error_while_checking_is_not_counted(floor: None) -> None:
    def broken() -> Person | None:
        raise OSError

    for _ in range(30):
        with pytest.raises(OSError):
            sign_in.sign_in(name="Ana", client=HOME, check=broken)
    assert _guess(1) == 1


def test_the_table_holds_no_name_and_no_address_and_forgets(floor: None) -> None:
    _guess(3)
    rows = list(Throttle.objects.all())
    assert len(rows) == 3
    assert all(len(row.key) == 64 and "Ana" not in row.key for row in rows)
    assert sign_in.clean() == 0
    factories.later(hours=FORGOTTEN_AFTER / timedelta(hours=1) + 1)
    assert sign_in.clean() == 3
    assert not Throttle.objects.exists()


def test_counts_are_right_when_many_guess_at_the_same_moment(emptied: None) -> None:
    factories.set_clock(clock.now())
    evaluated = []

    def guess() -> None:
        try:
            _wrong_on_device()
        except (TooOften, Full):
            return
        finally:
            connection.close()

    def _wrong_on_device() -> None:
        device = Client("", device="one")
        sign_in.sign_in(name="Ana", client=device, check=lambda: evaluated.append(1))

    with ThreadPoolExecutor(8) as threads:
        for done in [threads.submit(guess) for _ in range(20)]:
            done.result()
    # the delay may end on a slow machine, and allow one more
    assert PAIR.free <= len(evaluated) <= PAIR.free + 2


def test_a_page_is_served_while_strangers_guess(emptied: None) -> None:
    go_on, lock, started = threading.Event(), threading.Lock(), threading.Event()
    inside, most = 0, 0

    def hashing() -> Person | None:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        started.set()
        go_on.wait()
        with lock:
            inside -= 1
        return None

    def guess(number: int) -> str:
        client = _elsewhere(number)
        try:
            sign_in.sign_in(name=f"Name {number}", client=client, check=hashing)
        except Full as full:
            return full.message
        finally:
            connection.close()
        return "checked"

    def page() -> int:
        try:
            return Browser().get("/sign-in").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as server:
        tries = [server.submit(guess, number) for number in range(12)]
        try:
            assert started.wait(60)
            assert server.submit(page).result(60) == 200
        finally:
            go_on.set()
        said = [one.result() for one in tries]
    assert most == 1
    assert "not checked" in "".join(said)
