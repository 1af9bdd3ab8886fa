"""End open rows of a deal, such as a block or unanswered signals, with a journal line each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import Deal


def end_rows(
    deal: Deal,
    rows: QuerySet[Any],
    changes: dict[str, object],
    event: JournalEvent,
    *,
    named: str,
    now: datetime,
    actor: int,
) -> list[int]:
    """Change the rows and return their ids. `named`: key of the id in the journal line."""
    require_transaction()
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=ids).update(**changes)
    for number in ids:
        record(
            event,
            now=now,
            lead_id=deal.lead_id,
            deal_id=deal.pk,
            actor_id=actor,
            data={named: number},
        )
    return ids
