"""Writes of buying jobs, cycles and moments of truth. The caller has the deal's lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.buying import services
from pullahead.buying.models import BuyingJobMark, LearningCycle, MomentOfTruth
from pullahead.buying.rules import Stake
from pullahead.pipeline.models import Deal


def mark_job(
    deal: Deal, job: str, mark: str, *, by: int, now: datetime, said: UUID | None = None
) -> None:
    """Add a mark of a buying job, with its journal line."""
    require_transaction()
    BuyingJobMark.objects.create(deal=deal, job=job, mark=mark, said_id=said, by_id=by, at=now)
    _journal(JournalEvent.JOB_MARKED, deal, now, by, {"job": job, "mark": mark})


def _journal(kind: JournalEvent, deal: Deal, now: datetime, by: int, data: dict[str, Any]) -> None:
    record(kind, now=now, lead_id=deal.lead_id, deal_id=deal.pk, actor_id=by, data=data)


def open_cycle(deal: Deal, mode: str, *, by: int, now: datetime) -> LearningCycle:
    """Open a cycle; the constraint refuses a second open one."""
    require_transaction()
    made = LearningCycle.objects.create(deal=deal, mode=mode, by_id=by, opened_at=now)
    _journal(JournalEvent.CYCLE_MOVED, deal, now, by, {"cycle": made.pk, "step": "open"})
    return made


def write_step(
    deal: Deal, cycle: LearningCycle, step: str, words: str, *, by: int, now: datetime
) -> None:
    """Write the words of a step with its time; blank words remove it."""
    require_transaction()
    column = "check_words" if step == "check" else step
    fields = {column: words, f"{step}_at": now if words else None}
    LearningCycle.objects.filter(pk=cycle.pk).update(**fields)
    _journal(JournalEvent.CYCLE_MOVED, deal, now, by, {"cycle": cycle.pk, "step": step})


def close_cycle(deal: Deal, cycle: LearningCycle, *, by: int, now: datetime) -> None:
    """Close a cycle."""
    require_transaction()
    LearningCycle.objects.filter(pk=cycle.pk).update(closed_at=now)
    _journal(JournalEvent.CYCLE_MOVED, deal, now, by, {"cycle": cycle.pk, "step": "close"})


def add_moment(
    deal: Deal,
    *,
    at: datetime,
    expected: str,
    members: Collection[int],
    stake: Stake | None,
    decisive: int | None,
    cycle: int | None,
    by: int,
    now: datetime,
) -> MomentOfTruth:
    """Add a moment of truth with the stake of this day."""
    require_transaction()
    parts: dict[str, Any] = {}
    if stake is not None:
        parts = {
            "stake": stake.amount,
            "value": stake.value,
            "chance": stake.chance,
            "reach": stake.reach,
            "doubt": stake.doubt,
            "decisive_id": decisive,
        }
    made = MomentOfTruth.objects.create(
        deal=deal, at=at, expected=expected, cycle_id=cycle, by_id=by, added_at=now, **parts
    )
    made.members.set([services.member(one) for one in members])
    services.note_change(deal, "moment", made.pk, now=now, actor=by)
    return made


def judge_moment(
    deal: Deal,
    moment: MomentOfTruth,
    *,
    actual: str,
    judged: str,
    conversation: UUID,
    by: int,
    now: datetime,
) -> None:
    """Store what came of a moment, and in which conversation."""
    require_transaction()
    MomentOfTruth.objects.filter(pk=moment.pk).update(
        actual=actual, judged=judged, judged_at=now, conversation_id=conversation
    )
    _journal(JournalEvent.MOMENT_JUDGED, deal, now, by, {"moment": moment.pk, "judged": judged})
