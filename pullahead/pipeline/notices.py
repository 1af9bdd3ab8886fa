"""Notices of a seller: what happened to their deals that they have not seen to. Reads and marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q

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


def of_deals(person_id: int, team_id: int, now: datetime, soon: datetime) -> Iterator[DealNotice]:
    """Yield the notices about deals: signals, deals handed over, holds that end, due reviews."""
    mine = Q(deal__holder_id=person_id)
    free = Q(deal__holder=None) | Q(deal__hold_until__lte=now)
    signals = DealSignal.objects.filter(
        mine | free | Q(alarm_at__lte=now),
        deal__team_id=team_id,
        deal__closed_at=None,
        alarm_at__isnull=False,
        answered_at=None,
    )
    for one in signals.select_related("deal").order_by("alarm_at", "pk")[:EACH_AT_MOST]:
        title, words = one.deal.title, one.words[:200]
        yield DealNotice(f"signal:{one.pk}", "signal", one.at, one.deal_id, title, words)
    handed = Transition.objects.filter(mine, kind="hand_over", at__gte=now - HANDED_FOR)
    handed = handed.filter(deal__closed_at=None).exclude(actor_id=person_id)
    for move in handed.select_related("deal", "actor").order_by("-pk")[:EACH_AT_MOST]:
        by = move.actor.name if move.actor is not None else ""
        key = f"handed:{move.pk}"
        yield DealNotice(key, "handed", move.at, move.deal_id, move.deal.title, by)
    holds = Deal.objects.filter(holder_id=person_id, closed_at=None, hold_until__lte=soon)
    for deal in holds.order_by("hold_until", "pk")[:EACH_AT_MOST]:
        if deal.hold_until is not None:
            key = f"hold:{deal.pk}:{deal.hold_until:%Y%m%d}"
            yield DealNotice(key, "hold", deal.hold_until, deal.pk, deal.title)
    reviews = DealBlock.objects.filter(
        mine | Q(owner_id=person_id),
        deal__team_id=team_id,
        deal__closed_at=None,
        ended_at=None,
        review_at__lte=now,
    )
    for block in reviews.select_related("deal").order_by("review_at", "pk")[:EACH_AT_MOST]:
        key, title = f"review:{block.pk}", block.deal.title
        yield DealNotice(key, "review", block.review_at, block.deal_id, title, block.cause)


def of_stages(
    flow: WorkflowFacts, team_id: int, now: datetime, day: str, *, leads: bool
) -> Iterator[DealNotice]:
    """Yield stages with room for deals that are done before them, and full ones to team leads.

    A stage is named once a day.
    """
    rows = Deal.objects.filter(team_id=team_id, closed_at=None, half=DONE)
    counts = rows.values_list("stage_id", "entry_id").annotate(n=Count("pk"))
    waiting: dict[int, int] = {}
    for stage_id, entry_id, number in counts:
        target = entry_id
        if stage_id is not None:
            after = flow.after(stage_id)
            target = after.pk if after is not None else 0
        waiting[target] = waiting.get(target, 0) + number
    limits = FlowLimit.objects.filter(stage_id__in=[one.pk for one in flow.stages])
    held = {one.stage_id: (one.held, one.size) for one in limits}
    for stage in flow.stages:
        number, (now_held, size) = waiting.get(stage.pk, 0), held.get(stage.pk, (0, None))
        if not number or size is None:
            continue
        full = now_held >= size
        if full and leads:
            key = f"full:{stage.pk}:{day}"
            yield DealNotice(key, "full", now, None, stage.name, number=number)
        elif not full and stage.position:
            key = f"room:{stage.pk}:{day}"
            room = min(number, size - now_held)
            yield DealNotice(key, "room", now, None, stage.name, number=room)


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
