"""Import a do-not-call list from a file, and replace the version before it.

A line holds one number, or area code and number in two columns. The version in use stays until the
whole file is read, so a broken file changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import phonenumbers
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Invalid, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.compliance import dnc_lists
from pullahead.compliance.models import DncList
from pullahead.leads.parsing.fields import BadField, clean_text
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.parsing.phones import read_phone, without_decimals
from pullahead.leads.parsing.times import read_time
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import NotText, UnclearEncoding, opened, refuse_binary
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.timezones import organisation_zone

AT_ONCE = 5_000
REASONS_AT_MOST = 5
NAME_LIMIT, LINE_LIMIT = 60, 200
AHEAD = timedelta(days=1)
_US = re.compile(r"1?([2-9]\d\d[2-9]\d{6})")


@dataclass(slots=True)
class DncImportResult:
    """The counts of an import: rows = numbers + repeated + refused, without a line of headings."""

    numbers: int = 0
    refused: int = 0
    why: list[str] = field(default_factory=list)  # reasons of the first refused lines


def import_list(
    *,
    path: Path,
    name: str,
    country: str,
    as_of: datetime | None,
    progress: Callable[[int], None] = lambda rows: None,
) -> tuple[DncList, DncImportResult]:
    """Import a list from a file, as `import_from` does. Raise OSError."""
    with path.open("rb") as raw:
        return import_from(raw=raw, name=name, country=country, as_of=as_of, progress=progress)


def import_from(
    *,
    raw: IO[bytes],
    name: str,
    country: str,
    as_of: datetime | None,
    by: Person | None = None,
    progress: Callable[[int], None] = lambda rows: None,
) -> tuple[DncList, DncImportResult]:
    """Import a list for a country (two letters), of the day `as_of` (None: now).

    `by` is an administrator, or None for the command. Raise Invalid for a file that is no list of
    numbers; then nothing changes.
    """
    if by is not None:
        administrators_only(by)
    name = checked_name(name, country, as_of)
    result = DncImportResult()
    text = opened_list(raw, country)
    numbers = numbers_in(text, country, result)
    with write_transaction() as now:
        made = dnc_lists.begin_list(name=name, country=country, as_of=as_of or now, now=now)
    for done, batch in enumerate(_batches(numbers), start=1):
        with write_transaction():
            dnc_lists.fill_list(of=made, values=batch)
        progress(done * AT_ONCE)
    if not result.numbers:
        with write_transaction():
            dnc_lists.discard_list(of=made)
        said = _("No line of the file is a number. Nothing was changed.")
        raise wrong("file", "no_numbers", said)
    with write_transaction() as now:
        put_in_use(made=made, actor_id=by.pk if by else None, now=now)
    drop_old(name)
    return made, result


def opened_list(raw: IO[bytes], country: str) -> IO[str]:
    """Return the text of a list's file. Raise Invalid for a file that is no text."""
    try:
        refuse_binary(raw)
        return _opened(raw, country)
    except NotText as problem:
        raise wrong("file", "not_text", f"{problem} {_('Nothing was changed.')}") from None


def _opened(raw: IO[bytes], country: str) -> IO[str]:
    """Decode a list; numbers read alike in all encodings that are not clear."""
    try:
        return opened(raw, country=country)
    except UnclearEncoding:
        return opened(raw, encoding="cp1252")


def put_in_use(*, made: DncList, actor_id: int | None, now: datetime) -> int:
    """Put a list in use that has been read, write it to the journal, and return its count."""
    made.count = dnc_lists.use_list(of=made)
    data = {"list": made.pk, "name": made.name, "country": made.country, "numbers": made.count}
    data["as_of"] = made.as_of.isoformat()
    record(JournalEvent.DNC_IMPORTED, now=now, actor_id=actor_id, data=data)
    return made.count


def checked_name(name: str, country: str, as_of: datetime | None) -> str:
    """Check name, country and day of a list, and return the name. Raise Invalid."""
    name = clean_text(name, NAME_LIMIT)
    if not name:
        raise wrong("name", "missing", _("Enter a name for the list, such as national."))
    if country not in phonenumbers.SUPPORTED_REGIONS:
        said = _("Enter the country of the list: two letters, such as US.")
        raise wrong("country", "unknown_country", said)
    if as_of is not None and as_of > clock.now() + AHEAD:
        raise wrong(
            "as_of", "in_the_future", _("Enter a date of the list that is not in the future.")
        )
    return name


def read_as_of(text: str) -> datetime | None:
    """Read the day of a list; None for an empty text. Raise Invalid for anything else."""
    if not text:
        return None
    read = read_time(text, organisation_zone(), clock.now())
    if isinstance(read, BadField):
        raise Invalid(f"--as-of {text[:40]}: {read.message}. Nothing was changed.")
    return read


def drop_old(name: str) -> None:
    """Delete versions out of use in parts, so that no lock lasts for millions of rows."""
    while True:
        with write_transaction():
            if not dnc_lists.drop_old(name=name, most=AT_ONCE):
                return


def numbers_in(
    lines: Iterable[str], country: str, result: DncImportResult, first: int = 1
) -> Iterator[str]:
    """Yield the numbers of lines, counted from `first`; `result` counts them and the others."""
    for line_number, line in enumerate(lines, start=first):
        typed = line[:LINE_LIMIT].strip()
        if not typed:
            continue
        read = _number(typed, country)
        if isinstance(read, str):
            result.numbers += 1
            yield match_key(read)
        elif line_number > 1 or any(c.isdigit() for c in typed):
            result.refused += 1
            if len(result.why) < REASONS_AT_MOST:
                said = _("line {line}: {reason}")
                result.why.append(said.format(line=line_number, reason=translated(read.message)))


def _number(typed: str, country: str) -> str | BadField:
    digits = re.sub(r"[\s,;\"'().-]", "", without_decimals(typed.strip(" ,;\"'")))
    # the phone library takes 0.1 ms a number, and a national list has millions
    if country == "US" and (found := _US.fullmatch(digits)):
        return f"+1{found[1]}"
    return read_phone(digits, country)


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for value in values:
        batch.append(value)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
