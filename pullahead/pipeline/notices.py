"""Notices of a seller: events of their deals that wait for an act. Reads and marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from pullahead.base.transaction import require_transaction
from pullahead.pipeline.models import (
    Deal,
    DealBlock,
    DealNoticeRead,
    DealSignal,
    FlowLimit,
    Transition,
)
from pullahead.pipeline.queries import WorkflowFacts
from pullahead.pipeline.rules import DONE

HANDED_FOR = timedelta(days=7)
MARKS_LAST = timedelta(days=60)
EACH_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class DealNotice:
    """A notice: its key, what it says, when it began, and the deal or stage."""

    key: str
    kind: str  # signal, handed, hold, review, room, full
    at: datetime
    deal: UUID | None
    title: str  # of the deal, or name of the stage
    words: str = ""  # of the customer, the cause of the block, or the person who handed over
    number: int = 0  # deals that wait, for a stage


def open_signals(person_id: int, team_id: int, now: datetime) -> QuerySet[DealSignal]:
    """Return the unanswered signals that concern a person, the earliest alarm first."""
    mine = Q(deal__holder_id=person_id)
    free = Q(deal__holder=None) | Q(deal__hold_until__lte=now)
    rows = DealSignal.objects.filter(
        mine | free | Q(alarm_at__lte=now),
        deal__team_id=team_id,
        deal__closed_at=None,
        alarm_at__isnull=False,
        answered_at=None,
    )
    return rows.order_by("alarm_at", "pk")


def handed_over(person_id: int, now: datetime) -> QuerySet[Transition]:
    """Return the latest moves that gave a deal to a person, the newest first."""
    rows = Transition.objects.filter(
        kind="hand_over",
        at__gte=now - HANDED_FOR,
        deal__holder_id=person_id,
        deal__closed_at=None,
    )
    return rows.exclude(actor_id=person_id).order_by("-pk")


def ending_holds(person_id: int, soon: datetime) -> QuerySet[Deal]:
    """Return the deals of a person whose hold ends, the first one first."""
    rows = Deal.objects.filter(holder_id=person_id, closed_at=None, hold_until__lte=soon)
    return rows.order_by("hold_until", "pk")


def due_reviews(person_id: int, team_id: int, now: datetime) -> QuerySet[DealBlock]:
    """Return the blocks whose review is due to a person, the longest due first."""
    rows = DealBlock.objects.filter(
        Q(deal__holder_id=person_id) | Q(owner_id=person_id),
        deal__team_id=team_id,
        deal__closed_at=None,
        ended_at=None,
        review_at__lte=now,
    )
    return rows.order_by("review_at", "pk")


def hold_key(deal_id: UUID, until: datetime) -> str:
    """Return the key of a hold that ends: a longer hold is another notice."""
    return f"hold:{deal_id}:{until:%Y%m%d}"


def of_deals(person_id: int, team_id: int, now: datetime, soon: datetime) -> Iterator[DealNotice]:
    """Yield the notices about deals: signals, deals handed over, holds that end, due reviews."""
    signals = open_signals(person_id, team_id, now).select_related("deal")
    for one in signals[:EACH_AT_MOST]:
        title, words = one.deal.title, one.words[:200]
        yield DealNotice(f"signal:{one.pk}", "signal", one.at, one.deal_id, title, words)
    for move in handed_over(person_id, now).select_related("deal", "actor")[:EACH_AT_MOST]:
        by = move.actor.name if move.actor is not None else ""
        key = f"handed:{move.pk}"
        yield DealNotice(key, "handed", move.at, move.deal_id, move.deal.title, by)
    for deal in ending_holds(person_id, soon)[:EACH_AT_MOST]:
        if deal.hold_until is not None:
            key = hold_key(deal.pk, deal.hold_until)
            yield DealNotice(key, "hold", deal.hold_until, deal.pk, deal.title)
    reviews = due_reviews(person_id, team_id, now).select_related("deal")
    for block in reviews[:EACH_AT_MOST]:
        key, title = f"review:{block.pk}", block.deal.title
        yield DealNotice(key, "review", block.review_at, block.deal_id, title, block.cause)


@dataclass(frozen=True, slots=True)
class StageRoom:
    """A stage with its limit, from the first on: deals in it, and deals done before it."""

    id: int
    name: str
    held: int
    size: int | None
    waiting: int


def of_stages(
    flow: WorkflowFacts, team_id: int, now: datetime, day: str, *, leads: bool
) -> Iterator[DealNotice]:
    """Yield stages with room for deals that are done before them, and full ones to team leads."""
    counts = done_deals(team_id).values_list("stage_id", "entry_id").annotate(n=Count("pk"))
    limits = FlowLimit.objects.filter(stage_id__in=[one.pk for one in flow.stages])
    held = {one.stage_id: (one.held, one.size) for one in limits}
    waiting = waiting_for([one.pk for one in flow.stages], counts)
    rooms = [
        StageRoom(one.pk, one.name, *held.get(one.pk, (0, None)), waiting[one.pk])
        for one in flow.stages
    ]
    for kind, key, number, stage in stage_keys(rooms, day, leads=leads):
        yield DealNotice(key, kind, now, None, stage.name, number=number)


def done_deals(team_id: int) -> QuerySet[Deal]:
    """Return the deals that wait to be pulled into a stage."""
    return Deal.objects.filter(team_id=team_id, closed_at=None, half=DONE)


def waiting_for(
    stages: Sequence[int], counts: Iterable[tuple[int | None, int, int]]
) -> Counter[int]:
    """Return how many deals wait for each stage, from counts by stage and entry."""
    after, found = dict(pairwise(stages)), Counter[int]()
    for stage_id, entry_id, number in counts:
        found[entry_id if stage_id is None else after.get(stage_id, 0)] += number
    return found


def stage_keys(
    rooms: Sequence[StageRoom], day: str, *, leads: bool
) -> Iterator[tuple[str, str, int, StageRoom]]:
    """Yield kind, key and number of deals of the notices of stages. A stage is named once a day."""
    for place, one in enumerate(rooms):
        if not one.waiting or one.size is None:
            continue
        if one.held >= one.size and leads:
            yield "full", f"full:{one.id}:{day}", one.waiting, one
        elif one.held < one.size and place:
            yield "room", f"room:{one.id}:{day}", min(one.waiting, one.size - one.held), one


def read_keys(person_id: int) -> set[str]:
    """Return the keys of the notices that a person has read."""
    rows = DealNoticeRead.objects.filter(person_id=person_id)
    return set(rows.values_list("key", flat=True))


def mark_read(
    *, person_id: int, keys: Collection[str], there: Collection[str], now: datetime
) -> None:
    """Mark notices as read, and delete the old marks of notices that are not `there` any more."""
    require_transaction()
    marks = DealNoticeRead.objects.filter(person_id=person_id)
    marks.filter(at__lt=now - MARKS_LAST).exclude(key__in=there).delete()
    DealNoticeRead.objects.bulk_create(
        [DealNoticeRead(person_id=person_id, key=key, at=now) for key in sorted(keys)],
        ignore_conflicts=True,
    )


def mark_unread(*, person_id: int, keys: Collection[str]) -> None:
    """Delete marks, so that the notices count as unread again."""
    require_transaction()
    DealNoticeRead.objects.filter(person_id=person_id, key__in=keys).delete()
