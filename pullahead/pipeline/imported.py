"""Writes of imported deals: open ones into their stages, closed ones with their history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline import locks
from pullahead.pipeline.models import Deal, Stage, Transition
from pullahead.pipeline.rules import DOING, DONE, reached
from pullahead.pipeline.services import DealMove, NewDeal, move, place_of, state_of_limit


def place_imported(deal: Deal, stage_id: int, *, now: datetime, actor: int | None) -> bool:
    """Put an imported deal into its old stage, held by no one. False where a limit is reached."""
    require_transaction()
    changes = {"stage_id": stage_id, "half": DOING, "stage_at": now, "started_at": deal.created_at}
    new = place_of(deal, changes)
    old = place_of(deal)
    limits = [state_of_limit(row) for row in locks.lock_limits(old, new)]
    if reached(limits, old, new):
        return False
    move(deal, DealMove("remap", changes, actor, reason="import"), now=now)
    return True


@dataclass(frozen=True, slots=True)
class ClosedDeal:
    """A deal that was closed before it was imported."""

    closed_at: datetime
    closed_as: str
    stage: int
    reason: str = ""
    words: str = ""  # of the reason, as the file has it


@dataclass(frozen=True, slots=True)
class StageVisited:
    """An entry into a stage before the import."""

    stage: int
    at: datetime


def add_imported(
    new: NewDeal,
    *,
    created_at: datetime,
    external_id: str,
    closed: ClosedDeal | None,
    visits: Sequence[StageVisited] = (),
    now: datetime,
    actor: int | None,
) -> Deal:
    """Add a deal of a file: ready for its old stage, or closed, with the stages that it entered."""
    require_transaction()
    seq = 1 + len(visits)
    deal = Deal.objects.create(
        title=new.title,
        company=new.company,
        team_id=new.team,
        pod_id=new.pod,
        workflow_id=new.workflow,
        entry_id=new.entry,
        half=DONE,
        next_at=None if closed else new.next_at,
        next_action=new.next_action,
        value=new.value,
        created_at=created_at,
        external_id=external_id,
        stage_id=closed.stage if closed else None,
        started_at=created_at if closed else None,
        stage_at=(visits[-1].at if visits else created_at) if closed else None,
        closed_at=closed.closed_at if closed else None,
        closed_as=closed.closed_as if closed else "",
        reason=closed.reason if closed else "",
        seq=seq + 1 if closed else seq,
    )
    Transition.objects.bulk_create(_transitions(deal, closed, visits, actor))
    data = {"workflow": new.workflow, "entry": new.entry, "origin": "import"}
    record(JournalEvent.DEAL_ADDED, now=now, deal_id=deal.pk, actor_id=actor, data=data)
    return deal


def _transitions(
    deal: Deal, closed: ClosedDeal | None, visits: Sequence[StageVisited], actor: int | None
) -> list[Transition]:
    """Return the transitions of an imported deal: added, its stages, and closed if it was."""
    rows = [Transition(deal=deal, seq=1, at=deal.created_at, kind="add", to_half=DONE)]
    rows += _entered(deal, visits)
    if closed:
        kind = {"won": "win", "lost": "lose", "discarded": "discard"}[closed.closed_as]
        ended = {"seq": len(rows) + 1, "at": closed.closed_at, "kind": kind, "to_half": DONE}
        stage = {"to_stage_id": closed.stage, "reason": closed.words[:300]}
        rows.append(Transition(deal=deal, **ended, **stage))
    for row in rows:
        row.origin, row.actor_id = "import", actor
    return rows


def _entered(deal: Deal, visits: Sequence[StageVisited]) -> list[Transition]:
    """Return a transition for each visit; one to an earlier stage is a step back."""
    positions = dict(
        Stage.objects.filter(pk__in={v.stage for v in visits}).values_list("pk", "position")
    )
    found, before = [], None
    for number, visit in enumerate(visits, start=2):
        back = before is not None and positions[visit.stage] < positions[before]
        kind = "back" if back else "pull"
        stages = {"from_stage_id": before, "to_stage_id": visit.stage}
        half = {"from_half": DOING if before else DONE, "to_half": DOING}
        found.append(Transition(deal=deal, seq=number, at=visit.at, kind=kind, **stages, **half))
        before = visit.stage
    return found
