"""Erase a contact from the buyer's plan and the items of their deals: names go, rows stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.conversations.erasure import BLANK, pattern_of, save_texts
from pullahead.pipeline.models import DealContact
from pullahead.sprints.models import BuyerChange, BuyerStep, Fit, Item, Objective, Sprint


def remove_names(contact_id: UUID, names: Iterable[str]) -> int:
    """Remove the names of a contact from the texts of their deals; return how many changed.

    A change of the buyer is append-only: its text is blanked. The reason of a reallocation stays.
    """
    require_transaction()
    pattern = pattern_of(names)
    if pattern is None:
        return 0
    rows = DealContact.objects.filter(contact_id=contact_id)
    deals = list(rows.values_list("deal_id", flat=True))
    texts: tuple[tuple[QuerySet[Model], tuple[str, ...]], ...] = (
        (BuyerStep.objects.filter(deal_id__in=deals), ("name", "needs")),
        (Objective.objects.filter(deal_id__in=deals), ("words", "measure")),
        (Item.objects.filter(deal_id__in=deals), ("what", "blocked_why", "reason")),
        (Fit.objects.filter(objective__deal_id__in=deals), ("gap",)),
        (
            Sprint.objects.filter(Q(items__deal_id__in=deals) | Q(pod__deals__in=deals)).distinct(),
            ("goal", "buyers_words", "one_line"),
        ),
    )
    changed = 0
    for found, fields in texts:
        for row in found:
            changed += save_texts(
                row, {name: pattern.sub(BLANK, str(getattr(row, name))) for name in fields}
            )
    return changed + _blank_changes(deals, pattern)


def _blank_changes(deals: list[UUID], pattern: re.Pattern[str]) -> int:
    changed = 0
    for one in BuyerChange.objects.filter(deal_id__in=deals):
        texts = {"was": one.was, "now": one.now}
        blank = {name: "" if pattern.search(text) else text for name, text in texts.items()}
        changed += save_texts(one, blank)
    return changed
