"""List of deals, open or closed, with a search, custom fields and a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pipeline import field_queries, queries
from pullahead.pipeline.field_queries import FieldMatch
from pullahead.pipeline.field_rules import FieldKind, FieldProblem, read_value
from pullahead.pipeline.models import Deal, DealField
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.deals.field_values import ShownField, shown_field
from pullahead.usecases.deals.ranking import days_between

ROWS = 200
READ_AT_MOST, FILE_AT_MOST = 1_000, 20_000


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal in the list."""

    id: UUID
    seq: int
    title: str
    company: str
    value: Decimal | None
    stage: str
    half: str
    holder: str
    next_at: datetime | None
    closed_at: datetime | None
    closed_as: str
    days: int
    fields: tuple[ShownField, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A custom field to filter by, with what was typed."""

    field: ShownField
    low: str
    high: str
    ignored: bool  # what was typed is no such value

    @property
    def ranges(self) -> bool:
        """Return whether the field is filtered from one value to another."""
        return self.field.kind in {FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DATE}


@dataclass(frozen=True, slots=True)
class DealListing:
    """Deals of a list, how many there are, and the custom fields of its columns and filters."""

    rows: tuple[DealRow, ...] = ()
    total: int = 0
    columns: tuple[ShownField, ...] = ()
    filters: tuple[FieldFilter, ...] = ()

    @property
    def filtered(self) -> bool:
        """Return whether the list is filtered by a custom field."""
        return any(one.low or one.high for one in self.filters)


LISTS = ("open", "ready_late", "hold_over", "over_sle", "dead", "closed")
Typed = Mapping[str, tuple[str, str]]  # code of a custom field: from and to


def deal_list(
    *, viewer: Person, which: str = "open", text: str = "", typed: Typed | None = None
) -> DealListing:
    """Return deals of the viewer's team in one of LISTS, at most ROWS of them."""
    flow = queries.workflow_of_team(viewer.team_id)
    if flow is None:
        return DealListing()
    fields = field_queries.fields_of(flow.id)
    filters = _filters(fields, typed or {})
    found = _found(viewer.team_id, flow, which, text, _matches(fields, filters), READ_AT_MOST)
    columns = [one for one in fields if one.in_list]
    return DealListing(
        rows=tuple(_rows(found[:ROWS], viewer.team_id, columns)),
        total=len(found),
        columns=tuple(shown_field(one) for one in columns),
        filters=tuple(filters),
    )


def deal_file(
    *, viewer: Person, which: str = "open", text: str = "", typed: Typed | None = None
) -> list[list[str | int | Decimal | datetime | None]]:
    """Return the list as lines of a file, with all custom fields that have a value or are live.

    Raise NotFound for agents, who export nothing.
    """
    flow = queries.workflow_of_team(viewer.team_id)
    if flow is None or not viewer.is_leader:
        raise NotFound(_("Page not found."))
    fields = field_queries.fields_of(flow.id, retired=True)
    live = [one for one in fields if one.retired_at is None]
    matches = _matches(live, _filters(live, typed or {}))
    found = _found(viewer.team_id, flow, which, text, matches, FILE_AT_MOST)
    rows = list(_rows(found, viewer.team_id, fields))
    used = {one.code for row in rows for one in row.fields if one.value is not None}
    kept = [one for one in fields if one.retired_at is None or one.code in used]
    head = "ID,Title,Company,Stage,Status,Owner,Value,Age in days,Next date,Closed,Closed as"
    lines: list[list[str | int | Decimal | datetime | None]] = [
        [*head.split(","), *(one.name for one in kept)]
    ]
    for row in rows:
        plain = [str(row.id), row.title, row.company, row.stage, row.half, row.holder]
        rest = [row.value, row.days, row.next_at, row.closed_at, row.closed_as]
        values = {one.code: one.text for one in row.fields}
        lines.append([*plain, *rest, *(values.get(one.code, "") for one in kept)])
    return lines


def _filters(fields: Sequence[DealField], typed: Typed) -> list[FieldFilter]:
    found = []
    for field in fields:
        low, high = (clean_input(part)[:100] for part in typed.get(field.code, ("", "")))
        shown = shown_field(field)
        wrong = field.kind != FieldKind.TEXT and any(
            isinstance(read_value(field.kind, part, field.options), FieldProblem)
            for part in (low, high)
        )
        found.append(FieldFilter(shown, low, high, wrong))
    return found


def _matches(fields: Sequence[DealField], filters: Sequence[FieldFilter]) -> list[FieldMatch]:
    pairs = zip(fields, filters, strict=True)
    return [
        FieldMatch(field, one.low, one.high)
        for field, one in pairs
        if (one.low or one.high) and not one.ignored
    ]


def _found(
    team_id: int,
    flow: WorkflowFacts,
    which: str,
    text: str,
    matches: Sequence[FieldMatch],
    most: int,
) -> list[Deal]:
    now = clock.now()
    asked = queries.listed(team_id, which, text, now)
    for one in matches:
        asked = field_queries.with_value(asked, one)
    found, calendar = list(asked[:most]), team_queries.calendar(team_id)
    if which == "over_sle":
        expected = flow.version.sle_days
        found = [one for one in found if age_of(one, calendar, now) > expected]
    elif which == "dead":
        found = _dead(found, team_id, now)
    return found


def age_of(deal: Deal, calendar: Calendar, now: datetime) -> int:
    """Return the age of a deal in days, or of a closed one its cycle time."""
    start, end = deal.started_at or deal.created_at, deal.closed_at or now
    return days_between(calendar, start, end) + 1


def ready_late(*, team_id: int | None, now: datetime) -> int | None:
    """Count the ready deals of a team, or of all, past their next date; None without a workflow."""
    teams = [number for number, _name in queries.teams_with_workflow()]
    if team_id is not None:
        teams = [one for one in teams if one == team_id]
    return queries.ready_late(teams, now) if teams else None


def dead_deals(*, team_id: int, now: datetime) -> list[DealRow]:
    """Return open deals that are older than any that closed, the oldest first; none without one."""
    found = queries.listed(team_id, "dead", "", now)[:READ_AT_MOST]
    return list(_rows(_dead(found, team_id, now), team_id, ()))


def _dead(deals: Iterable[Deal], team_id: int, now: datetime) -> list[Deal]:
    calendar = team_queries.calendar(team_id)
    longest = max(
        (days_between(calendar, start, end) + 1 for start, end in queries.cycles(team_id)),
        default=None,
    )
    ages = ((age_of(one, calendar, now), one) for one in deals)
    dead = [(age, one) for age, one in ages if longest is not None and age > longest]
    return [one for _age, one in sorted(dead, key=lambda pair: -pair[0])]


def _rows(deals: Sequence[Deal], team_id: int, fields: Sequence[DealField]) -> Iterable[DealRow]:
    calendar, now = team_queries.calendar(team_id), clock.now()
    ids = [deal.pk for deal in deals]
    values = field_queries.values_of(ids, [one.pk for one in fields]) if fields else {}
    for deal in deals:
        known = values.get(deal.pk, {})
        yield DealRow(
            id=deal.pk,
            seq=deal.seq,
            title=deal.title,
            company=deal.company,
            value=deal.value,
            stage=deal.stage.name if deal.stage is not None else "",
            half=deal.half,
            holder=deal.holder.name if deal.holder is not None else "",
            next_at=deal.next_at,
            closed_at=deal.closed_at,
            closed_as=deal.closed_as,
            days=age_of(deal, calendar, now),
            fields=tuple(shown_field(one, known.get(one.pk)) for one in fields),
        )
