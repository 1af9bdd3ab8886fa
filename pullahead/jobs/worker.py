"""`pullahead work`: does what waits in the table of jobs, one step after the other.

A kind of job is one line of `KINDS`: a step that does a batch in a write() of its own, keeps the
checkpoint in it (base.queue), and gives back the lease, or None once it has finished the job. A
kind that comes back of itself enqueues its next job, with `run_at`, in the step that finishes one.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import Error, connection

from pullahead.base import clock, queue
from pullahead.base.errors import Problem
from pullahead.base.write import write
from pullahead.desk import imports, withdrawing
from pullahead.jobs import cleaning, counting, learning, replacing, scoring
from pullahead.jobs.serving import Signals
from pullahead.jobs.timers import Timer

IDLE = 1.0  # seconds between two looks at an empty table
AFTER_TROUBLE = 10.0  # seconds until the next look when the database cannot be used

Step = Callable[[queue.Lease], queue.Lease | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of job is done, and for how long one step may hold it without a word."""

    step: Step
    span: timedelta = queue.LEASE


KINDS: dict[str, Kind] = {
    imports.KIND: Kind(imports.step),
    withdrawing.WITHDRAW: Kind(withdrawing.withdraw_step),
    withdrawing.BRING_BACK: Kind(withdrawing.bring_back_step),
    learning.KIND: Kind(learning.step, learning.SPAN),
    scoring.KIND: Kind(scoring.step),
    replacing.KIND: Kind(replacing.step),
    counting.KIND: Kind(counting.step, counting.SPAN),
    cleaning.KIND: Kind(cleaning.step),
}


def run(*, once: bool) -> int:
    """Work until asked to end, or with `once` until nothing is due; the exit code."""
    signals = Signals()
    timers = [Timer(every.KIND, every.EACH) for every in (learning, scoring, counting, cleaning)]
    with signals.taken():
        while not signals.asked.is_set():
            try:
                for timer in timers:
                    timer.look()
                worked = work_one(signals.asked.is_set)
            except Error as error:
                if once:
                    raise
                _tell(error)
                connection.close()
                signals.asked.wait(AFTER_TROUBLE)
                continue
            if not worked and once:
                break
            if not worked:
                signals.asked.wait(IDLE)
    return signals.code()


def work_one(stop: Callable[[], bool] = lambda: False) -> bool:
    """Do the job that has waited longest to its end, or until `stop`; False when none is due."""
    if not queue.is_due(kinds=KINDS, now=clock.now()):
        return False
    with write() as now:
        held = queue.lease(kinds=KINDS, now=now)
        if held is not None and held.span != KINDS[held.kind].span:
            held = replace(held, span=KINDS[held.kind].span)
            queue.renew(held, now=now)
    if held is None:
        return False
    with contextlib.suppress(queue.Lost):  # whoever has it now goes on
        _do(held, stop)
    return True


def _do(held: queue.Lease, stop: Callable[[], bool]) -> None:
    after: queue.Lease | None = held
    while (here := after) is not None:
        if stop():
            with write():
                queue.give_back(here)
            return
        try:
            after = KINDS[here.kind].step(here)
        except queue.Lost:
            raise
        except Problem as problem:
            with write() as now:
                queue.fail(here, now=now, error=problem.message)
            return
        except Exception as error:
            _tell(error)
            said = f"It broke with {type(error).__name__}. What the worker logged tells more."
            with write() as now:
                queue.try_later(here, now=now, error=said)
            return


def _tell(error: Exception) -> None:
    traceback.print_exception(error, file=sys.stderr)
