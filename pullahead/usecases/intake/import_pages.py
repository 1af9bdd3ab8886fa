"""The pages of imports: the list, the preview of a draft, the progress of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.models import Job, JobState
from pullahead.base.translation import translated
from pullahead.base.wording import from_stored
from pullahead.leads.models import Import, ImportPart, Source
from pullahead.leads.parsing.barring_headings import UNDECIDED
from pullahead.leads.parsing.columns import CHOICES, shared_fields
from pullahead.leads.parsing.fields import BadField
from pullahead.leads.parsing.times import Order
from pullahead.leads.rules import LeadIn
from pullahead.team.models import Person
from pullahead.usecases.common.csv_reader import CsvRow
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.intake import withdraw
from pullahead.usecases.intake.import_file import order_of_dates
from pullahead.usecases.intake.import_rows import (
    KeptOptOut,
    Refused,
    by_line,
    column_of,
    opt_out_of,
    reader_of,
    stored_rows,
)
from pullahead.usecases.intake.imports import columns_of, for_leaders
from pullahead.usecases.intake.penetration import ListPenetration, list_penetration

SHOWN = 100
PREVIEWED = 10
SAMPLES = 3
LARGEST_ID = 2**62
WAITS_LONG = timedelta(seconds=20)
DRAFT, WAITING, RUNNING, DONE, FAILED, STOPPED = (
    *("draft", "waiting", "running"),
    *("done", "failed", "stopped"),
)
WITHDRAWING, WITHDRAWN, RETURNING, RETURNED = (
    *("withdrawing", "withdrawn"),
    *("coming back", "brought back"),
)


@dataclass(frozen=True, slots=True)
class ImportRow:
    """An import in the list, with its counts so far."""

    id: int
    name: str
    source: str
    who: str  # "" for the command line
    made_at: datetime
    state: str
    total: int
    rows: int
    admitted: int
    asked_again: int
    already_here: int
    refused: int
    opted_out: int
    noted: int
    ignored: int  # lines above the headings


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The progress and the counts of a withdrawal, or of its undoing."""

    back: bool
    running: bool
    done: int
    total: int
    closed: int  # or opened again
    left: tuple[tuple[str, int], ...]  # reason, number of leads
    error: str


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """An import on its own page."""

    row: ImportRow
    moving: bool  # a job is open: refresh soon
    stuck: bool  # queued longer than a worker needs to pick it up
    error: str
    withdrawal: Withdrawal | None
    untouched: int  # leads that a withdrawal would close now
    touched: int
    withdrawn: int  # leads that could be brought back
    penetration: ListPenetration | None  # None while a job runs


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of a draft: its heading, sample values, and field."""

    heading: str
    samples: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class PreviewedRow:
    """A row of the preview: a lead, or its errors."""

    line: int
    lead: LeadIn | None
    wrong: tuple[tuple[str, str], ...]  # heading, why
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """The preview of a draft's first rows, and findings about all of them."""

    row: ImportRow
    country: str
    columns: tuple[ImportColumn, ...]
    reads: tuple[PreviewedRow, ...]
    good: int  # of the previewed rows
    looked_at: int
    shared: Mapping[str, Sequence[str]]  # field → its several columns
    wrong: str  # the reason why no row can be read
    encoding: str
    date_order: str  # dmy, mdy or ""
    ask_order: bool  # the dates may be read in two orders
    ignored: tuple[tuple[int, str], ...]  # lines above the headings, with the reason


def visible_import(*, viewer: Person, import_id: int) -> Import:
    """Return an import that this viewer may see. Raise NotFound otherwise."""
    if import_id > LARGEST_ID:
        raise NotFound(_("Import not found."))
    found = _visible(viewer).filter(pk=import_id).first()
    if found is None:
        raise NotFound(_("Import not found."))
    return found


def page(*, viewer: Person) -> tuple[ImportRow, ...]:
    """Return the newest hundred imports that this viewer may see. Raise NotFound for agents."""
    names = _names()
    return tuple(_row(found, names) for found in _visible(viewer).order_by("-id")[:SHOWN])


def source_names(*, viewer: Person) -> tuple[str, ...]:
    """Return the names of the sources for which this viewer may import. Raise NotFound for
    agents.
    """
    for_leaders(viewer)
    sources = Source.objects.order_by("name")
    if not viewer.is_admin:
        sources = sources.filter(Q(route=None) | Q(route__team_id=viewer.team_id))
    return tuple(sources.values_list("name", flat=True))


def progress(*, viewer: Person, import_id: int) -> ImportProgress:
    """Return an import's progress and possible actions. Raise NotFound if hidden."""
    found = visible_import(viewer=viewer, import_id=import_id)
    row, job, other = _row(found, _names()), found.job, found.withdrawal
    jobs = [one for one in (job, other) if one is not None]
    moving = any(one.ended_at is None for one in jobs)
    closing = withdraw.untouched(found.pk) if job and not moving else (0, 0)
    return ImportProgress(
        row=row,
        moving=moving,
        stuck=any(_waits_long(one) for one in jobs),
        error=job.error if job else "",
        withdrawal=_withdrawal(other),
        untouched=closing[0],
        touched=closing[1],
        withdrawn=0 if moving else withdraw.withdrawn(found.pk),
        penetration=None if moving else list_penetration(found.pk),
    )


def preview(*, draft: Import, picked: Sequence[str] = ()) -> ImportPreview:
    """Preview the first rows with the draft's mapping, or with the `picked` one."""
    if len(picked) == len(draft.header) and set(picked) <= {*CHOICES, UNDECIDED}:
        draft.fields = list(picked)
    first = ImportPart.objects.filter(of=draft, number=0).first()
    rows = list(stored_rows(first.rows if first else ()))
    reads: list[PreviewedRow] = []
    wrong, order = "", order_of_dates(draft)
    try:
        reads = _reads(draft, rows, order)
    except Invalid as problem:
        wrong = problem.message
    return ImportPreview(
        row=_row(draft, _names()),
        country=draft.country,
        columns=tuple(_columns(draft, rows)),
        reads=tuple(reads[:PREVIEWED]),
        good=sum(one.lead is not None for one in reads),
        looked_at=len(reads),
        shared=shared_fields(draft.header, draft.fields),
        wrong=wrong,
        encoding=draft.encoding.removesuffix("-sig"),
        date_order=order or "",
        ask_order=order is None,
        ignored=tuple((int(line), translated(from_stored(why))) for line, *why in draft.ignored),
    )


def _reads(draft: Import, rows: Sequence[CsvRow], order: Order | None) -> list[PreviewedRow]:
    """Read the rows of a draft. Raise Invalid for a mapping with which no row can be read."""
    columns = columns_of(draft.header, draft.fields)
    zone, now = organisation_zone(), clock.now()
    reader = reader_of(draft, columns, zone=zone, now=now, order=order or "")
    reads = []
    for row in rows:
        lead = reader.read(row)
        is_lead = isinstance(lead, LeadIn)
        kept = None if is_lead else opt_out_of(row, draft.header, columns, country=draft.country)
        reads.append(_read(row.line, lead, columns, kept))
    return reads


def refused(*, viewer: Person, import_id: int) -> Iterator[Refused]:
    """Return line, column and reason of refused rows and values. Raise NotFound if hidden."""
    found = visible_import(viewer=viewer, import_id=import_id)
    yield from ((int(line), "row", translated(from_stored(why))) for line, *why in found.ignored)
    parts = ImportPart.objects.filter(of=found).order_by("number")
    for bad, noted in parts.values_list("refused", "noted").iterator(chunk_size=20):
        for line, column, reason in by_line(bad, noted):
            yield line, column, translated(reason)


def _visible(viewer: Person) -> QuerySet[Import]:
    """Select all imports for an administrator; for a team lead, own drafts and those of the
    team.
    """
    for_leaders(viewer)
    rows = Import.objects.select_related("source", "job", "withdrawal")
    if viewer.is_admin:
        return rows
    drafts = Q(job=None, made_by=viewer.pk)
    return rows.filter(drafts | Q(job__isnull=False, source__route__team_id=viewer.team_id))


def _names() -> dict[int, str]:
    return dict(Person.objects.values_list("id", "name"))


def _row(found: Import, names: Mapping[int, str]) -> ImportRow:
    return ImportRow(
        id=found.pk,
        name=found.name,
        source=found.source.name if found.source else found.source_name,
        who=names.get(found.made_by or 0, ""),
        made_at=found.made_at,
        state=_state(found),
        total=found.total,
        rows=found.rows,
        admitted=found.admitted,
        asked_again=found.asked_again,
        already_here=found.already_here,
        refused=found.refused,
        opted_out=found.opted_out,
        noted=found.noted,
        ignored=len(found.ignored),
    )


def _state(found: Import) -> str:
    if found.job is None:
        return DRAFT
    if (other := found.withdrawal) is not None and other.state != JobState.CANCELLED:
        back, open_ = other.kind == withdraw.BRING_BACK, other.ended_at is None
        if other.state != JobState.FAILED:
            return (
                (RETURNING if open_ else RETURNED) if back else WITHDRAWING if open_ else WITHDRAWN
            )
    return STOPPED if found.job.state == JobState.CANCELLED else str(found.job.state)


def _waits_long(job: Job) -> bool:
    now = clock.now()
    if job.state == JobState.RUNNING:
        return job.leased_until is not None and job.leased_until < now
    return job.state == JobState.WAITING and job.run_at < now - WAITS_LONG


def _withdrawal(job: Job | None) -> Withdrawal | None:
    if job is None:
        return None
    counted: dict[str, int] = job.result or job.checkpoint.get("counted", {})
    words = withdraw.LEFT_WORDS
    return Withdrawal(
        back=job.kind == withdraw.BRING_BACK,
        running=job.ended_at is None,
        done=job.done,
        total=job.total,
        closed=counted.get("", 0),
        left=tuple((str(words.get(why, why)), n) for why, n in counted.items() if why and n),
        error=job.error,
    )


def _columns(draft: Import, rows: Sequence[CsvRow]) -> Iterator[ImportColumn]:
    for n, (heading, field) in enumerate(zip(draft.header, draft.fields, strict=True)):
        cells = (row.cells[n].strip()[:60] for row in rows if n < len(row.cells))
        yield ImportColumn(heading, tuple(dict.fromkeys(c for c in cells if c))[:SAMPLES], field)


def _read(
    line: int,
    read: LeadIn | tuple[BadField, ...],
    columns: dict[str, str],
    kept: KeptOptOut | None,
) -> PreviewedRow:
    if isinstance(read, LeadIn):
        said = [note.message for note in read.notes if note.code == "missing"]
        said += [why for _, _, why in read.findings]
        return PreviewedRow(line, read, (), tuple(map(translated, said)))
    wrong = [(column_of(bad, columns), translated(bad.message)) for bad in read]
    if kept is not None:
        wrong.append((kept.column, _("The row will be refused, but its opt-out will be saved.")))
    return PreviewedRow(line, None, tuple(wrong), ())
