"""Worker of `pullahead work`: run due jobs, one step after the other.

A kind of job is one line of `KINDS`. Its step does a batch in a transaction of its own and stores
the checkpoint there (base.jobs). It returns the lease, or None once the job is finished. A job
that repeats enqueues its next one, with `run_at`, in the step that finishes it.
"""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import Error, connection

from pullahead.base import clock, jobs
from pullahead.base.errors import Problem
from pullahead.base.outages import outage_of
from pullahead.base.signals import Signals
from pullahead.base.transaction import write_transaction
from pullahead.usecases.intake import import_job, imports, withdraw
from pullahead.usecases.settings import dnc_job
from pullahead.usecases.work import reranking_job
from pullahead.worker import cleaning, count_job, refit_job, score_job
from pullahead.worker.timers import Timer

IDLE = 1.0  # seconds between two looks at an empty table
AFTER_TROUBLE = 10.0  # seconds until the next look when the database cannot be used

Step = Callable[[jobs.Lease], jobs.Lease | None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """The step of a kind of job, and how long its lease lasts."""

    step: Step
    span: timedelta = jobs.LEASE


KINDS: dict[str, JobKind] = {
    imports.KIND: JobKind(import_job.step),
    withdraw.WITHDRAW: JobKind(withdraw.withdraw_step),
    withdraw.BRING_BACK: JobKind(withdraw.bring_back_step),
    dnc_job.KIND: JobKind(dnc_job.step),
    refit_job.KIND: JobKind(refit_job.step, refit_job.SPAN),
    score_job.KIND: JobKind(score_job.step),
    reranking_job.KIND: JobKind(reranking_job.step),
    count_job.KIND: JobKind(count_job.step, count_job.SPAN),
    cleaning.KIND: JobKind(cleaning.step),
}


def run(*, once: bool) -> int:
    """Run jobs until asked to end, or with `once` until nothing is due; return the exit code."""
    signals = Signals()
    each = (refit_job, score_job, count_job, cleaning)
    timers = [Timer(every.KIND, every.EACH) for every in each]
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
    """Run the job that has waited longest, until its end or `stop`; return False if none is due."""
    if not jobs.is_due(kinds=KINDS, now=clock.now()):
        return False
    with write_transaction() as now:
        held = jobs.lease(kinds=KINDS, now=now)
        if held is not None and held.span != KINDS[held.kind].span:
            held = replace(held, span=KINDS[held.kind].span)
            jobs.renew(held, now=now)
    if held is None:
        return False
    with contextlib.suppress(jobs.LeaseLost):  # another worker has the job now
        _do(held, stop)
    return True


def _do(held: jobs.Lease, stop: Callable[[], bool]) -> None:
    after: jobs.Lease | None = held
    while (here := after) is not None:
        if stop():
            with write_transaction():
                jobs.release(here)
            return
        try:
            after = KINDS[here.kind].step(here)
        except jobs.LeaseLost:
            raise
        except Problem as problem:
            with write_transaction() as now:
                jobs.fail(here, now=now, error=problem.message)
            return
        except Exception as error:
            if outage_of(error) is not None:
                # An outage is no fault of the job: it does not count as a try
                with write_transaction():
                    jobs.release(here)
                raise
            _tell(error)
            said = f"The job failed with {type(error).__name__}. See the log of the worker."
            with write_transaction() as now:
                jobs.try_later(here, now=now, error=said)
            return


def _tell(error: Exception) -> None:
    traceback.print_exception(error, file=sys.stderr)
