"""Sign-ins wait while other requests keep the threads busy, and not for ever."""

from __future__ import annotations

from pullahead.cli.app_server.sign_in_queue import (
    SECONDS_FOR_REQUESTS,
    SECONDS_TO_WAIT,
    SignInQueue,
)


class _BusyServer:
    """A server on which people sign in at moments of its own clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.queue = SignInQueue(lambda: self.now)
        self.begun: list[str] = []

    def signs_in(self, name: str, lane: str = "sign-in") -> None:
        self.queue.add(lane, lambda: self.begun.append(name))


def test_a_sign_in_waits_while_a_request_waits_long_for_a_thread() -> None:
    floor = _BusyServer()
    first, second = floor.queue.request(), floor.queue.request()
    floor.signs_in("Ana")
    assert floor.begun == ["Ana"], "nobody waits long"
    floor.now = SECONDS_FOR_REQUESTS
    floor.signs_in("Bo", "sign-in known")
    floor.queue.ended("sign-in")
    floor.signs_in("Cy")
    first.begun = True
    floor.queue.admit()
    assert (floor.begun, floor.queue.waiting("sign-in")) == (["Ana"], 1), "the second waits long"
    second.begun = True
    floor.queue.admit()
    assert floor.begun == ["Ana", "Cy", "Bo"], "one for each lane"
    floor.signs_in("Di")
    assert floor.begun[-1] == "Bo", "Cy is not done"
    floor.queue.ended("sign-in")
    assert floor.begun[-1] == "Di"


def test_a_sign_in_begins_on_a_busy_server_after_a_while() -> None:
    floor = _BusyServer()
    floor.queue.request()
    floor.now = SECONDS_FOR_REQUESTS
    floor.signs_in("Ana")
    floor.now += SECONDS_TO_WAIT - 0.1
    floor.queue.admit()
    assert floor.begun == []
    floor.now += 0.1
    floor.queue.admit()
    assert floor.begun == ["Ana"]


def test_a_client_that_left_makes_room() -> None:
    floor = _BusyServer()
    floor.queue.add("sign-in", lambda: None)
    leaves = lambda: floor.begun.append("left")  # noqa: E731  # the queue knows it by identity
    floor.queue.add("sign-in", leaves)
    floor.queue.leave("sign-in", leaves)
    assert floor.queue.waiting("sign-in") == 0
    floor.queue.ended("sign-in")
    assert floor.begun == []
