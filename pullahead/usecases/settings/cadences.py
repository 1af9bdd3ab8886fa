"""Settings of cadences: when each attempt follows the first."""

from __future__ import annotations

from dataclasses import dataclass

from pullahead.pull import models
from pullahead.usecases.settings import durations


@dataclass(frozen=True, slots=True)
class CadenceView:
    """A cadence in words."""

    id: int
    name: str
    offsets: str
    rounds: int
    waits: tuple[tuple[str, str], ...]  # disposition, wait


def cadence_view(row: models.CadenceRow, labels: dict[str, str]) -> CadenceView:
    """Describe a cadence for the settings page."""
    waits = tuple((labels.get(code, code), durations.in_words(m)) for code, m in row.waits.items())
    return CadenceView(
        row.pk, row.name, durations.all_in_words(row.offsets), len(row.offsets), waits
    )
