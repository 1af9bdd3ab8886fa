"""Reads of jobs, cycles, moments of truth and willingness of a deal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from pullahead.buying.models import BuyingJobMark, BuyingMember, LearningCycle, MomentOfTruth
from pullahead.buying.rules import JOBS
from pullahead.conversations.models import Conversation, Promise, Said
from pullahead.pipeline.models import DealSignal


@dataclass(frozen=True, slots=True)
class Willingness:
    """Acts of the customer that show that they want to go on; counted, never typed."""

    kept: int  # promises of theirs that are done
    made: int
    started: int  # talks that they began
    introduced: int  # colleagues whom they brought along


def jobs_of(deal_id: UUID) -> dict[str, BuyingJobMark | None]:
    """Return the last mark of each buying job."""
    found: dict[str, BuyingJobMark | None] = dict.fromkeys(JOBS)
    for one in BuyingJobMark.objects.filter(deal=deal_id).select_related("by").order_by("pk"):
        found[one.job] = one
    return found


def cycles_of(deal_id: UUID, most: int = 20) -> list[LearningCycle]:
    """Return the cycles of a deal, the open one first, then the latest."""
    rows = LearningCycle.objects.filter(deal=deal_id).select_related("by").order_by("-pk")[:most]
    return sorted(rows, key=lambda one: one.closed_at is not None)


def open_cycle_of(deal_id: UUID) -> LearningCycle | None:
    """Return the open cycle of a deal."""
    return LearningCycle.objects.filter(deal=deal_id, closed_at=None).first()


def moments_of(deal_id: UUID, most: int = 50) -> list[MomentOfTruth]:
    """Return the moments of a deal: those to come by stake, then those judged, latest first."""
    rows = MomentOfTruth.objects.filter(deal=deal_id).select_related(
        "decisive__deal_contact__contact", "conversation"
    )
    found = rows.prefetch_related("members__deal_contact__contact").order_by("-at", "-pk")[:most]
    return sorted(found, key=lambda one: (bool(one.judged), -(one.stake or 0)))


def moment(deal_id: UUID, moment_id: int) -> MomentOfTruth | None:
    """Return a moment of the deal."""
    return MomentOfTruth.objects.filter(deal=deal_id, pk=moment_id).first()


def missed_members(deal_id: UUID) -> set[int]:
    """Return the members whose last judged moment was missed."""
    last: dict[int, str] = {}
    rows = MomentOfTruth.objects.filter(deal=deal_id).exclude(judged="").order_by("judged_at", "pk")
    for member, judged in rows.values_list("members", "judged"):
        if member is not None:
            last[member] = judged
    return {member for member, judged in last.items() if judged == "missed"}


def conversations_of(deal_id: UUID, most: int = 30) -> list[Conversation]:
    """Return the latest conversations of a deal, those of today too."""
    rows = Conversation.objects.filter(deal=deal_id, undone_at=None)
    return list(rows.order_by("-held_at", "-pk")[:most])


def said_in(conversations: Collection[UUID], most: int = 50) -> list[Said]:
    """Return the words of contacts in these conversations."""
    rows = Said.objects.filter(conversation__in=conversations).exclude(words="")
    return list(rows.select_related("contact").order_by("-at", "-pk")[:most])


def said_of(deal_id: UUID, said: UUID) -> Said | None:
    """Return words of the deal."""
    return Said.objects.filter(pk=said, conversation__deal=deal_id).exclude(words="").first()


def willingness(deal_id: UUID) -> Willingness:
    """Count kept promises, talks that they began, and people whom they introduced."""
    theirs = Promise.objects.filter(deal=deal_id, performer_contact__isnull=False)
    undone = Q(moves__conversation__undone_at__isnull=False)
    made = theirs.exclude(state__in=("requested", "declined")).exclude(undone)
    begun = Conversation.objects.filter(deal=deal_id, started_by="theirs", undone_at=None).count()
    signals = DealSignal.objects.filter(deal=deal_id).filter(Q(kind="started") & Q(external_id=""))
    brought = BuyingMember.objects.filter(deal_contact__deal=deal_id, brought_by__isnull=False)
    return Willingness(
        kept=theirs.filter(state__in=("reported", "satisfied", "rested")).count(),
        made=made.count(),
        started=max(begun, signals.count()),
        introduced=brought.count(),
    )
