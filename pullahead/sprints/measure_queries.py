"""Reads for the measures of a pod: done items, journal lines of items, requests, reviews."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.conversations.models import PromiseMove
from pullahead.conversations.rules import SATISFIED, Move
from pullahead.sprints.measure_rules import DoneItem, ItemEvent, MovedHours, worked_hours
from pullahead.sprints.models import Concession, Fit, Item, Objective, Reallocation, Sprint
from pullahead.sprints.plan_rules import DeliveryProgress, FitFacts, progress
from pullahead.sprints.rules import ITEM_DONE

# Changes after which an item is not in the week any more
OUT = {"declined", "new_date", "moved", "reversed", "left"}


def done_items(pod_id: int, zone: ZoneInfo, since: datetime | None = None) -> list[DoneItem]:
    """Return the done items of a pod, by the day of their last report."""
    rows = Item.objects.filter(pod_id=pod_id, state=ITEM_DONE, promise__isnull=False)
    items = {
        promise: (size, weighed, step is not None or objective is not None)
        for promise, size, weighed, step, objective in rows.values_list(
            "promise_id", "size", "weighed_h", "step_id", "objective_id"
        )
    }
    reports = PromiseMove.objects.filter(promise__item__in=rows, move=Move.REPORT)
    if since is not None:
        reports = reports.filter(at__gt=since)
    last = dict(reports.order_by("at").values_list("promise_id", "at"))
    found = []
    for promise, at in last.items():
        size, weighed, serves = items[promise]
        found.append(DoneItem(at.astimezone(zone).date(), worked_hours(size, weighed), serves))
    return found


def item_events(pod_id: int, since: datetime) -> list[ItemEvent]:
    """Return the takes, blocks and ends of a pod's items since a moment."""
    kinds = (
        JournalEvent.ITEM_TAKEN,
        JournalEvent.ITEM_CHANGED,
        JournalEvent.ITEM_DONE,
        JournalEvent.ITEM_DROPPED,
    )
    found = []
    for kind, data, at in _lines(pod_id, kinds, since):
        what = data.get("what", "")
        if kind == JournalEvent.ITEM_TAKEN:
            found.append(ItemEvent(data["item"], "taken", at))
        elif what == "blocked":
            found.append(ItemEvent(data["item"], "blocked", at))
        elif kind != JournalEvent.ITEM_CHANGED or what in OUT:
            found.append(ItemEvent(data["item"], "out", at))
    return found


def overrides(pod_id: int, since: datetime) -> int:
    """Return how often the hours of a week were exceeded."""
    return len(_lines(pod_id, (JournalEvent.CAPACITY_OVERRIDDEN,), since))


def _lines(
    pod_id: int, kinds: tuple[JournalEvent, ...], since: datetime
) -> list[tuple[str, dict[str, str], datetime]]:
    """Return journal lines of a pod's items, oldest first."""
    items = Item.objects.filter(pod_id=pod_id)
    ids = {str(one) for one in items.values_list("pk", flat=True)}
    deals = list(items.values_list("deal_id", flat=True).distinct())
    rows = Journal.objects.filter(deal_id__in=deals, kind__in=kinds, at__gt=since).order_by("id")
    return [
        (kind, data, at)
        for kind, data, at in rows.values_list("kind", "data", "at")
        if data.get("item") in ids
    ]


def requests(pod_id: int, since: datetime) -> list[tuple[datetime, datetime | None]]:
    """Return when a pod asked shared pods, or was asked, and when they answered."""
    granted = [
        data["promise"]
        for data in Journal.objects.filter(
            kind=JournalEvent.RIGHT_GRANTED, at__gt=since, data__pod=pod_id
        ).values_list("data", flat=True)
        if "promise" in data
    ]
    mine = Q(deal__pod_id=pod_id) | Q(promise__performer_pod_id=pod_id) | Q(promise__in=granted)
    asked = dict(
        Concession.objects.filter(mine, promise__isnull=False, at__gt=since).values_list(
            "promise_id", "at"
        )
    )
    answers: dict[UUID, datetime] = {}
    moves = PromiseMove.objects.filter(promise__in=list(asked), n__gt=1).exclude(move=Move.VOID)
    for promise, at in moves.order_by("n").values_list("promise_id", "at"):
        answers.setdefault(promise, at)
    return [(at, answers.get(promise)) for promise, at in asked.items()]


def review_words(pod_id: int, first: date, before: date) -> list[str]:
    """Return the buyers' sentences of the weeks that are over; '' for none."""
    rows = Sprint.objects.filter(pod_id=pod_id, starts__gte=first, starts__lt=before)
    return list(rows.values_list("buyers_words", flat=True))


def moved_hours(pod_id: int, since: datetime) -> list[tuple[str, MovedHours]]:
    """Return the agreed reallocations of a pod: title of the deal that lost hours, and how many."""
    rows = Reallocation.objects.filter(
        from_item__pod_id=pod_id, agreed_at__gt=since, reverses=None, reversed_by=None
    ).select_related("from_item__deal")
    return [
        (
            one.from_item.deal.title,
            MovedHours(one.from_item.deal_id, one.hours, one.day_cost_from),
        )
        for one in rows.order_by("agreed_at", "pk")
    ]


def delivery_of_pod(pod_id: int) -> DeliveryProgress:
    """Return the proven objectives of a pod's open deals, of all that are not dropped."""
    rows = Objective.objects.filter(deal__pod_id=pod_id, deal__closed_at=None)
    fits: dict[UUID, list[FitFacts]] = {one: [] for one in rows.values_list("pk", flat=True)}
    found = Fit.objects.filter(objective__in=list(fits)).select_related("proof")
    for one in found:
        proven = one.proof is not None and one.proof.state == SATISFIED
        fits[one.objective_id].append(FitFacts(one.fit, proven))
    return progress([(state, fits[pk]) for pk, state in rows.values_list("pk", "state")])


def hours_by_day(pod_id: int, zone: ZoneInfo) -> list[tuple[date, Decimal]]:
    """Return the hours of a pod's done items by day, for its return."""
    return [(one.day, one.hours) for one in done_items(pod_id, zone)]
