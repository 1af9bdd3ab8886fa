"""Reads of the base."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.models import Setting


def setting(name: str, default: Any = None) -> Any:
    """Return the value stored under `name`, or `default`."""
    row = next(iter(_stored(name)), None)
    return default if row is None else row


@planned
def _stored(name: str) -> QuerySet[Setting, Any]:
    return Setting.objects.filter(name=name).values_list("value", flat=True)
