"""Writes of money and limits of a source: terms, pauses, spend, refused deliveries, margins."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import (
    BuyingCap,
    ProductMargin,
    PublishedPlan,
    RefusedDeliveries,
    Source,
    Spend,
)


def lock_source(source_id: int) -> Source | None:
    """Lock the row of a source; None without one. Inquiries of this source do not wait for it."""
    require_transaction()
    return Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()


def set_terms(*, source_id: int, values: dict[str, Any]) -> None:
    """Set the price, the margin, the caps and the return window of a source."""
    require_transaction()
    allowed = {"cost", "margin", "cap_hour", "cap_day", "cap_month", "cap_open"}
    allowed |= {"return_days"}
    if unknown := set(values) - allowed:
        raise TypeError(f"no terms of a source: {sorted(unknown)}")
    Source.objects.filter(pk=source_id).update(**values)


def set_cap_day(*, source_id: int, cap: int | None) -> None:
    """Set the cap a day of a source; None removes it."""
    require_transaction()
    Source.objects.filter(pk=source_id).update(cap_day=cap)


def add_buying_cap(
    *, batch: UUID, source: Source, cap_day: int, now: datetime, actor_id: int
) -> None:
    """Record a cap of the buying plan, with the cap that the source has until now."""
    require_transaction()
    BuyingCap.objects.create(
        batch=batch,
        source=source,
        at=now,
        actor_id=actor_id,
        cap_day=cap_day,
        was=source.cap_day,
    )


def publish_plan(
    *,
    source_id: int,
    leads_a_day: int,
    highest_price: Decimal,
    advice: str,
    reason: str,
    now: datetime,
) -> None:
    """Store the plan of a source as other systems are told it."""
    require_transaction()
    PublishedPlan.objects.update_or_create(
        source_id=source_id,
        defaults={
            "at": now,
            "leads_a_day": leads_a_day,
            "highest_price": highest_price,
            "advice": advice,
            "reason": reason,
        },
    )


def mark_undone(*, batch: UUID, now: datetime) -> int:
    """Mark the caps of one click as undone. Return how many were not so before."""
    require_transaction()
    return BuyingCap.objects.filter(batch=batch, undone_at=None).update(undone_at=now)


def set_paused(*, source_id: int, at: datetime | None) -> None:
    """Pause a source from a moment on, or resume it."""
    require_transaction()
    Source.objects.filter(pk=source_id).update(paused_at=at)


def set_spend(
    *,
    source_id: int,
    day: date,
    campaign: str,
    amount: Decimal,
    now: datetime,
    actor_id: int | None,
) -> tuple[int, Decimal | None]:
    """Set the spend of a day and campaign. Return the row's id and the amount before, if any."""
    require_transaction()
    before = Spend.objects.filter(source_id=source_id, day=day, campaign=campaign).first()
    row, _ = Spend.objects.update_or_create(
        source_id=source_id,
        day=day,
        campaign=campaign,
        defaults={"amount": amount, "at": now, "actor_id": actor_id},
    )
    return row.pk, before.amount if before else None


def remove_spend(*, spend_id: int) -> bool:
    """Delete one row of spend. Return False if it is gone already."""
    require_transaction()
    return Spend.objects.filter(pk=spend_id).delete()[0] == 1


def count_refused(*, source_id: int, day: date, reason: str) -> None:
    """Count one refused delivery of a source."""
    require_transaction()
    row, _ = RefusedDeliveries.objects.get_or_create(source_id=source_id, day=day, reason=reason)
    RefusedDeliveries.objects.filter(pk=row.pk).update(count=F("count") + 1)


def set_product_margin(*, product: str, percent: Decimal | None) -> None:
    """Set the margin of a product; None removes it."""
    require_transaction()
    key = product.casefold()
    if percent is None:
        ProductMargin.objects.filter(product=key).delete()
        return
    ProductMargin.objects.update_or_create(
        product=key, defaults={"name": product, "percent": percent}
    )
