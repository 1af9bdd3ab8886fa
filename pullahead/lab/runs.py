"""Runs of several policies over paired seeds, in parallel processes."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from multiprocessing.connection import Connection

from pullahead.base.errors import wrong
from pullahead.lab.figures import RunFigures
from pullahead.lab.policies import POLICIES, LabPolicy
from pullahead.lab.simulator import FloorSimulator
from pullahead.lab.world import FloorWorld

MOST_SEEDS = 1_000


def seeds_of(text: str) -> list[int]:
    """Return the seeds of `10` (1 to 10), `5-8` or `3,4,9`. Raise Invalid if wrong."""
    try:
        if "," in text:
            found = [int(one) for one in text.split(",")]
        elif "-" in text:
            first, last = (int(one) for one in text.split("-"))
            found = list(range(first, last + 1))
        else:
            found = list(range(1, int(text) + 1))
    except ValueError:
        found = []
    if not 1 <= len(found) <= MOST_SEEDS:
        said = f"Can’t read the seeds “{text}”. Give a count (10), a range (5-8) or a list (3,9)."
        raise wrong("seeds", "unreadable_seeds", said)
    return found


def play(world: FloorWorld, policy: str, seed: int) -> RunFigures:
    """Play one run, in this process."""
    return FloorSimulator(world, POLICIES[policy], seed).run()


def apart(floor: FloorWorld, policy: str, seed: int) -> RunFigures:
    """Play one run in a process of its own, so that the worker's other threads keep their pace.

    The process ends with the worker. This module loads without Django, as the process needs it.
    """
    context = get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, floor, policy, seed), daemon=True)
    process.start()
    sender.close()
    try:
        found: RunFigures = receiver.recv()
    except EOFError as error:
        raise RuntimeError("the process of the run ended without figures") from error
    finally:
        process.join()
    return found


def _send(sender: Connection, floor: FloorWorld, policy: str, seed: int) -> None:
    sender.send(play(floor, policy, seed))


def play_all(
    worlds: Sequence[FloorWorld],
    policies: Sequence[LabPolicy],
    seeds: Sequence[int],
    *,
    processes: int = 0,
) -> Iterator[RunFigures]:
    """Yield the figures of every policy with every seed, as the runs end.

    Of several worlds (the draws of a fit), each seed plays another; every policy gets the same.
    """
    wanted = [
        (worlds[seed % len(worlds)], policy.name, seed) for seed in seeds for policy in policies
    ]
    workers = min(processes or os.cpu_count() or 1, len(wanted))
    if workers == 1:
        for one in wanted:
            yield play(*one)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        tasks = [pool.submit(play, *one) for one in wanted]
        for task in as_completed(tasks):
            yield task.result()
