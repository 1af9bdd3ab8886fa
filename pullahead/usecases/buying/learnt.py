"""Find what was learned: words of customers and adjust lines, across the deals one may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.buying import learnt_queries
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals.access import sees_deals
from pullahead.usecases.deals.findings import called

SHORTEST, SHOWN = 2, 50


@dataclass(frozen=True, slots=True)
class LearntLine:
    """Words of a contact, or the adjust line of a cycle."""

    kind: str  # said, adjust
    words: str
    who: str
    at: datetime
    deal_id: UUID
    deal: str
    company: str


def learnt(*, viewer: Person, query: str = "") -> list[LearntLine]:
    """Return the lines that have these words, latest first; without words, the latest lines."""
    words = clean_input(query)[:100]
    if not sees_deals(viewer) or 0 < len(words) < SHORTEST:
        return []
    team = None if viewer.is_admin else viewer.team_id
    lines = [
        LearntLine(
            kind="said",
            words=one.words,
            who=called(one.contact) if one.contact is not None else "",
            at=one.at,
            deal_id=one.conversation.deal_id,
            deal=one.conversation.deal.title,
            company=one.conversation.deal.company,
        )
        for one in learnt_queries.said_with(words, team, SHOWN)
    ]
    lines += [
        LearntLine(
            kind="adjust",
            words=one.adjust,
            who=one.by.name,
            at=one.adjust_at or one.opened_at,
            deal_id=one.deal_id,
            deal=one.deal.title,
            company=one.deal.company,
        )
        for one in learnt_queries.adjusted_with(words, team, SHOWN)
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:SHOWN]
