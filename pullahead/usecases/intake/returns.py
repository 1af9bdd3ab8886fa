"""Return bought leads to their vendor: candidates with evidence, the vendor's file, credits."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import source_money, source_returns
from pullahead.leads.models import Address, Inquiry, Lead, ReturnedLead, Source
from pullahead.leads.return_rules import WINDOW_DAYS, ReturnFacts, ReturnReason, return_reason
from pullahead.pull.models import Attempt, ClaimRow, DispositionRow
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import sources_only

BIGGEST = 2**63
LISTED = 500
# Outcomes that an organization adds: intake refuses the known tests of vendors by itself
TEST_CODES = frozenset({"test", "test_lead", "spam"})
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class ReturnEvidence:
    """One attempt on a lead that may be returned."""

    at: datetime
    channel: str
    outcome: str  # code; "" without a result
    label: str

    def __str__(self) -> str:
        """Return the attempt as a vendor reads it: moment, channel, code of the outcome."""
        return " ".join(filter(None, (f"{self.at:%Y-%m-%d %H:%M} UTC", self.channel, self.outcome)))


@dataclass(frozen=True, slots=True)
class ReturnCandidate:
    """Lead that may be returned, without anything that names a person."""

    lead_id: UUID
    external_id: str
    arrived_at: datetime
    until: datetime  # end of the vendor's window
    reason: ReturnReason
    price: Decimal
    evidence: tuple[ReturnEvidence, ...]


@dataclass(frozen=True, slots=True)
class Returnable:
    """Leads of one source that may be returned now, and their price."""

    source_id: int
    source: str
    leads: int
    price: Decimal


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """Lead that was returned."""

    id: int
    external_id: str
    arrived_at: datetime
    reason: str
    price: Decimal
    credit: Decimal | None


@dataclass(frozen=True, slots=True)
class ReturnsView:
    """Returns of one source: candidates, and leads that were returned."""

    source_id: int
    source: str
    days: int  # the vendor's window
    candidates: tuple[ReturnCandidate, ...]
    returned: tuple[ReturnRow, ...]
    claimed: Decimal  # price of the returns
    credited: Decimal


def returns_of(*, source_id: int, viewer: Person) -> ReturnsView:
    """Return the candidates and the returns of a source. Raise NotFound for other roles."""
    sources_only(viewer)
    source = _source(source_id)
    found = ReturnedLead.objects.filter(source=source).order_by("-returned_at", "-id")
    rows = tuple(
        ReturnRow(one.pk, one.external_id, one.arrived_at, one.reason, one.price, one.credit)
        for one in found[:LISTED]
    )
    return ReturnsView(
        source_id=source.pk,
        source=source.name,
        days=window_of(source),
        candidates=_candidates(source, clock.now()),
        returned=rows,
        claimed=sum((row.price for row in rows), Decimal(0)),
        credited=sum((row.credit or Decimal(0) for row in rows), Decimal(0)),
    )


def returnable(*, viewer: Person) -> tuple[Returnable, ...]:
    """Return the sources that are paid by lead and have candidates, by name."""
    sources_only(viewer)
    now, found = clock.now(), []
    for source in Source.objects.filter(cost__gt=0).order_by("name"):
        own = _candidates(source, now)
        price = sum((one.price for one in own), Decimal(0))
        if own:
            found.append(Returnable(source.pk, source.name, len(own), price))
    return tuple(found)


@retried
def return_leads(*, source_id: int, lead_ids: Collection[UUID], by: Person) -> int:
    """Return the chosen candidates. Leads that are none any more are left out.

    Raise Invalid if nothing was chosen, Conflict `nothing_to_return` if none is a candidate.
    """
    sources_only(by)
    source = _source(source_id)
    if not lead_ids:
        raise wrong("lead", "required", _("Choose at least one lead."))
    count = 0
    with write_transaction() as now:
        source = source_money.lock_source(source_id) or source
        for one in _candidates(source, now):
            if one.lead_id in lead_ids and source_returns.add_return(
                lead_id=one.lead_id,
                source_id=source_id,
                reason=one.reason.value,
                external_id=one.external_id,
                arrived_at=one.arrived_at,
                price=one.price,
                now=now,
                actor_id=by.pk,
            ):
                said = {"source": source_id, "reason": one.reason.value, "price": str(one.price)}
                record(
                    JournalEvent.LEAD_RETURNED,
                    now=now,
                    lead_id=one.lead_id,
                    actor_id=by.pk,
                    data=said,
                )
                count += 1
    if not count:
        said_no = _("None of these leads can be returned now. Nothing was changed.")
        raise Conflict(said_no, code="nothing_to_return")
    return count


@retried
def take_back(*, source_id: int, return_id: int, by: Person) -> None:
    """Take a return back. Raise Conflict `credited` if the vendor credited it."""
    sources_only(by)
    with write_transaction() as now:
        row = _return(source_id, return_id)
        if not source_returns.remove_return(return_id=row.pk):
            said = _("The vendor credited this return. Remove the credit first.")
            raise Conflict(said, code="credited")
        data = {"source": source_id, "return": return_id}
        record(
            JournalEvent.RETURN_REMOVED,
            now=now,
            lead_id=row.lead_id,
            actor_id=by.pk,
            data=data,
        )


@retried
def set_credit(*, source_id: int, return_id: int, credited: bool, by: Person) -> None:
    """Record that the vendor credited the price of a return, or remove that credit."""
    sources_only(by)
    with write_transaction() as now:
        row = _return(source_id, return_id)
        credit = row.price if credited else None
        source_returns.set_credit(return_id=row.pk, credit=credit, now=now)
        data = {
            "source": source_id,
            "return": return_id,
            "credit": None if credit is None else str(credit),
        }
        record(
            JournalEvent.RETURN_CREDITED,
            now=now,
            lead_id=row.lead_id,
            actor_id=by.pk,
            data=data,
        )


def vendor_file(*, source_id: int, viewer: Person) -> tuple[str, str]:
    """Return the name and the text of the vendor's CSV file: returns without a credit.

    The vendor knows a lead by its own id, or by the id that the API answered. No name, number or
    note is in the file.
    """
    sources_only(viewer)
    source = _source(source_id)
    rows = ReturnedLead.objects.filter(source=source, credited_at=None).order_by("arrived_at", "id")
    evidence = _evidence([row.lead_id for row in rows if row.lead_id is not None])
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(["lead_id", "external_id", "arrived_at", "reason", "price", "attempts"])
    for row in rows:
        lead_id = str(row.lead_id) if row.lead_id is not None else ""
        attempts = (
            "; ".join(map(str, evidence.get(row.lead_id, ()))) if row.lead_id is not None else ""
        )
        arrived = row.arrived_at.isoformat(timespec="seconds")
        cells = (lead_id, row.external_id, arrived, row.reason, f"{row.price}", attempts)
        out.writerow([_harmless(cell) for cell in cells])
    return f"returns-{source.pk}.csv", text.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def window_of(source: Source) -> int:
    """Return the days in which the vendor takes leads back."""
    return WINDOW_DAYS if source.return_days is None else source.return_days


def _candidates(source: Source, now: datetime) -> tuple[ReturnCandidate, ...]:
    """Return the bought leads of the window with a reason, oldest first."""
    days = window_of(source)
    window = timedelta(days=days)
    leads = Lead.objects.filter(
        source=source, admitted_at__gte=now - window, returned__isnull=True
    ).order_by("admitted_at", "id")
    known = {lead.pk: lead for lead in leads}
    first: dict[UUID, Inquiry] = {}
    rows = Inquiry.objects.filter(source=source, lead_id__in=known, cost__gt=0)
    for inquiry in rows.order_by("-id"):
        first[inquiry.lead_id] = inquiry
    bought = [known[lead_id] for lead_id in known if lead_id in first]
    reasons = _reasons(bought, now, days)
    evidence = _evidence(reasons)
    found = []
    for lead in bought:
        price = first[lead.pk].cost
        if lead.pk in reasons and price is not None:
            found.append(
                ReturnCandidate(
                    lead_id=lead.pk,
                    external_id=first[lead.pk].external_id,
                    arrived_at=lead.admitted_at,
                    until=lead.admitted_at + window,
                    reason=reasons[lead.pk],
                    price=price,
                    evidence=tuple(evidence.get(lead.pk, ())),
                )
            )
    return tuple(found)


def _reasons(leads: Collection[Lead], now: datetime, days: int) -> dict[UUID, ReturnReason]:
    ids = [lead.pk for lead in leads]
    codes = set(DispositionRow.objects.filter(bad_number=True).values_list("code", flat=True))
    contact = set(DispositionRow.objects.filter(reached=True).values_list("code", flat=True))
    outcomes: dict[UUID, set[str]] = defaultdict(set)
    settled = ClaimRow.objects.filter(lead_id__in=ids, end=ClaimRow.End.SETTLED)
    for lead_id, code in settled.values_list("lead_id", "disposition"):
        outcomes[lead_id].add(code)
    good = set(
        Address.objects.filter(lead_id__in=ids, valid=True).values_list("lead_id", flat=True)
    )
    found = {}
    for lead in leads:
        facts = ReturnFacts(
            arrived_at=lead.admitted_at,
            closed_as=lead.closed_as,
            is_test=lead.closed_as in TEST_CODES,
            reached=bool(outcomes[lead.pk] & contact),
            outcomes=outcomes[lead.pk],
            address_left=lead.pk in good,
        )
        reason = return_reason(facts, bad_number_codes=codes, now=now, days=days)
        if reason is not None:
            found[lead.pk] = reason
    return found


def _evidence(lead_ids: Collection[UUID]) -> dict[UUID, list[ReturnEvidence]]:
    """Return the attempts of each lead, oldest first."""
    found: dict[UUID, list[ReturnEvidence]] = defaultdict(list)
    labels = dict(DispositionRow.objects.values_list("code", "label"))
    rows = Attempt.objects.filter(lead_id__in=list(lead_ids)).order_by("at", "id")
    for lead_id, at, channel, outcome in rows.values_list("lead_id", "at", "channel", "outcome"):
        label = labels.get(outcome, outcome)
        found[lead_id].append(ReturnEvidence(at, channel, outcome, label))
    return found


def _source(source_id: int) -> Source:
    exists = 0 < source_id < BIGGEST
    source = Source.objects.filter(pk=source_id).first() if exists else None
    if source is None:
        raise NotFound(_("Source not found. Reload the page."))
    return source


def _return(source_id: int, return_id: int) -> ReturnedLead:
    exists = 0 < source_id < BIGGEST and 0 < return_id < BIGGEST
    rows = ReturnedLead.objects.select_for_update(no_key=True)
    row = rows.filter(pk=return_id, source_id=source_id).first() if exists else None
    if row is None:
        raise NotFound(_("This return was already undone. Reload the page."))
    return row
