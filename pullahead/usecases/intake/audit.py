"""Audit another system's export: the dead leads in it, by owner, age and value.

A dead lead is open, has no next activity, and had no activity for some days. The command stores
nothing of the file. The page stores the dead leads as a draft import, and the closed leads with
their outcomes, from which the lead score learns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import IO, Any

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound, wrong
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.leads import imports as imports_write
from pullahead.leads.models import Import
from pullahead.leads.parsing.columns import ATTRIBUTE
from pullahead.leads.parsing.crm_columns import (
    AUDIT_FIELDS,
    guess_audit_columns,
    guess_vendor,
    status_kind,
)
from pullahead.leads.parsing.heading_text import folded
from pullahead.leads.parsing.times import Order, date_marks, date_order
from pullahead.leads.parsing.zones import split_heading
from pullahead.leads.rules import BadField, clean_text, read_time, read_value
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import CsvRow, NotText, refuse_binary
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake import imports
from pullahead.usecases.intake.import_file import Opened, open_file

DAYS = 30
MOST_DAYS = 3_650
EDGES = (30, 60, 90, 180, 365)
_IMPORTED_AS = {
    "status": "outcome",
    "closed": "closed_at",
    "created": "received_at",
    "value": "value",
}
OWNERS_SHOWN = 25
FINDINGS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class DeadGroup:
    """Dead leads of one owner or one age: their number, value, and days since the last activity."""

    name: str
    dead: int
    value: str
    oldest: int | None
    open: int = 0  # all open leads of the owner


@dataclass(frozen=True, slots=True)
class AuditResult:
    """The result of an audit, on one page."""

    file: str
    vendor: str
    as_of: str
    days: int
    columns: Mapping[str, str]
    rows: int
    open: int
    won: int
    lost: int
    dead: int
    value: str
    never: int  # dead leads without any activity
    undated: int  # open leads whose age is unknown
    owners: tuple[DeadGroup, ...]
    more_owners: int
    ages: tuple[DeadGroup, ...]
    findings: tuple[tuple[int, str, str], ...]
    more_findings: int


@dataclass(frozen=True, slots=True)
class _AuditedRow:
    """One row as the audit reads it."""

    row: CsvRow
    kind: str
    owner: str
    value: Decimal
    age: int | None  # days since the last activity, else since the creation
    active: bool  # someone did something, once
    planned: bool  # a next activity is yet to come

    def is_dead(self, days: int) -> bool:
        """Return whether this open lead had no activity for the given days."""
        return (
            self.kind == "open" and not self.planned and self.age is not None and self.age >= days
        )


def audit(
    raw: IO[bytes],
    *,
    name: str,
    country: str,
    days: int = DAYS,
    maps: Sequence[str] = (),
    encoding: str = "",
    dates: str = "",
) -> tuple[AuditResult, Opened]:
    """Return the audit of a file, and the file with the rows of its dead and closed leads.

    The file's columns are mapped so that closed leads come in with their outcome.

    `maps` are like ``Rep=owner``. Raise Invalid for a file that cannot be audited.
    """
    if not 1 <= days <= MOST_DAYS:
        said = _("Enter a number of days from 1 to {most}.").format(most=MOST_DAYS)
        raise wrong("days", "invalid", said)
    file = open_file(raw, encoding=encoding, country=imports.checked_country(country))
    columns = _columns(file.header, maps)
    rows = list(file.lines)
    order = _order(rows, file.header, columns, country, imports.checked_order(dates))
    reader = _AuditReader(file.header, columns, order)
    read = [one for row in rows if (one := reader.row(row)) is not None]
    dead = [one for one in read if one.is_dead(days)]
    result = _result(read, dead, reader, days)
    named = replace(result, file=clean_text(name, 200), vendor=guess_vendor(file.header))
    kept = [one.row for one in read if one.is_dead(days) or one.kind != "open"]
    return named, replace(file, fields=_import_fields(file, columns), lines=iter(kept))


def _import_fields(file: Opened, columns: Mapping[str, str]) -> list[str]:
    """Map the status, the dates and the value of the audit to fields of an import."""
    fields = dict(zip(file.header, file.fields, strict=True))
    for of_audit, field in _IMPORTED_AS.items():
        if (column := columns.get(of_audit)) is not None:
            earlier = [name for name, known in fields.items() if known == field]
            fields |= dict.fromkeys(earlier, ATTRIBUTE)
            fields[column] = field
    return list(fields.values())


def upload_audit(
    *,
    raw: IO[bytes],
    name: str,
    source: str,
    country: str,
    days: int,
    by: Person,
    encoding: str = "",
    dates: str = "",
) -> int:
    """Audit an uploaded file, store its dead and closed leads as a draft, and return its id."""
    imports.for_leaders(by)
    try:
        if not encoding:
            refuse_binary(raw)
    except NotText as error:
        raise wrong("file", "invalid", f"{error}") from error
    draft, _result = store_audit(
        raw=raw,
        name=name,
        source=source,
        country=country,
        days=days,
        by=by,
        encoding=encoding,
        dates=dates,
    )
    return draft


def store_audit(
    *,
    raw: IO[bytes],
    name: str,
    source: str,
    country: str,
    days: int,
    by: Person,
    encoding: str = "",
    dates: str = "",
    maps: Sequence[str] = (),
) -> tuple[int, AuditResult]:
    """Audit a file, store its dead and closed leads as a draft; return its id and the result."""
    imports.for_leaders(by)
    result, file = audit(
        raw, name=name, country=country, days=days, maps=maps, encoding=encoding, dates=dates
    )
    source = source.strip() or result.vendor or "Audit"
    imports.check_source(source, by)
    draft = imports.store_file(
        file=file, name=name, source=source, country=country, by=by, dates=dates
    )
    with write_transaction():
        imports_write.set_audit(import_id=draft, result=asdict(result))
    return draft, result


def audit_of(found: Import) -> Mapping[str, Any]:
    """Return the stored result of an import's audit. Raise NotFound without one."""
    if not found.audit:
        raise NotFound(_("Page not found."))
    return dict(found.audit)


class _AuditReader:
    """The columns and the order of dates with which the rows of a file are read."""

    def __init__(self, header: Sequence[str], columns: Mapping[str, str], order: Order) -> None:
        self.header, self.columns, self.order = header, columns, order
        self.now, self.zone = clock.now(), organisation_zone()
        self.findings: list[tuple[int, str, str]] = []

    def row(self, row: CsvRow) -> _AuditedRow | None:
        """Read a row; None for one that cannot be read, which is a finding."""
        if row.error:
            self.findings.append((row.line, "row", row.error))
            return None
        cells = dict(zip(self.header, row.cells, strict=False))
        said = {field: cells.get(column, "").strip() for field, column in self.columns.items()}
        activity = self._moment(row.line, "last_activity", said)
        since = activity or self._moment(row.line, "created", said)
        planned = self._moment(row.line, "next_activity", said)
        return _AuditedRow(
            row=row,
            kind=status_kind(said.get("status", ""), reason=said.get("reason", "")),
            owner=clean_text(said.get("owner", ""), 100),
            value=self._value(row.line, said),
            age=None if since is None else max((self.now - since).days, 0),
            active=activity is not None,
            planned=planned is not None and planned > self.now - timedelta(days=1),
        )

    def _moment(self, line: int, field: str, said: Mapping[str, str]) -> datetime | None:
        text = said.get(field, "")
        if not text or folded(text) in ("", "n a", "none", "null", "never"):
            return None
        zone = split_heading(self.columns[field])[1] or self.zone
        read = read_time(text, zone, self.now, self.order)
        if isinstance(read, BadField):
            self.findings.append((line, self.columns[field], translated(read.message)))
            return None
        return read

    def _value(self, line: int, said: Mapping[str, str]) -> Decimal:
        text = said.get("value", "")
        if not text.strip("0., "):
            return Decimal(0)
        read = read_value(text)
        if isinstance(read, BadField):
            self.findings.append((line, self.columns["value"], translated(read.message)))
            return Decimal(0)
        return read


def _columns(header: Sequence[str], maps: Sequence[str]) -> dict[str, str]:
    """Guess the columns, or take them from `maps`. Raise Invalid without a date to judge by."""
    columns = guess_audit_columns(header)
    for text in maps:
        heading, _equals, field = text.rpartition("=")
        there = next((h for h in header if folded(h) == folded(heading)), None)
        if there is None or field.strip().lower() not in AUDIT_FIELDS:
            said = _("“{text}” is not a mapping. Write COLUMN=FIELD. The fields are {fields}.")
            fields = ", ".join(AUDIT_FIELDS)
            raise wrong("map", "invalid", said.format(text=clean_text(text, 100), fields=fields))
        columns[field.strip().lower()] = there
    if not {"last_activity", "created"} & set(columns):
        said = _(
            "No column is the last activity or the creation date of a lead. The columns are: "
            "{columns}. Rename one to “Last activity”, or add --map 'COLUMN=last_activity'."
        )
        raise wrong("file", "invalid", said.format(columns=clean_text(", ".join(header), 300)))
    return columns


def _order(
    rows: Sequence[CsvRow],
    header: Sequence[str],
    columns: Mapping[str, str],
    country: str,
    stated: str,
) -> Order:
    """Return the one order of day and month of a file. Raise Invalid where nothing shows it."""
    if stated:
        return "mdy" if stated == "mdy" else "dmy"
    dated = {columns[f] for f in ("last_activity", "created", "next_activity") if f in columns}
    at = [n for n, heading in enumerate(header) if heading in dated]
    shown = {date_marks(row.cells[n]) for row in rows for n in at if n < len(row.cells)}
    if ("d" in shown) != ("m" in shown):
        return "dmy" if "d" in shown else "mdy"
    found = date_order(country)
    if "a" in shown and (not found or "d" in shown):
        raise wrong(
            "dates",
            "invalid",
            _(
                "Dates such as 3/4/2026 in this file may be day first or month first. Choose the "
                "order of dates; on the command line, add --dates dmy or --dates mdy."
            ),
        )
    return found


def _result(
    read: Sequence[_AuditedRow], dead: Sequence[_AuditedRow], reader: _AuditReader, days: int
) -> AuditResult:
    kinds = [one.kind for one in read]
    owners = list(_by_owner(read, dead))
    return AuditResult(
        file="",
        vendor="",
        as_of=reader.now.date().isoformat(),
        days=days,
        columns=dict(reader.columns),
        rows=len(read),
        open=kinds.count("open"),
        won=kinds.count("won"),
        lost=kinds.count("lost"),
        dead=len(dead),
        value=_sum(dead),
        never=sum(not one.active for one in dead),
        undated=sum(one.kind == "open" and one.age is None for one in read),
        owners=tuple(owners[:OWNERS_SHOWN]),
        more_owners=max(len(owners) - OWNERS_SHOWN, 0),
        ages=tuple(_by_age(dead, days)),
        findings=tuple(reader.findings[:FINDINGS_SHOWN]),
        more_findings=max(len(reader.findings) - FINDINGS_SHOWN, 0),
    )


def _by_owner(read: Sequence[_AuditedRow], dead: Sequence[_AuditedRow]) -> Iterator[DeadGroup]:
    groups: dict[str, list[_AuditedRow]] = {}
    for one in dead:
        groups.setdefault(one.owner, []).append(one)
    still = Counter(one.owner for one in read if one.kind == "open")
    for name in sorted(groups, key=lambda name: (-len(groups[name]), name)):
        yield _group(name, groups[name], still[name])


def _by_age(dead: Sequence[_AuditedRow], days: int) -> Iterator[DeadGroup]:
    edges = [days, *(edge for edge in EDGES if edge > days)]
    for start, end in zip(edges, [*edges[1:], None], strict=True):
        inside = [
            one
            for one in dead
            if one.age is not None and one.age >= start and (end is None or one.age < end)
        ]
        yield _group(f"{start}–{end - 1}" if end else f"{start}+", inside)


def _group(name: str, dead: Sequence[_AuditedRow], still: int = 0) -> DeadGroup:
    oldest = max((one.age for one in dead if one.age is not None), default=None)
    return DeadGroup(name, len(dead), _sum(dead), oldest, still)


def _sum(dead: Sequence[_AuditedRow]) -> str:
    return f"{sum((one.value for one in dead), Decimal(0)):.2f}"
