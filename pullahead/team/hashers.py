"""Argon2id at the current minimum of OWASP's password storage cheat sheet."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane.

    Django's default takes 100 MiB and eight lanes. With it, 500 people who sign in at nine o'clock
    would wait for minutes. A stored hash with other parameters is replaced at its next sign-in.
    """

    memory_cost = 19_456  # KiB
    time_cost = 2
    parallelism = 1
