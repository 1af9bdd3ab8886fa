"""Lists and figures of promises: without a performer, those of a person, the share kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from uuid import UUID

from pullahead.base import clock
from pullahead.conversations import queries
from pullahead.conversations.measures import (
    MoveFact,
    PromiseFact,
    PromiseMeasures,
    promise_measures,
)
from pullahead.conversations.models import Promise
from pullahead.conversations.queries import ExitCounts
from pullahead.sprints import item_queries
from pullahead.team.models import Person
from pullahead.usecases.buying.coverage import Coverage, coverage
from pullahead.usecases.conversations.brief import PromiseView, views_of
from pullahead.usecases.deals.access import flow_of, sees_deals

SHOWN = 100
PERIOD = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class PromiseOfDeal:
    """A promise with the title of its deal."""

    promise: PromiseView
    deal: str


@dataclass(frozen=True, slots=True)
class TalkMeasures:
    """Measures of promises and conversations of a team in the last 84 days."""

    promises: PromiseMeasures
    talks: int
    recapped: int
    answered: int
    typed_s: int | None  # median
    exits: ExitCounts
    coverage: Coverage


def count_without_performer(team_id: int | None) -> int:
    """Count the promises of a team, or of all, that no person performs."""
    return queries.without_performer(_teams(team_id)).count()


def without_performer(*, viewer: Person) -> tuple[PromiseOfDeal, ...]:
    """Return the promises of the viewer's team that no person performs. Raise NotFound."""
    if not viewer.is_admin:
        flow_of(viewer)
    rows = queries.without_performer(_teams(None if viewer.is_admin else viewer.team_id))
    return _of_deals(list(rows[:SHOWN]), viewer)


def owed(*, viewer: Person) -> tuple[PromiseOfDeal, ...]:
    """Return the live promises that wait for the viewer, the earliest first."""
    if not sees_deals(viewer):
        return ()
    return _of_deals(list(queries.owed_by(viewer)[:SHOWN]), viewer)


def own_promises(*, viewer: Person) -> tuple[PromiseOfDeal, ...]:
    """Return what a contributor is asked for or has promised without an item, earliest first.

    Empty for agents, who have these under *Upcoming*.
    """
    if not viewer.is_contributor:
        return ()
    return _of_deals(item_queries.promises_without_item(viewer.pk), viewer)


def _teams(team_id: int | None) -> Collection[int] | None:
    return None if team_id is None else (team_id,)


def _of_deals(rows: list[Promise], viewer: Person) -> tuple[PromiseOfDeal, ...]:
    titles: dict[UUID, str] = {one.pk: one.deal.title for one in rows}
    views = views_of(rows, viewer, clock.now())
    return tuple(PromiseOfDeal(one, titles[one.id]) for one in views)


def talk_measures(*, viewer: Person) -> TalkMeasures:
    """Return the measures of the viewer's team. Raise NotFound without a workflow."""
    flow_of(viewer)
    now = clock.now()
    since = now - PERIOD
    moves = queries.moves_of_team(viewer.team_id, since)
    facts = []
    for _id, group in groupby(moves, key=lambda one: one.promise_id):
        rows = list(group)
        promise = rows[0].promise
        made = tuple(MoveFact(one.move, one.before, one.at, one.reason) for one in rows)
        ours = promise.performer_contact_id is None
        facts.append(PromiseFact(ours, promise.first_due_at, made))
    talks = list(
        queries.conversations_of_team(viewer.team_id, since)
        .exclude(kind="letter")
        .values_list("recap_at", "answered_at", "typed_s")
    )
    typed = sorted(one for _recap, _answer, one in talks if one is not None)
    return TalkMeasures(
        promises=promise_measures(facts, since=since, until=now),
        talks=len(talks),
        recapped=sum(recap is not None for recap, _answer, _typed in talks),
        answered=sum(answer is not None for _recap, answer, _typed in talks),
        typed_s=typed[(len(typed) - 1) // 2] if typed else None,
        exits=queries.exits_of_team(viewer.team_id, since),
        coverage=coverage(viewer.team_id, now),
    )
