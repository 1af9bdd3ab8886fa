"""Facts of a row about itself: its country, its area code and its opt-outs. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.parsing.barring_headings import barring_field, consent_field
from pullahead.leads.parsing.contact_cells import (
    ContactCell,
    ContactsRead,
    read_emails,
    read_phones,
)
from pullahead.leads.parsing.countries import JOINED
from pullahead.leads.parsing.fields import BadField, quoted
from pullahead.leads.parsing.flags import is_unsubscribed, read_flag, read_permission
from pullahead.leads.parsing.heading_text import folded
from pullahead.leads.parsing.headings import field_of

ATTRIBUTES_READ: Final = 1_000
"""Attributes of a refused request that are searched for an opt-out."""

_BARS: Final = {
    "do_not_call": {"phone"},
    "do_not_contact": {"phone", "email"},
    "email_opt_out": {"email"},
}
_ALLOWS: Final = {
    "may_call": {"phone"},
    "may_contact": {"phone", "email"},
    "may_email": {"email"},
}
FLAGS: Final = (*_BARS, *_ALLOWS, "mailing_status")
"""Fields that say whether someone may be called or written to."""

_STATUS: Final = re.compile(
    r"\b(?:status|disposition|outcome|result|resultado|stage|etapa|situacao|estado|ergebnis)\b"
)  # Lead Status: Unqualified - Do not call
_OF_THE_ROW: Final = frozenset({"country", "dial_code", "area_code", *FLAGS})


def said_by(raw: Mapping[str, str], attributes: Mapping[str, str]) -> dict[str, str]:
    """Return field → text of what a row states about itself.

    Reads the mapped columns of a file and attributes whose names are known headings. Several
    texts of one field are joined. A program's attributes are `attributes`, a file's are in `raw`.
    """
    said = {field: raw[field] for field in _OF_THE_ROW if raw.get(field, "").strip()}
    for name, text in attributes.items():
        field = field_of(name)
        if field in _OF_THE_ROW and text.strip():
            said[field] = JOINED.join(filter(None, (said.get(field, ""), text.strip())))
    for name, text in (*attributes.items(), *raw.items()):
        barring = barring_field(text) if text and _is_status(name) else ""
        if barring in ("do_not_call", "do_not_contact") and read_flag(text):
            said[barring] = JOINED.join(filter(None, (said.get(barring, ""), text.strip())))
    for name, text in (*attributes.items(), *raw.items()):
        field = consent_field(name, sent=name in attributes) if text else ""
        if (field == "may_contact" and read_permission(text) is False) or (
            field == "do_not_call" and read_flag(text)
        ):
            said[field] = JOINED.join(filter(None, (said.get(field, ""), text.strip())))
    return said


@lru_cache(maxsize=4_096)
def _is_status(name: str) -> bool:
    """Return whether a name is that of a lead's status; a mailing status bars writing only."""
    of_mails = "mailing_status" in (name, field_of(name))
    return not of_mails and _STATUS.search(folded(name)) is not None


def contacts_of(
    raw: Mapping[str, str], attributes: Mapping[str, str], said: Mapping[str, str], *, default: str
) -> tuple[ContactsRead, ContactsRead]:
    """Read the phones and the email addresses of a row, the first of each before the others.

    Reads the fields *phone*, *phone 2* … and attributes whose names are known headings. An
    attribute that cannot be read is no finding: its name is a guess.
    """
    named = (text for name, text in attributes.items() if field_of(name) == "extension")
    extension = raw.get("extension", "") or next(named, "")
    phones = _cells(raw, "phone", said.get("area_code", ""), extension)
    emails = _cells(raw, "email")
    read = read_phones(list(phones), said, default=default)
    mails = read_emails(list(emails))
    for name, text in attributes.items():
        kind = field_of(name)
        if kind == "phone":
            _join(read, read_phones([ContactCell("phone", text)], said, default=default))
        elif kind == "email":
            _join(mails, read_emails([ContactCell("email", text)]))
    return read, mails


def _join(first: ContactsRead, more: ContactsRead) -> None:
    for one in more.given:
        first.add(one)
    first.do_not_call |= more.do_not_call


def _cells(
    raw: Mapping[str, str], kind: str, area_code: str = "", extension: str = ""
) -> Iterator[ContactCell]:
    """Yield the cells of a kind in their order, each with its area code and extension."""
    yield ContactCell(kind, raw.get(kind, ""), area_code, extension)
    for number in itertools.count(2):
        key = f"{kind} {number}"
        if key not in raw:
            return
        beside = (raw.get(f"{name} {number}", "") for name in ("area_code", "extension"))
        yield ContactCell(key, raw[key], *beside)


def opted_out_kinds(said: Mapping[str, str]) -> tuple[frozenset[str], list[BadField]]:
    """Return the kinds of address that the row bars, and its flags that cannot be read."""
    barred: set[str] = set()
    unclear = []
    for field, kinds in _BARS.items():
        flag = read_flag(said.get(field, ""))
        if flag:
            barred |= kinds
        elif flag is None:
            unclear.append(_not_a_flag(field, said[field], worded("the customer opted out")))
    for field, kinds in _ALLOWS.items():
        if not said.get(field, ""):
            continue
        flag = read_permission(said[field])
        if flag is False:
            barred |= kinds
        elif flag is None:
            unclear.append(_not_a_flag(field, said[field], worded("the customer allows it")))
    if any(is_unsubscribed(one) for one in said.get("mailing_status", "").split(JOINED)):
        barred.add("email")
    return frozenset(barred), unclear


def opt_outs_of(
    raw: Mapping[str, str], *, country: str, attributes: Mapping[str, str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Return kind and value of each readable address that a row opts out.

    The opt-out of a refused row counts too. Fields and attributes that are
    known as a phone or an email count beside the first one.
    """
    extra = dict(itertools.islice((attributes or {}).items(), ATTRIBUTES_READ))
    said = said_by(raw, extra)
    known = {name: text for name, text in raw.items() if name not in ("phone", "email")}
    phones, emails = contacts_of(raw, {**extra, **known}, said, default=country)
    kinds, _ = opted_out_kinds(said)
    if phones.do_not_call:
        kinds |= {"phone"}
    found = [one for one in (*phones.given, *emails.given) if one.kind in kinds]
    return tuple((one.kind, one.value) for one in found)


def opt_out_field(said: Mapping[str, str]) -> str:
    """Return the field in which a row says its opt-out, or ""."""
    each = ((field, {field: said[field]}) for field in FLAGS if said.get(field, "").strip())
    return next((field for field, one in each if opted_out_kinds(one)[0]), "")


def _not_a_flag(field: str, text: str, whether: str) -> BadField:
    message = worded(
        "{text} is neither yes nor no, so it is unclear whether {whether}; write yes or no",
        text=quoted(text),
        whether=whether,
    )
    return BadField(field, "not_a_flag", message)
