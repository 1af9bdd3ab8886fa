"""Reads of the base."""

from __future__ import annotations

from typing import Any

from pullahead.base.models import Setting


def setting(name: str, default: Any = None) -> Any:
    """Return the value stored under `name`, or `default`."""
    row = Setting.objects.filter(name=name).values_list("value", flat=True).first()
    return default if row is None else row
