"""Passwords are hashed in one thread of low priority, whichever thread asks."""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pullahead.team import hashers


@pytest.mark.skipif(sys.platform != "linux", reason="a thread has a priority of its own on Linux")
def test_one_thread_that_yields_hashes_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("memory_cost", "time_cost"):
        monkeypatch.setattr(hashers.Argon2id, limit, 8)
    hasher = hashers.Argon2id()
    encoded = hasher.encode("right", "saltsaltsalt")
    with ThreadPoolExecutor(4) as others:
        found = list(others.map(lambda word: hasher.verify(word, encoded), ["right", "wrong"] * 4))

    assert found == [True, False] * 4
    hashing = [one for one in threading.enumerate() if one.name.startswith("hash")]
    assert len(hashing) == 1
    nice = os.getpriority(os.PRIO_PROCESS, hashing[0].native_id or 0)
    assert nice == min(19, os.getpriority(os.PRIO_PROCESS, 0) + hashers.NICE)
