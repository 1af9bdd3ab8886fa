"""Past of a small floor, written as rows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from pullahead.base import clock
from pullahead.leads.models import Lead, SaleOutcome, Source
from pullahead.pull.models import ClaimRow
from pullahead.team.models import Person


def past_days(agent: Person, days: int = 14, leads: int = 3, minutes: int = 60) -> None:
    """Let one lead after another arrive at noon of each day, each worked for so many minutes."""
    noon = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    source = Source.objects.get()
    for day in range(1, days + 1):
        for n in range(leads):
            at = noon - timedelta(days=day) + n * timedelta(minutes=minutes)
            lead = Lead.objects.create(
                source=source, admitted_at=at, asked_at=at, closed_at=at, closed_as="won"
            )
            ClaimRow.objects.create(
                token=lead.pk, lead=lead, agent=agent, round=1, slot=1, started_at=at, ends_at=at,
                ended_at=at + timedelta(minutes=minutes), end="settled", disposition="won",
                note="Bought",
            )  # fmt: skip
            SaleOutcome.objects.create(
                lead=lead, verdict="won", value=Decimal(100), currency="USD", at=at,
                kept_at=timezone.now(), how="agent",
            )  # fmt: skip
