"""Consent on a lead: recorded and withdrawn by its team lead or its source, and shown.

Consent lets an agent call a number on a do-not-call list, and lifts no other limit. It belongs to
an address, not to a lead. A withdrawal here counts for every lead with that address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.db.planned_queries import planned
from pullahead.base.errors import Conflict, Forbidden, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import consent
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.consent import CHANNELS as CHANNELS
from pullahead.leads.consent import CONSENT_FIELDS as CONSENT_FIELDS
from pullahead.leads.consent import REASON_LIMIT as REASON_LIMIT
from pullahead.leads.consent import TEXT_LIMIT as TEXT_LIMIT
from pullahead.leads.consent import URL_LIMIT as URL_LIMIT
from pullahead.leads.consent import agreed as agreed
from pullahead.leads.models import Address, AddressKind, Lead
from pullahead.leads.models import Consent as Consent
from pullahead.leads.parsing.fields import BadField, read_email
from pullahead.leads.parsing.phones import read_phone
from pullahead.leads.rules import CLOCK_SKEW
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import EARLIEST, clean_input
from pullahead.usecases.leads import detail
from pullahead.usecases.settings.api_keys import SourceAccess

CHANNEL_WORDS = {
    "form": gettext_lazy("on a form"),
    "call": gettext_lazy("in a call"),
    "message": gettext_lazy("in a message"),
    "paper": gettext_lazy("on paper"),
    "in_person": gettext_lazy("in person"),
}


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """A consent as reported. Without `at` it was given now; without `address`, for all
    addresses.
    """

    channel: str
    text: str
    url: str = ""
    at: datetime | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """The stored rows, one for each address; `new` is False where all were stored before."""

    rows: tuple[Consent, ...]
    new: bool


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """A consent at one address, for team leads."""

    id: int
    address: str
    shown: str
    given_at: datetime
    channel: str  # in words
    text: str
    url: str
    who: str  # the recorder, or the source
    withdrawn_at: datetime | None
    withdrawn_for: str
    withdrawn_by: str


@dataclass(frozen=True, slots=True)
class ConsentSummary:
    """The consent as agents see it: given or withdrawn, when, how, and for which addresses."""

    at: datetime
    channel: str = ""
    only: tuple[str, ...] = ()
    withdrawn: bool = False


# ---- told


def recorded_by_person(*, lead_id: UUID, given: ConsentGiven, by: Person) -> ConsentRecorded:
    """Record a consent as a team lead.

    Raise Forbidden `leader_needed`, NotFound, Conflict `opted_out`, and Invalid with the field.
    """
    return _record(_led(lead_id, by), given, actor_id=by.pk)


def recorded_by_source(*, lead_id: UUID, given: ConsentGiven, key: SourceAccess) -> ConsentRecorded:
    """Record a consent as the source that brought the lead in first. Raise NotFound for others."""
    return _record(_delivered(lead_id, key), given, key_id=key.id)


def withdrawn_by_person(*, lead_id: UUID, reason: str, by: Person, address: str = "") -> int:
    """Withdraw consents as a team lead, and return how many ended.

    Raise Forbidden `leader_needed`, NotFound, and Invalid with the field.
    """
    return _withdraw(_led(lead_id, by), reason, address, actor_id=by.pk)


def withdrawn_by_source(*, lead_id: UUID, reason: str, key: SourceAccess, address: str = "") -> int:
    """Withdraw consents as the source that brought the lead in first, and return how many ended."""
    return _withdraw(_delivered(lead_id, key), reason, address, key_id=key.id)


def record_typed(
    *,
    lead_id: UUID,
    by: Person,
    channel: str,
    text: str,
    url: str,
    at: datetime | None,
    address: str,
) -> None:
    """Record a consent from the form on the lead's page."""
    _leaders(by)
    given = ConsentGiven(channel, text, url, at, address)
    if not recorded_by_person(lead_id=lead_id, given=given, by=by).new:
        raise Conflict(_("This consent is already on record."), code="known_already")


def withdraw_typed(*, lead_id: UUID, by: Person, reason: str, address: str) -> None:
    """Withdraw consents from the form on the lead's page."""
    _leaders(by)
    if not withdrawn_by_person(lead_id=lead_id, reason=reason, by=by, address=address):
        raise Conflict(
            _("There is no active consent to withdraw. Nothing was changed."), code="no_consent"
        )


@retried
def _record(
    lead: Lead, given: ConsentGiven, *, actor_id: int | None = None, key_id: int | None = None
) -> ConsentRecorded:
    chosen = _addresses(lead.pk, given.address)
    evidence = _evidence(given)
    if given.at is not None and given.at.year < EARLIEST:
        raise wrong(
            "at",
            "not_a_time",
            _("Enter when consent was given, not before {date}.").format(date=EARLIEST),
        )
    with write_transaction() as now:
        if given.at is not None and given.at > now + CLOCK_SKEW:
            raise wrong(
                "at",
                "in_the_future",
                _("This time is in the future. Enter when consent was given."),
            )
        leads_write.lock_dials(values=[one.value for one in chosen])
        gone = consent.opted_out_at([one.value for one in chosen])
        chosen = [one for one in chosen if one.value not in gone]
        if not chosen:
            said = _(
                "The customer opted out, and consent does not lift an opt-out. Nothing was saved."
            )
            raise Conflict(said, code="opted_out")
        kept, new = consent.keep_told(
            lead=lead,
            addresses=chosen,
            evidence=consent.Evidence(min(given.at or now, now), *evidence),
            at_moment=given.at is not None,
            actor_id=actor_id,
            now=now,
        )
        if new:
            data = {"channel": given.channel}
            _tell(
                JournalEvent.CONSENT_GIVEN, lead, [c.pk for c in kept], now, actor_id, key_id, data
            )
    return ConsentRecorded(tuple(kept), new)


@retried
def _withdraw(
    lead: Lead,
    reason: str,
    address: str,
    *,
    actor_id: int | None = None,
    key_id: int | None = None,
) -> int:
    reason = clean_input(reason)[: consent.REASON_LIMIT]
    if not reason:
        raise wrong(
            "reason", "reason_required", _("Enter the reason, or the words of the customer.")
        )
    values = [one.value for one in _addresses(lead.pk, address, bad_too=True)]
    with write_transaction() as now:
        # A concurrent dial waits here, or has been logged.
        leads_write.lock_dials(values=values)
        ended = consent.withdraw_consents(values=values, now=now, reason=reason, actor_id=actor_id)
        if ended:
            _tell(JournalEvent.CONSENT_WITHDRAWN, lead, ended, now, actor_id, key_id, {})
    return len(ended)


def _tell(
    kind: JournalEvent,
    lead: Lead,
    ids: Sequence[int],
    now: datetime,
    actor_id: int | None,
    key_id: int | None,
    data: Mapping[str, Any],
) -> None:
    said = {"consents": list(ids), **data} | ({"key": key_id} if key_id else {})
    record(kind, now=now, lead_id=lead.pk, actor_id=actor_id, data=said)


def _evidence(given: ConsentGiven) -> tuple[str, str, str]:
    """Sanitize text, page and channel. Raise Invalid."""
    if given.channel not in consent.CHANNELS:
        said = _("Choose how consent was given: {channels}.").format(
            channels=", ".join(consent.CHANNELS)
        )
        raise wrong("channel", "unknown_channel", said)
    text, url = clean_input(given.text), clean_input(given.url)
    if not text:
        said = _("Enter the words of the consent.")
        raise wrong("text", "evidence_required", said)
    for field, value, most in (
        ("text", text, consent.TEXT_LIMIT),
        ("url", url, consent.URL_LIMIT),
    ):
        if len(value) > most:
            raise wrong(
                field, "too_long", _("Enter at most {limit} characters.").format(limit=f"{most:,}")
            )
    return text, url, given.channel


def _addresses(lead_id: UUID, said: str, *, bad_too: bool = False) -> list[Address]:
    """Return the chosen address, or all of the lead's; bad ones only where no other is left.

    Raise Invalid `unknown_address`.
    """
    there = list(leads.addresses(lead_id))
    if not said.strip():
        return [one for one in there if one.valid or bad_too] or there
    phone, mail = (
        read_phone(clean_input(said), settings.CONFIG.country),
        read_email(clean_input(said)),
    )
    meant = {value for value in (phone, mail) if not isinstance(value, BadField)}
    if found := [one for one in there if one.value in meant]:
        return found
    raise wrong("address", "unknown_address", _("This lead does not have this phone or email."))


def _led(lead_id: UUID, by: Person) -> Lead:
    if not by.is_leader:
        raise Forbidden(
            _(
                "Only team leads and admins can view, record and withdraw consent. Nothing was "
                "changed. Agents choose a call outcome that opts the customer out."
            ),
            code="leader_needed",
        )
    return detail.visible_lead(lead_id, by)[0]


def _leaders(by: Person) -> None:
    if not by.is_leader:
        raise NotFound(_("Lead not found."))


def _delivered(lead_id: UUID, key: SourceAccess) -> Lead:
    lead = Lead.objects.filter(pk=lead_id, source_id=key.source_id).first()
    if lead is None:
        raise NotFound(_("This source has no lead with this ID. Check the ID."))
    return lead


# ---- shown


def of_lead(*, lead_id: UUID, viewer: Person) -> tuple[ConsentEntry, ...]:
    """Return the evidence, latest first, with withdrawn consents; nothing for agents.

    The caller has checked that the viewer may see the lead.
    """
    if not viewer.is_leader:
        return ()
    rows = consent.consents(lead_id, _values(lead_id))
    people = {who for one in rows for who in (one.actor_id, one.withdrawn_by) if who is not None}
    names = dict(Person.objects.filter(pk__in=people).values_list("id", "name"))
    return tuple(_row(one, names) for one in rows)


def consents_for_person(*, lead_id: UUID, viewer: Person) -> list[Consent]:
    """Return the rows for a program. Raise Forbidden `leader_needed`, NotFound."""
    lead = _led(lead_id, viewer)
    return consent.consents(lead.pk, _values(lead.pk))


def consents_for_source(*, lead_id: UUID, key: SourceAccess) -> list[Consent]:
    """Return the rows that came from this source, for a lead that it brought in first."""
    lead = _delivered(lead_id, key)
    return [
        one
        for one in consent.consents(lead.pk, ())
        if one.source_id == key.source_id and one.actor_id is None
    ]


_address_rows = planned(leads.addresses)


def line(*, lead_id: UUID) -> ConsentSummary | None:
    """Return the summary for agents; None where no consent was ever recorded."""
    there = [one for one in _address_rows(lead_id) if one.valid]
    rows = consent.consents(lead_id, [one.value for one in there])
    standing = {one.value: one for one in reversed(rows) if one.withdrawn_at is None}
    ends = [one.withdrawn_at for one in rows if one.withdrawn_at]
    if not standing:
        return ConsentSummary(max(ends), withdrawn=True) if ends else None
    latest = max(standing.values(), key=lambda one: one.given_at)
    phones = {one.value for one in there if one.kind == AddressKind.PHONE}
    everywhere = bool(phones) and phones <= set(standing)
    only = () if everywhere else tuple(_shown(one) for one in standing.values())
    return ConsentSummary(latest.given_at, str(CHANNEL_WORDS.get(latest.channel, "")), only)


def _values(lead_id: UUID) -> list[str]:
    return [one.value for one in leads.addresses(lead_id)]


def _row(one: Consent, names: Mapping[int, str]) -> ConsentEntry:
    name = names.get(one.actor_id or 0, "")
    return ConsentEntry(
        id=one.pk,
        address=one.value,
        shown=_shown(one),
        given_at=one.given_at,
        channel=str(CHANNEL_WORDS.get(one.channel, "")),
        text=one.text,
        url=one.url,
        who=_("recorded by {who}").format(who=name)
        if name
        else _("from {source}").format(source=one.source.name),
        withdrawn_at=one.withdrawn_at,
        withdrawn_for=one.withdrawn_for,
        withdrawn_by=names.get(one.withdrawn_by or 0, ""),
    )


def _shown(one: Consent) -> str:
    return detail.reach_of(Address(kind=one.kind, value=one.value)).shown
