"""Contacts and findings of a deal: deciders, costs, and the person who confirmed each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.buying import erasure as group_erasure
from pullahead.buying import queries as group_read
from pullahead.buying import services as group_write
from pullahead.buying.rules import ROLES
from pullahead.conversations import erasure
from pullahead.leads import contacts
from pullahead.leads.contact_models import Contact, ContactSide
from pullahead.pipeline import finding_services, services
from pullahead.pipeline.models import DealContact
from pullahead.pipeline.rules import FINDING_KINDS, FINDING_PERIODS, HOW_CONFIRMED, DealAct
from pullahead.sprints import erasure as plan_erasure
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_code, clean_input, clean_note
from pullahead.usecases.deals.access import ActContext, ActRequest, perform
from pullahead.usecases.deals.closing import checked_value

CONTACTS_AT_MOST, FINDINGS_AT_MOST = 50, 100


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact of a deal."""

    id: int
    name: str
    role: str
    email: str
    phone: str
    side: str
    decides: bool
    sees_at: datetime | None
    confirmed: int  # findings
    roles: tuple[str, ...]  # in the buying decision; the decider first


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding of a deal."""

    id: int
    kind: str
    words: str
    amount: Decimal | None
    period: str
    confirmed_by: str
    confirmed_at: datetime | None
    how: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DealFindings:
    """Contacts and findings of a deal, with what they add up to."""

    contacts: tuple[ContactView, ...]
    findings: tuple[FindingView, ...]
    a_year: Decimal  # confirmed problems and chances
    once: Decimal
    confirmers: int  # contacts who confirmed one of these
    sees: int
    deciders: int


def findings_of(deal_id: UUID) -> DealFindings:
    """Return the contacts and findings of a deal."""
    rows = list(finding_services.contacts_of(deal_id))
    found = list(finding_services.findings_of(deal_id))
    worth = [one for one in found if one.confirmed_at is not None and one.kind != "recommendation"]
    sums = {period: Decimal(0) for period in FINDING_PERIODS}
    for one in worth:
        sums[one.period] += one.amount or 0
    roles = group_read.roles_of(deal_id)
    confirmed = [one.contact_id for one in found if one.contact_id is not None]
    return DealFindings(
        contacts=tuple(
            _contact(one, confirmed.count(one.contact_id), roles.get(one.pk, frozenset()))
            for one in rows
        ),
        findings=tuple(
            FindingView(
                id=one.pk,
                kind=one.kind,
                words=one.words,
                amount=one.amount,
                period=one.period,
                confirmed_by=called(one.contact) if one.contact is not None else "",
                confirmed_at=one.confirmed_at,
                how=one.how,
                by=one.by.name,
                at=one.at,
            )
            for one in found
        ),
        a_year=sums["year"],
        once=sums["once"],
        confirmers=len({one.contact_id for one in worth}),
        sees=sum(one.sees_problem_at is not None for one in rows),
        deciders=sum(one.decides for one in rows),
    )


def called(contact: Contact) -> str:
    """Return the name of a contact, else the role."""
    return contact.name or contact.as_role or _("erased contact")


def _contact(row: DealContact, confirmed: int, roles: frozenset[str]) -> ContactView:
    one = row.contact
    return ContactView(
        row.pk,
        called(one),
        one.as_role if one.name else "",
        one.email,
        one.phone,
        one.side,
        row.decides,
        row.sees_problem_at,
        confirmed,
        (*(["decider"] if row.decides else []), *(one for one in ROLES if one in roles)),
    )


def add_contact(
    *,
    deal_id: UUID,
    by: Person,
    name: str = "",
    role: str = "",
    email: str = "",
    phone: str = "",
    side: str = "theirs",
    decides: bool = False,
    sees: bool = False,
) -> None:
    """Add a person of the customer to a deal, by name or by role."""
    fields = {
        "name": clean_input(name)[:200],
        "as_role": clean_input(role)[:100],
        "email": clean_input(email)[:254],
        "phone": clean_input(phone)[:40],
    }
    if not fields["name"] and not fields["as_role"]:
        raise wrong("name", "name_required", _("Enter a name or a role."))
    if side not in ContactSide.values:
        raise wrong("side", "invalid", _("Choose a side."))

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        if finding_services.contacts_of(deal_id).count() >= CONTACTS_AT_MOST:
            raise Conflict(_("This deal has 50 contacts. Nothing was added."), code="too_many")
        made = contacts.add_contact(
            now=context.now, company=context.deal.company, side=side, **fields
        )
        finding_services.add_to_deal(
            context.deal, made.pk, decides=decides, sees=sees, now=context.now
        )
        _edited(context, "contacts")

    perform(ActRequest(deal_id, by), verb)


def mark_contact(
    *, deal_id: UUID, by: Person, contact: int, decides: bool = False, sees: bool = False
) -> None:
    """Change whether a contact decides, and whether they see the problem."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        row = _row(deal_id, contact)
        finding_services.mark(row, decides=decides, sees=sees, now=context.now)
        _edited(context, "contacts")

    perform(ActRequest(deal_id, by), verb)


def forget_contact(*, deal_id: UUID, by: Person, contact: int) -> None:
    """Erase all that is known of a contact, in every deal. For team leads and administrators.

    Their words are blanked, and their name is removed from the texts of their deals. Rows stay.
    """
    if not by.is_leader:
        raise Forbidden(_("Only team leads and admins can erase a contact."))

    found = finding_services.contacts_of(deal_id).filter(pk=contact).first()

    def verb(context: ActContext) -> None:
        row = _row(deal_id, contact)
        forget(row.contact, now=context.now, by=by.pk, deal_id=deal_id)
        _edited(context, "contacts")

    perform(ActRequest(deal_id, by, contact=found.contact_id if found else None), verb)


def forget(one: Contact, *, now: datetime, by: int | None, deal_id: UUID | None) -> None:
    """Erase a contact with their words and names, inside the caller's transaction."""
    names = [one.name]  # a role, such as Legal, names nobody
    blanked = erasure.blank_words(one.pk, now=now)
    blanked += erasure.remove_names(one.pk, names, now=now)
    blanked += plan_erasure.remove_names(one.pk, names)
    contacts.forget_contact(one.pk, now=now)
    group_write.forget_member(one.pk)
    blanked += group_erasure.remove_names(one.pk, names)
    record(
        JournalEvent.CONTACT_FORGOTTEN,
        now=now,
        deal_id=deal_id,
        actor_id=by,
        data={"contact": str(one.pk), "blanked": blanked},
    )


def _row(deal_id: UUID, contact: int) -> DealContact:
    row = finding_services.contacts_of(deal_id).filter(pk=contact).first()
    if row is None:
        raise NotFound(_("Contact not found. Reload the page."))
    return row


def add_finding(
    *,
    deal_id: UUID,
    by: Person,
    kind: str,
    words: str,
    amount: Decimal | None = None,
    period: str = "year",
) -> None:
    """Add a problem, a chance or a recommendation, in money."""
    code, said = clean_code(kind), clean_note(words)[:1000]
    if code not in FINDING_KINDS:
        raise wrong(
            "kind", "unknown_finding", _("Choose a problem, opportunity or recommendation.")
        )
    if period not in FINDING_PERIODS:
        raise wrong("period", "invalid", _("Choose a year or once."))
    if not said:
        raise wrong("words", "answer_required", _("Enter the finding in their words."))
    money = checked_value(amount)

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        if finding_services.findings_of(deal_id).count() >= FINDINGS_AT_MOST:
            raise Conflict(_("This deal has 100 findings. Nothing was added."), code="too_many")
        finding_services.add_finding(
            context.deal,
            kind=code,
            words=said,
            amount=money,
            period=period,
            by=by.pk,
            now=context.now,
        )
        _edited(context, "findings")

    perform(ActRequest(deal_id, by), verb)


def confirm_finding(*, deal_id: UUID, by: Person, finding: int, contact: int, how: str) -> None:
    """Store who of the customer confirmed a finding, and how."""
    if how not in HOW_CONFIRMED:
        raise wrong("how", "invalid", _("Choose how it was confirmed."))

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        if not finding_services.findings_of(deal_id).filter(pk=finding).exists():
            raise NotFound(_("Finding not found. Reload the page."))
        row = finding_services.contacts_of(deal_id).filter(pk=contact).first()
        if row is None or row.contact.forgotten_at is not None:
            raise wrong("contact", "unknown_contact", _("Choose which contact confirmed it."))
        finding_services.confirm(finding, contact_id=row.contact_id, how=how, now=context.now)
        _edited(context, "findings")

    perform(ActRequest(deal_id, by), verb)


def withdraw_finding(*, deal_id: UUID, by: Person, finding: int) -> None:
    """Withdraw a finding that turned out wrong."""

    def verb(context: ActContext) -> None:
        context.need(DealAct.DISCARD)
        if not finding_services.findings_of(deal_id).filter(pk=finding).exists():
            raise NotFound(_("Finding not found. Reload the page."))
        finding_services.withdraw(finding, now=context.now)
        _edited(context, "findings")

    perform(ActRequest(deal_id, by), verb)


def _edited(context: ActContext, what: str) -> None:
    services.note_edit(context.deal, [what], now=context.now, actor=context.by.pk)
