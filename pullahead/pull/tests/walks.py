"""Random walks: one seed does the same acts, on one floor or on several in parallel."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from pullahead.pull.tests.deeds import WEIGHTS, Deeds
from pullahead.pull.tests.floor import Floor

STEPS = 120


def walk(floors: Sequence[Floor], seed: int, steps: int = STEPS) -> list[str]:
    """Do `steps` random deeds on every floor; return them, and fail where answers differ."""
    random = Random(seed)
    several = [Deeds(floor) for floor in floors]
    names, weights = list(WEIGHTS), list(WEIGHTS.values())
    done = []
    for _ in range(steps):
        name = random.choices(names, weights)[0]
        a, b = random.randrange(10_000), random.randrange(10_000)
        answers = [getattr(deeds, name)(a, b) for deeds in several]
        done.append(f"{name}({a}, {b}) → {answers[0]}")
        assert all(answer == answers[0] for answer in answers), (
            f"seed {seed}: {done[-3:]} {answers}"
        )
    return done
