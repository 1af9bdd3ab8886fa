"""Rules of leads: one row or request in, one `LeadIn` or its errors out. Pure.

Other packages import `fields` and `times` from here too.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.name_rules import NAME_LENGTH, folded_words
from pullahead.leads.parsing.contact_cells import ContactsRead, GivenAddress
from pullahead.leads.parsing.crm_columns import status_kind
from pullahead.leads.parsing.fields import BadField, clean_text, quoted, read_email, read_value
from pullahead.leads.parsing.ids import EXTERNAL_ID_LENGTH
from pullahead.leads.parsing.names import is_no_name, once_decoded
from pullahead.leads.parsing.phones import read_phone
from pullahead.leads.parsing.row_facts import (
    contacts_of,
    opt_out_notes,
    opted_out_kinds,
    said_by,
)
from pullahead.leads.parsing.side_fields import (
    CLOCK_SKEW,
    CONTACTED,
    DateReading,
    SideFields,
    read_side_fields,
)
from pullahead.leads.parsing.stages import STAGE
from pullahead.leads.parsing.times import Order, date_order, read_time
from pullahead.leads.parsing.vendor_tests import is_test_lead

__all__ = [
    "CLOCK_SKEW",
    "EXTERNAL_ID_LENGTH",
    "BadField",
    "LeadIn",
    "clean_text",
    "date_order",
    "merged",
    "read_email",
    "read_lead",
    "read_phone",
    "read_time",
    "read_value",
    "row_hash",
]

ATTRIBUTES: Final = 50
ATTRIBUTE_KEY_LENGTH: Final = 100
ATTRIBUTE_LENGTH: Final = 2_000

OWN_FIELDS: Final = frozenset(
    {
        *("name", "first_name", "last_name", "phone", "email"),
        *("value", "received_at", "external_id", "outcome", "closed_at", "extension"),
        *(STAGE, CONTACTED),
    }
)
"""Fields of a row that are not kept as attributes."""

_NUMBERED: Final = re.compile(r"(?:phone|email|area_code|extension) [0-9]+")


@dataclass(frozen=True, slots=True)
class LeadIn:
    """Incoming lead, normalized: it has a phone or an email, or both.

    `phone` is E.164 or "", `email` normalized or "": the first of each. `more` has the others.
    `received_at` (UTC) is never after the `now` of its reading. `stated_at` is the row's own time,
    or None; `dated`: the sender gave a time; `moment_unread`: a file gave one that cannot be read.
    `notes` are findings that did not refuse the lead,
    such as a phone that cannot be called. `opted_out` has the kinds of address (phone, email) at
    which the row opts out. `findings` are the notes as stored with the inquiry: line (0 without a
    file), column, reason.
    """

    name: str
    phone: str
    email: str
    value: Decimal | None
    received_at: datetime
    stated_at: datetime | None
    external_id: str
    attributes: Mapping[str, str]
    notes: tuple[BadField, ...] = ()
    opted_out: frozenset[str] = frozenset()
    dated: bool = False
    findings: tuple[tuple[int, str, str], ...] = ()
    verdict: str = ""  # won or lost, where another system closed the lead
    decided_at: datetime | None = None
    extension: str = ""
    more: tuple[GivenAddress, ...] = ()
    stage: str = ""  # nurturing outcome, where another system reached the customer
    contacted_at: datetime | None = None
    moment_unread: bool = False

    @property
    def addresses(self) -> tuple[GivenAddress, ...]:
        """All phones and email addresses, the first of each before the others."""
        first = (
            GivenAddress("phone", self.phone, self.extension),
            GivenAddress("email", self.email),
        )
        return (*(one for one in first if one.value), *self.more)

    def has(self, kind: str) -> bool:
        """Return whether the lead has a phone, or an email address."""
        return bool(self.phone if kind == "phone" else self.email)


def read_lead(
    raw: Mapping[str, str],
    *,
    country: str,
    zone: str,
    now: datetime,
    attributes: Mapping[str, str] | None = None,
    order: Order | None = None,
    stages: Mapping[str, str] | None = None,
) -> LeadIn | tuple[BadField, ...]:
    """Read a row: a LeadIn, or all errors that refuse it.

    `raw` has the fields of OWN_FIELDS and first_name and last_name. Its other fields, and all of
    `attributes`, become attributes. `country` is the default country (ISO 3166, or "") of numbers,
    `zone` that of times. Without a time, the lead was received `now`; without a valid phone it
    needs an email. `order` is the file's order of day and month, else the country's.

    An unreadable value beside a valid address is a note, and is stored as an attribute: no value,
    time or id refuses the lead. A corrected cell, or one with several addresses, is stored too.
    `stages` is label → code of the nurturing outcomes in use.
    """
    if is_test_lead({**(attributes or {}), **raw}):
        return (BadField("row", "test_lead", worded("this is a vendor’s test lead, not a person")),)
    said = said_by(raw, attributes or {})
    phones, emails = contacts_of(raw, attributes or {}, said, default=country)
    opted_out, unclear = opted_out_kinds(said)
    dates = DateReading(country, zone, now, order)
    side = read_side_fields(raw, dates, stages or {})
    contacts, unreachable = _contact_findings(phones, emails)
    if refused := [*unreachable, *unclear]:
        return (*refused, *side.notes)

    notes = [*contacts, *side.notes, *opt_out_notes(raw, attributes or {})]
    extra = _extra(raw, (phones, emails), side.read, notes)
    lead = _with_contacts(side, phones, emails, now=now)
    lead = replace(lead, opted_out=opted_out | lead.opted_out)
    pairs = [*extra.items(), *(attributes or {}).items()]
    return _with_texts(lead, _name(raw, notes), pairs, notes)


def _with_texts(
    lead: LeadIn, name: str, pairs: list[tuple[str, str]], notes: list[BadField]
) -> LeadIn:
    """Return the lead with its name, its attributes, and what was found in them."""
    attributes = _attributes(pairs, notes)
    return replace(lead, name=name, attributes=attributes, notes=tuple(notes))


def _with_contacts(
    side: SideFields, phones: ContactsRead, emails: ContactsRead, *, now: datetime
) -> LeadIn:
    """Return the lead of its contacts and side fields, without name and attributes."""
    phone, email = phones.first, emails.first
    return LeadIn(
        name="",
        phone="" if isinstance(phone, BadField) else phone,
        email="" if isinstance(email, BadField) else email,
        value=side.value,
        received_at=min(side.stated or now, now).astimezone(UTC),
        stated_at=side.stated,
        external_id=side.external_id,
        attributes={},
        opted_out=frozenset({"phone"} if phones.do_not_call else ()),
        dated=side.stated is not None,
        verdict=side.verdict,
        decided_at=side.decided_at,
        extension="".join(one.extension for one in phones.given[:1]),
        more=(*phones.given[1:], *emails.given[1:]),
        stage=side.stage,
        contacted_at=side.contacted_at,
    )


def _contact_findings(
    phones: ContactsRead, emails: ContactsRead
) -> tuple[list[BadField], list[BadField]]:
    """Return what was found in the contacts, and why nobody could be reached."""
    phone, email = _first("phone", phones), _first("email", emails)
    notes = _contact_notes(phone, phones, emails)
    return notes, _unreachable(phone, email, notes)


def _first(field: str, read: ContactsRead) -> str | BadField:
    first = read.first
    if isinstance(first, str) or first.code != "missing":
        return first
    return BadField(
        field, "missing", worded("no phone") if field == "phone" else worded("no email")
    )


def _contact_notes(
    phone: str | BadField, phones: ContactsRead, emails: ContactsRead
) -> list[BadField]:
    """Return the corrections and omissions; a missing email beside a phone is no finding."""
    missing = [phone] if isinstance(phone, BadField) and phone.code == "missing" else []
    return [*missing, *phones.notes, *emails.notes]


def _extra(
    raw: Mapping[str, str],
    contacts: Sequence[ContactsRead],
    read: Mapping[str, object],
    notes: list[BadField],
) -> dict[str, str]:
    """Return the fields kept as attributes, with each that cannot be read as it was given.

    The cells of a second phone or email are attributes anyway.
    """
    extra = {key: text for key, text in raw.items() if not _is_own(key)}
    for field, part in zip(("phone", "email"), contacts, strict=True):
        if field in part.as_given:
            extra[f"{field}_as_given"] = part.as_given[field]
    for field, found in read.items():
        if isinstance(found, BadField):
            extra[f"{field}_as_given"] = raw.get(field, "")
    halves = [raw.get(half, "") for half in ("first_name", "last_name")]
    if (status := raw.get("outcome", "")) and status_kind(status) == "open":
        extra["status"] = status
    elsewhere = {"stage": raw.get(STAGE, ""), CONTACTED: raw.get(CONTACTED, "")}
    extra |= {key: text for key, text in elsewhere.items() if text}
    whole = set(folded_words(raw.get("name", "")))
    if whole and not whole >= set(folded_words(" ".join(halves))):
        extra |= dict(zip(("first_name", "last_name"), halves, strict=True))
        said = worded("differs from the first and last name, which were saved as custom fields")
        notes.append(BadField("name", "two_names", said))
    return extra


def _is_own(key: str) -> bool:
    """Return whether a field is part of the lead itself, as *phone 2* is too; others are
    attributes.
    """
    return key in OWN_FIELDS or bool(_NUMBERED.fullmatch(key))


def _unreachable(
    phone: str | BadField, email: str | BadField, notes: Sequence[BadField]
) -> list[BadField]:
    """Return why the person cannot be reached: all findings, or none if one address is valid.

    A national number without a country is an error of the sender, not of the customer. It would
    affect every row alike, so it refuses the lead even beside a valid email.
    """
    if isinstance(phone, BadField) and phone.code == "no_country":
        return [phone]
    if not (isinstance(phone, BadField) and isinstance(email, BadField)):
        return []
    if phone.code == email.code == "missing":
        return [BadField("phone", "missing", worded("no phone and no email; enter one of them"))]
    return [found for found in notes if found.code != "missing"]


def _name(raw: Mapping[str, str], notes: list[BadField]) -> str:
    """Return the name, or the two halves that are names; a placeholder is a finding."""
    texts = [raw.get("name", ""), raw.get("first_name", ""), raw.get("last_name", "")]
    whole, *halves = ("" if is_no_name(text) else text for text in texts)
    found = whole or " ".join(filter(None, halves))
    if not found and (given := next((text for text in texts if text.strip()), "")):
        message = worded("{text} is no name and was left out; enter one", text=quoted(given))
        notes.append(BadField("name", "placeholder", message))
    meant = once_decoded(found)
    if meant != found:
        message = worded("{text} was read as {found}; check it", text=quoted(found), found=meant)
        notes.append(BadField("name", "corrected", message))
    return _cut("name", meant, NAME_LENGTH, notes)


def _attributes(pairs: list[tuple[str, str]], notes: list[BadField]) -> dict[str, str]:
    """Return the non-empty attributes, cut to size, the first of each name."""
    kept: dict[str, str] = {}
    dropped: list[str] = []
    for raw_key, raw_text in pairs:
        if not raw_text or not clean_text(raw_text, 1):
            continue
        key = clean_text(raw_key, ATTRIBUTE_KEY_LENGTH)
        if not key or key in kept or len(kept) >= ATTRIBUTES:
            if kept.get(key) != clean_text(raw_text, ATTRIBUTE_LENGTH, lines=True):
                dropped.append(key or "without a name")
            continue
        kept[key] = _cut(key, raw_text, ATTRIBUTE_LENGTH, notes, lines=True)
    if dropped:
        named = clean_text(", ".join(dropped), 500)
        message = worded(
            "the first {limit} custom fields were saved; {count} more were left out: {names}",
            limit=ATTRIBUTES,
            count=len(dropped),
            names=named,
        )
        notes.append(BadField("attributes", "cut", message))
    return kept


def merged(kept: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Attributes with those of a second row: another text of one name stands beside the first."""
    both = dict(kept)
    for name, text in more.items():
        key, again = name, 1
        while key in both and both[key] != text:
            again += 1
            key = f"{name[: ATTRIBUTE_KEY_LENGTH - 4]}_{again}"
        if len(both) < ATTRIBUTES:
            both[key] = text
    return both


def _cut(field: str, raw: str, limit: int, notes: list[BadField], *, lines: bool = False) -> str:
    text = clean_text(raw, limit + 1, lines=lines)
    if len(text) > limit:
        message = worded(
            "longer than {limit} characters; the first {limit} were saved", limit=limit
        )
        notes.append(BadField(field, "cut", message))
    return text[:limit].rstrip()


def row_hash(lead: LeadIn) -> str:
    """Return the SHA-256 (hex) of the row's normalized content.

    An equal row gives an equal hash at every reading. The time is the stated one, not the one
    clipped to now, and the order of the columns does not count.
    """
    said = [
        lead.name,
        f"{lead.phone};ext={lead.extension}" if lead.extension else lead.phone,
        lead.email,
        "" if lead.value is None else format(lead.value, ".2f"),
        "" if lead.stated_at is None else lead.stated_at.astimezone(UTC).isoformat(),
        lead.external_id,
        sorted(lead.attributes.items()),
    ]
    text = json.dumps(said, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
