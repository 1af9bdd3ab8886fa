"""Other deals of a contact that the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from pullahead.buying import learnt_queries
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person

SHOWN = 5


@dataclass(frozen=True, slots=True)
class OtherDeal:
    """Another deal of a contact."""

    id: UUID
    title: str
    closed_as: str  # blank: open


def also_on(
    rows: Iterable[DealContact], deal_id: UUID, viewer: Person
) -> dict[int, tuple[OtherDeal, ...]]:
    """Return the other deals of each contact, latest first, by the id in this deal.

    It is the same contact, or one with the same email address or phone number.
    """
    here = [one for one in rows if one.contact.forgotten_at is None]
    team = None if viewer.is_admin else viewer.team_id
    found = learnt_queries.same_people([one.contact for one in here], deal_id, team)
    known: dict[int, dict[UUID, OtherDeal]] = {}
    for row in here:
        keys = learnt_queries.keys_of(row.contact)
        for other in found:
            if keys & learnt_queries.keys_of(other.contact):
                deal = other.deal
                shown = OtherDeal(deal.pk, deal.title, deal.closed_as)
                known.setdefault(row.pk, {})[deal.pk] = shown
    return {key: tuple(deals.values())[:SHOWN] for key, deals in known.items()}
