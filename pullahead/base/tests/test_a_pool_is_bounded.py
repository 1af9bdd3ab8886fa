"""A pool runs so many at once, lets a few wait, and turns all others away at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pullahead.base.pool import Full, Pool


def test_never_more_than_the_bound_run_at_once_and_each_that_waits_gets_its_turn() -> None:
    pool, lock = Pool(running=2, waiting=14), threading.Lock()
    inside, most = 0, 0

    def one() -> None:
        nonlocal inside, most
        with pool.turn("busy"):
            with lock:
                inside += 1
                most = max(most, inside)
            threading.Event().wait(0.005)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(16) as threads:
        for done in [threads.submit(one) for _ in range(16)]:
            done.result()
    assert most == 2


def test_a_full_pool_leaves_a_thread_of_four_to_others() -> None:
    pool, go_on, started = Pool(running=1, waiting=1), threading.Event(), threading.Event()

    def costly() -> str:
        with pool.turn("Too many at this moment."):
            started.set()
            go_on.wait()
            return "done"

    with ThreadPoolExecutor(4) as server:
        tries = [server.submit(costly) for _ in range(20)]
        try:
            assert started.wait(60)
            # behind 20 tries in the queue of the server, while the first of them still runs
            assert server.submit(lambda: "a page").result(60) == "a page"
        finally:
            go_on.set()
        refused = [one.exception() for one in tries if one.exception() is not None]
    assert refused
    assert all(isinstance(one, Full) and one.status == 503 for one in refused)
    assert sum(one.exception() is None for one in tries) >= 2


def test_a_failure_gives_the_turn_back() -> None:
    pool = Pool(running=1, waiting=0)
    for _ in range(3):
        with pytest.raises(RuntimeError), pool.turn("busy"):
            raise RuntimeError
    with pool.turn("busy"):
        pass
