"""Reads of nurturing plans and message templates."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from pullahead.compliance.queries import hours as hours
from pullahead.compliance.queries import in_force as in_force
from pullahead.compliance.queries import limits as limits
from pullahead.compliance.queries import moment_for as moment_for
from pullahead.compliance.queries import overrides as overrides
from pullahead.pull import models
from pullahead.pull.cadence import DispositionKind
from pullahead.team.queries import who_may_work


def message_for(
    channel: str, source_id: int, language: str, touch: int = 0
) -> models.MessageTemplate | None:
    """Return the best template: of the source, then of the touch, then of the language.

    `touch` is that of a nurtured lead; 0 for any other.
    """
    texts = models.MessageTemplate.objects.filter(
        channel=channel, language__in={language, ""}, touch__in={touch, 0}
    )
    fitting = texts.filter(Q(source_id=source_id) | Q(source__isnull=True))
    return max(
        fitting,
        key=lambda m: (m.source_id is not None, m.touch, m.language != ""),
        default=None,
    )


def nurture_plans() -> Sequence[models.NurturePlanRow]:
    """Return every nurturing plan; there are a few."""
    return list(models.NurturePlanRow.objects.all())


def nurture_outcomes() -> tuple[tuple[str, str], ...]:
    """Return code and label of the outcomes in use that begin a nurturing plan."""
    rows = models.DispositionRow.objects.filter(kind=DispositionKind.NURTURE, active=True)
    return tuple(rows.order_by("position", "code").values_list("code", "label"))


def nurture_plan(
    source_id: int, code: str, plans: Sequence[models.NurturePlanRow] | None = None
) -> Sequence[int]:
    """Return the minutes of the touches after this disposition, for leads of this source."""
    rows = [
        row
        for row in (nurture_plans() if plans is None else plans)
        if row.source_id in {None, source_id} and row.disposition_id in {None, code}
    ]
    best = max(
        rows, key=lambda r: (r.source_id is not None, r.disposition_id is not None), default=None
    )
    return best.offsets if best is not None else ()


def contact_agent(lead_id: UUID) -> int | None:
    """Return who had the last contact that began or continued a lead's plan, if still at work."""
    nurturing = models.DispositionRow.objects.filter(kind=DispositionKind.NURTURE).values("code")
    claims = models.ClaimRow.objects.filter(
        lead_id=lead_id, end=models.ClaimRow.End.SETTLED, disposition__in=nurturing
    )
    last = claims.order_by("-started_at").values_list("agent_id", flat=True).first()
    return last if last is not None and who_may_work().filter(pk=last).exists() else None
