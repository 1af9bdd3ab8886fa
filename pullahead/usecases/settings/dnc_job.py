"""Import a large do-not-call list by a job: its lines are stored at once and read part by part.

A part's numbers, its deletion and the job's checkpoint commit together. The version in use stays
until the last part is read. A killed worker loses no line and counts none twice.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO

from django.db import IntegrityError
from django.utils.translation import gettext as _

from pullahead.base import clock, jobs
from pullahead.base.errors import Invalid, wrong
from pullahead.base.models import Job, JobState
from pullahead.base.transaction import retry_on_conflict, write_transaction
from pullahead.compliance import dnc_lists
from pullahead.compliance.models import DncList
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.settings import dnc_import
from pullahead.usecases.settings.dnc_import import LINE_LIMIT, REASONS_AT_MOST, DncImportResult

KIND = "dnc.import"
LINES = 2_000  # in one part: 0.2 s to read
PARTS_AT_ONCE = 25
SHOWN_FOR = timedelta(days=1)
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ListImport:
    """An import of a list that waits, runs, failed, or ended within a day."""

    name: str
    state: str  # waiting, running, done, failed
    percent: int
    numbers: int
    refused: int
    reasons: tuple[str, ...]
    error: str


def enqueue_list(
    *, raw: IO[bytes], name: str, country: str, as_of: datetime | None, by: Person
) -> int:
    """Store the lines of a list for a job, and return the job's id. Raise Invalid."""
    administrators_only(by)
    name = dnc_import.checked_name(name, country, as_of)
    key = f"{KIND} {name}"
    if jobs.is_open(key=key):
        raise _running()
    texts = _parts(dnc_import.opened_list(raw, country))
    with write_transaction() as now:
        dnc_lists.drop_abandoned(moment=now - SHOWN_FOR)
        made = dnc_lists.begin_list(name=name, country=country, as_of=as_of or now, now=now)
    count = 0
    while several := list(itertools.islice(texts, PARTS_AT_ONCE)):
        with write_transaction():
            dnc_lists.add_parts(of=made, first=count, texts=several)
        count += len(several)
    payload = {"list": made.pk, "name": name}
    try:
        with write_transaction() as now:
            return jobs.enqueue(kind=KIND, now=now, payload=payload, by=by.pk, key=key, total=count)
    except IntegrityError:  # the same list was sent at the same moment
        raise _running() from None


def _running() -> Invalid:
    said = _("A list of this name is being imported. Wait until it is complete.")
    return wrong("name", "running", said)


def _parts(lines: IO[str]) -> Iterator[str]:
    cut = (line[:LINE_LIMIT].rstrip("\r\n").replace("\0", "") for line in lines)
    while several := list(itertools.islice(cut, LINES)):
        yield "\n".join(several)


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Read the next part. Return the lease after it, None after the last. Raise LeaseLost."""
    number = int(held.checkpoint.get("part", 0))
    part = dnc_lists.part_of(int(held.payload["list"]), number)
    result = DncImportResult(
        numbers=int(held.checkpoint.get("numbers", 0)),
        refused=int(held.checkpoint.get("refused", 0)),
        why=list(held.checkpoint.get("why", [])),
    )
    values: list[str] = []
    if part is not None:
        lines, first = part.text.split("\n"), number * LINES + 1
        values = list(dnc_import.numbers_in(lines, part.of.country, result, first))

    def act() -> jobs.Lease | None:
        with write_transaction(lock=lambda: jobs.verify_lease(held)) as now:
            if part is None:
                _end(held, result, now)
                return None
            dnc_lists.fill_list(of=part.of, values=values)
            dnc_lists.drop_part(of=part.of, number=number)
            reached = {"part": number + 1, "numbers": result.numbers, "refused": result.refused}
            return jobs.checkpoint(
                held, now=now, checkpoint={**reached, "why": result.why}, done=number + 1
            )

    after = retry_on_conflict(act)
    if after is None and result.numbers:
        dnc_import.drop_old(str(held.payload["name"]))
    return after


def _end(held: jobs.Lease, result: DncImportResult, now: datetime) -> None:
    """Put the list in use; one without a number is deleted, and changes nothing."""
    made = DncList.objects.filter(pk=held.payload["list"]).first()
    if made is None or not result.numbers:
        if made is not None:
            dnc_lists.discard_list(of=made)
        jobs.fail(held, now=now, error=_("No line of the file is a number. Nothing was changed."))
        return
    count = dnc_import.put_in_use(made=made, actor_id=held.created_by, now=now)
    kept = {"numbers": count, "refused": result.refused, "why": result.why[:REASONS_AT_MOST]}
    jobs.finish(held, now=now, result=kept)


def list_imports(*, viewer: Person) -> tuple[ListImport, ...]:
    """Return the imports of lists that are open, or ended within a day, the latest first."""
    administrators_only(viewer)
    since = clock.now() - SHOWN_FOR
    rows = Job.objects.filter(kind=KIND).order_by("-pk")[:_SHOWN]
    shown = [job for job in rows if job.ended_at is None or job.ended_at >= since]
    return tuple(_import(job) for job in shown if job.state != JobState.CANCELLED)


def _import(job: Job) -> ListImport:
    result = job.result or {}
    return ListImport(
        name=str(job.payload.get("name", "")),
        state=str(job.state),
        percent=100 * job.done // job.total if job.total else 0,
        numbers=int(result.get("numbers", 0)),
        refused=int(result.get("refused", 0)),
        reasons=tuple(result.get("why", ())),
        error=job.error,
    )
