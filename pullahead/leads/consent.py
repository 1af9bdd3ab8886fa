"""Consent and do-not-call lists: what was agreed to, and who is not to be called.

Verbs and the few reads beside them. An opt-out (services.py) stands before any consent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models.query import QuerySet

from pullahead.base.write import require_write
from pullahead.leads.fields import BadField, clean_text
from pullahead.leads.models import Address, Consent, DncList, DncNumber, Source
from pullahead.leads.rules import LeadIn
from pullahead.leads.times import read_time

YES = frozenset({"1", "true", "yes", "y", "on", "ok", "given", "sim", "si", "sí", "oui", "ja"})
TEXT_LIMIT, URL_LIMIT = 2_000, 500
URL_FIELDS = ("consent_url", "landing_page", "page_url")


@dataclass(frozen=True, slots=True)
class Evidence:
    """A consent as a lead brought it: when it was given, to which words, on which page."""

    given_at: datetime
    text: str = ""
    url: str = ""


def evidence_in(attributes: Mapping[str, str], *, received_at: datetime) -> Evidence | None:
    """What the fields `consent`, `consent_at`, `consent_text` and `consent_url` say; None where
    there is no yes.

    A moment that cannot be read, or has yet to come, is that of the inquiry itself.
    """
    if attributes.get("consent", "").strip().casefold() not in YES:
        return None
    given_at = received_at
    if at := attributes.get("consent_at", ""):
        read = read_time(at, "UTC", received_at)
        if not isinstance(read, BadField) and read < received_at:
            given_at = read
    url = next((attributes[name] for name in URL_FIELDS if attributes.get(name)), "")
    text = clean_text(attributes.get("consent_text", ""), TEXT_LIMIT)
    return Evidence(given_at, text, clean_text(url, URL_LIMIT))


def keep_consents(*, source: Source, rows: Iterable[tuple[UUID, LeadIn]], now: datetime) -> None:
    """Keep what each row says was agreed to, for each of its addresses."""
    require_write()
    found = []
    for lead_id, lead in rows:
        evidence = evidence_in(lead.attributes, received_at=lead.received_at)
        if evidence is None:
            continue
        for kind, value in ((Address.Kind.PHONE, lead.phone), (Address.Kind.EMAIL, lead.email)):
            if value:
                found.append(
                    Consent(
                        lead_id=lead_id,
                        kind=kind,
                        value=value,
                        given_at=evidence.given_at,
                        text=evidence.text,
                        url=evidence.url,
                        source=source,
                        kept_at=now,
                    )
                )
    if found:
        Consent.objects.bulk_create(found)


def withdraw_consents(*, values: Collection[str], now: datetime) -> int:
    """From now on nothing that was agreed to at these addresses counts; the evidence stays."""
    require_write()
    there = Consent.objects.filter(value__in=values, withdrawn_at=None)
    return there.update(withdrawn_at=now)


def consents(lead_id: UUID) -> QuerySet[Consent]:
    """The evidence that a lead brought, the latest first."""
    return Consent.objects.filter(lead_id=lead_id).order_by("-given_at", "-id")


# ---- do-not-call lists


def begin_list(*, name: str, country: str, as_of: datetime, now: datetime) -> DncList:
    """A new version of a list, to be filled; the one before it stays in use meanwhile."""
    require_write()
    return DncList.objects.create(name=name, country=country, as_of=as_of, made_at=now)


def fill_list(*, of: DncList, values: Sequence[str]) -> None:
    """Some thousand numbers (E.164) more; those that are there already stay."""
    require_write()
    DncNumber.objects.bulk_create(
        [DncNumber(of=of, value=value) for value in values], ignore_conflicts=True, batch_size=2_000
    )


def use_list(*, of: DncList) -> int:
    """From now on this version is the one in use; how many numbers it has."""
    require_write()
    DncList.objects.filter(name=of.name, current=True).exclude(pk=of.pk).update(current=False)
    count = DncNumber.objects.filter(of=of).count()
    DncList.objects.filter(pk=of.pk).update(current=True, count=count)
    return count


def drop_old(*, name: str, most: int) -> int:
    """Delete some numbers of versions that are out of use, and those versions that are empty;
    0 when nothing is left to delete."""
    require_write()
    current = DncList.objects.filter(name=name, current=True).order_by("-pk").first()
    if current is None:
        return 0
    gone = 0
    for old in DncList.objects.filter(name=name, current=False, pk__lt=current.pk):
        values = list(DncNumber.objects.filter(of=old).values_list("value", flat=True)[:most])
        if not values:
            old.delete()
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM leads_dncnumber WHERE of_id = %s AND value <= %s AND value >= %s",
                [old.pk, max(values), min(values)],
            )
            gone += cursor.rowcount
    return gone


def lists() -> QuerySet[DncList]:
    """The lists in use, by name."""
    return DncList.objects.filter(current=True).order_by("name")
