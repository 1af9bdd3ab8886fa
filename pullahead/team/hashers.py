"""Argon2id at the current minimum of OWASP's password storage cheat sheet."""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from django.contrib.auth.hashers import Argon2PasswordHasher

NICE = 5


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane.

    Django's default takes 100 MiB and eight lanes. With it, 500 people who sign in at nine o'clock
    would wait for minutes. A stored hash with other parameters is replaced at its next sign-in.
    """

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1

    def verify(self, password: str, encoded: str) -> bool:
        """Compare a password with its hash in the process's one hashing thread."""
        return _pool().submit(super().verify, password, encoded).result()


@cache
def _pool() -> ThreadPoolExecutor:
    """Return the thread that hashes. It yields the processor to threads that serve pages.

    The lower priority holds for the hash alone, which runs without the interpreter's lock. A
    request of low priority would hold that lock while others wait for it.
    """
    return ThreadPoolExecutor(1, thread_name_prefix="hash", initializer=_be_nice)


def _be_nice() -> None:
    """Lower the priority of this thread; where it is the whole process's, leave it."""
    if os.uname().sysname == "Linux":
        with contextlib.suppress(OSError):
            os.nice(NICE)


os.register_at_fork(after_in_child=_pool.cache_clear)
