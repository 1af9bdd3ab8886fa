"""Writes of money and limits of a source: terms, pauses, spend, refused deliveries, margins."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F

from pullahead.base.transaction import require_transaction
from pullahead.leads.models import ProductMargin, RefusedDeliveries, Source, Spend


def lock_source(source_id: int) -> Source | None:
    """Lock the row of a source; None without one. Inquiries of this source do not wait for it."""
    require_transaction()
    return Source.objects.select_for_update(no_key=True).filter(pk=source_id).first()


def set_terms(*, source_id: int, values: dict[str, Any]) -> None:
    """Set the price, the margin and the caps of a source."""
    require_transaction()
    allowed = {"cost", "margin", "cap_hour", "cap_day", "cap_month", "cap_open"}
    if unknown := set(values) - allowed:
        raise TypeError(f"no terms of a source: {sorted(unknown)}")
    Source.objects.filter(pk=source_id).update(**values)


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
