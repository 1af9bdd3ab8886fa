"""Parser of all phones and email addresses of a row: several in a cell, several columns. Pure.

A correction or an omission becomes a finding. The original cell is returned too, so that a person
can read it beside the lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.area_codes import read_phone_with_area
from pullahead.leads.parsing.barring_headings import barring_field
from pullahead.leads.parsing.fields import BadField, quoted, read_email
from pullahead.leads.parsing.mailboxes import is_placeholder
from pullahead.leads.parsing.phones import (
    PHONE_LENGTH,
    SHORTEST_PHONE,
    extension_of,
    is_as_written,
    is_no_number,
    without_decimals,
    words_beside,
)

ADDRESSES_AT_MOST: Final = 10
"""Addresses of one kind that are read from a row."""

LONGEST_EXTENSION: Final = 7
EMAILS_LENGTH: Final = 1_000  # characters of a cell with several email addresses

_EXTENSION_WORDS: Final = (
    r"(?:extn?|extension|extensi[oó]n|extens[aã]o|ramal|anexo|interno|int|poste|durchwahl|dw|x)\b"
)
_AND: Final = r"(?:or|and|ou|oder|und|et|e|o|y|u)"
_BETWEEN: Final = re.compile(
    rf"[/|\r\n\t]+|(?<!,),(?!,)(?!\s*{_EXTENSION_WORDS})|;(?!\s*ext)"
    rf"|(?<=[0-9)])\s+(?:{_AND}|&)\s+(?=[+(]?[0-9])"
    r"|(?<=[0-9)])\s+(?=\+[0-9])|(?<=[a-z]\))\s+(?=[+(]?[0-9])|(?<=[0-9]{8})\s+(?=[0-9]{8})"
    rf"|(?<=[0-9)])\s+(?!{_EXTENSION_WORDS})(?=[^\W\d_]{{1,12}}\s*[:.]\s*[+(]?[0-9])",
    re.IGNORECASE,
)
_SPACE: Final = re.compile(r"(?<=[0-9)])\s+(?=[+(]?[0-9])")
_DASH: Final = re.compile(r"\s+[-–—]\s+")
_BETWEEN_MAILS: Final = re.compile(r"[;,|/\r\n\t]+")
_IS_MAILBOX: Final = re.compile(r"[^\s@<>()\[\]\"',;:|]+@[^\s@<>()\[\]\"',;:|/]+")
_BESIDE_MAILBOX: Final = re.compile(rf"\(.{{0,40}}?\)|\b{_AND}\b|[\s&<>]+", re.IGNORECASE)
_LABEL: Final = re.compile(r"\A\s*(?:e-?mail|mail|mailto)\s*:\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContactCell:
    """One cell of a phone or email column: its field, such as *phone 2*, and its text."""

    field: str
    text: str
    area_code: str = ""
    extension: str = ""


@dataclass(frozen=True, slots=True)
class GivenAddress:
    """A phone (E.164) or email address of a row."""

    kind: str
    value: str
    extension: str = ""


@dataclass(slots=True)
class ContactsRead:
    """The addresses of one kind in their order, the findings, and the cells as given.

    `unread`: why the first cell without an address has none. `do_not_call`: words beside a number
    opt out.
    """

    given: list[GivenAddress] = field(default_factory=list)
    notes: list[BadField] = field(default_factory=list)
    as_given: dict[str, str] = field(default_factory=dict)
    unread: BadField | None = None
    do_not_call: bool = False

    @property
    def first(self) -> str | BadField:
        """The first address, or why there is none."""
        if self.given:
            return self.given[0].value
        return self.unread or BadField("", "missing", worded("no value"))

    def add(self, address: GivenAddress, field: str = "") -> None:
        """Add an address, each value once; one beyond the limit is a finding."""
        if address.value in {one.value for one in self.given}:
            return
        if len(self.given) < ADDRESSES_AT_MOST:
            self.given.append(address)
            return
        of_phones = worded(
            "{address} was left out: the first {limit} phone numbers of a person were saved",
            address=quoted(address.value),
            limit=ADDRESSES_AT_MOST,
        )
        of_emails = worded(
            "{address} was left out: the first {limit} email addresses of a person were saved",
            address=quoted(address.value),
            limit=ADDRESSES_AT_MOST,
        )
        message = of_phones if address.kind == "phone" else of_emails
        self.notes.append(BadField(field or address.kind, "cut", message))

    def miss(self, bad: BadField, cell: ContactCell) -> None:
        """Record why a cell or a part of it has no address."""
        bad = BadField(cell.field, bad.code, bad.message)
        self.unread = self.unread or bad
        self.notes.append(bad)
        self.as_given[cell.field] = cell.text


# ---- phones


def read_phones(
    cells: Sequence[ContactCell], said: Mapping[str, str], *, default: str
) -> ContactsRead:
    """Read the numbers of these cells with the row's country and dial code."""
    read = ContactsRead()
    for cell in cells:
        if cell.text.strip():
            before = len(read.given)
            _read_phone_cell(read, cell, said, default)
            _extend(read, before, cell.extension)
    return read


def _extend(read: ContactsRead, at: int, extension: str) -> None:
    """Give the number at this place the extension from a column of its own."""
    digits = re.sub(r"[^0-9]", "", without_decimals(extension.strip()))
    if at < len(read.given) and 0 < len(digits) <= LONGEST_EXTENSION:
        one = read.given[at]
        read.given[at] = GivenAddress(one.kind, one.value, one.extension or digits)


def _read_phone_cell(
    read: ContactsRead, cell: ContactCell, said: Mapping[str, str], default: str
) -> None:
    def phone_in(text: str) -> str | BadField:
        return read_phone_with_area(
            text,
            area_code=cell.area_code,
            country=said.get("country", ""),
            dial_code=said.get("dial_code", ""),
            default=default,
        )

    parts = split_phones(cell.text)
    if len(parts) == 1 and isinstance(phone_in(parts[0]), BadField):
        parts = _halves(parts[0], phone_in)
    elif len(parts) > 1:
        first_is_number = sum(c.isdigit() for c in parts[0]) >= SHORTEST_PHONE
        if not (first_is_number and isinstance(phone_in(parts[0]), str)):
            whole = phone_in(cell.text)
            numbers = {phone_in(part) for part in parts}
            if whole not in numbers and isinstance(whole, str):
                parts = [cell.text]  # 030/123456
            elif not any(isinstance(one, str) for one in numbers):
                parts = [cell.text]  # one finding about all of it
    for part in parts:
        words = words_beside(part)
        bars = bool(words) and barring_field(words) in ("do_not_call", "do_not_contact")
        read.do_not_call |= bars
        _keep_phone(read, cell, part, phone_in(part.replace(words, "") if bars else part))
    if len(parts) > 1:
        read.as_given[cell.field] = cell.text


def split_phones(text: str) -> list[str]:
    """Return the parts of a cell that may be numbers, in their order; a short cell is one part."""
    if len(text) > PHONE_LENGTH or "\0" in text or is_no_number(text):
        return [text]
    parts = [
        part.strip()
        for half in _dashed(without_decimals(text.strip()))
        for part in _BETWEEN.split(half)
    ]
    return [part for part in parts if any(c.isalnum() for c in part)] or [text]


def _halves(text: str, phone_in: Callable[[str], str | BadField]) -> list[str]:
    """Return the two numbers that only a space parts, if one place alone makes two of them."""
    found = [
        halves
        for space in _SPACE.finditer(text)
        if isinstance(phone_in((halves := (text[: space.start()], text[space.end() :]))[0]), str)
        and isinstance(phone_in(halves[1]), str)
    ]
    return list(found[0]) if len(found) == 1 else [text]


def _dashed(text: str) -> list[str]:
    """Return the parts between dashes, if each may be a number: *030 1234 - 0* is one."""
    parts = _DASH.split(text)
    may_be = all(sum(c.isdigit() for c in part) > SHORTEST_PHONE for part in parts)
    return parts if may_be else [text]


def _keep_phone(read: ContactsRead, cell: ContactCell, part: str, phone: str | BadField) -> None:
    if isinstance(phone, BadField):
        read.miss(phone, cell)
        return
    words = words_beside(part)
    read.add(GivenAddress("phone", phone, extension_of(part)), cell.field)
    if not is_as_written(part, phone):
        message = worded("{text} was read as {found}; check it", text=quoted(part), found=phone)
        if words:
            message = worded(
                "{text} was read as {found} without {words}; check it",
                text=quoted(part),
                found=phone,
                words=quoted(words),
            )
        read.notes.append(BadField(cell.field, "corrected", message))
        read.as_given[cell.field] = cell.text


# ---- email addresses


def read_emails(cells: Sequence[ContactCell]) -> ContactsRead:
    """Read the email addresses of these cells. A placeholder mailbox is left out."""
    read = ContactsRead()
    for cell in cells:
        if cell.text.strip():
            _read_email_cell(read, cell)
    return read


def _read_email_cell(read: ContactsRead, cell: ContactCell) -> None:
    whole = read_email(cell.text)
    if isinstance(whole, str):
        _keep_email(read, cell, whole)
        return
    if len(cell.text) > EMAILS_LENGTH:
        read.miss(whole, cell)
        return
    parts = [part.strip() for part in _BETWEEN_MAILS.split(cell.text) if "@" in part]
    found = [_email_in(part) for part in parts] if "\0" not in cell.text else []
    if not any(found):
        read.miss(whole, cell)
        return
    for part, mailboxes in zip(parts, found, strict=True):
        for mailbox in mailboxes:
            _keep_email(read, cell, mailbox)
        if not mailboxes and isinstance(bad := read_email(part), BadField):
            read.miss(bad, cell)
    read.as_given[cell.field] = cell.text
    if len(parts) == 1 and len(found[0]) == 1:
        message = worded(
            "{text} was read as {found}; check it", text=quoted(cell.text), found=found[0][0]
        )
        read.notes.append(BadField(cell.field, "corrected", message))


def _email_in(part: str) -> list[str]:
    """Return the mailboxes of a part, if nothing else is in it but words in brackets."""
    part = _LABEL.sub("", part)
    whole = read_email(part)
    if isinstance(whole, str):
        return [whole]
    if _BESIDE_MAILBOX.sub("", _IS_MAILBOX.sub("", part)):
        return []
    read = [read_email(text) for text in _IS_MAILBOX.findall(part)]
    return [one for one in read if isinstance(one, str)]


def _keep_email(read: ContactsRead, cell: ContactCell, mailbox: str) -> None:
    if is_placeholder(mailbox):
        message = worded(
            "{text} is a placeholder, not a person’s email; enter one", text=quoted(mailbox)
        )
        read.miss(BadField(cell.field, "placeholder", message), cell)
        return
    read.add(GivenAddress("email", mailbox), cell.field)
