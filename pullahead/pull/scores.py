"""Learned chances: stored beside the leads, and part of their cards' keys.

ln of the chance is one term of a key's sum. Another chance therefore moves a card by ln(new / old),
without any other fact about the card.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from uuid import UUID

from django.db import connection

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Lead
from pullahead.pull import models
from pullahead.pull.store import rows

LEAST, MOST = 1e-6, 1 - 1e-6
START = 0.05  # of a source whose leads have no start value yet


def unscored(version: int | None, limit: int) -> list[UUID]:
    """Return open leads, in order, without a chance of this version (None: the start value)."""
    cards = models.CardRow.objects.order_by("lead_id")
    if version is None:
        found = cards.filter(lead__score__isnull=False)
    else:
        found = cards.exclude(
            lead_id__in=models.LeadScore.objects.filter(version=version).values("lead")
        )
    return list(found.values_list("lead_id", flat=True)[:limit])


def set_chances(*, chances: Mapping[UUID, float], leads: list[UUID], version: int | None) -> int:
    """Set these open leads' chances (0–1) by a version, or (None) the start values; return how
    many.

    A lead that `chances` lacks has its source's start value. A card that another act locks is
    skipped; it stays unscored, and comes again. Callbacks are placed by their time, and use the
    chance from their next round on.
    """
    require_transaction()
    cards = models.CardRow.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    locked = dict(
        cards.filter(lead_id__in=leads).order_by("lead_id").values_list("lead_id", "due_at")
    )
    starts = dict(Lead.objects.filter(pk__in=locked).values_list("pk", "source__route__chance"))
    olds = dict(models.LeadScore.objects.filter(pk__in=locked).values_list("pk", "chance"))
    news = {i: _inside(chances.get(i, starts[i] or START)) for i in locked}
    if version is None:
        news = {i: starts[i] or START for i in locked}
        models.LeadScore.objects.filter(pk__in=locked).delete()
    else:
        models.LeadScore.objects.bulk_create(
            [models.LeadScore(lead_id=i, chance=p, version=version) for i, p in news.items()],
            update_conflicts=True,
            unique_fields=["lead"],
            update_fields=["chance", "version"],
        )
    moved = [
        (math.log(news[i] / olds.get(i, starts[i] or START)), rows.adapted(i))
        for i, due_at in locked.items()
        if due_at is None
    ]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE pull_card SET key = key + %s WHERE lead_id = %s", moved)
    return len(locked)


def _inside(chance: float) -> float:
    return min(max(chance, LEAST), MOST)
