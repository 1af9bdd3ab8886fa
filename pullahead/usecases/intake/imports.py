"""Imports: store a file's rows in parts; a job imports them part by part.

The page and the command share this path. A part, its results and the job's checkpoint commit
together. A killed worker loses no row and imports none twice. Rows are stored only until they are
imported. Of a refused row the line, column and reason stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import IO

from django.utils.translation import gettext as _
from phonenumbers import SUPPORTED_REGIONS

from pullahead.base import jobs
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction, retried, write_transaction
from pullahead.base.translation import translated
from pullahead.base.wording import as_stored
from pullahead.leads import imports as imports_write
from pullahead.leads import services as leads_write
from pullahead.leads.models import Import as Import
from pullahead.leads.models import Source
from pullahead.leads.parsing.barring_headings import UNDECIDED
from pullahead.leads.parsing.columns import (
    CHOICES,
    MappingError,
    chosen_columns,
)
from pullahead.leads.rules import clean_text
from pullahead.pull import configuration
from pullahead.pull.models import Route
from pullahead.pull.services import route_of
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import NotText, refuse_binary
from pullahead.usecases.intake.import_file import Opened, order_of_dates
from pullahead.usecases.intake.import_file import open_file as open_file

KIND = "import"
CHUNK = 200  # rows in one transaction: on SQLite a pull waits about 0.2 s for it
UPLOAD_LIMIT = 20 * 1024 * 1024  # bytes; the command takes any size
PARTS_AT_ONCE = 50
NAME_LIMIT = 100
DRAFTS_LAST = timedelta(days=1)


def store_file(
    *,
    file: Opened,
    name: str,
    source: str,
    country: str,
    by: Person | None,
    dates: str = "",
) -> int:
    """Store the rows of a file as a draft, and return the import's id.

    Drafts that are not started within a day are deleted. `country` ("" for none) applies to numbers
    without a prefix, and `dates` is dmy, mdy or "". Raise Invalid for a wrong source or option.
    """
    source, country = checked_source(source), checked_country(country)
    dates = checked_order(dates)
    with write_transaction() as now:
        imports_write.drop_drafts_before(moment=now - DRAFTS_LAST)
        found = imports_write.add_draft(
            name=clean_text(name, 200) or "a file",
            source_name=source,
            country=country,
            header=file.header,
            fields=file.fields,
            made_by=by.pk if by else None,
            now=now,
            reading={
                "encoding": file.encoding,
                "date_order": dates,
                "ignored": [[line, *as_stored(why)] for line, why in file.ignored],
            },
        )
    chunks, first = _chunks(file), 0
    while several := list(itertools.islice(chunks, PARTS_AT_ONCE)):
        with write_transaction():
            imports_write.add_parts(draft=found, first=first, chunks=several)
        first += len(several)
    with write_transaction():
        imports_write.set_marks(draft=found, marks=file.marks)
    return found.pk


def upload(
    *, raw: IO[bytes], name: str, source: str, country: str, by: Person, encoding: str = ""
) -> int:
    """Store an uploaded file as a draft, and return its id. Raise Invalid, and store nothing."""
    for_leaders(by)
    source, country = checked_source(source), checked_country(country)
    _source_is_theirs(source, by)
    try:
        if not encoding:
            refuse_binary(raw)
    except NotText as error:
        raise wrong("file", "invalid", f"{error}") from error
    file = open_file(raw, encoding=encoding, country=country)
    first = next(file.lines, None)
    if first is None:
        raise wrong(
            "file",
            "invalid",
            _("The file has headings but no rows. Choose a file with at least one row."),
        )
    lines = itertools.chain([first], file.lines)
    return store_file(
        file=replace(file, lines=lines), name=name, source=source, country=country, by=by
    )


def _chunks(file: Opened) -> Iterator[list[list[object]]]:
    while chunk := list(itertools.islice(file.lines, CHUNK)):
        for row in chunk:
            file.note_dates(row)
        yield [[row.line, row.cells, row.error, list(row.doubtful)] for row in chunk]


def checked_source(name: str) -> str:
    """Sanitize a source's name. Raise Invalid."""
    kept = clean_text(name, NAME_LIMIT + 1)
    if not kept or len(kept) > NAME_LIMIT:
        raise wrong(
            "source",
            "invalid",
            _("Enter a source name of 1 to {limit} characters.").format(limit=NAME_LIMIT),
        )
    return kept


def checked_country(country: str) -> str:
    """Return two capital letters (ISO 3166), or "". Raise Invalid."""
    kept = country.strip().upper()
    if kept and kept not in SUPPORTED_REGIONS:
        said = _(
            "“{country}” is not a country code. Enter two letters (ISO 3166), such as BR."
        ).format(country=clean_text(country, 20))
        raise wrong("country", "invalid", said)
    return kept


def checked_order(dates: str) -> str:
    """Return an order of day and month, or "". Raise Invalid."""
    kept = dates.strip().lower()
    if kept not in {"", "dmy", "mdy"}:
        said = _("Choose an order of dates: dmy (day first) or mdy (month first).")
        raise wrong("dates", "invalid", said)
    return kept


def columns_of(header: Sequence[str], fields: Sequence[str], how: str = "") -> dict[str, str]:
    """Map columns to fields. Raise Invalid for an impossible map, ended by the hint `how`."""
    try:
        columns = chosen_columns(header, fields)
    except MappingError as error:
        raise wrong("map", "invalid", translated(error.message)) from error
    if not {"phone", "email"} & set(columns.values()):
        named = clean_text(", ".join(header), 300)
        raise wrong(
            "map",
            "invalid",
            _(
                "No column is mapped to a phone or an email. The columns are: {columns}. Nothing "
                "was imported. Map one of them{how}."
            ).format(columns=named, how=how),
        )
    return columns


# ---- what is done with a draft


@retried
def remap(
    *,
    draft: Import,
    by: Person,
    fields: Sequence[str],
    source: str,
    country: str,
    dates: str = "",
) -> None:
    """Change a draft's columns, source, country and order of dates. Raise Invalid, Conflict."""
    if len(fields) != len(draft.header) or set(fields) - {*CHOICES, UNDECIDED}:
        raise wrong("map", "invalid", _("Choose a field for each column."))
    kept = {"source_name": checked_source(source), "country": checked_country(country)}
    kept["date_order"] = checked_order(dates)
    _source_is_theirs(kept["source_name"], by)
    with write_transaction():
        if not imports_write.change_draft(import_id=draft.pk, fields=fields, **kept):
            raise _started()


@retried
def start(*, draft: Import, by: Person, into_demo: bool = False) -> None:
    """Start an import. Raise Invalid for an impossible map, Conflict for a started one."""
    if base.setting("demo") and not into_demo:
        message = _("These leads will be mixed with demo leads. Tick the box to confirm.")
        raise wrong("into_demo", "invalid", message)
    with write_transaction() as now:
        start_within(import_id=draft.pk, by=by, now=now)


def start_within(*, import_id: int, by: Person | None, now: datetime) -> int:
    """Start an import inside the caller's transaction, and return the job's id.

    `by` is None for the command line.
    """
    require_transaction()
    draft = Import.objects.select_for_update(no_key=True).filter(pk=import_id).first()
    if draft is None or draft.job_id is not None:
        raise _started()
    columns_of(draft.header, draft.fields)
    if order_of_dates(draft) is None:
        raise wrong("dates", "invalid", _ask_for_order())
    source = _source_for(draft.source_name, by)
    actor = by.pk if by else None
    job_id = jobs.enqueue(
        kind=KIND,
        now=now,
        payload={"import": draft.pk},
        by=actor,
        key=job_key(draft.pk),
        total=draft.total,
    )
    imports_write.set_job(import_id=draft.pk, job_id=job_id, source=source)
    data = {"import": draft.pk, "source": source.pk, "rows": draft.total}
    record(JournalEvent.IMPORT_STARTED, now=now, actor_id=actor, data=data)
    return job_id


def _ask_for_order() -> str:
    return _(
        "Dates such as 3/4/2026 in this file may be day first or month first. Nothing was "
        "imported. Choose the order of dates; on the command line, add --dates dmy or --dates mdy."
    )


def job_key(import_id: int) -> str:
    """Return the key that allows an import one open job at a time."""
    return f"import-{import_id}"


@retried
def discard(*, draft: Import) -> None:
    """Delete a draft. Raise Conflict for a started import."""
    with write_transaction():
        deleted = imports_write.drop_draft(import_id=draft.pk)
    if not deleted:
        raise _started()


@retried
def stop(*, found: Import) -> None:
    """Stop the open job of an import after its current part. Raise Conflict without one."""
    with write_transaction() as now:
        for job_id in (found.withdrawal_id, found.job_id):
            if job_id is not None and jobs.cancel(job_id=job_id, now=now):
                return
    raise Conflict(_("This import is not running. Nothing was changed."))


@retried
def go_on(*, found: Import) -> None:
    """Continue a stopped or failed import. Raise Conflict for any other."""
    with write_transaction() as now:
        if found.job_id is not None and jobs.go_on(job_id=found.job_id, now=now):
            return
    raise Conflict(_("This import cannot be resumed. It is complete or running."))


def _source_is_theirs(name: str, by: Person | None) -> bool:
    """Check whether a source is new or has no team. Raise Invalid for another team's."""
    source = Source.objects.filter(name=name).first()
    route = Route.objects.select_related("team").filter(source=source).first() if source else None
    if route and by and not by.is_admin and route.team_id != by.team_id:
        said = _(
            "Leads of “{source}” belong to team {team}, not to your team. Choose another source."
        ).format(source=name, team=route.team.name)
        raise wrong("source", "invalid", said)
    return route is None


def check_source(name: str, by: Person | None) -> None:
    """Raise Invalid for a name that is none, or for another team's source."""
    _source_is_theirs(checked_source(name), by)


def _source_for(name: str, by: Person | None) -> Source:
    """Return the source, created if missing; a team lead's new source belongs to their team."""
    fresh = _source_is_theirs(name, by)
    source = leads_write.source_named(name=name)
    if fresh and by and not by.is_admin:
        route_of(source=source)
        configuration.set_route(source=source, values={"team_id": by.team_id})
    return source


def _started() -> Conflict:
    return Conflict(_("This import was already started or discarded. Reload the page."))


# ---- the job


def for_leaders(viewer: Person) -> None:
    """Raise NotFound for agents: imports exist for team leads and administrators."""
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
