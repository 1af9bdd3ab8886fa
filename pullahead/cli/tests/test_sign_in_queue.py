"""Sign-ins wait while other requests keep the threads busy, and not for ever."""

from __future__ import annotations

from pullahead.cli.app_server.sign_in_queue import SECONDS_TO_WAIT, SignInQueue


class _Floor:
    """A server with two threads, on which people sign in at moments of its own clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.queue = SignInQueue(2, lambda: self.now)
        self.begun: list[str] = []

    def signs_in(self, name: str, lane: str = "sign-in") -> None:
        self.queue.add(lane, lambda: self.begun.append(name))


def test_a_sign_in_waits_for_requests_and_for_the_one_before_it() -> None:
    floor = _Floor()
    floor.queue.request_began()
    floor.signs_in("Ana")
    assert floor.begun == ["Ana"], "one thread is free"
    floor.queue.request_began()
    floor.signs_in("Bo", "sign-in known")
    floor.signs_in("Cy")
    floor.queue.ended("sign-in")
    assert (floor.begun, floor.queue.waiting("sign-in")) == (["Ana"], 1), "all threads are busy"
    floor.queue.request_ended()
    assert floor.begun == ["Ana", "Cy", "Bo"], "one for each lane"
    floor.signs_in("Di")
    assert floor.begun == ["Ana", "Cy", "Bo"], "Cy is not done"
    floor.queue.ended("sign-in")
    assert floor.begun[-1] == "Di"


def test_a_sign_in_begins_on_a_busy_server_after_a_while() -> None:
    floor = _Floor()
    floor.queue.request_began()
    floor.queue.request_began()
    floor.signs_in("Ana")
    floor.now = SECONDS_TO_WAIT
    floor.queue.admit()
    assert floor.begun == ["Ana"]


def test_a_client_that_left_makes_room() -> None:
    floor = _Floor()
    floor.queue.add("sign-in", lambda: None)
    leaves = lambda: floor.begun.append("left")  # noqa: E731  # the queue knows it by identity
    floor.queue.add("sign-in", leaves)
    floor.queue.leave("sign-in", leaves)
    assert floor.queue.waiting("sign-in") == 0
    floor.queue.ended("sign-in")
    assert floor.begun == []
