"""Rows of the buyer's changes: the items that each one moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from pullahead.sprints import rules
from pullahead.sprints.models import BuyerChange, BuyerStep
from pullahead.sprints.plan_rules import OPEN, read_dated_promise
from pullahead.sprints.rules import StepFacts
from pullahead.usecases.sprints.reading import ItemRow, PodWork, step_facts


@dataclass(frozen=True, slots=True)
class MovedRow:
    """An item that a change of the buyer moved, with its places before and after."""

    item: ItemRow
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of the buyer that waits for an answer, and what it moved."""

    id: UUID
    deal_id: UUID
    title: str
    name: str
    field: str
    was: str
    now: str
    heard_at: datetime
    waits: timedelta  # working time since it was heard
    moved: tuple[MovedRow, ...] = ()
    # items of a dropped step: to be kept with another step, or dropped
    orphans: tuple[ItemRow, ...] = ()


def change_rows(work: PodWork, changes: Sequence[BuyerChange]) -> list[ChangeRow]:
    """Return the unanswered changes of a pod's deals with the items that they moved."""
    rows = {one.id: one for one in work.rows()}
    dropped = {one.pk for one in work.steps if one.state == "dropped"}
    found = []
    for change in changes:
        before = work.order_with(_steps_before(work.steps, change))
        found.append(
            ChangeRow(
                id=change.pk,
                deal_id=change.deal_id,
                title=change.deal.title,
                name=_name(change),
                field=change.field,
                was=change.was,
                now=change.now,
                heard_at=change.heard_at,
                waits=rules.plan_time(work.calendar, change.heard_at, work.now),
                moved=tuple(
                    MovedRow(rows[one.id], one.was.place, one.now.place)
                    for one in rules.moved(before, work.ranked)
                ),
                orphans=tuple(
                    rows[one.pk]
                    for one in work.live()
                    if one.step_id in dropped and one.step_id == change.step_id
                ),
            )
        )
    return found


def _name(change: BuyerChange) -> str:
    if change.field == "promise":
        return read_dated_promise(change.now)[1]
    if change.step is not None:
        return change.step.name
    return change.objective.words if change.objective is not None else ""


def _steps_before(steps: Sequence[BuyerStep], change: BuyerChange) -> list[StepFacts]:
    """Return the open steps as they were before a change."""
    found = []
    for one in steps:
        facts, is_open = step_facts(one), one.state == OPEN
        if one.pk == change.step_id:
            if change.field == "added":
                continue
            if change.field == "due":
                facts = replace(facts, due=_day(change.was))
            elif change.field == "place" and change.was.isdigit():
                facts = replace(facts, position=int(change.was))
            elif change.field == "state":
                is_open = change.was == OPEN
        if is_open:
            found.append(facts)
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
