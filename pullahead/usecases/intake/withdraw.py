"""Withdraw an import: close its leads that are untouched.

*Untouched* means open, never claimed, and with one inquiry. Other leads stay as they are. Withdrawn
leads can be opened again, as if they had just come in. Both are jobs in batches, each batch with
its checkpoint in one transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base import jobs
from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import imports as imports_write
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Address, Import, ImportedLead, Inquiry, Lead
from pullahead.pull.models import ClaimRow, ClosingRow
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.intake.imports import job_key
from pullahead.usecases.leads import lifecycle

WITHDRAW, BRING_BACK = "withdraw", "bring_back"
WITHDRAWN = leads.WITHDRAWN  # the closing code of a withdrawn lead
BATCH = 100

CLOSED, WORKED, ASKED = "closed", "worked", "asked_again"
LEFT_WORDS = {
    CLOSED: gettext_lazy("already closed"),
    WORKED: gettext_lazy("worked on by an agent"),
    ASKED: gettext_lazy("inquired again since the import"),
}


def why_left(*, is_open: bool, claimed: bool, inquiries: int) -> str:
    """Return the reason why a withdrawal leaves a lead as it is; "" for one that it closes."""
    if not is_open:
        return CLOSED
    if claimed:
        return WORKED
    return ASKED if inquiries > 1 else ""


def withdraw(*, of: Import, by: Person) -> None:
    """Enqueue the closing of untouched leads. Raise Conflict while the import has an open job."""
    _begin(of, WITHDRAW, JournalEvent.IMPORT_WITHDRAWN, by)


def bring_back(*, of: Import, by: Person) -> None:
    """Enqueue the opening of withdrawn leads. Raise Conflict while the import has an open job."""
    _begin(of, BRING_BACK, JournalEvent.IMPORT_BROUGHT_BACK, by)


@retried
def _begin(of: Import, kind: str, event: JournalEvent, by: Person) -> None:
    with write_transaction() as now:
        found = Import.objects.select_for_update(no_key=True).select_related(None).get(pk=of.pk)
        if found.job_id is None or jobs.is_open(key=job_key(of.pk)):
            raise Conflict(_("This import is running. Wait until it has ended."))
        job_id = jobs.enqueue(
            kind=kind,
            now=now,
            payload={"import": of.pk},
            by=by.pk,
            key=job_key(of.pk),
            total=_leads(of.pk, kind).count(),
        )
        imports_write.set_withdrawal(import_id=of.pk, job_id=job_id)
        record(event, now=now, actor_id=by.pk, data={"import": of.pk})


def untouched(import_id: int) -> tuple[int, int]:
    """Count the leads that a withdrawal would close now, and those that it would leave."""
    rows = _leads(import_id, WITHDRAW)
    claims = ClaimRow.objects.filter(lead_id=OuterRef("lead_id"))
    second = Inquiry.objects.filter(lead_id=OuterRef("lead_id")).order_by("id")[1:2]
    closings = ClosingRow.objects.filter(lead_id=OuterRef("lead_id"))
    fresh = rows.filter(~Exists(claims), ~Exists(closings), ~Exists(second))
    closing = fresh.filter(lead__closed_at=None).count()
    return closing, rows.count() - closing


def withdrawn(import_id: int) -> int:
    """Count the withdrawn leads of an import, which can be opened again."""
    return _leads(import_id, BRING_BACK).count()


# ---- the jobs


def withdraw_step(held: jobs.Lease) -> jobs.Lease | None:
    """Close the next batch. Return the lease after it, None at the end."""

    def act(batch: Sequence[UUID], now: datetime) -> Counter[str]:
        # The cards' locks block pulls and new inquiries until this transaction ends.
        ENGINE.store.lock_cards(batch)
        left = _why_left(batch)
        for lead_id in batch:
            if left[lead_id]:
                continue
            lifecycle.close_lead(lead_id=lead_id, code=WITHDRAWN, actor_id=held.created_by, now=now)
        return Counter(left.values())

    return _step(held, act)


def bring_back_step(held: jobs.Lease) -> jobs.Lease | None:
    """Open the next batch again. Return the lease after it, None at the end."""

    def act(batch: Sequence[UUID], now: datetime) -> Counter[str]:
        said: Counter[str] = Counter()
        for lead in Lead.objects.select_related("source").filter(pk__in=batch).order_by("pk"):
            try:
                lifecycle.reopen_within(lead, actor=held.created_by, now=now)
                said[""] += 1
            except Conflict as conflict:
                said[conflict.message] += 1
        return said

    return _step(held, act)


@retried
def _step(
    held: jobs.Lease, act: Callable[[Sequence[UUID], datetime], Counter[str]]
) -> jobs.Lease | None:
    """Run one batch, and add its counts by reason ("" = done) to the checkpoint."""
    after = held.checkpoint.get("after")
    batch = _batch(held.payload["import"], held.kind, UUID(after) if after else None)

    def lock() -> None:
        jobs.verify_lease(held)
        leads_write.lock_addresses(values=_addresses(batch))

    with write_transaction(lock=lock) as now:
        counted = Counter[str](held.checkpoint.get("counted", {}))
        if not batch:
            jobs.finish(held, now=now, result=counted)
            return None
        counted.update(act(batch, now))
        kept = {"after": str(batch[-1]), "counted": counted}
        return jobs.checkpoint(held, now=now, checkpoint=kept, done=held.done + len(batch))


def _leads(import_id: int, kind: str) -> QuerySet[ImportedLead]:
    rows = ImportedLead.objects.filter(of=import_id)
    return rows.filter(lead__closed_as=WITHDRAWN) if kind == BRING_BACK else rows


def _batch(import_id: int, kind: str, after: UUID | None) -> list[UUID]:
    rows = _leads(import_id, kind).order_by("lead_id")
    if after is not None:
        rows = rows.filter(lead_id__gt=after)
    return list(rows.values_list("lead_id", flat=True)[:BATCH])


def _why_left(batch: Collection[UUID]) -> Mapping[UUID, str]:
    there = Lead.objects.filter(pk__in=batch, closed_at=None)
    is_open = set(there.values_list("pk", flat=True))
    claimed = set(ClaimRow.objects.filter(lead_id__in=batch).values_list("lead_id", flat=True))
    closed = ClosingRow.objects.filter(lead_id__in=batch)
    claimed |= set(closed.values_list("lead_id", flat=True))
    asked = dict(
        Inquiry.objects.filter(lead_id__in=batch).values_list("lead_id").annotate(Count("id"))
    )
    return {
        lead_id: why_left(
            is_open=lead_id in is_open,
            claimed=lead_id in claimed,
            inquiries=asked.get(lead_id, 0),
        )
        for lead_id in batch
    }


def _addresses(batch: Collection[UUID]) -> set[str]:
    return set(Address.objects.filter(lead_id__in=batch).values_list("value", flat=True))
