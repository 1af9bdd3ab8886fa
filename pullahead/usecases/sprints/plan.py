"""Page *Plan* of a deal: changes to answer, the buyer's steps in their order, the Delivery."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.leads.contact_models import Contact
from pullahead.pipeline import finding_services
from pullahead.sprints import plan_queries
from pullahead.sprints.models import BuyerChange, BuyerStep
from pullahead.sprints.plan_rules import DROPPED, OPEN
from pullahead.sprints.plan_rules import read_dated_promise as read_dated_promise
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called
from pullahead.usecases.sprints.concessions import ConcessionsOfDeal, concessions_of
from pullahead.usecases.sprints.delivery import DeliveryView, delivery_of, proofs_of
from pullahead.usecases.sprints.requests import shared_pods

HISTORY = 100


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the buyer."""

    id: UUID
    name: str
    owner: str
    contact: int | None  # id of the contact in the deal
    due: date | None
    needs: str
    job: str
    state: str
    place: int  # among the open ones, from 0
    next: bool  # the first open step with a date
    late: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change of the buyer, with what was and what is now in words."""

    id: UUID
    about: str
    field: str
    was: str
    now: str
    heard_at: datetime
    answered_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class DealPlan:
    """All that the page *Plan* shows."""

    deal_id: UUID
    title: str
    company: str
    open: bool
    changes: tuple[ChangeView, ...]  # to answer
    history: tuple[ChangeView, ...]  # answered
    steps: tuple[StepView, ...]  # open ones, in the buyer's order
    ended: tuple[StepView, ...]
    delivery: DeliveryView
    concessions: ConcessionsOfDeal
    contacts: tuple[tuple[int, str], ...]
    proofs: tuple[tuple[str, str], ...]  # promises that can prove a fit
    shared_pods: tuple[tuple[int, str], ...]


def deal_plan(*, deal_id: UUID, viewer: Person) -> DealPlan:
    """Return the plan of a deal. Raise NotFound for a deal of another team."""
    deal = visible_deal(deal_id, viewer)
    contacts = list(finding_services.contacts_of(deal_id))
    in_deal = {one.contact_id: one.pk for one in contacts}
    names = {str(one.contact_id): called(one.contact) for one in contacts}
    today = team_queries.calendar(deal.team_id).local_day(clock.now())
    rows = list(plan_queries.steps(deal_id))
    opened = [one for one in rows if one.state == OPEN]
    following = min(
        (one for one in opened if one.due is not None),
        key=lambda one: (one.due or date.max, one.position),
        default=None,
    )
    steps = {
        one.pk: _step(one, place, one is following, today, in_deal)
        for place, one in enumerate([*opened, *(one for one in rows if one.state != OPEN)])
    }
    changes = [_change(one, names) for one in plan_queries.changes(deal_id)[:HISTORY]]
    return DealPlan(
        deal_id=deal.pk,
        title=deal.title,
        company=deal.company,
        open=deal.closed_at is None,
        changes=tuple(one for one in changes if one.answered_at is None),
        history=tuple(one for one in changes if one.answered_at is not None),
        steps=tuple(steps[one.pk] for one in opened),
        ended=tuple(steps[one.pk] for one in rows if one.state != OPEN),
        delivery=delivery_of(deal_id),
        concessions=concessions_of(deal_id=deal_id, viewer=viewer),
        contacts=tuple((one.pk, called(one.contact)) for one in contacts if _named(one.contact)),
        proofs=proofs_of(deal_id),
        shared_pods=shared_pods(viewer=viewer),
    )


def changes_to_answer(*, deal_id: UUID, viewer: Person) -> tuple[ChangeView, ...]:
    """Return the changes of a deal that wait for an answer, newest first."""
    visible_deal(deal_id, viewer)
    rows = plan_queries.changes(deal_id).filter(answered_at=None)[:HISTORY]
    names = {
        str(one.contact_id): called(one.contact) for one in finding_services.contacts_of(deal_id)
    }
    return tuple(_change(one, names) for one in rows)


def _named(contact: Contact) -> bool:
    return contact.forgotten_at is None


def _step(
    one: BuyerStep, place: int, following: bool, today: date, in_deal: dict[UUID, int]
) -> StepView:
    return StepView(
        id=one.pk,
        name=one.name,
        owner=called(one.contact) if one.contact is not None else "",
        contact=in_deal.get(one.contact_id) if one.contact_id is not None else None,
        due=one.due,
        needs=one.needs,
        job=one.job,
        state=one.state,
        place=place,
        next=following,
        late=one.state == OPEN and one.due is not None and one.due < today,
    )


def _change(one: BuyerChange, names: dict[str, str]) -> ChangeView:
    if one.field == "promise":
        about = read_dated_promise(one.now)[1]
    elif one.step is not None:
        about = one.step.name
    else:
        about = one.objective.words if one.objective is not None else ""
    was, now = one.was, one.now
    if one.field == "contact":
        was, now = (
            names.get(was, _("erased contact") if was else ""),
            names.get(now, _("erased contact") if now else ""),
        )
    elif one.field == "place":
        was, now = _place(was), _place(now)
    return ChangeView(
        one.pk, about, _field(one), was, now, one.heard_at, one.answered_at, one.answer
    )


def _field(one: BuyerChange) -> str:
    if one.field == "job" and one.step is None:
        return "reopened"
    return DROPPED if one.field == "state" and one.now == DROPPED else one.field


def _place(text: str) -> str:
    return str(int(text) + 1) if text.isdigit() else text
