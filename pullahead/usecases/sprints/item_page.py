"""One item with the choices of its acts, and the choices of a new item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.sprints import item_queries, reallocation_rules
from pullahead.sprints.models import Reallocation
from pullahead.sprints.rules import BACKLOG, IN_SPRINT
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.sprints.access import sees_value, visible_item, visible_pod
from pullahead.usecases.sprints.reading import ItemRow, PodWork, pod_work

MOVES_SHOWN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a form: its value, and its label."""

    value: str
    label: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A reallocation as pages show it; costs are None where the viewer may not see them."""

    id: UUID
    at: datetime
    person: str
    by: str
    dropped: str
    dropped_id: UUID
    taken: str
    taken_id: UUID
    reason: str
    cost_from: float | None
    cost_to: float | None
    tell: str  # the buyer who must be informed
    can_agree: bool
    can_reverse: bool
    agreed: bool
    reverses: bool


@dataclass(frozen=True, slots=True)
class ItemPage:
    """All that the page of an item shows."""

    pod_id: int
    pod: str
    today: date
    row: ItemRow
    can_take: bool
    partner: bool
    reason: str  # why it was dropped
    colleagues: tuple[Choice, ...]
    partners: tuple[Choice, ...]
    serves: tuple[Choice, ...]
    served: str
    better: tuple[Choice, ...]  # items of the backlog to work on instead
    moves: tuple[MoveRow, ...]


def item_page(*, item_id: UUID, viewer: Person, now: datetime | None = None) -> ItemPage:
    """Return an item. Raise NotFound."""
    item = visible_item(item_id, viewer)
    work = pod_work(item.pod_id, viewer, now=now, also=item_id)
    rows = {one.id: one for one in work.rows()}
    row = rows.get(item_id)
    if row is None:
        raise NotFound("Item not found.")
    served = f"step {item.step_id}" if item.step_id else f"objective {item.objective_id or ''}"
    leads = viewer.is_admin or (viewer.is_leader and viewer.team_id == work.pod.team_id)
    return ItemPage(
        pod_id=item.pod_id,
        pod=work.pod.name,
        today=work.today,
        row=row,
        can_take=viewer.pk in work.shares,
        partner=row.state == IN_SPRINT and row.performer_id is None,
        reason=item.reason,
        colleagues=_colleagues(work, viewer),
        partners=_partners(item.deal_id),
        serves=tuple(serves_of(item.deal_id)),
        served=served if served != "objective " else "",
        better=tuple(
            Choice(str(one.id), f"{one.title}: {one.what}")
            for one in rows.values()
            if one.state == BACKLOG and not one.asked and (leads or one.place < row.place)
        )[:30],
        moves=_moves_of(item_id, work),
    )


def _moves_of(item_id: UUID, work: PodWork) -> tuple[MoveRow, ...]:
    rows = item_queries.reallocations(work.pod.pk, work.now - MOVES_SHOWN)
    here = [one for one in rows if item_id in (one.from_item_id, one.to_item_id)]
    return move_rows(here, work.viewer, work.now)


def _colleagues(work: PodWork, viewer: Person) -> tuple[Choice, ...]:
    names = team_queries.names_of([one for one in work.shares if one != viewer.pk])
    ranked = sorted(names.items(), key=lambda one: one[1])
    return tuple(Choice(str(pk), name) for pk, name in ranked)


def _partners(deal_id: UUID) -> tuple[Choice, ...]:
    rows = item_queries.contacts_of([deal_id], "partner")
    return tuple(
        Choice(str(one.contact_id), one.contact.name or one.contact.as_role) for one in rows
    )


def serves_of(deal_id: UUID) -> Sequence[Choice]:
    """Return the open steps and objectives of a deal, which an item can serve."""
    steps = [
        Choice(f"step {one.pk}", one.name, one.due) for one in item_queries.open_steps([deal_id])
    ]
    objectives = [
        Choice(f"objective {one.pk}", one.words) for one in item_queries.open_objectives([deal_id])
    ]
    return [*steps, *objectives]


def move_rows(rows: Sequence[Reallocation], viewer: Person, now: datetime) -> tuple[MoveRow, ...]:
    """Return reallocations as pages show them."""
    untold = item_queries.untold(rows)
    found = []
    for one in rows:
        sees = sees_value(viewer, one.from_item.deal.team_id) and sees_value(
            viewer, one.to_item.deal.team_id
        )
        contact = one.told_about.requester_contact if one.told_about is not None else None
        name = (contact.name or contact.as_role) if contact is not None else ""
        mine, agreed = one.person_id == viewer.pk, one.agreed_at is not None
        fresh = one.agreed_at is not None and reallocation_rules.is_reversible(one.agreed_at, now)
        is_reversed = getattr(one, "reversed_by", None) is not None
        waits = one.from_item.state == IN_SPRINT and one.to_item.state == BACKLOG
        found.append(
            MoveRow(
                id=one.pk,
                at=one.at,
                person=one.person.name,
                by=one.by.name,
                dropped=f"{one.from_item.deal.title}: {one.from_item.what}",
                dropped_id=one.from_item_id,
                taken=f"{one.to_item.deal.title}: {one.to_item.what}",
                taken_id=one.to_item_id,
                reason=one.reason,
                cost_from=float(one.day_cost_from) if sees and one.day_cost_from else None,
                cost_to=float(one.day_cost_to) if sees and one.day_cost_to else None,
                tell=name if one.pk in untold and not is_reversed else "",
                can_agree=mine and not agreed and waits,
                can_reverse=mine and fresh and not is_reversed and one.reverses_id is None,
                agreed=agreed,
                reverses=one.reverses_id is not None,
            )
        )
    return tuple(found)


def moves_of_pod(
    *, pod_id: int, viewer: Person, now: datetime | None = None
) -> tuple[MoveRow, ...]:
    """Return the reallocations of a pod in the last two weeks, newest first."""
    visible_pod(pod_id, viewer)
    now = now or clock.now()
    return move_rows(item_queries.reallocations(pod_id, now - MOVES_SHOWN), viewer, now)


def new_item_choices(*, pod_id: int, viewer: Person) -> tuple[Choice, ...]:
    """Return what a new item can be for: each open deal of the pod, its steps and objectives."""
    pod = visible_pod(pod_id, viewer)
    if not viewer.works_leads:
        return ()
    deals = item_queries.deals_of_pod(pod)
    ids = [one.pk for one in deals]
    steps, objectives = item_queries.open_steps(ids), item_queries.open_objectives(ids)
    found = []
    for deal in deals:
        found.append(Choice(f"{deal.pk} deal", deal.title))
        found += [
            Choice(f"{deal.pk} step {one.pk}", f"{deal.title}: {one.name}", one.due)
            for one in steps
            if one.deal_id == deal.pk
        ]
        found += [
            Choice(f"{deal.pk} objective {one.pk}", f"{deal.title}: {one.words}")
            for one in objectives
            if one.deal_id == deal.pk
        ]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DealItems:
    """Items of a deal by their place, and the deal's pod for a new one."""

    pod_id: int
    today: date
    rows: tuple[ItemRow, ...]


def items_of_deal(*, deal_id: UUID, viewer: Person, now: datetime | None = None) -> DealItems:
    """Return the items of a deal in its pod's order, those that serve no step last."""
    deal = visible_deal(deal_id, viewer)
    work = pod_work(deal.pod_id, viewer, now=now)
    rows = tuple(one for one in work.rows() if one.deal_id == deal_id)
    return DealItems(deal.pod_id, work.today, rows)
