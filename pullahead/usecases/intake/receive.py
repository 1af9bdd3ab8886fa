"""Receive leads: find duplicates, admit new ones with their cards, or add an inquiry.

One lead from the API and a chunk of a file take the same path, in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from pullahead.base.errors import Invalid
from pullahead.base.models import Retry
from pullahead.base.services import save_answer
from pullahead.base.transaction import retried, retry_on_conflict, write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Source
from pullahead.leads.opt_outs import keep_opt_outs
from pullahead.leads.rules import LeadIn, row_hash
from pullahead.leads.source_limits import FullSource
from pullahead.pull.services import route_of
from pullahead.usecases.intake.receive_batch import (
    ADMITTED,
    ALREADY_HERE,
    ReceiveBatch,
    Received,
    addresses_of,
)
from pullahead.usecases.intake.source_full import (
    SourceFull,
    lock_limits,
    note_refused,
    refused,
)

T = TypeVar("T")


def receive(*, source_id: int, lead: LeadIn) -> Received:
    """Receive one lead of one source. Raise SourceFull if the source is paused or full."""

    def act() -> Received:
        limits = _Limits(source_id, lead)
        with write_transaction(lock=limits.lock) as now:
            return limits.checked(receive_within(source_id, [lead], now)[0], now)

    return _delivered(source_id, act)


@dataclass(slots=True)
class _Limits:
    """Locks of one delivery, and the refusal that its source's caps demand, if any.

    The refusal is raised once the result is known: a lead that is already here gets its usual
    answer.
    """

    source_id: int
    lead: LeadIn
    refusal: FullSource | None = None

    def lock(self) -> None:
        """Lock the source if it has caps, then the person."""
        self.refusal = lock_limits(self.source_id)
        lock_people(self.source_id, [self.lead])

    def checked(self, received: Received, now: datetime) -> Received:
        """Return the result, or raise SourceFull, which rolls it back."""
        if self.refusal is not None and received.outcome != ALREADY_HERE:
            raise refused(self.refusal, now)
        return received


def _delivered(source_id: int, act: Callable[[], T]) -> T:
    """Run the intake of one delivery, and count it if it is refused."""
    try:
        return retry_on_conflict(act)
    except SourceFull as full:
        note_refused(source_id, full.reason)
        raise


def receive_all(*, source_id: int, rows: Sequence[LeadIn]) -> list[Received]:
    """Receive rows of one source in one transaction; the answer has one entry a row."""

    def act() -> list[Received]:
        with write_transaction(lock=lambda: lock_people(source_id, rows)) as now:
            return receive_within(source_id, rows, now)

    return retry_on_conflict(act)


def receive_once(
    *, owner: str, key: str, body_hash: str, source_id: int, lead: LeadIn
) -> tuple[int, dict[str, Any]]:
    """Receive a lead; a retry under an equal idempotency key gets the first answer again.

    Raise Invalid `idempotency_key_reused` for a key that came with another body before, and
    SourceFull if the source is paused or full.
    """

    def act() -> tuple[int, dict[str, Any]]:
        limits = _Limits(source_id, lead)
        with write_transaction(lock=limits.lock) as now:
            before = Retry.objects.filter(owner=owner, key=key).first()
            if before is not None:
                if before.body_hash != body_hash:
                    raise Invalid(
                        "This Idempotency-Key was used with a different body before. Nothing was "
                        "changed; use a new key for a new lead.",
                        code="idempotency_key_reused",
                    )
                return before.status, before.answer
            received = limits.checked(receive_within(source_id, [lead], now)[0], now)
            status = 201 if received.outcome == ADMITTED else 200
            answer = {"id": str(received.lead_id), "outcome": received.outcome}
            save_answer(
                owner=owner, key=key, body_hash=body_hash, status=status, answer=answer, now=now
            )
            return status, answer

    return _delivered(source_id, act)


def lock_people(source_id: int, rows: Sequence[LeadIn]) -> None:
    """Lock the addresses and external ids of these rows against other intakes.

    One person may come with two addresses under one id of their source.
    """
    ids = {f"{source_id} {row.external_id}" for row in rows if row.external_id}
    leads_write.lock_addresses(values=ids | {a for row in rows for a in addresses_of(row)})


@retried
def keep_refused(addresses: Collection[tuple[str, str]]) -> None:
    """Bar the addresses (kind, value) that a refused lead opts out."""
    with write_transaction() as now:
        keep_opt_outs(rows=[], now=now, barred=addresses)


def receive_within(
    source_id: int,
    rows: Sequence[LeadIn],
    now: datetime,
    *,
    barred: Collection[tuple[str, str]] = (),
) -> list[Received]:
    """Receive rows inside the transaction of a caller who called `lock_people` first.

    `barred`: addresses that refused rows opt out.
    """
    source = Source.objects.get(pk=source_id)
    batch = ReceiveBatch(source, route_of(source=source), now)
    batch.known = leads.known(
        source.pk,
        hashes={row_hash(row) for row in rows},
        external_ids={row.external_id for row in rows},
        addresses={a for row in rows for a in addresses_of(row)},
    )
    # The file's order is not the lock order, so all cards are locked before the first row
    batch.engine.store.lock_cards(batch.known.lead_ids())
    answers = [batch.take(row) for row in rows]
    batch.flush()
    batch.close_decided(rows, answers)
    batch.keep_opt_outs(barred)
    return answers
