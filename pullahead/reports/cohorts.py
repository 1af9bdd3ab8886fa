"""Facts of the leads of one cohort, read in four statements whatever the number of leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Min, Q
from django.db.models.functions import Coalesce

from pullahead.leads.attribution import attribution_of
from pullahead.leads.models import Lead, SaleOutcome, SaleVerdict
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.models import ClaimRow, DispositionRow

QUALIFIED = "qualified"
DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Sale:
    """Current sale outcome of a lead that was won."""

    value: Decimal | None
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CohortLead:
    """Lead of a cohort, without anything that identifies a person."""

    source_id: int
    admitted_at: datetime
    closed_at: datetime | None
    closed_as: str
    product: str
    campaign: str
    first_attempt: datetime | None  # first attempt of a settled claim
    first_contact: datetime | None  # first attempt that reached the customer, likewise
    said_qualified: bool
    bad_number: bool
    sale: Sale | None

    @property
    def reached(self) -> bool:
        """Return whether an attempt reached the customer."""
        return self.first_contact is not None

    @property
    def won(self) -> bool:
        """Return whether the current sale outcome is a win."""
        return self.sale is not None

    @property
    def qualified(self) -> bool:
        """Return whether the lead was qualified or won."""
        return self.won or self.said_qualified or self.closed_as == QUALIFIED


def cohort(
    *, since: datetime, until: datetime | None = None, source_id: int | None = None
) -> list[CohortLead]:
    """Return the leads that arrived since a moment, oldest first; withdrawn imports are left out.

    The arrival of a lead is its first inquiry here. A lead that inquires again stays in its cohort
    and its source.
    """
    arrived = Q(admitted_at__gte=since)
    if until is not None:
        arrived &= Q(admitted_at__lt=until)
    if source_id is not None:
        arrived &= Q(source_id=source_id)
    rows = Lead.objects.filter(arrived).exclude(closed_as=WITHDRAWN).order_by("admitted_at", "id")
    worked, sales = _worked(arrived), _sales(arrived)
    columns = ("id", "source_id", "admitted_at", "closed_at", "closed_as", "attributes")
    return [
        CohortLead(
            source_id=source,
            admitted_at=admitted_at,
            closed_at=closed_at,
            closed_as=closed_as,
            product=str(attributes.get("product") or "")[:100],
            campaign=attribution_of(attributes).campaign,
            first_attempt=worked[lead_id]["first"] if lead_id in worked else None,
            first_contact=worked[lead_id]["contact"] if lead_id in worked else None,
            said_qualified=lead_id in worked and bool(worked[lead_id]["qualified"]),
            bad_number=lead_id in worked and bool(worked[lead_id]["bad"]),
            sale=sales.get(lead_id),
        )
        for lead_id, source, admitted_at, closed_at, closed_as, attributes in rows.values_list(
            *columns
        )
    ]


def _of_leads(arrived: Q) -> Q:
    """Return the same condition for a row that belongs to a lead."""
    return Q(*[(f"lead__{name}", value) for name, value in arrived.children])  # type: ignore[misc]


def _worked(arrived: Q) -> dict[UUID, dict[str, Any]]:
    """Return the first attempt and contact, and whether there was a bad number, by lead.

    An attempt counts once its claim was settled as tried and not undone.
    """
    flags = ("tried", "reached", "bad_number", "qualifies")
    codes: dict[str, set[str]] = {flag: set() for flag in flags}
    for row in DispositionRow.objects.values("code", *codes):
        for name, there in codes.items():
            if row[name]:
                there.add(row["code"])
    settled = ClaimRow.objects.filter(_of_leads(arrived), end=ClaimRow.End.SETTLED)
    tried = settled.filter(disposition__in=codes["tried"])
    found = tried.values("lead_id").annotate(
        first=Min(Coalesce("attempts__at", "ended_at")),
        contact=Min(
            "attempts__at",
            filter=Q(disposition__in=codes["reached"], attempts__reached=True),
        ),
        reached=Min("ended_at", filter=Q(disposition__in=codes["reached"])),
        qualified=Max("ended_at", filter=Q(disposition__in=codes["qualifies"])),
        bad=Max("ended_at", filter=Q(disposition__in=codes["bad_number"])),
    )
    return {row["lead_id"]: dict(row) | {"contact": _earlier(row)} for row in found}


def _earlier(row: Mapping[str, Any]) -> datetime | None:
    """Return the first contact: a logged attempt that reached, or a result without one."""
    moments = (row["contact"], row["reached"])
    return min((at for at in moments if at is not None), default=None)


def _sales(arrived: Q) -> dict[UUID, Sale]:
    """Return the current won outcomes: those that no later row corrects."""
    rows = SaleOutcome.objects.filter(_of_leads(arrived), corrected_by=None)
    won = rows.filter(verdict=SaleVerdict.WON)
    columns = ("lead_id", "value", "currency", "at")
    return {lead_id: Sale(*sale) for lead_id, *sale in won.values_list(*columns)}
