"""Writes of sale outcomes: each outcome is a row, and a correction points to the earlier row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.leads.models import Lead, SaleOutcome, SaleVerdict
from pullahead.leads.rules import CLOCK_SKEW

AMOUNT_BELOW = Decimal(10**10)


@dataclass(frozen=True, slots=True)
class OutcomeKept:
    """Current sale outcome; `new` is False if it was stored already."""

    outcome: SaleOutcome
    new: bool


def record_outcome(
    *,
    lead_id: UUID,
    verdict: str,
    value: Decimal | None,
    at: datetime | None,
    now: datetime,
    how: str,
    actor_id: int | None = None,
    key_id: int | None = None,
) -> OutcomeKept:
    """Record a sale outcome: won or lost, with its value (above 0, or None) and time (None: now).

    An earlier outcome is corrected, and stays as a row. An equal outcome changes nothing. Without
    a time, equal verdict and value are enough. This does not open or close the lead. Raise
    NotFound, and Invalid `unknown_verdict`, `not_an_amount`,
    `in_the_future`.
    """
    require_transaction()
    value = _checked_outcome(verdict, value, at, now)
    before = _latest_outcome(lead_id)
    if before and (before.verdict, before.value) == (verdict, value) and at in {None, before.at}:
        return OutcomeKept(before, new=False)
    kept = SaleOutcome.objects.create(
        lead_id=lead_id,
        verdict=verdict,
        value=value,
        currency=settings.CONFIG.currency,
        at=at or now,
        kept_at=now,
        how=how,
        actor_id=actor_id,
        key_id=key_id,
        corrects=before,
    )
    _tell_outcome(kept)
    return OutcomeKept(kept, new=True)


def _latest_outcome(lead_id: UUID) -> SaleOutcome | None:
    """Return the latest sale outcome, and lock the lead: two at once are saved in turn."""
    if not Lead.objects.select_for_update(no_key=True).filter(pk=lead_id).exists():
        raise NotFound(_("Lead not found."))
    return SaleOutcome.objects.filter(lead_id=lead_id).order_by("-id").first()


def take_outcome_back(*, lead_id: UUID, now: datetime, actor_id: int | None = None) -> bool:
    """Retract the sale outcome of a lead that was typed by mistake.

    False without a sale outcome, or if an outside report has replaced it since.
    """
    require_transaction()
    if not Lead.objects.select_for_update(no_key=True).filter(pk=lead_id).exists():
        return False
    before = SaleOutcome.objects.filter(lead_id=lead_id).order_by("-id").first()
    if before is None or before.verdict == SaleVerdict.NONE:
        return False
    if before.how != SaleOutcome.How.AGENT:
        return False
    kept = SaleOutcome.objects.create(
        lead_id=lead_id,
        verdict=SaleVerdict.NONE,
        currency=before.currency,
        at=now,
        kept_at=now,
        how=SaleOutcome.How.AGENT,
        actor_id=actor_id,
        corrects=before,
    )
    _tell_outcome(kept)
    return True


def _checked_outcome(
    verdict: str, value: Decimal | None, at: datetime | None, now: datetime
) -> Decimal | None:
    """Check the outcome, and return its value with two decimals."""
    if verdict not in {SaleVerdict.WON, SaleVerdict.LOST}:
        raise wrong("verdict", "unknown_verdict", gettext("Choose “won” or “lost”."))
    if value is not None and not (value.is_finite() and 0 < value < AMOUNT_BELOW):
        said = gettext(
            "Enter a value above 0 with at most 10 digits and 2 decimals, such as 1234.50."
        )
        raise wrong("value", "not_an_amount", said)
    exact = value.quantize(Decimal("0.01")) if value is not None else None
    if exact != value:
        raise wrong("value", "not_an_amount", gettext("Enter at most 2 decimals."))
    if at is not None and at > now + CLOCK_SKEW:
        said = gettext("This time is in the future. Enter when it happened.")
        raise wrong("at", "in_the_future", said)
    return exact


def _tell_outcome(kept: SaleOutcome) -> None:
    data = {
        "verdict": str(kept.verdict),
        "value": None if kept.value is None else str(kept.value),
        "currency": kept.currency,
        "at": kept.at.isoformat(),
        "how": str(kept.how),
        "key": kept.key_id,
        "corrects": kept.corrects_id,
    }
    record(
        JournalEvent.LEAD_OUTCOME,
        now=kept.kept_at,
        lead_id=kept.lead_id,
        actor_id=kept.actor_id,
        data=data,
    )
