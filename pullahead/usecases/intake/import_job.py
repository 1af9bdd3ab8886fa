"""Import the stored parts of a file, one part per step of the job."""

from __future__ import annotations

from datetime import datetime

from pullahead.base import clock, jobs
from pullahead.base.transaction import retry_on_conflict, write_transaction
from pullahead.leads import imports as imports_write
from pullahead.leads.models import Import, ImportPart
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake import receive, receive_batch
from pullahead.usecases.intake.import_rows import PartRead, read_part
from pullahead.usecases.intake.imports import columns_of


def step(held: jobs.Lease) -> jobs.Lease | None:
    """Import the next part. Return the lease after it, None after the last part.

    Raise LeaseLost.
    """
    found = Import.objects.select_related("source").get(job_id=held.job_id)
    number = int(held.checkpoint.get("part", 0))
    part = ImportPart.objects.filter(of=found, number=number).first()
    columns = columns_of(found.header, found.fields)
    now, zone = clock.now(), organisation_zone()
    read = read_part(part.rows if part else [], found, columns, zone=zone, now=now)

    def act() -> jobs.Lease | None:
        def lock() -> None:
            jobs.verify_lease(held)
            receive.lock_people(found.source_id or 0, read.good)

        with write_transaction(lock=lock) as now:
            if part is None:
                jobs.finish(held, now=now)
                return None
            _take(found, read, len(part.rows) - len(read.good), now)
            imports_write.finish_part(part=part, refused=read.refused, noted=read.noted)
            done = held.done + len(part.rows)
            after = jobs.checkpoint(held, now=now, checkpoint={"part": number + 1}, done=done)
            if done < held.total:
                return after
            jobs.finish(after, now=now)
            return None

    return retry_on_conflict(act)


def _take(found: Import, read: PartRead, refused: int, now: datetime) -> None:
    """Import the rows, store the opt-outs of refused ones, and count the results."""
    good, received = read.good, []
    if found.source_id and (good or read.barred):
        received = receive.receive_within(found.source_id, good, now, barred=read.barred)
    outcomes = [one.outcome for one in received]
    new = [one.lead_id for one in received if one.outcome == receive_batch.ADMITTED]
    counts = {
        "rows": len(good) + refused,
        "admitted": len(new),
        "asked_again": outcomes.count(receive_batch.ASKED_AGAIN),
        "already_here": outcomes.count(receive_batch.ALREADY_HERE),
        "refused": refused,
        "opted_out": sum(bool(lead.opted_out) for lead in good) + read.opt_outs,
        "noted": sum(bool(lead.findings) for lead in good),
    }
    imports_write.count_rows(found=found, new=new, counts=counts)
