"""Pages of a pod: the sprint, the order of its backlog, and the stand-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pullahead.conversations.models import Promise
from pullahead.conversations.rules import PROMISED, must_move
from pullahead.sprints import item_queries, rules
from pullahead.sprints.models import Sprint
from pullahead.sprints.rules import BACKLOG
from pullahead.sprints.stand_up import (
    ChangeLine,
    ExceptionKind,
    ItemLine,
    PromiseLine,
    exceptions,
    free_hands,
)
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.team.pod_models import PodKind
from pullahead.usecases.sprints.change_rows import ChangeRow, change_rows
from pullahead.usecases.sprints.reading import ItemRow, PersonWeek, PodWork, pod_work, weeks

REVIEWED_SINCE = timedelta(days=28)
CODES = {
    ExceptionKind.BLOCKED: "blocked",
    ExceptionKind.CHANGE: "change",
    ExceptionKind.BUYER_WAITS: "buyer_waits",
    ExceptionKind.DUE: "due",
    ExceptionKind.AT_RISK: "at_risk",
    ExceptionKind.NO_PERFORMER: "no_performer",
    ExceptionKind.TO_REVIEW: "to_review",
}


@dataclass(frozen=True, slots=True)
class PodName:
    """A pod in a list of links."""

    id: int
    name: str
    vision: str
    goal: str
    shared: bool  # others ask it for concessions


@dataclass(frozen=True, slots=True)
class WeekReview:
    """A week to review, or reviewed; `asked`: whether a buyer's sentence was stored."""

    sprint_id: UUID
    starts: date
    reviewed_at: datetime | None
    asked: bool
    open: int


@dataclass(frozen=True, slots=True)
class SprintPage:
    """The sprint of a week: the backlog, best first, and a column per person."""

    pod: PodName
    today: date
    starts: date
    sprint_id: UUID | None
    goal: str
    reviewed_at: datetime | None
    backlog: tuple[ItemRow, ...]
    people: tuple[PersonWeek, ...]
    partners: tuple[ItemRow, ...]
    can_take: bool
    leads: bool
    unreviewed: tuple[date, ...]  # Mondays of weeks with items to answer
    reviews: tuple[WeekReview, ...]  # of the present week and the ones before, newest first


def sprint_page(*, pod_id: int, viewer: Person, now: datetime | None = None) -> SprintPage:
    """Return the sprint of the present week. Raise NotFound."""
    work = pod_work(pod_id, viewer, now=now)
    sprint = item_queries.sprint(pod_id, work.monday)
    rows = work.rows()
    over = {one.sprint.starts for one in work.items if one.sprint and _is_over(one.sprint, work)}
    return SprintPage(
        pod=_name(work),
        today=work.today,
        starts=work.monday,
        sprint_id=sprint.pk if sprint is not None else None,
        goal=sprint.goal if sprint is not None else "",
        reviewed_at=sprint.reviewed_at if sprint is not None else None,
        backlog=tuple(one for one in rows if one.state == BACKLOG),
        people=tuple(weeks(work, sprint, rows)),
        partners=tuple(
            one for one in rows if one.state == rules.IN_SPRINT and one.performer_id is None
        ),
        can_take=viewer.pk in work.shares,
        leads=viewer.is_admin or (viewer.is_leader and viewer.team_id == work.pod.team_id),
        unreviewed=tuple(sorted(over)),
        reviews=_reviews(work),
    )


def _reviews(work: PodWork) -> tuple[WeekReview, ...]:
    """Return the last four weeks, and older ones that still have open items."""
    since = work.monday - REVIEWED_SINCE
    taken = [one.sprint for one in work.items if one.sprint and one.state == rules.IN_SPRINT]
    count = Counter(one.pk for one in taken)
    found = {one.pk: one for one in taken if one.starts < since}
    found |= {one.pk: one for one in item_queries.sprints_of(work.pod.pk, since)}
    rows = sorted(found.values(), key=lambda one: one.starts, reverse=True)
    return tuple(
        WeekReview(one.pk, one.starts, one.reviewed_at, bool(one.buyers_words), count[one.pk])
        for one in rows
        if one.starts <= work.today
    )


def _is_over(sprint: Sprint, work: PodWork) -> bool:
    return sprint.starts + timedelta(days=7) <= work.today


def _name(work: PodWork) -> PodName:
    pod = work.pod
    return PodName(pod.pk, pod.name, pod.vision, pod.goal, pod.kind == PodKind.SHARED)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """The order of a pod's live items."""

    pod: PodName
    today: date
    items: tuple[ItemRow, ...]


def order_page(*, pod_id: int, viewer: Person, now: datetime | None = None) -> OrderPage:
    """Return the live items of a pod, best first. Raise NotFound."""
    work = pod_work(pod_id, viewer, now=now)
    return OrderPage(_name(work), work.today, tuple(one for one in work.rows() if one.place))


# ---- the stand-up


@dataclass(frozen=True, slots=True)
class StandUpPromise:
    """A promise of a stand-up line."""

    id: UUID
    deal_id: UUID
    what: str
    state: str
    performer: str
    requester: str
    due_at: datetime | None
    ours: bool
    asked_pod: int | None  # the pod that performs it, until a member does


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """One line of the stand-up: what is wrong, and with which item, promise or change."""

    code: str
    deal_id: UUID
    title: str
    deal_page: str
    item: ItemRow | None
    promise: StandUpPromise | None
    change: ChangeRow | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class FreeRow:
    """A person with two hours or more, and the best item that they can take."""

    person_id: int
    name: str
    hours: Decimal
    item: ItemRow | None
    me: bool


@dataclass(frozen=True, slots=True)
class StandUpPage:
    """The stand-up of a pod: exceptions from the close, then free hands."""

    pod: PodName
    today: date
    lines: tuple[ExceptionRow, ...]
    free: tuple[FreeRow, ...]
    can_take: bool
    meets_today: bool


def stand_up_page(*, pod_id: int, viewer: Person, now: datetime | None = None) -> StandUpPage:
    """Return the exceptions of a pod; none: no meeting is needed. Raise NotFound."""
    work = pod_work(pod_id, viewer, now=now)
    rows = work.rows()
    changes = {one.id: one for one in change_rows(work, item_queries.changes_of_pod(pod_id))}
    live = item_queries.live_promises(pod_id)
    sprint = item_queries.sprint(pod_id, work.monday)
    lines = [_item_line(one) for one in rows if one.place]
    found = exceptions(
        items=lines,
        promises=[_promise_line(one) for one in live],
        changes=[ChangeLine(one.id, one.deal_id, one.heard_at) for one in changes.values()],
        at_risk=_at_risk(work, rows),
        deals=_from_the_close(work, live),
        end_of_today=work.calendar.end_of_day(work.today),
    )
    items = {one.id: one for one in rows}
    by_promise = {one.pk: one for one in live}
    deals = {one.deal_id: one.deal for one in work.items}
    deals |= {one.deal_id: one.deal for one in live}
    return StandUpPage(
        pod=_name(work),
        today=work.today,
        lines=tuple(
            ExceptionRow(
                code=CODES[one.kind],
                deal_id=one.deal,
                title=deals[one.deal].title if one.deal in deals else "",
                deal_page=work.deal_pages.of(deals[one.deal]) if one.deal in deals else "",
                item=items.get(one.item),
                promise=_promise_row(by_promise.get(one.promise)),
                change=changes.get(one.change),
                since=one.since,
            )
            for one in found
        ),
        free=_free(work, weeks(work, sprint, rows), lines, items),
        can_take=viewer.pk in work.shares,
        meets_today=str(work.today.isoweekday()) in work.pod.stand_up_days,
    )


def _at_risk(work: PodWork, rows: Sequence[ItemRow]) -> set[UUID]:
    """Return the items whose fixed date their performer cannot meet, or that no one took."""
    performers = {one.id: one.performer_id for one in rows}
    partners = {one.id for one in rows if one.state == rules.IN_SPRINT and not one.performer_id}
    ours = [one for one in work.ranked if one.id not in partners]
    return {one.id for one in rules.failing(ours, performers, work.calendar, work.today)}


def _item_line(row: ItemRow) -> ItemLine:
    return ItemLine(
        row.ranked, row.state, row.performer_id, row.blocked_at, row.to_review, row.promise_id
    )


def _promise_line(promise: Promise) -> PromiseLine:
    ours = promise.performer_contact_id is None
    buyers = promise.requester_contact_id is not None or not ours
    # it is our turn: as performer of their request, or as requester of their condition
    turn = {"A": promise.requester_contact_id is None, "B": ours}
    waits = promise.state in ("requested", "countered") and turn[must_move(promise.state)]
    item = getattr(promise, "item", None)
    assert promise.next_at is not None
    return PromiseLine(
        id=promise.pk,
        deal=promise.deal_id,
        state=promise.state,
        next_at=promise.next_at,
        due_at=promise.due_at,
        ours=ours,
        buyer_waits=buyers and waits,
        no_performer=promise.performer_pod_id is not None and promise.state != PROMISED,
        item=item.pk if item is not None else None,
    )


def _promise_row(promise: Promise | None) -> StandUpPromise | None:
    if promise is None:
        return None
    performer = promise.performer_person or promise.performer_contact
    contact = promise.requester_contact
    return StandUpPromise(
        id=promise.pk,
        deal_id=promise.deal_id,
        what=promise.what,
        state=promise.state,
        performer=(performer.name or getattr(performer, "as_role", "")) if performer else "",
        requester=(contact.name or contact.as_role) if contact is not None else "",
        due_at=promise.due_at,
        ours=promise.performer_contact_id is None,
        asked_pod=promise.performer_pod_id,
    )


def _from_the_close(work: PodWork, live: Sequence[Promise]) -> list[UUID]:
    """Return the deals from the close to the left."""
    deals = {one.deal_id: one.deal for one in work.items} | {one.deal_id: one.deal for one in live}

    def place(deal_id: UUID) -> tuple[int, str, str]:
        stage = deals[deal_id].stage
        return (
            (-(stage.position + 1) if stage is not None else 0),
            deals[deal_id].title,
            str(deal_id),
        )

    return sorted(deals, key=place)


def _free(
    work: PodWork,
    people: Sequence[PersonWeek],
    lines: Sequence[ItemLine],
    items: dict[UUID, ItemRow],
) -> tuple[FreeRow, ...]:
    needs = {one.id: one.skill for one in items.values() if one.skill}
    owners = team_queries.skills_by_person() if needs else {}
    skilled = {
        item: [person for person, known in owners.items() if skill in known]
        for item, skill in needs.items()
    }
    asked = {one.id for one in items.values() if one.asked}
    open_lines = [one for one in lines if one.ranked.id not in asked]
    found = free_hands({one.person_id: one.free for one in people}, open_lines, skilled)
    names = {one.person_id: one.name for one in people}
    return tuple(
        FreeRow(
            one.person,
            names[one.person],
            one.hours,
            items.get(one.item),
            one.person == work.viewer.pk,
        )
        for one in found
    )
