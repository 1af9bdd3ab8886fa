"""Reads of pods, items, sprints and hours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import (
    DateField,
    DecimalField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, Coalesce

from pullahead.base.db.planned_queries import planned
from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.conversations.models import Conversation, Promise, PromiseMove
from pullahead.conversations.queries import PARTIES
from pullahead.conversations.rules import PROMISED, REQUESTED
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import Deal, DealContact
from pullahead.sprints.models import (
    BuyerChange,
    BuyerStep,
    Capacity,
    Item,
    Objective,
    Reallocation,
    Sprint,
)
from pullahead.sprints.plan_rules import OPEN
from pullahead.sprints.rules import BACKLOG, CAPABILITY, FREE_HANDS, IN_SPRINT, ITEM_DONE
from pullahead.team.models import Person, Pod, PodMember

LIVE_STATES = (BACKLOG, IN_SPRINT)


def pod(pod_id: int) -> Pod | None:
    """Return a pod with its team."""
    if not 0 < pod_id < 2**63:
        return None
    return Pod.objects.select_related("team").filter(pk=pod_id).first()


def shares(of: Pod) -> Mapping[int, int]:
    """Return the share of each active member in percent.

    A default pod without members has everyone of its team who works leads, in full.
    """
    rows = dict(
        PodMember.objects.filter(pod=of, person__is_active=True).values_list("person_id", "share")
    )
    if rows or not of.is_default:
        return rows
    team = Person.objects.filter(team_id=of.team_id, is_active=True)
    everyone = team.filter(role__in=(Person.Role.AGENT, Person.Role.LEADER))
    return dict.fromkeys(everyone.values_list("pk", flat=True), 100)


_LIVE = Exists(Item.objects.filter(pod=OuterRef("pk"), state__in=LIVE_STATES))
NO_TEAM = 0


def pods_with_items(viewer: Person) -> tuple[Pod, ...]:
    """Return the pods that a person may see and that have a live item, own ones first."""
    return tuple(_with_items(viewer).select_related("team")[:50])


def has_pods_with_items(viewer: Person) -> bool:
    """Check whether a person may see a pod that has a live item."""
    if viewer.is_admin:
        return _with_items(viewer).exists()
    return bool(_pod_seen(viewer.pk, viewer.team_id if viewer.works_leads else NO_TEAM))


@planned
def _pod_seen(person_id: int, team_id: int) -> QuerySet[Pod, int]:
    mine = PodMember.objects.filter(pod=OuterRef("pk"), person_id=person_id)
    rows = Pod.objects.filter(Exists(mine) | Q(team_id=team_id))
    return rows.filter(_LIVE).values_list("pk", flat=True)[:1]


def _with_items(viewer: Person) -> QuerySet[Pod]:
    mine = PodMember.objects.filter(pod=OuterRef("pk"), person=viewer)
    rows = Pod.objects.annotate(mine=Exists(mine)).filter(_LIVE)
    if not viewer.is_admin:
        seen = Q(mine=True)
        if viewer.works_leads:
            seen |= Q(team_id=viewer.team_id)
        rows = rows.filter(seen)
    return rows.order_by("-mine", "-is_default", "name", "pk")


def item(item_id: UUID) -> Item | None:
    """Return an item with what its pages name."""
    named = ("pod", "pod__team", "deal", "step", "step__contact", "performer", "promise")
    return Item.objects.select_related(*named).filter(pk=item_id).first()


def keys_of(ids: Collection[UUID]) -> list[Item]:
    """Return items with the ids of their deals and promises, without a lock."""
    return list(Item.objects.filter(pk__in=ids).only("pk", "deal_id", "promise_id"))


def pod_items(pod_id: int, sprints: Collection[UUID], also: UUID | None = None) -> list[Item]:
    """Return the live items of a pod, and those done in these sprints; `also` one whatever."""
    more = Q(state=ITEM_DONE, sprint_id__in=sprints) | Q(pk=also)
    rows = Item.objects.filter(Q(pod_id=pod_id), Q(state__in=LIVE_STATES) | more)
    named = (
        "deal", "deal__stage", "step", "step__contact", "objective", "performer", "sprint",
        "promise", "promise__requester_contact", "promise__performer_person",
        "promise__performer_contact",
    )  # fmt: skip
    return list(rows.select_related(*named).order_by("pk"))


def deal_items(deal_id: UUID) -> list[Item]:
    """Return all items of a deal, oldest first."""
    rows = Item.objects.filter(deal_id=deal_id).select_related("pod", "performer", "step")
    return list(rows.order_by("pk"))


def capability_items(rows: Iterable[Item]) -> dict[tuple[UUID, str], UUID]:
    """Return the open items that close a gap of the Delivery, by objective and text."""
    return {
        (one.objective_id, one.what): one.pk
        for one in rows
        if one.objective_id is not None and one.kind == CAPABILITY and one.state in LIVE_STATES
    }


def open_steps(deal_ids: Collection[UUID]) -> list[BuyerStep]:
    """Return the open steps of deals, in their order."""
    rows = BuyerStep.objects.filter(deal_id__in=deal_ids, state=OPEN)
    return list(rows.order_by("deal_id", "position", "pk"))


def steps_of_pod(pod_id: int) -> list[BuyerStep]:
    """Return all steps of the deals that have a live item in a pod."""
    deals = Item.objects.filter(pod_id=pod_id, state__in=LIVE_STATES).values("deal_id")
    return list(BuyerStep.objects.filter(deal_id__in=deals).order_by("deal_id", "position", "pk"))


def unanswered(deal_id: UUID) -> list[BuyerChange]:
    """Return the unanswered changes of a deal, oldest first."""
    rows = BuyerChange.objects.filter(deal_id=deal_id, answered_at=None)
    return list(rows.select_related("step", "objective").order_by("heard_at", "pk"))


def changes_of_pod(pod_id: int) -> list[BuyerChange]:
    """Return the unanswered changes of the deals that have a live item in a pod."""
    live = Item.objects.filter(pod_id=pod_id, state__in=LIVE_STATES)
    rows = BuyerChange.objects.filter(deal_id__in=live.values("deal_id"), answered_at=None)
    return list(rows.select_related("deal", "step", "objective").order_by("heard_at", "pk"))


def plan_rows(team_id: int, monday: date) -> list[tuple[UUID, date | None, Decimal | None]]:
    """Return deal, date of the step, and hours of the items in a team's backlogs with a date.

    A row without a date is an open deal with a change of the buyer that waits for an answer; with
    hours, it is a ready deal whose pod has so few free hours in the week from `monday`.
    """
    items = Item.objects.filter(
        state=BACKLOG, step__state=OPEN, step__due__isnull=False, deal__team_id=team_id
    )
    changes = BuyerChange.objects.filter(
        answered_at=None, deal__team_id=team_id, deal__closed_at=None
    )
    no_due = Cast(Value(None), DateField())
    no_hours = Cast(Value(None), DecimalField(max_digits=5, decimal_places=2))
    undated = changes.order_by().values_list("deal_id", no_due, no_hours)
    dated = items.order_by().values_list("deal_id", "step__due", "weighed_h")
    busy = _busy_deals(team_id, monday).values_list("pk", no_due, "free")
    return list(dated.union(undated, busy, all=True))


def _busy_deals(team_id: int, monday: date) -> QuerySet[Deal, Any]:
    """Return the ready deals of pods without free hands in a week, with the pod's free hours.

    Deals of a pod that has opened no sprint of the week are left out: it plans no hours.
    """
    hours = DecimalField(max_digits=7, decimal_places=2)
    week = Capacity.objects.filter(sprint__pod=OuterRef("pod"), sprint__starts=monday)
    taken = Item.objects.filter(
        pod=OuterRef("pod"), sprint__starts=monday, state=IN_SPRINT, performer__isnull=False
    )
    rows = Deal.objects.filter(team_id=team_id, closed_at=None, stage=None).order_by()
    return rows.annotate(
        free=Subquery(week.order_by().values("sprint__pod").annotate(n=Sum("hours")).values("n"))
        - Coalesce(
            Subquery(taken.order_by().values("pod").annotate(n=Sum("left_h")).values("n")),
            Value(Decimal(0)),
            output_field=hours,
        )
    ).filter(free__lt=FREE_HANDS)


def live_promises(pod_id: int) -> list[Promise]:
    """Return the live promises of the deals that have a live item in a pod, or belong to it."""
    live = Item.objects.filter(pod_id=pod_id, state__in=LIVE_STATES)
    rows = Promise.objects.filter(next_at__isnull=False).filter(
        Q(deal__pod_id=pod_id, deal__closed_at=None) | Q(deal_id__in=live.values("deal_id"))
    )
    named = ("requester_contact", "performer_contact", "performer_person", "deal", "item")
    return list(rows.select_related(*named).order_by("next_at", "pk"))


def promises_without_item(person_id: int) -> list[Promise]:
    """Return what a person is asked for or has promised beside their items, earliest first."""
    rows = Promise.objects.filter(performer_person_id=person_id, item=None)
    live = rows.filter(state__in=(REQUESTED, PROMISED))
    return list(live.select_related("deal", *PARTIES).order_by("next_at", "pk")[:100])


def sprint(pod_id: int, monday: date) -> Sprint | None:
    """Return the sprint of a week."""
    return Sprint.objects.filter(pod_id=pod_id, starts=monday).first()


def sprints_of(pod_id: int, since: date) -> list[Sprint]:
    """Return the sprints of a pod since a Monday, oldest first."""
    return list(Sprint.objects.filter(pod_id=pod_id, starts__gte=since).order_by("starts"))


def sprint_by_id(sprint_id: UUID) -> Sprint | None:
    """Return a sprint with its pod."""
    return Sprint.objects.select_related("pod", "pod__team").filter(pk=sprint_id).first()


def review_to_undo(sprint_id: UUID, person_id: int, since: datetime) -> list[dict[str, Any]]:
    """Return the items that a person answered in the last review of a sprint, as they were.

    Empty if the review is older, was undone, or another person reviewed since.
    """
    last = _last_review(sprint_id)
    if last is None or last.kind != JournalEvent.SPRINT_REVIEWED:
        return []
    if last.actor_id != person_id or last.at < since:
        return []
    return list(last.data.get("items", ()))


def journal_of(deal_id: UUID, lead_id: UUID | None, most: int) -> list[Journal]:
    """Return the journal lines of a deal and of its lead, newest first."""
    mine = Q(deal_id=deal_id)
    if lead_id is not None:
        mine |= Q(lead_id=lead_id)
    return list(Journal.objects.filter(mine).order_by("-id")[:most])


def changed_since_review(sprint_id: UUID, item_ids: Collection[UUID]) -> bool:
    """Return whether an item of the last review, or its promise, moved since."""
    last = _last_review(sprint_id)
    if last is None:
        return True
    deals = Item.objects.filter(pk__in=item_ids).values_list("deal_id", flat=True)
    lines = Journal.objects.filter(deal_id__in=list(deals), id__gt=last.pk)
    wanted = {str(one) for one in item_ids}
    if any(data.get("item") in wanted for data in lines.values_list("data", flat=True)):
        return True
    moves = PromiseMove.objects.filter(promise__item__in=item_ids, at__gt=last.at)
    return moves.exists()


def _last_review(sprint_id: UUID) -> Journal | None:
    opened = Sprint.objects.filter(pk=sprint_id).values_list("reviewed_at", flat=True).first()
    if opened is None:
        return None
    kinds = (JournalEvent.SPRINT_REVIEWED, JournalEvent.REVIEW_UNDONE)
    rows = Journal.objects.filter(kind__in=kinds, data__sprint=str(sprint_id), at__gte=opened)
    return rows.order_by("-id").first()


def capacities(sprint_id: UUID) -> list[Capacity]:
    """Return the hours of people in a sprint, by name."""
    rows = Capacity.objects.filter(sprint_id=sprint_id).select_related("person")
    return list(rows.order_by("person__name"))


def urgent_of(pod_id: int) -> Item | None:
    """Return the live urgent item of a pod."""
    return Item.objects.filter(pod_id=pod_id, urgent=True, state__in=LIVE_STATES).first()


def reallocations(pod_id: int, since: datetime) -> list[Reallocation]:
    """Return the reallocations of a pod since a moment, newest first."""
    rows = Reallocation.objects.filter(from_item__pod_id=pod_id, at__gte=since)
    named = (
        "by", "person", "from_item", "from_item__deal", "to_item", "to_item__deal",
        "told_about__requester_contact", "reversed_by",
    )  # fmt: skip
    return list(rows.select_related(*named).order_by("-at", "-pk"))


def step_of(deal_id: UUID, step_id: UUID) -> BuyerStep | None:
    """Return an open step of a deal."""
    return BuyerStep.objects.filter(pk=step_id, deal_id=deal_id, state=OPEN).first()


def objective_of(deal_id: UUID, objective_id: UUID) -> Objective | None:
    """Return an open objective of a deal."""
    return Objective.objects.filter(pk=objective_id, deal_id=deal_id, state=OPEN).first()


def contact_of(deal_id: UUID, contact_id: UUID) -> Contact | None:
    """Return a contact of a deal who is not forgotten."""
    rows = Contact.objects.filter(pk=contact_id, forgotten_at=None)
    return rows.filter(
        Exists(DealContact.objects.filter(contact=OuterRef("pk"), deal=deal_id))
    ).first()


def contacts_of(deal_ids: Collection[UUID], side: str) -> list[DealContact]:
    """Return the contacts of one side in deals, by name."""
    rows = DealContact.objects.filter(
        deal_id__in=deal_ids, contact__side=side, contact__forgotten_at=None
    )
    return list(rows.select_related("contact").order_by("contact__name", "pk"))


def reallocation(row_id: UUID) -> Reallocation | None:
    """Return a reallocation with its items."""
    named = ("from_item", "to_item", "person", "told_about")
    return Reallocation.objects.select_related(*named).filter(pk=row_id).first()


def reversed_already(row_id: UUID) -> bool:
    """Return whether a reallocation was reversed."""
    return Reallocation.objects.filter(reverses_id=row_id).exists()


def untold(rows: Collection[Reallocation]) -> set[UUID]:
    """Return the reallocations whose buyer did not answer yet, and got no letter."""
    asked = [one for one in rows if one.told_about_id is not None and one.agreed_at is not None]
    if not asked:
        return set()
    moves: dict[UUID, list[datetime]] = {}
    found = PromiseMove.objects.filter(
        promise_id__in=[one.told_about_id for one in asked], contact__isnull=False, speaker="A"
    )
    for promise, at in found.values_list("promise_id", "at"):
        moves.setdefault(promise, []).append(at)
    letters: dict[UUID, list[datetime]] = {}
    kept = Conversation.objects.filter(
        deal_id__in=[one.from_item.deal_id for one in asked],
        kind="letter",
        undone_at=None,
    )
    for deal, at in kept.values_list("deal_id", "held_at"):
        letters.setdefault(deal, []).append(at)
    return {
        one.pk
        for one in asked
        if one.told_about_id is not None
        and not any(at >= one.at for at in moves.get(one.told_about_id, ()))
        and not any(at >= one.at for at in letters.get(one.from_item.deal_id, ()))
    }


def change(change_id: UUID) -> BuyerChange | None:
    """Return a change of a buyer with its deal."""
    return BuyerChange.objects.select_related("deal").filter(pk=change_id).first()


def open_objectives(deal_ids: Collection[UUID]) -> list[Objective]:
    """Return the open objectives of deals, oldest first."""
    rows = Objective.objects.filter(deal_id__in=deal_ids, state=OPEN)
    return list(rows.order_by("deal_id", "pk"))


def deals_of_pod(of: Pod, most: int = 200) -> list[Deal]:
    """Return the open deals of a pod, by title; of a shared pod, those of its items."""
    live = Item.objects.filter(pod=of, state__in=LIVE_STATES).values("deal_id")
    rows = Deal.objects.filter(closed_at=None).filter(Q(pod=of) | Q(pk__in=live))
    return list(rows.order_by("title", "pk")[:most])
