"""Reads and writes of the estimated chances of deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.transaction import require_transaction
from pullahead.pipeline.board_queries import StageVisit, finished_visits
from pullahead.pipeline.chance_rules import ENOUGH_ENDED, Estimate
from pullahead.pipeline.models import Deal

SAME = 0.005  # a smaller change is not stored


@dataclass(frozen=True, slots=True)
class StoredEstimate:
    """An open deal, its stage, and the estimate that is stored for it."""

    deal: UUID
    stage: int | None
    entered: datetime | None
    estimate: float | None
    of_stage: int | None

    def differs(self, new: Estimate | None) -> bool:
        """Return whether a new estimate is worth a write."""
        if new is None or self.estimate is None:
            return (new is None) != (self.estimate is None)
        return self.of_stage != self.stage or abs(new.chance - self.estimate) >= SAME


def stored_estimates(workflow_id: int) -> list[StoredEstimate]:
    """Return the open deals of a workflow with their estimates."""
    rows = Deal.objects.filter(workflow_id=workflow_id, closed_at=None).order_by("pk")
    columns = ("pk", "stage_id", "stage_at", "estimate", "estimate_stage_id")
    return [StoredEstimate(*row) for row in rows.values_list(*columns)]


def ended_visits(workflow_id: int, most: int) -> list[StageVisit]:
    """Return the first entries of the latest ended deals into stages; none below 100 deals.

    Imported deals are left out: their files do not tell what the buyers did.
    """
    ended = Deal.objects.filter(workflow_id=workflow_id, closed_at__isnull=False, external_id="")
    if ended.count() < ENOUGH_ENDED:
        return []
    return list(finished_visits(workflow_id, most, imported=False))


def store_estimates(found: Mapping[UUID, tuple[int | None, Estimate | None]]) -> None:
    """Store the estimates of locked deals, each with the stage that it is for."""
    require_transaction()
    for pk, (stage, estimate) in found.items():
        fields: dict[str, Any] = {"estimate": None, "estimate_stage": None, "estimate_parts": None}
        if estimate is not None:
            parts = {"rate": estimate.rate, "ended": estimate.ended, "points": estimate.points}
            fields = {
                "estimate": estimate.chance,
                "estimate_stage": stage,
                "estimate_parts": parts,
            }
        Deal.objects.filter(pk=pk).update(**fields)
