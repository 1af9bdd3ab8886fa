"""Checks of what no trigger holds: the promise of an item that is not in the sprint."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Q

from pullahead.conversations.rules import (
    COUNTERED,
    LIVE,
    PROMISED,
    REPORTED,
    REQUESTED,
    RESTED,
    SATISFIED,
)
from pullahead.sprints.models import Item
from pullahead.sprints.rules import BACKLOG, DROPPED, IN_SPRINT, ITEM_DONE

_MAY_HAVE = {
    BACKLOG: (REQUESTED, COUNTERED),
    IN_SPRINT: (PROMISED, REPORTED),
    ITEM_DONE: (REPORTED, SATISFIED, RESTED),
}


def breaches(most: int = 20) -> Iterator[tuple[str, str, str]]:
    """Yield items whose promise does not fit: what, state, and the state of the promise."""
    wrong = Q(state=DROPPED, promise__state__in=LIVE)
    for state, promises in _MAY_HAVE.items():
        wrong |= Q(state=state, promise__isnull=False) & ~Q(promise__state__in=promises)
    wrong |= Q(promise__isnull=False) & ~Q(promise__deal_id=F("deal_id"))
    wrong |= Q(state=ITEM_DONE, promise__isnull=True)
    rows = Item.objects.filter(wrong).order_by("pk").values_list("what", "state", "promise__state")
    for what, state, promise in rows[:most]:
        yield what, state, promise or ""
