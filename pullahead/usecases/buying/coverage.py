"""Coverage of the buying groups of a team: open deals whose group is known and heard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pullahead.buying import gaps, queries
from pullahead.pipeline.models import Deal


@dataclass(frozen=True, slots=True)
class Coverage:
    """Open deals in a stage, and those whose buying group is covered."""

    deals: int
    covered: int


def coverage(team_id: int, now: datetime) -> Coverage:
    """Count the covered deals: the decider is known and heard, three were heard, on two ways."""
    rows = Deal.objects.filter(team_id=team_id, closed_at=None, stage__isnull=False)
    ids = list(rows.values_list("pk", flat=True))
    groups, links = queries.groups_of(ids), queries.links_in(ids)
    covered = 0
    for deal in ids:
        present = [one.member for one in groups.get(deal, ()) if one.left_at is None]
        pairs = [(one.who, one.whom) for one in links.get(deal, ())]
        open_kinds = {one.kind for one in gaps.gaps(present, pairs, now)}
        covered += not open_kinds & gaps.UNCOVERED
    return Coverage(len(ids), covered)
