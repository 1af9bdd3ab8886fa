"""Writes and reads of second looks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from pullahead.base.transaction import require_transaction
from pullahead.compliance.queries import limits
from pullahead.pull import models, queries, second_look_rules
from pullahead.pull.cadence import Disposition

SALT = "pullahead.second_look"
Chance = Callable[[int], float]  # of a look, from the dead leads of a person


def coin(token: UUID) -> float:
    """Return the coin of a claim in [0, 1): always the same, and not to be guessed."""
    digest = salted_hmac(SALT, token.hex, algorithm="sha256").digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def eligible_outcomes(now: datetime) -> dict[str, Disposition]:
    """Return the outcomes after which a lead may get a second look, by code."""
    refusing = {code for pack in limits(now).packs for code in pack.refusing}
    rows = models.DispositionRow.objects.filter(kind="final")
    found = (queries.disposition(code) for code in rows.values_list("code", flat=True))
    return {d.code: d for d in found if d and second_look_rules.eligible(d, refusing)}


def qualifying_outcomes() -> frozenset[str]:
    """Return the codes of the outcomes after which a lead qualifies."""
    rows = models.DispositionRow.objects.filter(qualifies=True)
    return frozenset(rows.values_list("code", flat=True))


def drawn(
    now: datetime, chance: Chance = second_look_rules.probability
) -> list[tuple[models.ClaimRow, float]]:
    """Return the claims whose lead gets a second look now, with the probability of the draw."""
    outcomes = eligible_outcomes(now)
    closed = models.ClaimRow.objects.filter(
        end=models.ClaimRow.End.SETTLED, next_step="closed", disposition__in=outcomes
    )
    dead: Mapping[int, int] = Counter(
        closed.filter(ended_at__gte=now - second_look_rules.PERIOD).values_list(
            "agent_id", flat=True
        )
    )
    recent = closed.filter(
        ended_at__gt=now - second_look_rules.UNTIL,
        ended_at__lte=now - second_look_rules.AFTER,
        lead__second_look__isnull=True,
        lead__closed_at__isnull=False,
        lead__returned__isnull=True,
    )
    chances = {agent: chance(n) for agent, n in dead.items()}
    return [
        (claim, chances[claim.agent_id])
        for claim in recent.order_by("ended_at")
        if coin(claim.token) < chances[claim.agent_id]
    ]


def add(*, claim: models.ClaimRow, was_reached: bool, probability: float, now: datetime) -> None:
    """Store that a second look at the lead of this claim was drawn."""
    require_transaction()
    models.SecondLook.objects.create(
        claim=claim,
        lead_id=claim.lead_id,
        agent_id=claim.agent_id,
        was_reached=was_reached,
        probability=probability,
        drawn_at=now,
    )


@dataclass(frozen=True, slots=True)
class PastLook:
    """Second look of a played past: the closing claim, and the claim that gave the result."""

    claim: UUID
    lead_id: UUID
    agent: int
    was_reached: bool
    probability: float
    drawn_at: datetime
    by: UUID | None = None
    settled_at: datetime | None = None
    success: bool | None = None


def add_past(looks: Iterable[PastLook]) -> None:
    """Store second looks of a played past."""
    require_transaction()
    models.SecondLook.objects.bulk_create(
        models.SecondLook(
            claim_id=one.claim,
            lead_id=one.lead_id,
            agent_id=one.agent,
            was_reached=one.was_reached,
            probability=one.probability,
            drawn_at=one.drawn_at,
            look_id=one.by,
            settled_at=one.settled_at,
            success=one.success,
        )
        for one in looks
    )


def bad_address(claim: UUID) -> int | None:
    """Return the address that the settle of a claim marked as bad, if it did."""
    bad = models.SettleEffect.objects.filter(claim_id=claim, kind="bad_address")
    return bad.values_list("address_id", flat=True).first()


def to_settle() -> list[tuple[models.SecondLook, models.ClaimRow]]:
    """Return looks without a result, with the claim of another agent that gives it."""
    found = []
    for one in models.SecondLook.objects.filter(settled_at=None).order_by("drawn_at"):
        claims = models.ClaimRow.objects.filter(
            lead_id=one.lead_id, end=models.ClaimRow.End.SETTLED, started_at__gte=one.drawn_at
        )
        first = claims.exclude(agent_id=one.agent_id).order_by("ended_at").first()
        if first is not None:
            found.append((one, first))
    return found


def settle(*, look: models.SecondLook, by: models.ClaimRow) -> bool | None:
    """Store the result of a look; return whether the lead was alive, None if it has a result."""
    require_transaction()
    chosen = models.DispositionRow.objects.filter(pk=by.disposition).first()
    success = second_look_rules.succeeded(
        was_reached=look.was_reached,
        reached=bool(chosen and chosen.reached),
        qualified=bool(chosen and chosen.qualifies),
    )
    open_looks = models.SecondLook.objects.filter(pk=look.pk, settled_at=None)
    done = open_looks.update(look=by, settled_at=by.ended_at, success=success)
    return success if done else None
