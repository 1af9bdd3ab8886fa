"""Page of a deal for a person who performs a promise in it: no value, chance or stance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.conversations import queries as promise_queries
from pullahead.pipeline import queries as deal_queries
from pullahead.sprints import item_queries, plan_queries
from pullahead.sprints.models import BuyerStep, Item
from pullahead.sprints.plan_rules import OPEN
from pullahead.team import pod_queries
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.conversations.brief import PromiseView, views_of
from pullahead.usecases.deals.findings import called


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """A promise of the viewer; without an item, it is answered and reported on this page."""

    view: PromiseView
    item_id: UUID | None


@dataclass(frozen=True, slots=True)
class NeededStep:
    """An open step of the buyer, and what the buyer needs for it."""

    name: str
    owner: str
    due: date | None
    needs: str


@dataclass(frozen=True, slots=True)
class WorkOfDeal:
    """An item of the deal in a pod of the viewer."""

    id: UUID
    what: str
    state: str
    left: Decimal
    performer: str
    step: str


@dataclass(frozen=True, slots=True)
class PromisedDeal:
    """A deal as a performer sees it."""

    id: UUID
    title: str
    company: str
    stage: str
    closed: bool
    today: date
    promises: tuple[OwnPromise, ...]
    steps: tuple[NeededStep, ...]
    objectives: tuple[str, ...]
    items: tuple[WorkOfDeal, ...]


def promised_deal(*, deal_id: UUID, viewer: Person) -> PromisedDeal:
    """Return a deal in which the viewer performs a promise, or has performed one.

    Raise NotFound for every other deal, and for the marketing role.
    """
    deal = deal_queries.deal(deal_id)
    if deal is None or not performs_in(deal_id=deal_id, viewer=viewer):
        raise NotFound(_("Deal not found."))
    mine = list(promise_queries.promises_of(deal_id).filter(performer_person=viewer))
    rows = item_queries.deal_items(deal_id)
    by_promise = {one.promise_id: one.pk for one in rows}
    pods, now = {one.pk for one in pod_queries.pods_of_person(viewer)}, clock.now()
    return PromisedDeal(
        id=deal.pk,
        title=deal.title,
        company=deal.company,
        stage=deal.stage.name if deal.stage is not None else "",
        closed=deal.closed_at is not None,
        today=team_queries.calendar(deal.team_id).local_day(now),
        promises=tuple(
            OwnPromise(one, by_promise.get(one.id)) for one in views_of(mine, viewer, now)
        ),
        steps=tuple(_step(one) for one in plan_queries.steps(deal_id) if one.state == OPEN),
        objectives=tuple(
            one.words for one in plan_queries.objectives(deal_id) if one.state == OPEN
        ),
        items=tuple(_item(one) for one in rows if one.pod_id in pods),
    )


def performs_in(*, deal_id: UUID, viewer: Person) -> bool:
    """Return whether the viewer performs a promise in a deal, or has performed one."""
    return not viewer.is_marketer and deal_id in promise_queries.deals_of_performer(viewer.pk)


def _step(one: BuyerStep) -> NeededStep:
    owner = called(one.contact) if one.contact is not None else ""
    return NeededStep(one.name, owner, one.due, one.needs)


def _item(one: Item) -> WorkOfDeal:
    return WorkOfDeal(
        id=one.pk,
        what=one.what,
        state=one.state,
        left=one.left_h,
        performer=one.performer.name if one.performer is not None else "",
        step=one.step.name if one.step is not None else "",
    )
