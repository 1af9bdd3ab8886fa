"""Import deals on a page: a file becomes a draft, its columns and stages are checked, a job runs.

A file is imported once for a team: the upload of a file that the team has opens its import.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _

from pullahead.base import clock, jobs
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.parsing.fields import clean_text
from pullahead.leads.parsing.times import Order
from pullahead.pipeline import field_queries, import_services, queries
from pullahead.pipeline.models import DealImport as DealImport
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.deals.access import teams_of_boards
from pullahead.usecases.deals.import_columns import CUSTOM, FIELDS, guessed, verdict
from pullahead.usecases.deals.import_history import read_history
from pullahead.usecases.deals.import_rows import DealReader, ReadDeal

KIND = "deal_import"
ROWS_AT_MOST = 20_000
DRAFTS_LAST = timedelta(days=1)
PREVIEWED, SAMPLES, LISTED = 10, 3, 50
LARGEST_ID = 2**62


@dataclass(frozen=True, slots=True)
class DealColumn:
    """A column of a draft: heading, sample values, field."""

    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class TheirStage:
    """A stage of the file, how many open deals have it, and the stage of ours that it is."""

    name: str
    deals: int
    ours: int | None


@dataclass(frozen=True, slots=True)
class PreviewedDeal:
    """A row of the preview: a deal, or the column and the reason why it is refused."""

    line: int
    deal: ReadDeal | None
    stage: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class DealDraft:
    """A draft with its mapping, and findings about all of its rows."""

    id: int
    name: str
    total: int
    order: str
    columns: tuple[DealColumn, ...]
    stages: tuple[TheirStage, ...]
    ours: tuple[tuple[int, str], ...]
    reads: tuple[PreviewedDeal, ...]
    readable: int
    refused: int
    history: int  # deals with a history
    wrong: str
    custom: tuple[tuple[str, str], ...]  # mapping value and name of each custom field


def importer(viewer: Person) -> None:
    """Raise NotFound for agents: team leads and administrators import deals."""
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))


def teams(viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the teams into which the viewer may import."""
    importer(viewer)
    if viewer.is_admin:
        return teams_of_boards(viewer)
    return (
        ((viewer.team_id, viewer.team.name),) if queries.team_has_workflow(viewer.team_id) else ()
    )


def upload(
    *, raw: IO[bytes], name: str, team_id: int, by: Person, history: IO[bytes] | None = None
) -> int:
    """Store a file as a draft, and return its id. Raise Invalid, and store nothing."""
    if team_id not in dict(teams(by)):
        raise wrong("team", "unknown_team", _("Choose a team with a published workflow."))
    content = hashlib.sha256(raw.read())
    raw.seek(0)
    header, lines = _read(raw)
    visits = read_history(history) if history is not None else {}
    content.update(json.dumps(visits).encode() if visits else b"")
    with write_transaction() as now:
        import_services.drop_drafts_before(now - DRAFTS_LAST)
        made = import_services.add_draft(
            team_id=team_id,
            content=content.hexdigest(),
            name=clean_text(name, 200) or "deals.csv",
            made_by_id=by.pk,
            made_at=now,
            header=header,
            fields=guessed(header, custom_names(team_id)),
            rows=[[row.line, row.cells, row.error] for row in lines],
            history=visits,
            total=len(lines),
        )
    return made.pk


def _read(raw: IO[bytes]) -> tuple[list[str], list[CsvRow]]:
    try:
        refuse_binary(raw)
        lines = rows(opened(raw))
        header = next(lines, None)
        found = list(islice(lines, ROWS_AT_MOST + 1))
    except NotText as error:
        raise wrong("file", "invalid", str(error)) from error
    except UnicodeError as error:
        said = _("The file mixes several encodings. Save it as CSV in UTF-8.")
        raise wrong("file", "invalid", said) from error
    if header is None or not found:
        said = _("The file needs a line of headings and at least one deal.")
        raise wrong("file", "invalid", said)
    if len(found) > ROWS_AT_MOST:
        said = _("The file has more than {limit} rows. Split it, or use the command.")
        raise wrong("file", "invalid", said.format(limit=ROWS_AT_MOST))
    return [clean_text(cell, 200) for cell in header.cells], [_storable(row) for row in found]


def _storable(row: CsvRow) -> CsvRow:
    """Return a row without the signs that PostgreSQL refuses in JSON."""
    cells = [cell.replace("\0", "").encode("utf-8", "replace").decode() for cell in row.cells]
    return CsvRow(row.line, cells, row.error)


def visible_import(*, viewer: Person, import_id: int) -> DealImport:
    """Return an import of a team of the viewer. Raise NotFound."""
    importer(viewer)
    rows = DealImport.objects.filter(pk=import_id) if import_id <= LARGEST_ID else None
    found = rows.select_related("team", "made_by").first() if rows is not None else None
    if found is None or not (viewer.is_admin or found.team_id == viewer.team_id):
        raise NotFound(_("Import not found."))
    return found


def reader_of(found: DealImport, now: datetime) -> DealReader:
    """Return the reader of an import's rows. Raise NotFound where the team has no workflow."""
    flow = queries.workflow_of_team(found.team_id)
    if flow is None:
        raise NotFound(_("This team has no workflow yet."))
    ours = {one.name.casefold(): one.pk for one in flow.stages}
    live = set(ours.values())
    chosen = {name: stage for name, stage in found.stages.items() if stage in live}
    order: Order = "mdy" if found.date_order == "mdy" else "dmy" if found.date_order else ""
    return DealReader(
        flow=flow,
        calendar=team_queries.calendar(found.team_id),
        fields=found.fields,
        header=found.header,
        stages={**ours, **chosen},
        order=order,
        now=now,
        history=found.history,
        custom=field_queries.fields_of(flow.id),
    )


def custom_names(team_id: int) -> dict[str, str]:
    """Return name and code of the custom fields of a team's deals."""
    flow = queries.workflow_of_team(team_id)
    return {one.name: one.code for one in field_queries.fields_of(flow.id)} if flow else {}


def row_of(stored: Sequence[object]) -> CsvRow:
    """Return a stored row."""
    line, cells, error = stored
    assert isinstance(line, int)
    assert isinstance(cells, list)
    return CsvRow(line, cells, str(error or ""))


def draft(*, found: DealImport) -> DealDraft:
    """Return a draft as its page shows it."""
    read = reader_of(found, clock.now())
    stored = [row_of(one) for one in found.rows]
    names = {one.pk: one.name for one in read.flow.stages}
    shown = [_previewed(row, read.read(row), names) for row in stored]
    refused = [one for one in shown if one.deal is None]
    first = [*refused[: PREVIEWED // 2], *(one for one in shown if one.deal is not None)][
        :PREVIEWED
    ]
    return DealDraft(
        id=found.pk,
        name=found.name,
        total=found.total,
        order=found.date_order,
        columns=tuple(
            DealColumn(heading, _samples(stored, number), field)
            for number, (heading, field) in enumerate(zip(found.header, found.fields, strict=True))
        ),
        stages=_their_stages(read, stored),
        ours=tuple(names.items()),
        reads=tuple(sorted(first, key=lambda one: one.line)),
        readable=len(shown) - len(refused),
        refused=len(refused),
        history=len(found.history),
        wrong="" if "title" in found.fields else _("Choose the column that is the title."),
        custom=tuple((CUSTOM + one.code, one.name) for one in read.custom),
    )


def _previewed(
    row: CsvRow, read: ReadDeal | tuple[str, str], names: Mapping[int, str]
) -> PreviewedDeal:
    if isinstance(read, ReadDeal):
        return PreviewedDeal(row.line, read, names[read.stage], "", "")
    return PreviewedDeal(row.line, None, "", *read)


def _samples(stored: Sequence[CsvRow], number: int) -> tuple[str, ...]:
    cells = (row.cells[number].strip() for row in stored[:100] if number < len(row.cells))
    return tuple(islice((clean_text(cell, 60) for cell in cells if cell), SAMPLES))


def _their_stages(read: DealReader, stored: Sequence[CsvRow]) -> tuple[TheirStage, ...]:
    """Return the stages of open deals that ours do not name, and the chosen ones."""
    ours = {one.name.casefold() for one in read.flow.stages}
    counts: dict[str, int] = {}
    for row in stored:
        cells = {} if row.error else read.cells(row)
        named = cells.get("stage", "")
        if cells and not verdict(cells) and named.casefold() not in ours:
            counts[named.casefold()] = counts.get(named.casefold(), 0) + 1
    return tuple(
        TheirStage(name, number, read.stages.get(name))
        for name, number in sorted(counts.items(), key=lambda pair: -pair[1])[:LISTED]
    )


@retried
def remap(
    *, found: DealImport, fields: Sequence[str], stages: Mapping[str, int], order: str, by: Person
) -> None:
    """Change the columns, stages and order of dates of a draft. Raise Invalid, Conflict."""
    importer(by)
    custom = {CUSTOM + code for code in custom_names(found.team_id).values()}
    if len(fields) != len(found.header) or set(fields) - {*FIELDS, *custom, ""}:
        raise wrong("map", "invalid", _("Choose a field for each column."))
    if order not in {"", "dmy", "mdy"}:
        raise wrong("dates", "invalid", _("Choose an order of dates."))
    with write_transaction():
        kept = {clean_text(name, 200).casefold(): stage for name, stage in stages.items()}
        if not import_services.change_draft(found.pk, fields=fields, stages=kept, order=order):
            raise _started()


@retried
def start(*, found: DealImport, by: Person) -> None:
    """Start the import of a draft. Raise Invalid without a title, Conflict for a started one."""
    importer(by)
    with write_transaction() as now:
        locked = import_services.lock_draft(found.pk)
        if locked is None:
            raise _started()
        if "title" not in locked.fields:
            raise wrong("map", "invalid", _("Choose the column that is the title."))
        job = jobs.enqueue(
            kind=KIND,
            now=now,
            payload={"import": found.pk},
            by=by.pk,
            key=f"deal-import-{found.pk}",
            total=locked.total,
        )
        import_services.set_job(found.pk, job)


@retried
def discard(*, found: DealImport, by: Person) -> None:
    """Delete a draft. Raise Conflict for a started import."""
    importer(by)
    with write_transaction():
        deleted = import_services.drop_draft(found.pk)
    if not deleted:
        raise _started()


def _started() -> Conflict:
    return Conflict(_("This import was already started or discarded. Reload the page."))
