"""Import people from a CSV file: preview, a job, and a file of refused rows."""

from __future__ import annotations

import csv
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from pullahead.base import jobs, private_files
from pullahead.base.errors import Conflict, Invalid, NotFound, Problem, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.team import people_imports
from pullahead.team.models import PeopleImport, Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.settings import users
from pullahead.usecases.settings.people_rows import (
    KnownPerson,
    PersonRow,
    RefusedRow,
    RowAct,
    act_of,
    known_people,
    read_file,
)

KIND = "people.import"
BATCH, SHOWN, LISTED = 50, 20, 10


@dataclass(frozen=True, slots=True)
class PeoplePreview:
    """An import: what it will do, does, or did."""

    found: PeopleImport
    counts: tuple[tuple[str, str, int], ...]  # code, words, how many
    examples: tuple[tuple[PersonRow, str], ...]  # the first rows that change something
    refused: tuple[RefusedRow, ...]
    refused_total: int


def words_of(act: str) -> str:
    """Return an act in words."""
    return {
        RowAct.JOIN: _("Joins"),
        RowAct.CHANGE: _("Changes"),
        RowAct.RETURN: _("Returns"),
        RowAct.LEAVE: _("Leaves"),
        RowAct.SAME: _("No change"),
    }[RowAct(act)]


def latest(*, viewer: Person) -> tuple[PeopleImport, ...]:
    """Return the latest imports. Raise NotFound except for administrators."""
    administrators_only(viewer)
    return tuple(PeopleImport.objects.defer("rows", "refused").order_by("-pk")[:LISTED])


@retried
def upload(*, raw: IO[bytes], name: str, by: Person) -> int:
    """Store a file as a preview, and return its id. Raise Invalid for a file of another kind."""
    administrators_only(by)
    good, refused = read_file(raw)
    known = known_people(row.name for row in good)
    counts = Counter(str(act_of(row, known.get(row.name))) for row in good)
    with write_transaction() as now:
        return people_imports.add(
            name=name[:200],
            by=by,
            rows=[row.packed() for row in good],
            refused=[row.packed() for row in refused],
            counts=dict(counts),
            now=now,
        ).pk


def preview(*, import_id: int, viewer: Person) -> PeoplePreview:
    """Return an import of people. Raise NotFound except for administrators."""
    found = _import(import_id, viewer)
    rows = [PersonRow(*row) for row in found.rows]
    known = known_people(row.name for row in rows)
    acts = [(row, act_of(row, known.get(row.name))) for row in rows]
    changing = [(row, words_of(act)) for row, act in acts if act != RowAct.SAME]
    counts = tuple((a.value, words_of(a), found.counts.get(a.value, 0)) for a in RowAct)
    refused = [RefusedRow(*row) for row in found.refused]
    return PeoplePreview(
        found, counts, tuple(changing[:SHOWN]), tuple(refused[:SHOWN]), len(refused)
    )


@retried
def start(*, import_id: int, by: Person) -> None:
    """Start a previewed import as a job. Raise Conflict if it was started already."""
    found = _import(import_id, by)
    with write_transaction() as now:
        if not people_imports.start(found=found, now=now):
            raise Conflict(_("This import was already started."), code="started")
        jobs.enqueue(
            kind=KIND,
            now=now,
            payload={"import": found.pk},
            by=by.pk,
            key=f"{KIND}:{found.pk}",
            total=found.total,
        )
        data = {"import": found.pk, "rows": found.total}
        record(JournalEvent.PEOPLE_IMPORTED, now=now, actor_id=by.pk, data=data)


@retried
def discard(*, import_id: int, by: Person) -> str:
    """Delete a preview; return the name of its file. Raise Conflict once it was started."""
    found = _import(import_id, by)
    with write_transaction():
        if not people_imports.discard(found=found):
            raise Conflict(_("This import was already started."), code="started")
    return found.name


def refused_rows(*, import_id: int, viewer: Person) -> tuple[RefusedRow, ...]:
    """Return all refused rows of an import."""
    return tuple(RefusedRow(*row) for row in _import(import_id, viewer).refused)


@retried
def step(held: jobs.Lease) -> jobs.Lease | None:
    """Import the next rows of a job; each row is a transaction of its own, safe to repeat."""
    found = PeopleImport.objects.select_related("by").get(pk=held.payload["import"])
    first = int(held.checkpoint.get("at", 0))
    rows = [PersonRow(*row) for row in found.rows[first : first + BATCH]]
    counts, refused = import_rows(rows, by=found.by)
    done = first + len(rows)
    with write_transaction() as now:
        jobs.verify_lease(held)
        people_imports.advance(found=found, done=done, counts=counts, refused=refused)
        if done < found.total:
            return jobs.checkpoint(held, now=now, checkpoint={"at": done}, done=done)
        people_imports.finish(found=found, now=now)
        jobs.finish(held, now=now)
    return None


def import_rows(
    rows: Sequence[PersonRow],
    *,
    by: Person | None,
    password: Callable[[PersonRow], str] | None = None,
) -> tuple[dict[str, int], list[list[Any]]]:
    """Do what rows ask for; return how many of each act, and the refused rows."""
    known = known_people(row.name for row in rows)
    counts: Counter[str] = Counter()
    refused = []
    for row in rows:
        here = known.get(row.name)
        try:
            _apply(row, here, by, password)
            counts[str(act_of(row, here))] += 1
        except Problem as problem:
            refused.append(RefusedRow(row.line, row.name, problem.message).packed())
    return dict(counts), refused


def import_people(*, path: Path, passwords: Path | None = None) -> tuple[dict[str, int], list[str]]:
    """Import a file at once, for the command; return the counts and the refused lines in words.

    `passwords` is a new file, for its owner only, for the passwords of those who join. Raise
    Invalid if it exists, and OSError.
    """
    with path.open("rb") as raw:
        good, unread = read_file(raw)
    if passwords is None:
        counts, refused = import_rows(good, by=None)
    else:
        with _new_file(passwords) as out:

            def password(row: PersonRow) -> str:
                text = secrets.token_urlsafe(12)
                csv.writer(out).writerow([row.name, text])
                out.flush()
                return text

            counts, refused = import_rows(good, by=None, password=password)
    lines = [*(row.packed() for row in unread), *refused]
    return counts, [f"line {line}: {name}: {why}" for line, name, why in sorted(lines)]


def _new_file(path: Path) -> IO[str]:
    try:
        return open(path, "x", encoding="utf-8", newline="", opener=private_files.opener)
    except FileExistsError:
        said = _("The file {name} exists. Name a new file. Nothing was imported.")
        raise Invalid(said.format(name=path.name)) from None


def _apply(
    row: PersonRow,
    here: KnownPerson | None,
    by: Person | None,
    password: Callable[[PersonRow], str] | None,
) -> None:
    """Join, change, enable or disable one person."""
    act = act_of(row, here)
    if act == RowAct.SAME:
        return
    if here is None:
        _join(row, by, password)
    elif act == RowAct.LEAVE:
        users.disable(person_id=here.id, by=by)
    else:
        _change(row, here, by)
        if act == RowAct.RETURN:
            users.enable(person_id=here.id, by=by)


def _join(row: PersonRow, by: Person | None, password: Callable[[PersonRow], str] | None) -> None:
    if row.team is None:
        raise wrong("team", "invalid", _("Enter a team for a new user."))
    users.add_person(
        name=row.name,
        role=row.role or Person.Role.AGENT,
        team=row.team,
        zone=row.zone or "",
        language=row.language or "",
        password=password(row) if password else "",
        usable=password is not None,
        skills=row.skills,
        by=by,
    )


def _change(row: PersonRow, here: KnownPerson, by: Person | None) -> None:
    if row.team is not None and row.team != here.team:
        users.add_team(name=row.team, by=by)
    users.change(
        person_id=here.id,
        role=row.role or here.role,
        team=row.team or here.team,
        zone=here.zone if row.zone is None else row.zone,
        language=row.language,
        skills=row.skills,
        by=by,
    )


def _import(import_id: int, viewer: Person) -> PeopleImport:
    administrators_only(viewer)
    known = 0 < import_id < 2**63
    found = PeopleImport.objects.filter(pk=import_id).first() if known else None
    if found is None:
        raise NotFound(_("Import not found. Check the address."))
    return found
