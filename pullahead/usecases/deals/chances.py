"""Estimate the chances of open deals from ended ones; see pipeline/chance_rules.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from pullahead.base.transaction import retried, write_transaction
from pullahead.pipeline import chance_services, locks
from pullahead.pipeline.chance_rules import ChanceModel, EndedEntry, Estimate, fitted
from pullahead.pipeline.models import Deal
from pullahead.sprints import chance_queries

ENDED = 500  # latest ended deals that are read
AT_ONCE = 100  # deals in one transaction


@dataclass(frozen=True, slots=True)
class EstimatedChance:
    """Estimated chance of a deal in percent, and what moved it from the rate of its stage."""

    percent: int
    rate: int
    ended: int
    points: tuple[tuple[str, int], ...]  # code of a fact, the largest first


def estimated_chance(deal: Deal) -> EstimatedChance | None:
    """Return the estimate of an open deal that has no typed chance."""
    known, parts = deal.known_chance, deal.estimate_parts
    if known is None or parts is None or deal.chance is not None or deal.closed_at is not None:
        return None
    points = sorted(parts["points"].items(), key=lambda pair: (-abs(pair[1]), pair[0]))
    return EstimatedChance(
        round(known * 100), round(parts["rate"] * 100), parts["ended"], tuple(points)
    )


def refresh(*, workflow_id: int) -> int:
    """Estimate the chances of a workflow's open deals anew; return how many changed.

    A chance holds for the stage in which it was estimated. A deal that moves on has the win rate
    of its new stage until the next run.
    """
    stored = chance_services.stored_estimates(workflow_id)
    model = _model(workflow_id)
    past = chance_queries.buyer_past([one.deal for one in stored] if model else [])
    changed: dict[UUID, tuple[int | None, Estimate | None]] = {}
    for one in stored:
        new = None
        if model is not None and one.stage is not None and one.entered is not None:
            new = model.estimate(one.stage, past[one.deal].facts(one.entered))
        if one.differs(new):
            changed[one.deal] = (one.stage, new)
    ids = sorted(changed)
    for start in range(0, len(ids), AT_ONCE):
        _store({pk: changed[pk] for pk in ids[start : start + AT_ONCE]})
    return len(changed)


@retried
def _store(found: Mapping[UUID, tuple[int | None, Estimate | None]]) -> None:
    with write_transaction(lock=lambda: locks.lock_deals(list(found))):
        chance_services.store_estimates(found)


def _model(workflow_id: int) -> ChanceModel | None:
    """Return the model of the latest ended deals."""
    visits = chance_services.ended_visits(workflow_id, ENDED)
    past = chance_queries.buyer_past({one.deal for one in visits})
    return fitted(
        EndedEntry(one.deal, one.stage, one.closed_at, one.won, past[one.deal].facts(one.first))
        for one in visits
    )
