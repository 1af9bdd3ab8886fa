"""Choices of the dispute form beside *Why this lead*."""

from __future__ import annotations

from uuid import UUID

from pullahead.usecases.work import disputes


def dispute_choices(token: UUID) -> dict[str, object]:
    """Return what the form shows: the reasons, and the chosen one or ""."""
    chosen = disputes.reason_of(token)
    return {
        "dispute_reasons": tuple(
            (code.value, str(label)) for code, label in disputes.REASONS.items()
        ),
        "disputed": next((label for code, label in disputes.REASONS.items() if code == chosen), ""),
    }
