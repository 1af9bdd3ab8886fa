"""Writes of deals. Each verb runs inside a transaction whose locks the caller took (locks.py)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext

from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline import locks
from pullahead.pipeline.models import (
    Deal,
    DealFact,
    FlowLimit,
    LimitOverride,
    Stage,
    Transition,
    WalkAnswer,
)
from pullahead.pipeline.rules import DONE, DealPlace, LimitState, may_override, reached
from pullahead.pipeline.schema import FULL

EVENTS: Mapping[str, JournalEvent] = {
    "pull": JournalEvent.DEAL_PULLED,
    "finish": JournalEvent.DEAL_FINISHED,
    "wait": JournalEvent.DEAL_WAITING,
    "resume": JournalEvent.DEAL_RESUMED,
    "back": JournalEvent.DEAL_MOVED_BACK,
    "take": JournalEvent.DEAL_TAKEN,
    "release": JournalEvent.DEAL_RELEASED,
    "hand_over": JournalEvent.DEAL_HANDED_OVER,
    "win": JournalEvent.DEAL_WON,
    "lose": JournalEvent.DEAL_LOST,
    "discard": JournalEvent.DEAL_DISCARDED,
    "reopen": JournalEvent.DEAL_REOPENED,
    "undo": JournalEvent.DEAL_UNDONE,
    "remap": JournalEvent.DEAL_REMAPPED,
}
# Fields that an undo of a transition restores
RESTORED = (
    "stage_id",
    "half",
    "holder_id",
    "hold_until",
    "next_at",
    "value",
    "started_at",
    "stage_at",
    "closed_at",
    "closed_as",
    "reason",
    "entry_id",
)


class LimitReached(Exception):
    """A move would exceed these limits; nothing may be committed."""

    def __init__(self, limits: Collection[LimitState]) -> None:
        super().__init__("a limit is reached")
        self.limits = tuple(limits)


@dataclass(frozen=True, slots=True)
class OverrideGiven:
    """Reason to exceed limits, and whose: a team lead may exceed all, a person their own."""

    reason: str
    by: int
    leads: bool


@dataclass(frozen=True, slots=True)
class DealMove:
    """One transition to make: its kind, the fields that it changes, and its reasons."""

    kind: str
    changes: Mapping[str, Any]
    actor: int | None
    version: int | None = None
    reason: str = ""
    ungrounded: bool = False
    signal: int | None = None
    override: OverrideGiven | None = None
    # a publish moves deals of a retired stage past every limit
    forced: bool = False
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewDeal:
    """A deal to add: ready, with its first next date."""

    title: str
    company: str
    team: int
    pod: int
    workflow: int
    entry: int
    next_at: datetime
    value: Any = None
    next_action: str = ""
    lead_id: UUID | None = None
    claim_token: UUID | None = None
    earlier_id: UUID | None = None


def add_deal(new: NewDeal, *, now: datetime, actor: int | None, origin: str = "live") -> Deal:
    """Add a ready deal, with its first transition."""
    require_transaction()
    deal = Deal.objects.create(
        title=new.title,
        company=new.company,
        team_id=new.team,
        pod_id=new.pod,
        workflow_id=new.workflow,
        entry_id=new.entry,
        half=DONE,
        next_at=new.next_at,
        next_action=new.next_action,
        value=new.value,
        lead_id=new.lead_id,
        claim_token=new.claim_token,
        earlier_id=new.earlier_id,
        created_at=now,
        seq=1,
    )
    Transition.objects.create(
        deal=deal, seq=1, at=now, kind="add", to_half=DONE, actor_id=actor, origin=origin
    )
    data = {"workflow": new.workflow, "entry": new.entry}
    record(
        JournalEvent.DEAL_ADDED,
        now=now,
        lead_id=new.lead_id,
        deal_id=deal.pk,
        actor_id=actor,
        data=data,
    )
    return deal


def move(deal: Deal, made: DealMove, *, now: datetime) -> Transition:
    """Make a transition of a locked deal: limits, deal, transition and journal line.

    Raise LimitReached, and Conflict `moved_on` if the deal's sequence is not as read. The caller
    must not commit after either.
    """
    require_transaction()
    old = place_of(deal)
    was = {name: _plain(getattr(deal, name)) for name in RESTORED}
    from_stage, from_half = deal.stage_id, deal.half
    new = place_of(deal, made.changes)
    override = _room(deal, old, new, made, now)
    _update(deal, {**made.changes, "override_id": override.pk if override else None})
    transition = Transition.objects.create(
        deal=deal,
        seq=deal.seq,
        at=now,
        kind=made.kind,
        from_stage_id=from_stage,
        from_half=from_half,
        to_stage_id=deal.stage_id,
        to_half=deal.half,
        actor_id=made.actor,
        version_id=made.version,
        signal_id=made.signal,
        override=override,
        reason=made.reason,
        ungrounded=made.ungrounded,
        before={**was, **made.before},
    )
    data = {"seq": deal.seq, "from": from_stage, "to": deal.stage_id, "holder": deal.holder_id}
    record(
        EVENTS[made.kind],
        now=now,
        lead_id=deal.lead_id,
        deal_id=deal.pk,
        actor_id=made.actor,
        data=data,
    )
    return transition


def _plain(value: object) -> object:
    """Return a value as JSON stores it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, int | str | float) else str(value)


def place_of(deal: Deal, changes: Mapping[str, Any] | None = None) -> DealPlace:
    """Return the place of a deal as the limits count it, after the changes if there are any."""
    changes = changes or {}
    stage_id = changes.get("stage_id", deal.stage_id)
    closed = changes.get("closed_at", deal.closed_at) is not None
    stage = None if closed or stage_id is None else Stage.objects.get(pk=stage_id)
    return DealPlace(
        stage=stage.pk if stage else None,
        workflow=deal.workflow_id,
        group=stage.stage_group if stage else "",
        holder=changes.get("holder_id", deal.holder_id),
        pod=changes.get("pod_id", deal.pod_id),
    )


def state_of_limit(row: FlowLimit) -> LimitState:
    """Return a limit as the rules read it."""
    return LimitState(
        id=row.pk,
        size=row.size,
        held=row.held,
        stage=row.stage_id,
        workflow=row.workflow_id,
        group=row.stage_group,
        person=row.person_id,
        pod=row.pod_id,
    )


def _room(
    deal: Deal, old: DealPlace, new: DealPlace, made: DealMove, now: datetime
) -> LimitOverride | None:
    """Lock the limits of both places; raise LimitReached, or store the override that allows it."""
    limits = [state_of_limit(row) for row in locks.lock_limits(old, new)]
    full = reached(limits, old, new)
    if not full:
        return None
    given = made.override
    if made.forced and made.actor is not None:
        given = OverrideGiven("The stage was retired.", made.actor, leads=True)
    if given is None or not may_override(full, actor=given.by, leads=given.leads):
        raise LimitReached(full)
    override = LimitOverride.objects.create(
        deal=deal,
        seq=deal.seq + 1,
        limits=[{"limit": one.id, "held": one.held, "size": one.size} for one in full],
        reason=given.reason,
        by_id=given.by,
        at=now,
    )
    record(
        JournalEvent.LIMIT_OVERRIDDEN,
        now=now,
        deal_id=deal.pk,
        actor_id=given.by,
        data={"limits": [one.id for one in full], "seq": deal.seq + 1},
    )
    return override


def _update(deal: Deal, changes: Mapping[str, Any]) -> None:
    """Write the fields and raise the sequence, unless another act did so first."""
    try:
        done = Deal.objects.filter(pk=deal.pk, seq=deal.seq).update(seq=deal.seq + 1, **changes)
    except IntegrityError as error:
        if FULL in str(error):
            raise LimitReached(()) from error
        raise
    if not done:
        raise moved_on()
    deal.seq += 1
    for name, value in changes.items():
        setattr(deal, name, value)


def moved_on() -> Conflict:
    """Return the refusal of an act on a deal that changed since it was read."""
    return Conflict(
        gettext("Another user changed this deal. Nothing was saved. Reload the page."),
        code="moved_on",
    )


def edit(
    deal: Deal,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    actor: int,
    codes: Sequence[str] = (),
) -> None:
    """Write fields that are no place: title, company, value, chance, next action and date.

    `codes` are of custom fields that the caller wrote.
    """
    require_transaction()
    Deal.objects.filter(pk=deal.pk).update(**changes)
    note_edit(deal, [*sorted(changes), *codes], now=now, actor=actor)


def note_edit(deal: Deal, fields: Sequence[str], *, now: datetime, actor: int) -> None:
    """Record in the journal that fields of a deal, or rows beside it, were changed."""
    record(
        JournalEvent.DEAL_EDITED,
        now=now,
        lead_id=deal.lead_id,
        deal_id=deal.pk,
        actor_id=actor,
        data={"fields": list(fields)},
    )


# ---- holds


def clear_holds(*, person_id: int, now: datetime, actor: int | None) -> int:
    """Release all deals of a person who leaves, and return how many.

    The caller has the publish lock and the person's row.
    """
    require_transaction()
    ids = Deal.objects.filter(holder_id=person_id).values_list("pk", flat=True)
    released = 0
    deals = locks.lock_deals(list(ids)).values()
    # All limits at once: one deal's limits after another's would break the order of the locks
    locks.lock_limits(*(place_of(deal) for deal in deals))
    for deal in deals:
        if deal.holder_id != person_id:
            continue
        changes = {"holder_id": None, "hold_until": None}
        move(deal, DealMove("release", changes, actor, reason="left"), now=now)
        released += 1
    return released


# ---- facts and answers


def add_fact(
    deal: Deal,
    *,
    words: str,
    now: datetime,
    actor: int | None,
    item: int | None,
    question: str = "",
) -> DealFact:
    """Add an answer or quote that meets a needed fact, in place of an earlier one."""
    require_transaction()
    if item is not None:
        there = DealFact.objects.filter(deal=deal, item_id=item, withdrawn_at=None)
        there.update(withdrawn_at=now)
    return DealFact.objects.create(
        deal=deal, item_id=item, question=question, words=words, by_id=actor, at=now
    )


def add_walk_answer(
    *, workflow_id: int, stage_id: int, words: str, passed: bool, by: int, now: datetime
) -> None:
    """Add an answer of the bottleneck walk."""
    require_transaction()
    WalkAnswer.objects.create(
        workflow_id=workflow_id, stage_id=stage_id, words=words, passed=passed, by_id=by, at=now
    )
