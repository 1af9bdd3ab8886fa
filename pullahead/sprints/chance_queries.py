"""Reads of facts about the buyer's side, each as it was at the entry of a deal into a stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from pullahead.conversations.models import Promise, PromiseMove, Said
from pullahead.conversations.queries import taken_back
from pullahead.conversations.rules import Move
from pullahead.leads.contact_models import ContactSide
from pullahead.pipeline.chance_rules import BuyerFacts
from pullahead.pipeline.models import DealContact
from pullahead.sprints.models import Fit, Objective
from pullahead.sprints.plan_rules import DROPPED, NO, UNKNOWN, YES

PEOPLE = 3  # heard, for full breadth


@dataclass(slots=True)
class BuyerPast:
    """Acts of a deal's buyer side, with their moments."""

    heard: dict[UUID, datetime]  # contact, first words or move
    deciders: set[UUID]
    promises: list[tuple[datetime, datetime | None]]  # first due, reported; None: not in time
    proven: list[tuple[datetime, datetime | None]]  # objective added, proven

    def facts(self, at: datetime) -> BuyerFacts:
        """Return the facts as they were at a moment."""
        heard = {contact for contact, first in self.heard.items() if first <= at}
        due = [reported for due, reported in self.promises if due <= at]
        known = [proven for added, proven in self.proven if added <= at]
        kept = sum(reported is not None and reported <= at for reported in due)
        done = sum(proven is not None and proven <= at for proven in known)
        return BuyerFacts(
            proven=done / len(known) if known else 0.0,
            kept=kept / len(due) if due else 0.5,
            breadth=min(len(heard), PEOPLE) / PEOPLE,
            decider=float(bool(heard & self.deciders)),
        )


def buyer_past(deal_ids: Collection[UUID]) -> Mapping[UUID, BuyerPast]:
    """Return what the buyers of deals did, in six statements."""
    found = {one: BuyerPast({}, set(), [], []) for one in deal_ids}
    _heard(found)
    deciders = DealContact.objects.filter(deal_id__in=deal_ids, decides=True)
    for deal, contact in deciders.values_list("deal_id", "contact_id"):
        found[deal].deciders.add(contact)
    _promises(found)
    _proven(found)
    return found


def _heard(found: Mapping[UUID, BuyerPast]) -> None:
    """Add who was heard: words or a move of theirs, none of a conversation that was undone."""
    words = Said.objects.filter(
        conversation__deal_id__in=found, conversation__undone_at=None, contact__isnull=False
    ).values_list("conversation__deal_id", "contact_id", "at")
    moves = PromiseMove.objects.filter(
        Q(conversation=None) | Q(conversation__undone_at=None),
        promise__deal_id__in=found,
        contact__isnull=False,
    ).values_list("promise__deal_id", "contact_id", "at")
    for deal, contact, at in [*words, *moves]:
        heard = found[deal].heard
        heard[contact] = min(heard.get(contact, at), at)


def _promises(found: Mapping[UUID, BuyerPast]) -> None:
    """Add the promises of the buyer that have a date, and when they were kept."""
    rows = Promise.objects.filter(deal_id__in=found, first_due_at__isnull=False)
    theirs = rows.filter(performer_contact__isnull=False)
    theirs = theirs.exclude(performer_contact__side=ContactSide.PARTNER)
    theirs = theirs.exclude(pk__in=taken_back().values("pk"))
    reports: dict[UUID, datetime] = {}
    failed = set()
    moves = PromiseMove.objects.filter(
        promise__in=theirs, move__in=(Move.REPORT, Move.NOT_YET, Move.VOID)
    )
    for promise, move, at in moves.order_by("n").values_list("promise_id", "move", "at"):
        if move == Move.REPORT:
            reports.setdefault(promise, at)
        else:
            failed.add(promise)
    for one in theirs.only("pk", "deal_id", "first_due_at"):
        due, reported = one.first_due_at, reports.get(one.pk)
        if due is not None:
            in_time = reported is not None and reported <= due and one.pk not in failed
            found[one.deal_id].promises.append((due, reported if in_time else None))


def _proven(found: Mapping[UUID, BuyerPast]) -> None:
    """Add the objectives, and when the last fit that each needs was proven."""
    proofs: dict[UUID, list[datetime | None]] = defaultdict(list)
    fits = Fit.objects.filter(objective__deal_id__in=found).exclude(fit__in=(NO, UNKNOWN))
    needed = list(fits.values_list("objective_id", "fit", "proof_id"))
    good = PromiseMove.objects.filter(promise__in=fits.values("proof"), move=Move.SATISFIED)
    satisfied = dict(good.values_list("promise_id", "at"))
    for objective, fit, proof in needed:
        is_yes = fit == YES and proof is not None
        proofs[objective].append(satisfied.get(proof) if is_yes else None)
    rows = Objective.objects.filter(deal_id__in=found).exclude(state=DROPPED)
    for one in rows.only("pk", "deal_id", "added_at"):
        moments = proofs[one.pk]
        known = [at for at in moments if at is not None]
        proven = max(known) if known and len(known) == len(moments) else None
        found[one.deal_id].proven.append((one.added_at, proven))
