"""Checks of what no constraint of deals can express: counts of limits, unbroken sequences."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F

from pullahead.pipeline.models import Deal, FlowLimit
from pullahead.pipeline.publish import counted


def miscounted() -> Iterator[tuple[FlowLimit, int]]:
    """Yield the limits whose count is not that of the deals, with the right count."""
    for limit in FlowLimit.objects.order_by("pk"):
        held = counted(limit)
        if held != limit.held:
            yield limit, held


def broken_sequences(most: int = 20) -> Iterator[tuple[str, int]]:
    """Yield deals whose number of transitions differs from their sequence."""
    rows = Deal.objects.annotate(made=Count("transitions")).exclude(made=F("seq"))
    yield from rows.order_by("pk").values_list("title", "seq")[:most]
