"""Search of leads by name, company, phone and email."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models.query import QuerySet

from pullahead.leads.handles import Sought
from pullahead.leads.models import (
    Handle,
)

LOOKED_AT = 100
CANDIDATES = 3_000
# common words together are found among the first few; only rare ones need all candidates
STEPS = (200, 800, CANDIDATES)
ENOUGH = 40
_LAST = "\U0010ffff"  # sorts after every character


def looked_up(sought: Sought) -> list[UUID]:
    """Return the leads that match the typed words, best first: at most 100.

    Whole words come before longer ones, and newer leads before older ones. If several words are
    each too common, only the first 3,000 leads of the rarest are searched. A fast answer is
    preferred: the next letter refines it.
    """
    if sought.lead_id is not None:
        return [sought.lead_id]
    found: dict[UUID, None] = {}
    for begins in sought.any_of:
        found |= dict.fromkeys(_first(_beginning(begins), LOOKED_AT))
    if sought.all_of:
        found |= dict.fromkeys(_first(_beginning(" ".join(sought.all_of)), LOOKED_AT))
    if len(sought.all_of) > 1 and len(found) < LOOKED_AT:
        found |= dict.fromkeys(_with_all(sought.all_of))
    return list(found)[:LOOKED_AT]


def _beginning(begins: str) -> QuerySet[Handle]:
    """Handles that begin like this, in the order of the index."""
    there = Handle.objects.filter(word__gte=begins, word__lt=begins + _LAST)
    return there.order_by("word", "-lead_id")


def _first(handles: QuerySet[Handle], limit: int) -> list[UUID]:
    return list(handles.values_list("lead_id", flat=True)[:limit])


def _with_all(terms: Sequence[str]) -> list[UUID]:
    """Leads with a word for each of the terms, looked for among those of the rarest term."""
    sizes = {term: _beginning(term)[:CANDIDATES].count() for term in set(terms)}
    rarest, *others = sorted(sizes, key=lambda term: (sizes[term], term))
    few = _first(_beginning(rarest), CANDIDATES) if sizes[rarest] else []
    found: list[UUID] = []
    start = 0
    for size in STEPS:
        found += _having(few[start : start + size], others)
        start += size
        if len(found) >= ENOUGH:
            break
    return found


def _having(few: Sequence[UUID], terms: Sequence[str]) -> list[UUID]:
    """Return the leads that have a word for each of the terms, in their order."""
    fit = set(few)
    for term in terms:
        there = Handle.objects.filter(lead_id__in=fit, word__gte=term, word__lt=term + _LAST)
        fit = set(there.values_list("lead_id", flat=True)) if fit else fit
    return [lead_id for lead_id in dict.fromkeys(few) if lead_id in fit]
