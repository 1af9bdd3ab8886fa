"""Remove the names of an erased contact from plans and value networks; rows stay."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Model, QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.buying.models import (
    DealFrame,
    DealScenario,
    Deliverable,
    LearningCycle,
    MomentOfTruth,
    ScenarioSign,
    ValueRole,
)
from pullahead.conversations.erasure import BLANK, pattern_of
from pullahead.pipeline.models import DealContact


def remove_names(contact_id: UUID, names: Iterable[str]) -> int:
    """Remove the names of a contact from the texts of their deals; return how many changed."""
    require_transaction()
    pattern = pattern_of(names)
    if pattern is None:
        return 0
    deals = list(DealContact.objects.filter(contact=contact_id).values_list("deal_id", flat=True))
    texts: tuple[tuple[QuerySet[Model], tuple[str, ...]], ...] = (
        (DealFrame.objects.filter(deal__in=deals), ("job_to_be_done",)),
        (DealScenario.objects.filter(deal__in=deals), ("text",)),
        (ScenarioSign.objects.filter(scenario__deal__in=deals), ("text",)),
        (LearningCycle.objects.filter(deal__in=deals), ("check_words", "adjust", "plan")),
        (MomentOfTruth.objects.filter(deal__in=deals), ("expected", "actual")),
        (Deliverable.objects.filter(deal__in=deals), ("what", "triggers")),
    )
    changed = 0
    for rows, fields in texts:
        for row in rows:
            found = {name: pattern.sub(BLANK, str(getattr(row, name))) for name in fields}
            new = {name: text for name, text in found.items() if text != getattr(row, name)}
            if new:
                changed += type(row)._default_manager.filter(pk=row.pk).update(**new)
    for role in ValueRole.objects.filter(deal__in=deals):
        if pattern.search(role.name):
            # Names of roles are unique in a deal.
            name = f"{pattern.sub(BLANK, role.name)[:80]} {role.pk}"
            changed += ValueRole.objects.filter(pk=role.pk).update(name=name)
    return changed
