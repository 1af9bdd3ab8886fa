"""List penetration: how many of the callable leads of an imported file were attempted."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from pullahead.leads.models import ImportedLead
from pullahead.pull.models import ClaimRow, DispositionRow


@dataclass(frozen=True, slots=True)
class ListPenetration:
    """Leads of a file that were attempted, of those attempted or still callable."""

    attempted: int
    callable: int

    @property
    def share(self) -> float | None:
        """Attempted ÷ callable; None without a callable lead."""
        return self.attempted / self.callable if self.callable else None


def list_penetration(import_id: int) -> ListPenetration:
    """Count the leads of an import with a settled attempt, and the open ones with a lane."""
    tried = DispositionRow.objects.filter(tried=True).values("code")
    settled = ClaimRow.objects.filter(
        lead_id=OuterRef("lead_id"), end=ClaimRow.End.SETTLED, disposition__in=tried
    )
    leads = ImportedLead.objects.filter(of=import_id)
    attempted = leads.filter(Exists(settled)).count()
    waiting = leads.filter(~Exists(settled), lead__closed_at=None, lead__card__lane__isnull=False)
    return ListPenetration(attempted, attempted + waiting.count())
