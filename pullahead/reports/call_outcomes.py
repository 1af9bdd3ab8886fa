"""Call outcomes by source: how often the claims of a cohort were settled with each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models.query import QuerySet

from pullahead.pull.models import ClaimRow, DispositionRow

NOTES = 3
NOTE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class OutcomeCount:
    """One call outcome: its label, its count in each source, and agents' words if asked for."""

    code: str
    label: str
    counts: tuple[int, ...]
    notes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Count in all the sources shown."""
        return sum(self.counts)


def outcome_counts(
    *, since: datetime, source_ids: tuple[int, ...], notes: bool = False
) -> tuple[OutcomeCount, ...]:
    """Return the outcomes of the leads that arrived since a moment, in the order of the list.

    `notes` adds the latest words of agents. They name customers, so marketing never gets them.
    """
    settled = ClaimRow.objects.filter(
        end=ClaimRow.End.SETTLED, lead__admitted_at__gte=since, lead__source_id__in=source_ids
    )
    found = Counter(settled.values_list("disposition", "lead__source_id"))
    codes = {code for code, _source in found}
    labels = dict(DispositionRow.objects.order_by("position", "code").values_list("code", "label"))
    order = [code for code in labels if code in codes] + sorted(codes - set(labels))
    return tuple(
        OutcomeCount(
            code=code,
            label=labels.get(code, code),
            counts=tuple(found[code, source_id] for source_id in source_ids),
            notes=_notes(settled.filter(disposition=code)) if notes else (),
        )
        for code in order
    )


def _notes(settled: QuerySet[ClaimRow]) -> tuple[str, ...]:
    rows = settled.order_by("-ended_at").values_list("note", flat=True)[:NOTES]
    return tuple(note[:NOTE_LENGTH] for note in rows)
