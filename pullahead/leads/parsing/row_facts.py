"""Facts of a row about itself: its country, its area code and its opt-outs. Pure."""

from __future__ import annotations

import itertools
import json
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
from pullahead.leads.parsing.flags import (
    asks_removal,
    is_unsubscribed,
    only_bars,
    read_flag,
    read_permission,
)
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
    for field, _name, _text in _elsewhere(raw, attributes):
        flag = "no" if field in _ALLOWS else "yes"
        said[field] = JOINED.join(filter(None, (said.get(field, ""), flag)))
    return said


def _elsewhere(
    raw: Mapping[str, str], attributes: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Yield field, name and text of each opt-out that a column of another meaning states.

    Such columns are a status, a note that only says *Do not call*, and a consent that says no.
    """
    for name, text in (*attributes.items(), *raw.items()):
        if not text:
            continue
        barring = barring_field(text) if _is_status(name) else ""
        if barring in ("do_not_call", "do_not_contact") and read_flag(text):
            yield barring, name, text
        elif (_is_status(name) and asks_removal(text)) or (_is_note(name) and only_bars(text)):
            yield "do_not_call", name, text
        field = consent_field(name, sent=name in attributes)
        if (field == "may_contact" and read_permission(text) is False) or (
            field == "do_not_call" and read_flag(text)
        ):
            yield field, name, text
        for key, inner in _nested(text):
            field = field_of(key)
            bars = field in _BARS and read_flag(inner)
            if bars or (field in _ALLOWS and read_permission(inner) is False):
                yield field, name, f"{key}: {inner}"


def _nested(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of an object that a program sent as one attribute."""
    if not text.startswith("{"):
        return
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(found, dict):
        yield from ((key, str(value)) for key, value in found.items() if value is not None)


def opt_out_notes(raw: Mapping[str, str], attributes: Mapping[str, str]) -> list[BadField]:
    """Return a note for each consent that says no, and each note that was read as an opt-out.

    Such a text blocks as any opt-out does, and a later consent does not lift it: to call people who
    once said no needs their own word, which an administrator checks.
    """
    return [
        BadField(name, "read_as_opt_out", _read_as_opt_out(text))
        for _field, name, text in _elsewhere(raw, attributes)
        if not _is_status(name)
    ]


def _read_as_opt_out(text: str) -> str:
    return worded(
        "{text} was read as an opt-out, which a later consent does not end; if it is none, ask an "
        "admin to remove it under Settings → Do-not-call numbers",
        text=quoted(text),
    )


_NOTE: Final = re.compile(
    r"\b(?:notes?|comments?|remarks?|messages?|notas?|observac\w+|obs|mensagem|mensaje|comentarios?|"
    r"bemerkung\w*|notiz\w*|kommentar\w*|commentaires?|remarques?)\b"
)


@lru_cache(maxsize=4_096)
def _is_note(name: str) -> bool:
    return _NOTE.search(folded(name)) is not None


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
