"""Deliveries of each source: accepted, refused by a cap or a pause, returned, duplicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from pullahead.leads.models import Inquiry, RefusedDeliveries, ReturnedLead
from pullahead.reports import costs, measures
from pullahead.reports.cohorts import DUPLICATE, CohortLead


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """Deliveries of one source in a period; each share is of all deliveries."""

    accepted: int = 0
    reasons: tuple[tuple[str, int], ...] = ()  # of refused ones, the most frequent first
    returned: int = 0
    duplicates: int = 0

    @property
    def refused(self) -> int:
        """Deliveries that a cap or a pause refused."""
        return sum(count for _reason, count in self.reasons)

    @property
    def all(self) -> int:
        """Accepted and refused deliveries."""
        return self.accepted + self.refused

    @property
    def refused_share(self) -> float | None:
        """Refused ÷ all."""
        return measures.share(self.refused, self.all)

    @property
    def returned_share(self) -> float | None:
        """Returned to the vendor ÷ all."""
        return measures.share(self.returned, self.all)

    @property
    def duplicate_share(self) -> float | None:
        """Closed as duplicates ÷ all."""
        return measures.share(self.duplicates, self.all)


def deliveries(*, since: date, leads: Iterable[CohortLead]) -> dict[int, DeliveryCounts]:
    """Return the deliveries of each source since a day; `leads` are those that arrived since."""
    start = costs.day_start(since)
    accepted = Inquiry.objects.filter(admitted_at__gte=start).values_list("source_id")
    returned = ReturnedLead.objects.filter(arrived_at__gte=start).values_list("source_id")
    refused: dict[int, Counter[str]] = defaultdict(Counter)
    rows = RefusedDeliveries.objects.filter(day__gte=since).values_list("source_id", "reason")
    for source_id, reason, count in rows.annotate(Sum("count")):
        refused[source_id][reason] = count
    came, back = dict(accepted.annotate(Count("id"))), dict(returned.annotate(Count("id")))
    twice = Counter(lead.source_id for lead in leads if lead.closed_as == DUPLICATE)
    return {
        pk: DeliveryCounts(
            came.get(pk, 0), tuple(refused[pk].most_common()), back.get(pk, 0), twice[pk]
        )
        for pk in {*came, *refused, *back, *twice}
    }
