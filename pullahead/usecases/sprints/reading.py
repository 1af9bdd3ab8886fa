"""Work of a pod as its pages read it: items in their order, hours, and what moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pullahead.base import clock
from pullahead.pipeline import board_queries
from pullahead.pipeline import queries as deal_queries
from pullahead.pipeline.models import Deal
from pullahead.sprints import item_queries, rules
from pullahead.sprints.models import BuyerStep, Item, Sprint
from pullahead.sprints.plan_rules import OPEN
from pullahead.sprints.rules import (
    BACKLOG,
    IN_SPRINT,
    ITEM_DONE,
    ItemFacts,
    RankedItem,
    RankReason,
    StepFacts,
)
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals.ranking import START_CHANCE, chances_of
from pullahead.usecases.sprints.access import DealPages, deal_pages, sees_value, visible_pod

WEEKS_TO_REVIEW = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as pages and API show it. `cost` is None where the viewer may not see it."""

    id: UUID
    deal_id: UUID
    title: str
    company: str
    what: str
    kind: str
    size: str
    left: Decimal
    state: str
    place: int
    ranked: RankedItem
    shows_cost: bool
    deal_page: str  # the page of the deal that the viewer may open; blank: none
    step: str
    step_due: date | None
    skill: str
    performer_id: int | None
    performer: str
    promise_id: UUID | None
    promise_state: str
    due_at: datetime | None
    asked: str  # the colleague who was asked
    asks_me: bool
    mine: bool
    blocked_why: str
    blocked_at: datetime | None
    urgent: bool
    over_reason: str
    requester: str  # a contact who waits for it
    step_owner: str  # the contact of its step
    to_review: bool

    @property
    def cost(self) -> float | None:
        """Return the cost of a day's wait, where the viewer may see it and there is a value."""
        return self.ranked.cost if self.shows_cost else None

    def reason(self, *, today: date, cost: str | None, due: str) -> RankReason:
        """Return why the item has its place; `cost` and `due` in the reader's format."""
        return rules.reason(
            self.ranked, today=today, cost=cost if self.shows_cost else None, due=due
        )


@dataclass(frozen=True, slots=True)
class PersonWeek:
    """Hours of a member in a sprint, and the items taken."""

    person_id: int
    name: str
    hours: Decimal
    taken: Decimal
    items: tuple[ItemRow, ...] = ()
    done: tuple[ItemRow, ...] = ()

    @property
    def free(self) -> Decimal:
        """Return the hours that are not taken."""
        return self.hours - self.taken

    @property
    def percent(self) -> int:
        """Return the share of the hours that is taken, for the bar."""
        return min(int(100 * self.taken / self.hours), 100) if self.hours else 0

    @property
    def over(self) -> bool:
        """Return whether more is taken than there are hours."""
        return self.taken > self.hours


@dataclass(slots=True)
class PodWork:
    """Live items of a pod with all that orders them, read in a fixed number of statements."""

    pod: Pod
    viewer: Person
    now: datetime
    today: date
    calendar: Calendar
    shares: Mapping[int, int]
    items: list[Item]
    steps: list[BuyerStep]
    chances: Mapping[UUID, float]
    deal_pages: DealPages
    ranked: Sequence[RankedItem] = ()
    costs: Mapping[UUID, float | None] = field(default_factory=dict)

    def facts(self) -> list[ItemFacts]:
        """Return the live items as the order reads them."""
        return [
            ItemFacts(
                id=one.pk,
                deal=one.deal_id,
                left=one.left_h,
                weighed=one.weighed_h,
                step=one.step_id,
                objective=one.objective is not None and one.objective.state == OPEN,
                urgent=one.urgent,
                performer=one.performer_id,
            )
            for one in self.live()
        ]

    def live(self) -> list[Item]:
        """Return the items of the backlog and of sprints."""
        return [one for one in self.items if one.state in (BACKLOG, IN_SPRINT)]

    def order_with(self, steps: Sequence[StepFacts]) -> Sequence[RankedItem]:
        """Return the order of the live items, had the buyer these open steps."""
        return rules.order(self.facts(), steps, self.costs, self.calendar, self.today)

    def rows(self) -> list[ItemRow]:
        """Return the live items, best first, then those that are not live."""
        by_id = {one.pk: one for one in self.items}
        rows = [_row(self, by_id[one.id], one) for one in self.ranked]
        finished = (one for one in self.items if one.state not in (BACKLOG, IN_SPRINT))
        return rows + [_row(self, one, _unranked(one)) for one in finished]

    @property
    def monday(self) -> date:
        """Return the Monday of the present week; on a weekend, of the next one."""
        day = self.today
        return rules.monday_of(
            day if self.calendar.is_working_day(day) else self.calendar.working_day(day)
        )


def pod_work(
    pod_id: int, viewer: Person, *, now: datetime | None = None, also: UUID | None = None
) -> PodWork:
    """Read the work of a pod, and one item whatever its state. Raise NotFound."""
    pod = visible_pod(pod_id, viewer)
    now = now or clock.now()
    calendar = team_queries.calendar(pod.team_id)
    today = calendar.local_day(now)
    since = rules.monday_of(today)
    sprints = [one.pk for one in item_queries.sprints_of(pod_id, since)]
    items = item_queries.pod_items(pod_id, sprints, also)
    work = PodWork(
        pod=pod,
        viewer=viewer,
        now=now,
        today=today,
        calendar=calendar,
        shares=item_queries.shares(pod),
        items=items,
        steps=item_queries.steps_of_pod(pod_id),
        chances=_chances(pod, calendar, {one.deal_id: one.deal for one in items}),
        deal_pages=deal_pages(viewer, pod),
    )
    deals = {one.deal_id: one.deal for one in items}
    hazard = rules.measured_hazard(board_queries.ended_days(pod.team_id))
    work.costs = {
        deal_id: rules.day_cost(
            float(deal.value) if deal.value is not None else None, work.chances[deal_id], hazard
        )
        for deal_id, deal in deals.items()
    }
    work.ranked = work.order_with([step_facts(one) for one in work.steps if one.state == OPEN])
    return work


def _chances(pod: Pod, calendar: Calendar, deals: Mapping[UUID, Deal]) -> Mapping[UUID, float]:
    """Return the chance of each deal: typed, estimated, measured at its stage, or assumed."""
    flow = deal_queries.workflow_of_team(pod.team_id)
    if flow is None:
        return {pk: deal.known_chance or START_CHANCE for pk, deal in deals.items()}
    return chances_of(list(deals.values()), flow, calendar)


def step_facts(step: BuyerStep) -> StepFacts:
    """Return a step as the order reads it."""
    return StepFacts(step.pk, step.deal_id, step.name, step.due, step.position)


def _unranked(item: Item) -> RankedItem:
    return RankedItem(
        item.pk, item.deal_id, 0, rules.ItemClass.DELAY, None, rules.NEITHER, 0.0, item.left_h
    )


def _row(work: PodWork, item: Item, ranked: RankedItem) -> ItemRow:
    promise, viewer = item.promise, work.viewer
    asked = promise.performer_person if promise is not None else None
    waiting = item.state == BACKLOG and asked is not None
    requester = promise.requester_contact if promise is not None else None
    over = item.sprint is not None and item.sprint.starts + timedelta(days=7) <= work.today
    return ItemRow(
        id=item.pk,
        deal_id=item.deal_id,
        title=item.deal.title,
        company=item.deal.company,
        what=item.what,
        kind=item.kind,
        size=item.size,
        left=item.left_h,
        state=item.state,
        place=ranked.place,
        ranked=ranked,
        shows_cost=sees_value(viewer, item.deal.team_id),
        deal_page=work.deal_pages.of(item.deal),
        step=item.step.name if item.step is not None else "",
        step_due=item.step.due if item.step is not None else None,
        skill=item.skill_id or "",
        performer_id=item.performer_id,
        performer=item.performer.name if item.performer is not None else _partner(item),
        promise_id=item.promise_id,
        promise_state=promise.state if promise is not None else "",
        due_at=promise.due_at if promise is not None else None,
        asked=asked.name if waiting and asked is not None else "",
        asks_me=waiting and asked is not None and asked.pk == viewer.pk,
        mine=item.performer_id == viewer.pk,
        blocked_why=item.blocked_why,
        blocked_at=item.blocked_at,
        urgent=item.urgent,
        over_reason=item.over_reason,
        requester=(requester.name or requester.as_role) if requester is not None else "",
        step_owner=_owner(item),
        to_review=item.state == IN_SPRINT and over,
    )


def _owner(item: Item) -> str:
    contact = item.step.contact if item.step is not None else None
    return (contact.name or contact.as_role) if contact is not None else ""


def _partner(item: Item) -> str:
    contact = item.promise.performer_contact if item.promise is not None else None
    return (contact.name or contact.as_role) if contact is not None else ""


# ---- hours


def weeks(work: PodWork, sprint: Sprint | None, rows: Sequence[ItemRow]) -> list[PersonWeek]:
    """Return the hours of each member in a sprint; before it is opened, those it would have."""
    names = team_queries.names_of(list(work.shares))
    hours: dict[int, Decimal] = {
        person: rules.capacity(work.calendar, work.monday, share)
        for person, share in work.shares.items()
    }
    if sprint is not None:
        for one in item_queries.capacities(sprint.pk):
            hours[one.person_id] = one.hours
            names[one.person_id] = one.person.name
    here = {one.pk for one in work.items if sprint is not None and one.sprint_id == sprint.pk}
    taken: dict[int, list[ItemRow]] = defaultdict(list)
    for row in rows:
        if row.id in here and row.performer_id is not None:
            taken[row.performer_id].append(row)
    return [
        PersonWeek(
            person_id=person,
            name=names.get(person, ""),
            hours=hours[person],
            taken=sum((one.left for one in taken[person] if one.state == IN_SPRINT), Decimal(0)),
            items=tuple(
                sorted(
                    (one for one in taken[person] if one.state == IN_SPRINT),
                    key=lambda one: (one.due_at or work.now, one.place),
                )
            ),
            done=tuple(one for one in taken[person] if one.state == ITEM_DONE),
        )
        for person in sorted(hours, key=lambda one: (one != work.viewer.pk, names.get(one, "")))
    ]
