"""Import deals of a team from a CSV file: open ones into their stages, closed ones as history.

An open deal enters its former stage while the limits have room; the surplus is ready for that
stage. The close date of an open deal becomes its next date if it is in the future.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from pullahead.base import clock, private_files
from pullahead.base.errors import Invalid
from pullahead.base.transaction import write_transaction
from pullahead.leads.parsing.times import Order
from pullahead.pipeline import field_queries, locks, queries
from pullahead.pipeline.models import DealField
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team import queries as team_queries
from pullahead.team.models import Team
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.deals.flow_days import after_import
from pullahead.usecases.deals.import_columns import CUSTOM, FIELDS, guessed
from pullahead.usecases.deals.import_history import read_history
from pullahead.usecases.deals.import_rows import (
    BATCH,
    DealCounts,
    DealReader,
    History,
    ReadDeal,
    write_batch,
)
from pullahead.usecases.deals.ranking import days_between


def import_deals(
    *,
    path: Path,
    team: str,
    maps: Sequence[str] = (),
    stages: Sequence[str] = (),
    order: Order = "",
    errors_to: Path,
    history: Path | None = None,
) -> DealCounts:
    """Import the deals of a file into a team; a second run passes over deals with the same id.

    `maps`: Heading=field. `stages`: Theirs=Ours. `order`: whether 3/4 is 3 April or March 4. Raise
    Invalid before anything is saved: unknown team, field or stage, no title, or no CSV. `history`
    is a CSV of the stages that the deals entered: id of the deal, stage, moment.
    """
    found, flow = _team(team)
    try:
        if errors_to.exists() and errors_to.samefile(path):
            raise Invalid("The list of refused rows would overwrite the file. Name another.")
        with path.open("rb") as raw:
            refuse_binary(raw)
            lines = rows(opened(raw))
            header = next(lines, None)
            if header is None:
                raise Invalid(f"{path} is empty.")
            calendar, ours = team_queries.calendar(found.pk), _stages(flow, stages)
            custom = field_queries.fields_of(flow.id)
            fields, visits = _fields(header.cells, maps, custom), _history(history)
            now = clock.now()
            file = DealReader(flow, calendar, fields, header.cells, ours, order, now, visits)
            file.custom = custom
            opener = private_files.opener
            with open(errors_to, "w", encoding="utf-8", newline="", opener=opener) as errors:
                return _imported(file, found, lines, errors)
    except NotText as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error


def _history(path: Path | None) -> History:
    if path is None:
        return {}
    with path.open("rb") as raw:
        return read_history(raw)


def _team(name: str) -> tuple[Team, WorkflowFacts]:
    found = Team.objects.filter(name=name).first()
    flow = queries.workflow_of_team(found.pk) if found else None
    if found is None or flow is None:
        raise Invalid(f"No team “{name}” with a published workflow. Nothing was imported.")
    return found, flow


def _imported(file: DealReader, team: Team, lines: Iterator[CsvRow], errors: IO[str]) -> DealCounts:
    counts, writer = DealCounts(), csv.writer(errors)
    writer.writerow(["line", "column", "reason"])
    longest, open_deals = 0, []
    while batch := list(islice(lines, BATCH)):
        good: list[ReadDeal] = []
        for row in batch:
            counts.rows += 1
            read = file.read(row)
            if isinstance(read, tuple):
                counts.refused += 1
                writer.writerow([row.line, *read])
                continue
            good.append(read)
            if read.early:
                counts.before_creation.append(read.title)
            age = days_between(file.calendar, read.created, read.closed or file.now) + 1
            if read.verdict:
                longest = max(longest, age)
            else:
                open_deals.append((age, read.title))
        with write_transaction(lock=locks.publish_lock) as now:
            write_batch(file, team, good, counts, now)
    with write_transaction() as now:
        after_import(team_id=team.pk, workflow_id=file.flow.id, now=now)
    counts.dead = [title for age, title in open_deals if longest and age > longest]
    return counts


def _fields(header: Sequence[str], maps: Sequence[str], custom: Sequence[DealField]) -> list[str]:
    found = guessed(header, {one.name: one.code for one in custom})
    known_fields = (*FIELDS, *(CUSTOM + one.code for one in custom))
    for one in maps:
        heading, _equals, name = one.rpartition("=")
        if heading not in header or name not in {*known_fields, "ignore"}:
            known = ", ".join(known_fields)
            raise Invalid(f"“{one}” maps no column to a field ({known}). Nothing was imported.")
        found[list(header).index(heading)] = "" if name == "ignore" else name
    if "title" not in found:
        raise Invalid("No column is mapped to the title. Add --map 'Heading=title'.")
    return found


def _stages(flow: WorkflowFacts, given: Sequence[str]) -> dict[str, int]:
    ours = {one.name.casefold(): one.pk for one in flow.stages}
    found = dict(ours)
    for one in given:
        theirs, _equals, mine = one.rpartition("=")
        if not theirs or mine.casefold() not in ours:
            raise Invalid(f"“{one}” names no stage of the workflow. Nothing was imported.")
        found[theirs.casefold()] = ours[mine.casefold()]
    return found
