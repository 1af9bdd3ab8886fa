"""Import a file of deals part by part, and show the progress and the dead deals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from pullahead.base import clock, jobs
from pullahead.base.models import Job, JobState
from pullahead.base.transaction import retry_on_conflict, write_transaction
from pullahead.pipeline import import_services, locks
from pullahead.pipeline.models import DealImport
from pullahead.team.models import Person
from pullahead.usecases.deals.deal_list import DealRow, dead_deals
from pullahead.usecases.deals.flow_days import after_import
from pullahead.usecases.deals.import_drafts import importer, reader_of, row_of
from pullahead.usecases.deals.import_rows import DealCounts, ReadDeal, write_batch

PART = 50  # deals in one transaction: on SQLite a move waits about half a second for it
SHOWN = 30
REFUSED_AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class DealImportRow:
    """An import in the list."""

    id: int
    name: str
    team: str
    who: str
    made_at: datetime
    total: int
    started: bool


@dataclass(frozen=True, slots=True)
class DealImportProgress:
    """An import on its page: its counts so far, and the dead deals of the team."""

    id: int
    name: str
    team: str
    made_at: datetime
    done: int
    total: int
    moving: bool
    failed: str
    counts: DealCounts
    dead: tuple[DealRow, ...]
    dead_in_all: int


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Import the next part. Return the lease after it, None after the last. Raise LeaseLost."""
    found = DealImport.objects.select_related("team").get(job_id=held.job_id)
    start = int(held.checkpoint.get("row", 0))
    stored = found.rows[start : start + PART]
    ended = start + len(stored) >= found.total

    def act() -> jobs.Lease | None:
        def lock() -> None:
            jobs.verify_lease(held)
            locks.publish_lock()

        with write_transaction(lock=lock) as now:
            reader = reader_of(found, now)
            counts, refused = _counts(found.counts), list(found.refused)
            good: list[ReadDeal] = []
            for row in map(row_of, stored):
                counts.rows += 1
                read = reader.read(row)
                if isinstance(read, ReadDeal):
                    good.append(read)
                    counts.before_creation += [read.title] if read.early else []
                    continue
                counts.refused += 1
                refused.append([row.line, *read])
            write_batch(reader, found.team, good, counts, now)
            import_services.store_counts(
                found.pk, asdict(counts), refused[:REFUSED_AT_MOST], ended=ended
            )
            after = jobs.checkpoint(
                held, now=now, checkpoint={"row": start + len(stored)}, done=start + len(stored)
            )
            if not ended:
                return after
            jobs.finish(after, now=now)
            after_import(team_id=found.team_id, workflow_id=reader.flow.id, now=now)
            return None

    return retry_on_conflict(act)


def _counts(stored: dict[str, object]) -> DealCounts:
    return DealCounts(**stored)  # type: ignore[arg-type]


def latest(*, viewer: Person) -> tuple[DealImportRow, ...]:
    """Return the newest imports that the viewer may see. Raise NotFound for agents."""
    importer(viewer)
    rows = DealImport.objects.select_related("team", "made_by").defer("rows", "history", "refused")
    if not viewer.is_admin:
        rows = rows.filter(team_id=viewer.team_id)
    return tuple(
        DealImportRow(
            one.pk,
            one.name,
            one.team.name,
            one.made_by.name,
            one.made_at,
            one.total,
            one.job_id is not None,
        )
        for one in rows.order_by("-pk")[:SHOWN]
    )


def progress(*, found: DealImport) -> DealImportProgress:
    """Return the progress of a started import."""
    job = Job.objects.filter(pk=found.job_id or 0).first()
    moving = job is not None and job.state in {JobState.WAITING, JobState.RUNNING}
    dead: Sequence[DealRow] = () if moving else dead_deals(team_id=found.team_id, now=clock.now())
    return DealImportProgress(
        id=found.pk,
        name=found.name,
        team=found.team.name,
        made_at=found.made_at,
        done=job.done if job is not None else found.total,
        total=found.total,
        moving=moving,
        failed=job.error if job is not None and job.state == JobState.FAILED else "",
        counts=_counts(found.counts),
        dead=tuple(dead[:SHOWN]),
        dead_in_all=len(dead),
    )


def refused_rows(*, found: DealImport) -> list[tuple[int, str, str]]:
    """Return the refused rows: line, column, reason."""
    return [(int(line), str(column), str(reason)) for line, column, reason in found.refused]
