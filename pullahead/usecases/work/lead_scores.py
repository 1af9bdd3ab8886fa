"""Store the scores of open leads. Use cases may not import scoring, so the worker brings them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from pullahead.pull import scores


def unscored(version: int | None, limit: int) -> list[UUID]:
    """Return open leads without a score of this version (None: without their start value)."""
    return scores.unscored(version, limit)


def store_within(*, found: Mapping[UUID, float], leads: list[UUID], version: int | None) -> int:
    """Store scores inside the caller's transaction and return how many; locked leads come later.

    A lead without a score in `found` gets the start value of its source.
    """
    return scores.set_chances(chances=found, leads=leads, version=version)
