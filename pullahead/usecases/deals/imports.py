"""Import deals of a team from a CSV file: open ones into their stages, closed ones as history.

An open deal enters its former stage while the limits have room; the surplus is ready for that
stage. The close date of an open deal becomes its next date if it is in the future.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO

from pullahead.base import clock, private_files
from pullahead.base.errors import Invalid
from pullahead.base.transaction import write_transaction
from pullahead.leads.parsing.fields import BadField, clean_text, read_value
from pullahead.leads.parsing.times import Order, read_time
from pullahead.pipeline import imported, locks, queries, rules
from pullahead.pipeline.imported import ClosedDeal
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.services import NewDeal
from pullahead.team import queries as team_queries
from pullahead.team import services as team_write
from pullahead.team.calendar import Calendar
from pullahead.team.models import Team
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.deals.closing import VALUE_BELOW
from pullahead.usecases.deals.import_columns import FIELDS, guessed, verdict
from pullahead.usecases.deals.ranking import days_between

BATCH = 200
IMPORTED = "imported"  # reason of a loss whose reason is only text
SAMPLE = 10


@dataclass(slots=True)
class DealCounts:
    """Counts of an import: rows = placed + waiting + won + lost + already here + refused."""

    rows: int = 0
    placed: int = 0  # open, in their old stage
    waiting: int = 0  # open, ready for their old stage, whose limit is reached
    won: int = 0
    lost: int = 0
    already_here: int = 0
    refused: int = 0
    before_creation: list[str] = field(default_factory=list)  # closed before they were created
    dead: list[str] = field(default_factory=list)  # open and older than any that closed


@dataclass(frozen=True, slots=True)
class _Deal:
    """A readable row."""

    title: str
    company: str
    value: Decimal | None
    stage: int
    verdict: str
    created: datetime
    closed: datetime | None
    next_at: datetime | None
    reason: str
    external_id: str
    early: bool  # closed before creation


@dataclass(slots=True)
class _DealFile:
    """Settings with which the rows of a file are read."""

    flow: WorkflowFacts
    calendar: Calendar
    fields: Sequence[str]
    header: Sequence[str]
    stages: Mapping[str, int]
    order: Order
    now: datetime

    def read(self, row: CsvRow) -> _Deal | tuple[str, str]:
        """Return the deal of a row, or the column and the reason why it is refused."""
        if row.error:
            return "", row.error
        cells = self._cells(row)
        title = clean_text(cells.get("title", ""), 200)
        if not title:
            return "title", "the title is missing"
        value = read_value(cells["value"]) if cells.get("value") else None
        if isinstance(value, BadField):
            return "value", value.message
        if value is not None and value >= VALUE_BELOW:
            return "value", "the value is too large"
        won = verdict(cells.get("status", ""), cells.get("stage", ""))
        stage = self._stage(cells.get("stage", ""), closed=bool(won))
        if stage is None:
            return (
                "stage",
                f"“{cells.get('stage', '')}” is not a stage of the workflow; map it with --stage",
            )
        moments = self._moments(cells)
        if isinstance(moments, tuple):
            return moments
        return self._deal(cells, title, value, stage, won, moments)

    def _cells(self, row: CsvRow) -> dict[str, str]:
        """Return the text of each field, from its first column that is not empty."""
        found: dict[str, str] = {}
        for name, cell in zip(self.fields, row.cells, strict=False):
            if name and cell.strip() and name not in found:
                found[name] = cell.strip()
        return found

    def _stage(self, named: str, *, closed: bool) -> int | None:
        found = self.stages.get(named.casefold())
        return self.flow.stages[-1].pk if found is None and closed else found

    def _moments(self, cells: Mapping[str, str]) -> dict[str, datetime] | tuple[str, str]:
        found = {}
        for name in ("created", "closed", "next"):
            if not cells.get(name):
                continue
            at = read_time(cells[name], self.calendar.zone, self.now, self.order)
            if isinstance(at, BadField):
                return name, at.message
            found[name] = at
        if found.get("created", self.now) > self.now:
            return "created", "the creation time is in the future"
        return found

    def _deal(
        self,
        cells: Mapping[str, str],
        title: str,
        value: Decimal | None,
        stage: int,
        won: str,
        moments: Mapping[str, datetime],
    ) -> _Deal:
        created = moments.get("created", min(moments.get("closed", self.now), self.now))
        closed = min(moments.get("closed", self.now), self.now) if won else None
        early = closed is not None and closed < created
        wish = moments.get("next") or (None if won else moments.get("closed"))
        ahead = wish is not None and self.now < wish <= self.now + rules.NEXT_AT_MOST
        return _Deal(
            title=title,
            company=clean_text(cells.get("company", ""), 200),
            value=value,
            stage=stage,
            verdict=won,
            created=created,
            closed=created if early else closed,
            next_at=wish if ahead else None,
            reason=clean_text(cells.get("reason", ""), 300),
            external_id=clean_text(cells.get("id", ""), 200),
            early=early,
        )


def import_deals(
    *,
    path: Path,
    team: str,
    maps: Sequence[str] = (),
    stages: Sequence[str] = (),
    order: Order = "",
    errors_to: Path,
) -> DealCounts:
    """Import the deals of a file into a team; a second run passes over deals with the same id.

    `maps`: Heading=field. `stages`: Theirs=Ours. `order`: whether 3/4 is 3 April or March 4. Raise
    Invalid before anything is saved: unknown team, field or stage, no title, or no CSV.
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
            file = _DealFile(
                flow=flow,
                calendar=team_queries.calendar(found.pk),
                fields=_fields(header.cells, maps),
                header=header.cells,
                stages=_stages(flow, stages),
                order=order,
                now=clock.now(),
            )
            opener = private_files.opener
            with open(errors_to, "w", encoding="utf-8", newline="", opener=opener) as errors:
                return _imported(file, found, lines, errors)
    except NotText as error:
        raise Invalid(str(error)) from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from error


def _team(name: str) -> tuple[Team, WorkflowFacts]:
    found = Team.objects.filter(name=name).first()
    flow = queries.workflow_of_team(found.pk) if found else None
    if found is None or flow is None:
        raise Invalid(f"No team “{name}” with a published workflow. Nothing was imported.")
    return found, flow


def _fields(header: Sequence[str], maps: Sequence[str]) -> list[str]:
    found = guessed(header)
    for one in maps:
        heading, _equals, name = one.rpartition("=")
        if heading not in header or name not in {*FIELDS, "ignore"}:
            known = ", ".join(FIELDS)
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


def _imported(file: _DealFile, team: Team, lines: Iterator[CsvRow], errors: IO[str]) -> DealCounts:
    counts, writer = DealCounts(), csv.writer(errors)
    writer.writerow(["line", "column", "reason"])
    longest, open_deals = 0, []
    while batch := list(islice(lines, BATCH)):
        good: list[_Deal] = []
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
        _write(file, team, good, counts)
    counts.dead = [title for age, title in open_deals if longest and age > longest]
    return counts


def _write(file: _DealFile, team: Team, deals: Sequence[_Deal], counts: DealCounts) -> None:
    """Write a batch in one transaction; the oldest open deals enter their stages first."""
    with write_transaction(lock=locks.publish_lock) as now:
        pod = team_write.default_pod(team=team).pk
        here = queries.imported(team.pk, [one.external_id for one in deals if one.external_id])
        for one in sorted(deals, key=lambda deal: deal.created):
            if one.external_id and one.external_id in here:
                counts.already_here += 1
                continue
            here.add(one.external_id)
            _write_one(file, team, pod, one, counts, now)


def _write_one(
    file: _DealFile, team: Team, pod: int, one: _Deal, counts: DealCounts, now: datetime
) -> None:
    new = NewDeal(
        title=one.title,
        company=one.company,
        team=team.pk,
        pod=pod,
        workflow=file.flow.id,
        entry=one.stage,
        next_at=one.next_at or rules.default_next(file.calendar, now),
        value=one.value if one.verdict != rules.WON else one.value or Decimal(0),
    )
    closed = None
    if one.verdict and one.closed is not None:
        lost = one.verdict == rules.LOST
        reason = IMPORTED if lost else ""
        closed = ClosedDeal(one.closed, one.verdict, one.stage, reason, one.reason)
    deal = imported.add_imported(
        new,
        created_at=one.created,
        external_id=one.external_id,
        closed=closed,
        now=now,
        actor=None,
    )
    if closed:
        counts.won += one.verdict == rules.WON
        counts.lost += one.verdict == rules.LOST
    elif imported.place_imported(deal, one.stage, now=now, actor=None):
        counts.placed += 1
    else:
        counts.waiting += 1
