"""Reads of the buyer's plan and of the Delivery."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet

from pullahead.conversations.models import Promise, Said
from pullahead.conversations.rules import SATISFIED
from pullahead.sprints.models import BuyerChange, BuyerStep, Fit, Objective, Offer


def steps(deal_id: UUID) -> QuerySet[BuyerStep]:
    """Return the steps of a deal, in the buyer's order."""
    rows = BuyerStep.objects.filter(deal_id=deal_id).select_related("contact")
    return rows.order_by("position", "pk")


def step(deal_id: UUID, step_id: UUID) -> BuyerStep | None:
    """Return a step of a deal."""
    return BuyerStep.objects.filter(deal_id=deal_id, pk=step_id).first()


def objectives(deal_id: UUID) -> QuerySet[Objective]:
    """Return the objectives of a deal, oldest first."""
    return Objective.objects.filter(deal_id=deal_id).order_by("added_at", "pk")


def objective(deal_id: UUID, objective_id: UUID) -> Objective | None:
    """Return an objective of a deal."""
    return Objective.objects.filter(deal_id=deal_id, pk=objective_id).first()


def changes(deal_id: UUID) -> QuerySet[BuyerChange]:
    """Return the changes of a deal, newest first."""
    rows = BuyerChange.objects.filter(deal_id=deal_id).select_related("step", "objective")
    return rows.order_by("-heard_at", "-pk")


def open_changes_of(conversation_id: UUID) -> list[UUID]:
    """Return the unanswered changes that were heard in a conversation."""
    rows = BuyerChange.objects.filter(conversation_id=conversation_id, answered_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def offers(*, live: bool = True) -> QuerySet[Offer]:
    """Return the offers: ours first, then partners', by name."""
    rows = Offer.objects.order_by("partner", "name", "pk")
    return rows.filter(retired_at=None) if live else rows


def offer(offer_id: UUID) -> Offer | None:
    """Return an offer."""
    return Offer.objects.filter(pk=offer_id).first()


def fits(objective_ids: Collection[UUID]) -> QuerySet[Fit]:
    """Return the fits of objectives."""
    rows = Fit.objects.filter(objective_id__in=objective_ids)
    return rows.select_related("offer", "proof")


def interview_answers(deal_id: UUID) -> list[tuple[Said, str]]:
    """Return the answers of a deal's interviews with what each was kept as, newest talk first."""
    rows = Said.objects.filter(conversation__deal_id=deal_id, conversation__kind="interview")
    rows = rows.exclude(words="").select_related("contact")
    kept = dict.fromkeys(
        Objective.objects.filter(deal_id=deal_id).values_list("said_id", flat=True), "objective"
    )
    kept |= dict.fromkeys(
        BuyerStep.objects.filter(deal_id=deal_id).values_list("said_id", flat=True), "step"
    )
    return [(one, kept.get(one.pk, "")) for one in rows.order_by("-at", "pk")]


def proofs(deal_id: UUID) -> QuerySet[Promise]:
    """Return the promises of a deal that the buyer declared satisfied, newest first."""
    rows = Promise.objects.filter(deal_id=deal_id, state=SATISFIED, requester_contact__isnull=False)
    return rows.order_by("-made_at", "pk")
