"""Reads of leads: known people, and the parts of one lead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Min, OuterRef, Q, Subquery, Sum
from django.db.models.query import QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.leads.models import (
    Address,
    AddressKind,
    Import,
    Inquiry,
    Lead,
    OptOut,
    SaleOutcome,
    SaleVerdict,
    Source,
)
from pullahead.leads.name_rules import other_person, same_name, same_person
from pullahead.leads.parsing.ids import same_moment
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.rules import LeadIn

# disposition of a lead whose import was withdrawn
WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Namesake:
    """Lead with one of the requested addresses."""

    lead_id: UUID
    name: str
    closed_at: datetime | None
    closed_as: str = ""
    mailboxes: frozenset[str] = field(default=frozenset(), compare=False)  # match keys


@dataclass(slots=True)
class Recorded:
    """Lead with one of the requested external ids, and the match keys of its addresses."""

    lead_id: UUID
    name: str
    addresses: set[str]

    def agrees(self, name: str, addresses: Collection[str]) -> bool:
        """Return whether a row with the same id is about this person:

        a shared address, or the name.

        Under another name every address must be shared: a mailbox alone may be an office's.
        """
        shared = self.addresses.intersection(addresses)
        if not shared:
            return same_name(self.name, name)
        if other_person(self.name, _mailboxes(self.addresses), name, _mailboxes(addresses)):
            return False
        return same_person(self.name, name) or shared == set(addresses)


@dataclass(slots=True)
class KnownPeople:
    """Existing leads of some rows: by row, by external id, by address (match keys)."""

    rows: dict[str, UUID] = field(default_factory=dict)
    external: dict[str, list[Recorded]] = field(default_factory=dict)
    people: dict[str, list[Namesake]] = field(default_factory=dict)

    def recorded(self, external_id: str, name: str, addresses: Collection[str]) -> Recorded | None:
        """Return the lead of this external id and source, where the person agrees."""
        there = self.external.get(external_id, ()) if external_id else ()
        return next((one for one in there if one.agrees(name, addresses)), None)

    def namesakes(self, name: str, addresses: Iterable[str]) -> list[Namesake]:
        """Return all leads of this person at these addresses, each once."""
        addresses = list(addresses)
        mailboxes = _mailboxes(addresses)
        found = [n for a in addresses for n in self.people.get(a, ()) if same_person(n.name, name)]
        return list(
            {
                n.lead_id: n
                for n in found
                if not other_person(n.name, n.mailboxes, name, mailboxes)
            }.values()
        )

    def person(self, name: str, addresses: Iterable[str]) -> Namesake | None:
        """The lead of the same person: an open one before closed ones, the latest of these."""
        found = self.namesakes(name, addresses)
        by_time = sorted(found, key=lambda n: (n.closed_at is not None, n.closed_at), reverse=True)
        return next((n for n in found if n.closed_at is None), None) or next(iter(by_time), None)

    def add(
        self, lead_id: UUID, name: str, addresses: Collection[str], external_id: str = ""
    ) -> None:
        """Count a row about an open lead as known for the rows after it."""
        mailboxes = _mailboxes(addresses)
        for there in (self.people.get(address, ()) for address in addresses):
            mailboxes |= {m for n in there if n.lead_id == lead_id for m in n.mailboxes}
        for address in addresses:
            there = self.people.setdefault(address, [])
            there[:] = [n for n in there if n.lead_id != lead_id]
            there.append(Namesake(lead_id, name, None, mailboxes=mailboxes))
        if external_id:
            same = self.external.setdefault(external_id, [])
            record = next((one for one in same if one.lead_id == lead_id), None)
            if record is None:
                record = Recorded(lead_id, name, set())
                same.append(record)
            record.addresses.update(addresses)

    def lead_ids(self) -> set[UUID]:
        """Return every lead that a row may concern."""
        found = set(self.rows.values())
        found |= {one.lead_id for there in self.external.values() for one in there}
        return found | {one.lead_id for there in self.people.values() for one in there}

    def closed(self, lead_id: UUID, at: datetime) -> None:
        """Mark a lead that was closed since it was read."""
        for there in self.people.values():
            there[:] = [replace(n, closed_at=at) if n.lead_id == lead_id else n for n in there]


def known(
    source_id: int,
    *,
    hashes: Collection[str],
    external_ids: Collection[str],
    addresses: Collection[str],
) -> KnownPeople:
    """Return the existing leads of these rows, in four statements for any number of rows.

    `addresses` are match keys.
    """
    inquiries = Inquiry.objects.filter(source_id=source_id)
    rows = inquiries.filter(row_hash__in=hashes).values_list("row_hash", "lead_id")
    people: dict[str, list[Namesake]] = {}
    there = Address.objects.filter(match_key__in=addresses).order_by("id")
    found = list(
        there.values_list(
            "match_key", "lead_id", "lead__name", "lead__closed_at", "lead__closed_as"
        )
    )
    mailboxes = _mailboxes_of({one[1] for one in found}) if _mailboxes(addresses) else {}
    for key, lead_id, name, closed_at, closed_as in found:
        theirs = frozenset(mailboxes.get(lead_id, ()))
        people.setdefault(key, []).append(Namesake(lead_id, name, closed_at, closed_as, theirs))
    return KnownPeople(dict(rows), _recorded(inquiries, external_ids), people)


def _mailboxes(keys: Iterable[str]) -> frozenset[str]:
    return frozenset(key for key in keys if "@" in key)


def _mailboxes_of(lead_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """Return the match keys of the mailboxes of some leads."""
    found: dict[UUID, set[str]] = {}
    there = Address.objects.filter(lead_id__in=lead_ids, kind=AddressKind.EMAIL)
    for lead_id, key in there.values_list("lead_id", "match_key") if lead_ids else ():
        found.setdefault(lead_id, set()).add(key)
    return found


def _recorded(
    inquiries: QuerySet[Inquiry], external_ids: Collection[str]
) -> dict[str, list[Recorded]]:
    """Return leads by their ids, without those whose import was withdrawn."""
    there = inquiries.filter(external_id__in={e for e in external_ids if e})
    there = there.exclude(lead__closed_as=WITHDRAWN).order_by("id", "lead__addresses__id")
    found: dict[str, dict[UUID, Recorded]] = {}
    for external_id, lead_id, name, address in there.values_list(
        "external_id", "lead_id", "lead__name", "lead__addresses__match_key"
    ):
        of_id = found.setdefault(external_id, {})
        one = of_id.setdefault(lead_id, Recorded(lead_id, name, set()))
        one.addresses.add(address or "")
    return {external_id: list(of_id.values()) for external_id, of_id in found.items()}


def inquiry_at(lead_ids: Collection[UUID], row: LeadIn, zone: ZoneInfo) -> Inquiry | None:
    """Return the inquiry of these leads that was made at the moment in the row."""
    day = timedelta(days=1)
    near = Q(asked_at__range=(row.received_at - day, row.received_at + day))
    there = Inquiry.objects.filter(near | Q(stated_at=row.stated_at), lead_id__in=lead_ids)
    for one in there.order_by("id"):
        said = one.stated_at or one.asked_at
        if same_moment(said, row.stated_at or row.received_at, zone):
            return one
    return None


def answered_at(lead_ids: Collection[UUID]) -> datetime | None:
    """The last moment at which one of these leads was closed, won or lost; None if never.

    The journal is read too, because a reopened lead has no other trace of its closing. A closing
    that was undone does not count.
    """
    leads = Lead.objects.filter(pk__in=lead_ids)
    closed = leads.filter(closed_at__isnull=False).values_list("closed_at", flat=True)
    told = SaleOutcome.objects.filter(lead_id__in=lead_ids, corrected_by=None)
    told = told.exclude(verdict=SaleVerdict.NONE)
    moments = [at for at in closed.exclude(closed_as=WITHDRAWN) if at is not None]
    moments += told.values_list("at", flat=True)
    for lead_id in lead_ids:
        moments += _closings(lead_id)
    return max(moments, default=None)


def _closings(lead_id: UUID) -> list[datetime]:
    """The moments at which a lead was closed for good, by the journal."""
    kinds = (JournalEvent.LEAD_CLOSED, JournalEvent.CLAIM_UNDONE)
    found: list[datetime] = []
    lines = Journal.objects.filter(lead_id=lead_id, kind__in=kinds).order_by("id")
    for kind, at, data in lines.values_list("kind", "at", "data"):
        if kind == JournalEvent.LEAD_CLOSED and data.get("as") != WITHDRAWN:
            found.append(at)
        elif kind == JournalEvent.CLAIM_UNDONE and found:
            found.pop()
    return found


def with_addresses(values: Collection[str]) -> list[Lead]:
    """Return the leads with all of these addresses, or else with any of them, oldest first."""
    found: dict[UUID, set[str]] = {}
    keys = {match_key(value) for value in values}
    there = Address.objects.filter(match_key__in=keys)
    for lead_id, key in there.values_list("lead_id", "match_key"):
        found.setdefault(lead_id, set()).add(key)
    whole = [lead_id for lead_id, had in found.items() if had == keys]
    return list(Lead.objects.filter(pk__in=whole or found).order_by("admitted_at", "id"))


SHARING = 200


def sharing(lead_id: UUID, values: Collection[str]) -> dict[UUID, str]:
    """The other leads at these addresses, each with one that they share; the newest 200."""
    keys = {match_key(value) for value in values}
    there = Address.objects.filter(match_key__in=keys).exclude(lead_id=lead_id)
    there = there.order_by("-lead_id")
    return dict(there.values_list("lead_id", "value")[:SHARING])


def also_at(values: Collection[str]) -> dict[str, list[tuple[UUID, str]]]:
    """Match key → ids and names of the newest leads at each of these addresses, 200 in all."""
    found: dict[str, list[tuple[UUID, str]]] = {}
    keys = {match_key(value) for value in values}
    there = Address.objects.filter(match_key__in=keys).order_by("-lead_id")
    for key, lead_id, name in there.values_list("match_key", "lead_id", "lead__name")[:SHARING]:
        found.setdefault(key, []).append((lead_id, name))
    return found


def lead(lead_id: UUID) -> Lead | None:
    """Return the lead, with its source."""
    return next(iter(_lead(lead_id)), None)


@planned
def _lead(lead_id: UUID) -> QuerySet[Lead, Lead]:
    return Lead.objects.select_related("source").filter(pk=lead_id)


def addresses(lead_id: UUID) -> QuerySet[Address]:
    """A lead's addresses, the valid ones first, in their order."""
    return Address.objects.filter(lead_id=lead_id).order_by("-valid", "kind", "position", "id")


def first_phone(lead_id: UUID) -> Address | None:
    """Return the first valid phone."""
    phones = Address.objects.filter(lead_id=lead_id, kind=AddressKind.PHONE, valid=True)
    return phones.order_by("position", "id").first()


def phone(lead_id: UUID, value: str) -> Address | None:
    """Return this number of a lead, if it is valid."""
    phones = Address.objects.filter(lead_id=lead_id, kind=AddressKind.PHONE, valid=True)
    return phones.filter(value=value).first()


def reachable_at(lead_id: UUID, address_id: int) -> Address | None:
    """One of a lead's valid addresses."""
    return Address.objects.filter(lead_id=lead_id, pk=address_id, valid=True).first()


def opted_out(lead_id: UUID) -> bool:
    """Return whether the owner of any present or former phone of the lead opted out of calls."""
    return _opted_out(lead_id, AddressKind.PHONE)


def _opted_out(lead_id: UUID, kind: str) -> bool:
    theirs = Address.objects.filter(lead_id=lead_id, kind=kind).values("match_key")
    return OptOut.objects.filter(kind=kind, value__in=theirs).exists()


def mail_opted_out(value: str) -> bool:
    """Return whether the owner of this email address opted out."""
    return OptOut.objects.filter(kind=AddressKind.EMAIL, value=match_key(value)).exists()


def opt_out_of(kind: str, value: str) -> OptOut | None:
    """Return the opt-out of an address, if there is one."""
    return OptOut.objects.filter(kind=kind, value=match_key(value)).first()


def latest_opt_outs(most: int) -> Sequence[OptOut]:
    """Return the opt-outs that were stored last, the latest first."""
    return list(OptOut.objects.order_by("-pk")[:most])


def leads_at(kind: str, value: str) -> Sequence[UUID]:
    """Return the ids of all leads with this address, open or closed."""
    there = Address.objects.filter(kind=kind, match_key=match_key(value)).order_by("lead_id")
    return list(there.values_list("lead_id", flat=True).distinct())


def mailable(lead_id: UUID) -> tuple[bool, bool]:
    """Return whether a lead has a valid email address, and whether its owner opted out."""
    kind = AddressKind.EMAIL
    there = bool(_valid(lead_id, str(kind)))
    return there, there and _opted_out(lead_id, kind)


@planned
def _valid(lead_id: UUID, kind: str) -> QuerySet[Address, int]:
    there = Address.objects.filter(lead_id=lead_id, kind=kind, valid=True)
    return there.values_list("pk", flat=True)[:1]


def good_emails(lead_id: UUID) -> list[Address]:
    """The valid email addresses of a lead, in its order; none if their owner opted out."""
    there, opted_out = mailable(lead_id)
    if not there or opted_out:
        return []
    emails = Address.objects.filter(lead_id=lead_id, kind=AddressKind.EMAIL, valid=True)
    return list(emails.order_by("position", "id"))


def refused_rows(since: datetime) -> tuple[int, datetime | None]:
    """Count the refused rows of files imported since then, and return when the oldest file came."""
    bad = Import.objects.filter(made_at__gte=since, refused__gt=0)
    found = bad.aggregate(rows=Sum("refused"), oldest=Min("made_at"))
    return found["rows"] or 0, found["oldest"]


def inquiries(lead_id: UUID) -> QuerySet[Inquiry]:
    """Return a lead's inquiries, newest first."""
    return Inquiry.objects.select_related("source").filter(lead_id=lead_id).order_by("-asked_at")


def received_since(since: datetime) -> int:
    """Count the leads admitted since a moment."""
    return Lead.objects.filter(admitted_at__gte=since).count()


def outcome(lead_id: UUID) -> SaleOutcome | None:
    """Current sale outcome of a lead, won or lost; None without one."""
    return standing(outcomes(lead_id)[:1])


class HasVerdict(Protocol):
    """Report of a sale outcome, as a model or as a record."""

    @property
    def verdict(self) -> str:
        """Return won, lost or none."""


Outcome = TypeVar("Outcome", bound=HasVerdict)


def standing(said: Iterable[Outcome]) -> Outcome | None:
    """Return the current report of a sale outcome."""
    last = next(iter(said), None)
    return last if last is not None and last.verdict != SaleVerdict.NONE else None


def outcomes(lead_id: UUID) -> QuerySet[SaleOutcome]:
    """Return all reports of a sale outcome, the current one first."""
    return SaleOutcome.objects.filter(lead_id=lead_id).order_by("-id")


def first_arrival() -> datetime | None:
    """Return when the first inquiry came, of any source."""
    rows = Inquiry.objects.filter(source=OuterRef("pk")).order_by("admitted_at")
    first = Source.objects.annotate(first=Subquery(rows.values("admitted_at")[:1]))
    found: datetime | None = first.aggregate(Min("first"))["first__min"]
    return found
