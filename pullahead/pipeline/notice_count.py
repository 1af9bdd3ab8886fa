"""Read in one statement all that the number of unread notices depends on.

Each open page asks for the number once a minute. Every row of the statement has a kind, a text, a
moment as text, and two numbers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from pullahead.pipeline import notices
from pullahead.pipeline.board_queries import fetched, moment, plain_id
from pullahead.pipeline.models import DealNoticeRead, Stage
from pullahead.pipeline.notices import EACH_AT_MOST, StageRoom
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import CalendarRow

HOLDS_FOR = timedelta(days=30)  # longer than the way to the end of the next working day
OF_DEALS = ("signal", "handed", "review")

Row = tuple[str, str | None, int | None, int | None]  # text, moment, two numbers


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """Facts of a person's notices: the calendar, keys, holds in order, stages, and read keys."""

    calendar: Calendar
    keys: frozenset[str]
    holds: tuple[tuple[UUID, datetime], ...]
    rooms: tuple[StageRoom, ...]
    read: frozenset[str]


def notice_facts(person_id: int, team_id: int, now: datetime) -> NoticeFacts | None:
    """Return the facts of a person's notices; None if the team has no workflow."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for kind, *rest in fetched(_statement(person_id, team_id, now)):
        rows[kind].append((rest[0], rest[1], rest[2], rest[3]))
    if not rows["stage"]:
        return None
    holds = [(plain_id(text), moment(at)) for text, at, *_rest in rows["hold"]]
    return NoticeFacts(
        calendar=_calendar(rows["calendar"]),
        keys=frozenset(f"{kind}:{text}" for kind in OF_DEALS for text in _first(rows[kind])),
        holds=tuple(sorted(((d, at) for d, at in holds if at), key=lambda one: one[::-1])),
        rooms=_rooms(rows["stage"], rows["done"]),
        read=frozenset(text for text, *_rest in rows["read"]),
    )


def _statement(person_id: int, team_id: int, now: datetime) -> QuerySet[Any, Any]:
    done = notices.done_deals(team_id).values("stage_id", "entry_id").annotate(n=Count("pk"))
    stages = Stage.objects.filter(workflow__teams__team_id=team_id, retired_at=None)
    wanted = Q(is_default=True) | Q(team__id=team_id)
    parts = [
        _part("stage", stages, "pk", "position", "limit__size", "limit__held"),
        _part("signal", notices.open_signals(person_id, team_id, now), "pk", "alarm_at"),
        _part("handed", notices.handed_over(person_id, now), "pk", "at"),
        _part("review", notices.due_reviews(person_id, team_id, now), "pk", "review_at"),
        _part("hold", notices.ending_holds(person_id, now + HOLDS_FOR), "pk", "hold_until"),
        _part("done", done, "n", "", "stage_id", "entry_id"),
        _part("read", DealNoticeRead.objects.filter(person_id=person_id), "key"),
        _part(
            "calendar",
            CalendarRow.objects.filter(wanted).annotate(all=team_queries.calendar_fields()),
            "all",
        ),
    ]
    whole: QuerySet[Any, Any] = parts[0].union(*parts[1:], all=True)
    return whole


def _part(
    kind: str, rows: QuerySet[Any, Any], text: str, at: str = "", a: str = "", b: str = ""
) -> QuerySet[Any, Any]:
    """Return the rows in the columns that all parts of the statement share."""
    shared: QuerySet[Any, Any] = rows.order_by().annotate(
        in_kind=Cast(Value(kind), TextField()),
        in_text=Cast(F(text), TextField()),
        in_moment=Cast(F(at) if at else Value(None), TextField()),
        in_a=Cast(F(a) if a else Value(None), IntegerField()),
        in_b=Cast(F(b) if b else Value(None), IntegerField()),
    )
    columns: QuerySet[Any, Any] = shared.values_list(
        "in_kind", "in_text", "in_moment", "in_a", "in_b"
    )
    return columns


def _first(rows: list[Row]) -> list[str]:
    """Return the texts of the first rows, as many as the page of notices has."""
    return [text for text, *_rest in sorted(rows, key=lambda one: one[1] or "")[:EACH_AT_MOST]]


def _rooms(stages: list[Row], done: list[Row]) -> tuple[StageRoom, ...]:
    """Return the stages in order, with the deals that wait for each."""
    ordered = sorted(stages, key=lambda one: int(one[1] or 0))
    counts = [(stage, entry or 0, int(number)) for number, _at, stage, entry in done]
    waiting = notices.waiting_for([int(one[0]) for one in ordered], counts)
    return tuple(
        StageRoom(int(key), "", held or 0, size, waiting[int(key)])
        for key, _position, size, held in ordered
    )


def _calendar(rows: list[Row]) -> Calendar:
    """Return the team's calendar, or else the organization's."""
    found = [json.loads(text) for text, *_rest in rows]
    row = min(found, key=lambda one: bool(one["default"]), default=None)
    return team_queries.calendar_of_fields(row)
