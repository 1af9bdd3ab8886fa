"""Mapping of a file's columns to fields of a lead, guessed from the headings or given. Pure.

A mapping is column → field; `headings` knows the headings. Fields are those of `FIELDS`. Any other
text is the name of an attribute, and "" leaves the column out. Several columns may have one field.
Then the first column with a value counts, and the others become attributes. Of a field in GATHERED,
such as *do_not_call*, and of phones and emails, all columns count.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from typing import Final

from pullahead.base.wording import worded
from pullahead.leads.parsing.barring_headings import UNDECIDED
from pullahead.leads.parsing.countries import JOINED
from pullahead.leads.parsing.heading_text import folded
from pullahead.leads.parsing.headings import field_of

GATHERED: Final = (
    "country",
    "dial_code",
    "state",
    "postal_code",
    "do_not_call",
    "do_not_contact",
    "email_opt_out",
    "may_call",
    "may_contact",
    "may_email",
    "mailing_status",
)
"""Fields of which a row may say several things; they are kept as attributes too."""

FIELDS: Final = (
    "name",
    "first_name",
    "last_name",
    "phone",
    "email",
    "value",
    "received_at",
    "external_id",
    "origin",
    "area_code",
    "outcome",
    "closed_at",
    "extension",
    "nurturing_stage",
    "contacted_at",
    *GATHERED,
)
"""`origin` says where the lead came from; it is kept as the attribute of that name.

`outcome` and `closed_at` are of a lead that another system closed, `nurturing_stage` and
`contacted_at` of one that it reached. They are never guessed.
"""

CONTACTS: Final = ("phone", "email")
"""Fields of which each column is an address of its own: *phone*, *phone 2*, *phone 3*."""

IGNORE: Final = "ignore"
ATTRIBUTE: Final = "attribute"
CHOICES: Final = (*FIELDS, ATTRIBUTE, IGNORE)
_HALVES: Final = frozenset({"first_name", "last_name"})
_SLUG_LENGTH: Final = 60
_IS_MAILBOX: Final = re.compile(r"[^\s@]@[^\s@]+\.[^\s@]")
_IS_NUMBER: Final = re.compile(r"\+?[\d\s().\-/]{7,40}")
_PHONE_DIGITS: Final = 9  # a date has eight


class MappingError(ValueError):
    """A mapping that cannot be used. The message names the fault and its fix."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def unique_header(header: Sequence[str]) -> list[str]:
    """The headings, each different: empty ones become "column 3", repeated ones "Phone (2)"."""
    unique: list[str] = []
    for number, raw in enumerate(header, start=1):
        base = raw.strip().lstrip("\ufeff").strip() or f"column {number}"
        heading, again = base, 2
        while heading in unique:
            heading, again = f"{base} ({again})", again + 1
        unique.append(heading)
    return unique


def guess_columns(header: Sequence[str]) -> dict[str, str]:
    """Column → field for every column, from its heading; see the module for what fields are."""
    return _named(_guessed(header))


def given_fields(header: Sequence[str], maps: Sequence[str]) -> list[str]:
    """Return the guessed field of each column, overridden by `maps`, such as ``Telephone=phone``.

    The right side is a field, ``attribute`` or ``ignore`` (left out). Other columns with a guess of
    the same field become attributes, unless the field is in GATHERED.

    Raises MappingError, which names the known columns or fields.
    """
    given: dict[str, str] = {}
    for text in maps:
        column, field = _one_map(header, text)
        if given.setdefault(column, field) != field:
            raise MappingError(
                worded("Column “{column}” is mapped twice. Give it one field.", column=column)
            )
    displaced = set(given.values()) - set(GATHERED)
    if "name" in displaced:
        displaced |= _HALVES
    elif displaced & _HALVES:
        displaced.add("name")
    return [
        given.get(column, ATTRIBUTE if field in displaced else field)
        for column, field in _guessed(header).items()
    ]


def undecided(header: Sequence[str], fields: Sequence[str]) -> list[str]:
    """Return the columns that may mean *do not call* and are not mapped yet."""
    return [column for column, field in zip(header, fields, strict=True) if field == UNDECIDED]


def chosen_columns(header: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """Return column → field for a chosen field, ``attribute`` or ``ignore`` of each column.

    Raises MappingError if a row could be read in two ways.
    """
    unknown = set(fields) - {*CHOICES, UNDECIDED}
    if unknown or len(fields) != len(header):
        raise MappingError(worded("Choose a field for each column."))
    if open_columns := undecided(header, fields):
        said = worded(
            "Column “{column}” may mark people who must not be called. Choose its field: “Do not "
            "call” (do_not_call) or “Do not contact” (do_not_contact) if yes means no calls, “May "
            "be called” (may_call) if no means no calls, or “Custom field” (attribute) or “Skip” "
            "(ignore) if it blocks nobody.",
            column=open_columns[0],
        )
        raise MappingError(said)
    return _named(dict(zip(header, fields, strict=True)))


def shared_fields(header: Sequence[str], fields: Sequence[str]) -> dict[str, list[str]]:
    """The fields that several columns are: field → its columns, in the order they are asked."""
    alike: dict[str, list[str]] = {}
    for column, field in zip(header, fields, strict=True):
        if field in FIELDS and field not in (*GATHERED, "area_code", "extension"):
            alike.setdefault(field, []).append(column)
    return {field: columns for field, columns in alike.items() if len(columns) > 1}


def looks_like_a_row(header: Sequence[str]) -> bool:
    """Return whether the headings contain a person's own phone or email, as a row does."""
    return any(
        _IS_MAILBOX.search(cell)
        or (_IS_NUMBER.fullmatch(cell.strip()) and sum(map(str.isdigit, cell)) >= _PHONE_DIGITS)
        for cell in header
    )


def row_fields(row: Mapping[str, str | None], columns: Mapping[str, str]) -> dict[str, str]:
    """Return one row as `read_lead` takes it: field → text, without empty cells.

    Several texts of a field in GATHERED are joined with JOINED. The second phone is *phone 2* and
    an attribute too; *area_code 2* is its area code.
    """
    fields: dict[str, str] = {}
    beside = _area_beside_phone(row, columns)
    extensions = _extension_beside_phone(row, columns)
    numbered = _numbered_contacts(row, columns)
    for column, field in columns.items():
        text = row.get(column) or ""
        if field in GATHERED and field in fields and text.strip():
            if text.strip() not in fields[field].split(JOINED):
                fields[field] += JOINED + text.strip()
        elif field == "extension" and column in extensions:
            if text.strip():
                fields[extensions[column]] = text
        elif field and text.strip():
            again = field in fields or (field == "area_code" and column != beside.get("phone", ""))
            fields[_free(slug(column), {*FIELDS, *fields}) if again else field] = text
            if again and column in numbered:
                fields[numbered[column]] = text
    for key, column in beside.items():
        if key != "phone" and (code := (row.get(column) or "").strip()):
            fields[key.replace("phone", "area_code")] = code
    return fields


def contact_columns(row: Mapping[str, str | None], columns: Mapping[str, str]) -> dict[str, str]:
    """Return phone, phone 2, email … → its column, for one row."""
    return {key: column for column, key in _numbered_contacts(row, columns).items()}


def _numbered_contacts(row: Mapping[str, str | None], columns: Mapping[str, str]) -> dict[str, str]:
    """Column → phone, phone 2, …, for the contact columns that say something, in their order."""
    found: dict[str, str] = {}
    for field in CONTACTS:
        there = [c for c, f in columns.items() if f == field and (row.get(c) or "").strip()]
        for number, column in enumerate(there, start=1):
            found[column] = field if number == 1 else f"{field} {number}"
    return found


def _area_beside_phone(row: Mapping[str, str | None], columns: Mapping[str, str]) -> dict[str, str]:
    """Return phone, phone 2 … → the column of its area code.

    The nearest column counts, on the side of the file's first area code.
    """
    names = list(columns)
    phones = [n for n, name in enumerate(names) if columns[name] == "phone"]
    areas = [n for n, name in enumerate(names) if columns[name] == "area_code"]
    if not phones or not areas:
        return {}
    is_before = areas[0] < phones[0]
    found = {}
    for column, key in _numbered_contacts(row, columns).items():
        if columns[column] == "phone":
            taken = names.index(column)
            nearest = min(areas, key=lambda n: (abs(n - taken), (n < taken) != is_before))
            found[key] = names[nearest]
    return found


def _extension_beside_phone(
    row: Mapping[str, str | None], columns: Mapping[str, str]
) -> dict[str, str]:
    """Return the columns of extensions → extension, extension 2 …, after the phones before them."""
    names, numbered = list(columns), _numbered_contacts(row, columns)
    phones = [n for n, name in enumerate(names) if columns[name] == "phone"]
    found: dict[str, str] = {}
    for n, name in enumerate(names):
        if columns[name] == "extension" and phones:
            before = [p for p in phones if p < n] or phones[:1]
            key = numbered.get(names[before[-1]], "").replace("phone", "extension")
            if key and key not in found.values():
                found[name] = key
    return found


def slug(heading: str) -> str:
    """The heading as the name of an attribute: "Landing Page" is ``landing_page``."""
    return folded(heading).replace(" ", "_")[:_SLUG_LENGTH].strip("_") or "column"


def _guessed(header: Sequence[str]) -> dict[str, str]:
    """Column → field, ATTRIBUTE where the heading is not known.

    A column called just *Nome* or *Name* is the other half where the file has one half of the
    name; a *Nom* alone is the whole of it. A *Lead name* beside the person's name is a title.
    """
    found = {column: field_of(column) or ATTRIBUTE for column in header}
    halves, whole = _HALVES & set(found.values()), list(found.values()).count("name")
    for column, field in found.items():
        heading = folded(column)
        if heading in ("nome", "nombre", "name") and len(halves) == 1:
            found[column] = "last_name" if "first_name" in halves else "first_name"
        elif heading == "nom" and field == "last_name" and "first_name" not in halves:
            found[column] = "name"
        elif heading == "lead name" and (halves == _HALVES or whole > 1):
            found[column] = ATTRIBUTE
    return found


def _one_map(header: Sequence[str], text: str) -> tuple[str, str]:
    heading, equals, field = text.rpartition("=")
    heading, field = heading.strip(), field.strip().lower()
    if not equals or not heading:
        said = worded("“{text}” is not a mapping. Write it as Telephone=phone.", text=text)
        raise MappingError(said)
    if field not in CHOICES:
        said = worded(
            "“{field}” is not a field. Choose one of {names}.",
            field=field,
            names=", ".join(CHOICES),
        )
        raise MappingError(said)
    if heading in header:
        return heading, field
    alike = [column for column in header if folded(column) == folded(heading)]
    if len(alike) != 1:
        said = worded(
            "The file has no column “{column}”. It has {names}.",
            column=heading,
            names=", ".join(header),
        )
        raise MappingError(said)
    return alike[0], field


def _named(found: Mapping[str, str]) -> dict[str, str]:
    """Attributes get each a name of its own, ignored columns none."""
    columns: dict[str, str] = {}
    taken = set(FIELDS)
    for column, field in found.items():
        name = "" if field == IGNORE else field
        if field == ATTRIBUTE:
            name = _free(slug(column), taken)
            taken.add(name)
        columns[column] = name
    return columns


def _free(name: str, taken: Container[str]) -> str:
    free, again = name, 2
    while free in taken:
        free, again = f"{name}_{again}", again + 1
    return free
