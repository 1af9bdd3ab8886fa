"""Read the rows of a file of deals, and write them in batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from pullahead.leads.parsing.fields import BadField, clean_text, read_value
from pullahead.leads.parsing.times import Order, read_time
from pullahead.pipeline import field_services, imported, locks, queries, rules
from pullahead.pipeline.field_rules import FieldInput, FieldKind, FieldProblem, FieldValue
from pullahead.pipeline.field_rules import read_value as read_custom
from pullahead.pipeline.imported import ClosedDeal, StageVisited
from pullahead.pipeline.models import DealField
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.rules import DealPlace
from pullahead.pipeline.services import NewDeal
from pullahead.team import services as team_write
from pullahead.team.calendar import Calendar
from pullahead.team.models import Team
from pullahead.usecases.common.csv_reader import CsvRow
from pullahead.usecases.deals.closing import VALUE_BELOW
from pullahead.usecases.deals.field_values import VALUE_PROBLEMS
from pullahead.usecases.deals.import_columns import CUSTOM, FLAGS, verdict

DATES = ("created", "closed", "next")
IMPORTED = "imported"  # reason of a loss whose reason is only text
BATCH = 200
History = Mapping[str, Sequence[tuple[str, str]]]  # id of a deal: stages and moments of the file


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
class ReadDeal:
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
    custom: Mapping[int, FieldValue] = field(default_factory=dict)


@dataclass(slots=True)
class DealReader:
    """Settings with which the rows of a file are read."""

    flow: WorkflowFacts
    calendar: Calendar
    fields: Sequence[str]
    header: Sequence[str]
    stages: Mapping[str, int]
    order: Order
    now: datetime
    history: History = field(default_factory=dict)
    custom: Sequence[DealField] = ()

    def read(self, row: CsvRow) -> ReadDeal | tuple[str, str]:
        """Return the deal of a row, or the column and the reason why it is refused."""
        if row.error:
            return "", row.error
        cells = self.cells(row)
        title = clean_text(cells.get("title", ""), 200)
        if not title:
            return "title", "the title is missing"
        value = read_value(cells["value"]) if cells.get("value") else None
        if isinstance(value, BadField):
            return "value", value.message
        if value is not None and value >= VALUE_BELOW:
            return "value", "the value is too large"
        won = verdict(cells)
        stage = self._stage(cells.get("stage", ""), closed=bool(won))
        if stage is None:
            return "stage", f"“{cells.get('stage', '')}” is not a stage of the workflow; map it"
        moments = self._moments(cells)
        if isinstance(moments, tuple):
            return moments
        custom = self._custom(cells)
        if isinstance(custom, tuple):
            return custom
        return replace(self._deal(cells, title, value, stage, won, moments), custom=custom)

    def _custom(self, cells: Mapping[str, str]) -> dict[int, FieldValue] | tuple[str, str]:
        """Return the values of custom fields, or the field and the reason of a refusal."""
        found = {}
        for one in self.custom:
            cell = cells.get(CUSTOM + one.code, "")
            read = read_custom(one.kind, self._plain(one.kind, cell), one.options)
            if isinstance(read, FieldProblem):
                return one.name, str(VALUE_PROBLEMS[read])
            if read is not None:
                found[one.pk] = read
        return found

    def _plain(self, kind: str, cell: str) -> FieldInput:
        """Return a cell as the rules read it: amounts and dates as people write them."""
        if not cell or kind not in {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE}:
            return clean_text(cell, 1000)
        if kind == FieldKind.DATE:
            at = read_time(cell, self.calendar.zone, self.now, self.order)
            return cell if isinstance(at, BadField) else self.calendar.local_day(at)
        amount = read_value(cell)
        return cell if isinstance(amount, BadField) else amount

    def cells(self, row: CsvRow) -> dict[str, str]:
        """Return the text of each field, from its first column that is not empty."""
        found: dict[str, str] = {}
        for name, cell in zip(self.fields, row.cells, strict=False):
            text = cell.strip()
            # "Closed: 1" of a report is a mark, not a date
            if name in DATES and text.casefold() in FLAGS:
                continue
            if name and text and name not in found:
                found[name] = text
        return found

    def _stage(self, named: str, *, closed: bool) -> int | None:
        found = self.stages.get(named.casefold())
        return self.flow.stages[-1].pk if found is None and closed else found

    def _moments(self, cells: Mapping[str, str]) -> dict[str, datetime] | tuple[str, str]:
        found = {}
        for name in (*DATES, "won", "lost"):
            if not cells.get(name) or cells[name].casefold() in FLAGS:
                continue
            at = read_time(cells[name], self.calendar.zone, self.now, self.order)
            if isinstance(at, BadField):
                return name, at.message
            found[name] = at
        ended = found.pop("won", None), found.pop("lost", None)
        own = ended[0] if verdict(cells) == "won" else ended[1]
        if verdict(cells) and own is not None:
            found.setdefault("closed", own)
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
    ) -> ReadDeal:
        created = moments.get("created", min(moments.get("closed", self.now), self.now))
        closed = min(moments.get("closed", self.now), self.now) if won else None
        early = closed is not None and closed < created
        wish = moments.get("next") or (None if won else moments.get("closed"))
        ahead = wish is not None and self.now < wish <= self.now + rules.NEXT_AT_MOST
        return ReadDeal(
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


def write_batch(
    file: DealReader, team: Team, deals: Sequence[ReadDeal], counts: DealCounts, now: datetime
) -> None:
    """Write a batch; the oldest open deals enter their stages first.

    The caller has the publish lock, and its transaction is short: at most BATCH deals.
    """
    pod = team_write.default_pod(team=team).pk
    # The moves of a batch lock limits one after the other: without all locks first, they deadlock
    locks.lock_limits(
        *(DealPlace(one.pk, file.flow.id, one.stage_group, None, pod) for one in file.flow.stages)
    )
    here = queries.imported(team.pk, [one.external_id for one in deals if one.external_id])
    for one in sorted(deals, key=lambda deal: deal.created):
        if one.external_id and one.external_id in here:
            counts.already_here += 1
            continue
        here.add(one.external_id)
        _write_one(file, team, pod, one, counts, now)


def _write_one(
    file: DealReader, team: Team, pod: int, one: ReadDeal, counts: DealCounts, now: datetime
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
        visits=_visits(file, one, now),
        now=now,
        actor=None,
    )
    field_services.set_values(deal.pk, one.custom)
    if closed:
        counts.won += one.verdict == rules.WON
        counts.lost += one.verdict == rules.LOST
    elif imported.place_imported(deal, one.stage, now=now, actor=None):
        counts.placed += 1
    else:
        counts.waiting += 1


def _visits(file: DealReader, one: ReadDeal, now: datetime) -> list[StageVisited]:
    """Return the stage visits of a deal in time order, without repeated or unreadable ones."""
    found = []
    for stage, moment in file.history.get(one.external_id, ()):
        known = file.stages.get(stage.casefold())
        at = read_time(moment, file.calendar.zone, file.now, file.order)
        if known is not None and not isinstance(at, BadField) and one.created <= at <= now:
            found.append(StageVisited(known, min(at, one.closed or at)))
    found.sort(key=lambda visit: visit.at)
    return [visit for n, visit in enumerate(found) if not n or found[n - 1].stage != visit.stage]
