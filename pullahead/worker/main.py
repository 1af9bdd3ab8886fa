"""Worker of `pullahead work`: run due jobs, one step after the other.

A kind of job is one line of `KINDS` or `QUICK`. Its step does a batch in a transaction of its own
and stores the checkpoint there (base.jobs). It returns the lease, or None once the job is finished.
A job that repeats enqueues its next one, with `run_at`, in the step that finishes it.

The kinds of `QUICK` run in a thread of their own, so that a long import delays no message. The
kinds of `SLOW` have another thread, and delay neither.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import Error, IntegrityError, connection

from pullahead.base import clock, jobs
from pullahead.base.errors import Problem
from pullahead.base.outages import outage_of
from pullahead.base.signals import Signals
from pullahead.base.transaction import write_transaction
from pullahead.usecases.deals import flow_days, import_drafts, import_step
from pullahead.usecases.intake import import_job, imports, withdraw
from pullahead.usecases.settings import boosts, deliveries, dnc_job, people_import
from pullahead.usecases.work import reranking_job
from pullahead.worker import (
    alert_job,
    buying_job,
    cleaning,
    count_job,
    floor_job,
    hour_job,
    idle_job,
    lab_job,
    refit_job,
    score_job,
    second_look_job,
    standing_job,
)
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
    import_drafts.KIND: JobKind(import_step.step),
    flow_days.KIND: JobKind(flow_days.step, flow_days.SPAN),
    withdraw.WITHDRAW: JobKind(withdraw.withdraw_step),
    withdraw.BRING_BACK: JobKind(withdraw.bring_back_step),
    dnc_job.KIND: JobKind(dnc_job.step),
    refit_job.KIND: JobKind(refit_job.step, refit_job.SPAN),
    score_job.KIND: JobKind(score_job.step),
    reranking_job.KIND: JobKind(reranking_job.step),
    count_job.KIND: JobKind(count_job.step, count_job.SPAN),
    cleaning.KIND: JobKind(cleaning.step),
    second_look_job.KIND: JobKind(second_look_job.step, second_look_job.SPAN),
    idle_job.KIND: JobKind(idle_job.step),
    floor_job.KIND: JobKind(floor_job.step),
    hour_job.KIND: JobKind(hour_job.step, hour_job.SPAN),
    people_import.KIND: JobKind(people_import.step),
    boosts.KIND: JobKind(boosts.step),
    buying_job.KIND: JobKind(buying_job.step),
    standing_job.KIND: JobKind(standing_job.step, standing_job.SPAN),
}


QUICK: dict[str, JobKind] = {
    deliveries.KIND: JobKind(deliveries.step, deliveries.SPAN),
    alert_job.KIND: JobKind(alert_job.step),
}

SLOW: dict[str, JobKind] = {lab_job.KIND: JobKind(lab_job.step, lab_job.SPAN)}


def run(*, once: bool) -> int:
    """Run jobs until asked to end, or with `once` until nothing is due; return the exit code."""
    signals = Signals()
    each = (
        refit_job,
        score_job,
        count_job,
        cleaning,
        second_look_job,
        idle_job,
        floor_job,
        hour_job,
        buying_job,
        standing_job,
        flow_days,
    )
    timers = [Timer(every.KIND, every.EACH) for every in each]
    looks = [timer.look for timer in timers]
    quick = [look_for_messages, Timer(alert_job.KIND, alert_job.SELDOM).look]
    with signals.taken():
        if once:
            _run(KINDS | QUICK | SLOW, [*looks, *quick], signals, once=True)
            return signals.code()
        beside = threading.Thread(target=_run, args=(QUICK, quick, signals), daemon=True)
        beside.start()
        # not waited for at the end: a run of the lab is repeated by the next worker
        threading.Thread(target=_run, args=(SLOW, [], signals), daemon=True).start()
        _run(KINDS, looks, signals)
        beside.join(deliveries.SPAN.total_seconds())
    return signals.code()


def look_for_messages() -> None:
    """Enqueue the job that sends messages if one is due."""
    if deliveries.is_due():
        with contextlib.suppress(IntegrityError):  # another worker just made it
            deliveries.enqueue()


def _run(
    kinds: Mapping[str, JobKind],
    looks: Sequence[Callable[[], None]],
    signals: Signals,
    *,
    once: bool = False,
) -> None:
    """Run the jobs of these kinds, one after the other."""
    while not signals.asked.is_set():
        try:
            for look in looks:
                look()
            worked = work_one(signals.asked.is_set, kinds)
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
    if not once:
        connection.close()


def work_one(
    stop: Callable[[], bool] = lambda: False, kinds: Mapping[str, JobKind] | None = None
) -> bool:
    """Run the job that has waited longest, until its end or `stop`; return False if none is due."""
    of = KINDS | QUICK | SLOW if kinds is None else kinds
    if not jobs.is_due(kinds=of, now=clock.now()):
        return False
    with write_transaction() as now:
        held = jobs.lease(kinds=of, now=now)
        if held is not None and held.span != of[held.kind].span:
            held = replace(held, span=of[held.kind].span)
            jobs.renew(held, now=now)
    if held is None:
        return False
    with contextlib.suppress(jobs.LeaseLost):  # another worker has the job now
        _do(held, stop, of[held.kind].step)
    return True


def _do(held: jobs.Lease, stop: Callable[[], bool], step: Step) -> None:
    after: jobs.Lease | None = held
    while (here := after) is not None:
        if stop():
            with write_transaction():
                jobs.release(here)
            return
        try:
            after = step(here)
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
