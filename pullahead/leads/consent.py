"""Consents and do-not-call lists: writes, and the reads that belong to them.

An opt-out (opt_outs.py) overrides every consent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from pullahead.base.db.planned_queries import planned
from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Address, Consent, Lead, OptOut, Source
from pullahead.leads.parsing.fields import BadField, clean_text
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.parsing.times import read_time
from pullahead.leads.rules import LeadIn

YES = frozenset({"1", "true", "yes", "y", "on", "ok", "given", "sim", "si", "sí", "oui", "ja"})
CHANNELS = ("form", "call", "message", "paper", "in_person")  # how a consent can be given
TEXT_LIMIT, URL_LIMIT, REASON_LIMIT = 2_000, 500, 500
CONSENT_FIELDS = ("consent", "consent_at", "consent_text", "consent_url", "consent_channel")
URL_FIELDS = ("consent_url", "landing_page", "page_url")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Consent that arrived with a lead: its time, its words and its page."""

    given_at: datetime
    text: str = ""
    url: str = ""
    channel: str = ""  # one of CHANNELS, or "" if it is not known


def agreed(attributes: Mapping[str, str]) -> bool:
    """Return whether the field `consent` says yes."""
    return attributes.get("consent", "").strip().casefold() in YES


def evidence_in(attributes: Mapping[str, str], *, received_at: datetime) -> Evidence | None:
    """Read a consent from the fields `consent`, `consent_at`, `consent_text`, `consent_url` and
    `consent_channel`; None without a yes.

    A moment that cannot be read, or has yet to come, is that of the inquiry itself.
    """
    if not agreed(attributes):
        return None
    given_at = received_at
    if at := attributes.get("consent_at", ""):
        read = read_time(at, "UTC", received_at)
        if not isinstance(read, BadField) and read < received_at:
            given_at = read
    url = next((attributes[name] for name in URL_FIELDS if attributes.get(name)), "")
    text = clean_text(attributes.get("consent_text", ""), TEXT_LIMIT)
    channel = attributes.get("consent_channel", "").strip().casefold()
    channel = channel if channel in CHANNELS else ""
    return Evidence(given_at, text, clean_text(url, URL_LIMIT), channel)


def keep_consents(*, source: Source, rows: Iterable[tuple[UUID, LeadIn]], now: datetime) -> None:
    """Store the consent in each row, for each of its addresses."""
    require_transaction()
    found = []
    for lead_id, lead in rows:
        evidence = evidence_in(lead.attributes, received_at=lead.received_at)
        if evidence is None:
            continue
        for one in lead.addresses:
            found.append(_row(lead_id, source.pk, one.kind, one.value, evidence, now))
    if found:
        _end_older(found)
        Consent.objects.bulk_create(found)


def _end_older(rows: Sequence[Consent]) -> None:
    """End the consents that are older than the last withdrawal; they stay as evidence."""
    ended = Consent.objects.filter(
        value__in={row.value for row in rows}, withdrawn_at__isnull=False
    )
    last: dict[tuple[str, str], datetime] = {}
    for kind, value, at in ended.values_list("kind", "value", "withdrawn_at"):
        if at is not None:
            last[kind, value] = max(at, last.get((kind, value), at))
    for row in rows:
        at = last.get((row.kind, row.value))
        if at is not None and row.given_at <= at:
            row.withdrawn_at = at


def _row(
    lead_id: UUID, source_id: int, kind: str, value: str, evidence: Evidence, now: datetime
) -> Consent:
    return Consent(
        lead_id=lead_id,
        kind=kind,
        value=value,
        given_at=evidence.given_at,
        text=evidence.text,
        url=evidence.url,
        channel=evidence.channel,
        source_id=source_id,
        kept_at=now,
    )


def keep_told(
    *,
    lead: Lead,
    addresses: Sequence[Address],
    evidence: Evidence,
    at_moment: bool,
    actor_id: int | None,
    now: datetime,
) -> tuple[list[Consent], bool]:
    """Store a reported consent, one row for each address. Return whether any row is new.

    A consent with the same words is not stored twice. With `at_moment`, the time must be equal too,
    because the earlier consent may have been withdrawn since.
    """
    require_transaction()
    same = Consent.objects.filter(
        Q() if at_moment else Q(withdrawn_at=None),
        lead=lead,
        channel=evidence.channel,
        text=evidence.text,
        url=evidence.url,
        **({"given_at": evidence.given_at} if at_moment else {}),
    )
    there = {(one.kind, one.value): one for one in same}
    kept, new = [], False
    for address in addresses:
        one = there.get((address.kind, address.value))
        if one is None:
            one = _row(lead.pk, lead.source_id, address.kind, address.value, evidence, now)
            one.actor_id, new = actor_id, True
            _end_older([one])
            one.save(force_insert=True)
        kept.append(one)
    return kept, new


def withdraw_consents(
    *, values: Collection[str], now: datetime, reason: str = "", actor_id: int | None = None
) -> list[int]:
    """End all consents at these addresses from now on; the evidence stays.

    Returns the ids of the ended consents. A consent that an opt-out had ended is ended by this too,
    so that undoing the opt-out does not revive it. The caller has locked the addresses
    (`services.lock_dials`), so that no concurrent dial still reads them.
    """
    require_transaction()
    there = Consent.objects.filter(value__in=values, withdrawn_at=None)
    if reason:
        left_alone = opted_out_at(values)
        there |= Consent.objects.filter(
            value__in=left_alone, withdrawn_at__isnull=False, withdrawn_for=""
        )
    ids = list(there.order_by("id").values_list("id", flat=True))
    Consent.objects.filter(pk__in=ids).update(
        withdrawn_at=now, withdrawn_for=reason, withdrawn_by=actor_id
    )
    return ids


def consents(lead_id: UUID, values: Collection[str]) -> list[Consent]:
    """List the consents of this lead and those in force at these addresses, the latest first."""
    standing = (one for value in set(values) for one in _in_force_at(value))
    found = {one.pk: one for one in [*_consents_of(lead_id), *standing]}
    return sorted(found.values(), key=lambda one: (one.given_at, one.pk), reverse=True)


@planned
def _consents_of(lead_id: UUID) -> QuerySet[Consent, Consent]:
    return Consent.objects.select_related("source").filter(lead_id=lead_id)


@planned
def _in_force_at(value: str) -> QuerySet[Consent, Consent]:
    return Consent.objects.select_related("source").filter(value=value, withdrawn_at=None)


def opted_out_at(values: Collection[str]) -> set[str]:
    """Return the addresses whose owners opted out."""
    keys = {value: match_key(value) for value in values}
    there = OptOut.objects.filter(value__in=set(keys.values()))
    gone = set(there.values_list("value", flat=True))
    return {value for value, key in keys.items() if key in gone}


def spellings_of(keys: Collection[str]) -> set[str]:
    """Return match keys with all spellings of these addresses that are here."""
    there = Address.objects.filter(match_key__in=keys)
    return {*keys, *there.values_list("value", flat=True)} if keys else set()


# ---- do-not-call lists
