"""Terms of a source: price or spend, margin, caps, pause; and margins of products."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.leads import source_money
from pullahead.leads.models import ProductMargin, Source, Spend
from pullahead.leads.return_rules import WINDOW_AT_MOST
from pullahead.leads.rules import clean_text
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import sources_only
from pullahead.usecases.settings.change_log import record_change

CAP_AT_MOST = 1_000_000
PRICE_AT_MOST = Decimal("999999.99")
PRODUCT_LENGTH = 100
CAPS = ("cap_hour", "cap_day", "cap_month", "cap_open")
BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class SourceTerms:
    """Terms of one source; None is no price, no margin or no cap."""

    id: int
    name: str
    price: Decimal | None
    margin: Decimal | None
    cap_hour: int | None
    cap_day: int | None
    cap_month: int | None
    cap_open: int | None
    return_days: int | None
    paused_at: datetime | None


@dataclass(frozen=True, slots=True)
class TermsInput:
    """Terms as a person typed them."""

    price: Decimal | None = None
    margin: Decimal | None = None
    cap_hour: int | None = None
    cap_day: int | None = None
    cap_month: int | None = None
    cap_open: int | None = None
    return_days: int | None = None


def terms(*, source_id: int, viewer: Person) -> SourceTerms:
    """Return the terms of a source. Raise NotFound for other roles and an unknown source."""
    sources_only(viewer)
    return _terms(_found(source_id))


def source_choices(*, viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return id and name of every source."""
    sources_only(viewer)
    return tuple(Source.objects.order_by("name").values_list("id", "name"))


def set_terms(*, source_id: int, typed: TermsInput, by: Person) -> SourceTerms:
    """Set the terms of a source. They hold for deliveries from now on.

    Raise Invalid for a number out of range, and Conflict `spend_exists` for a price beside spend.
    """
    sources_only(by)
    _check(typed)
    with write_transaction() as now:
        before = _locked(source_id)
        priced = typed.price is not None
        if priced and before.cost is None and Spend.objects.filter(source=before).exists():
            raise Conflict(
                _(
                    "This source has spend by day, so it cannot also have a price per lead: its "
                    "cost would count twice. Nothing was saved. Delete its spend first."
                ),
                code="spend_exists",
            )
        values = {"cost": typed.price, "margin": typed.margin}
        values |= {name: getattr(typed, name) for name in (*CAPS, "return_days")}
        source_money.set_terms(source_id=source_id, values=values)
        kept = {name: None if one is None else str(one) for name, one in values.items()}
        record_change(JournalEvent.SOURCE_TERMS, by, now, source=source_id, **kept)
    return _terms(_found(source_id))


def set_paused(*, source_id: int, paused: bool, by: Person) -> bool:
    """Pause or resume a source. Return False if it is so already."""
    sources_only(by)
    with write_transaction() as now:
        source = _locked(source_id)
        if (source.paused_at is not None) == paused:
            return False
        source_money.set_paused(source_id=source_id, at=now if paused else None)
        kind = JournalEvent.SOURCE_PAUSED if paused else JournalEvent.SOURCE_RESUMED
        record_change(kind, by, now, source=source_id)
    return True


def product_margins(*, viewer: Person) -> tuple[tuple[str, Decimal], ...]:
    """Return the margins of products, by name."""
    sources_only(viewer)
    return tuple(ProductMargin.objects.order_by("product").values_list("name", "percent"))


def set_product_margin(*, product: str, percent: Decimal | None, by: Person) -> None:
    """Set the margin of a product in percent; None removes it."""
    sources_only(by)
    name = clean_text(product, PRODUCT_LENGTH + 1)
    if not name or len(name) > PRODUCT_LENGTH:
        said = _("Enter a product of 1 to {limit} characters.").format(limit=PRODUCT_LENGTH)
        raise wrong("product", "out_of_range", said)
    _check_percent("percent", percent)
    with write_transaction() as now:
        source_money.set_product_margin(product=name, percent=percent)
        kept = None if percent is None else str(percent)
        record_change(JournalEvent.PRODUCT_MARGIN, by, now, percent=kept)


def _check(typed: TermsInput) -> None:
    if typed.price is not None and not (
        typed.price.is_finite() and 0 <= typed.price <= PRICE_AT_MOST
    ):
        said = _("Enter a price from 0 to {most}.").format(most=f"{PRICE_AT_MOST:,}")
        raise wrong("price", "out_of_range", said)
    if typed.price is not None and typed.price != typed.price.quantize(Decimal("0.01")):
        raise wrong("price", "not_an_amount", _("Enter a price with at most 2 decimals."))
    _check_percent("margin", typed.margin)
    if typed.return_days is not None and not 0 <= typed.return_days <= WINDOW_AT_MOST:
        said = _("Enter a return window from 0 to {limit} days.").format(limit=WINDOW_AT_MOST)
        raise wrong("return_days", "out_of_range", said)
    for name in CAPS:
        cap = getattr(typed, name)
        if cap is not None and not 0 <= cap <= CAP_AT_MOST:
            said = _("Enter a cap from 0 to {most}.").format(most=f"{CAP_AT_MOST:,}")
            raise wrong(name, "out_of_range", said)


def _check_percent(field: str, percent: Decimal | None) -> None:
    if percent is None:
        return
    if not (percent.is_finite() and 0 <= percent <= 100):
        raise wrong(field, "out_of_range", _("Enter a margin from 0 to 100 percent."))
    if percent != percent.quantize(Decimal("0.01")):
        raise wrong(field, "not_an_amount", _("Enter a margin with at most 2 decimals."))


def _locked(source_id: int) -> Source:
    source = source_money.lock_source(source_id) if 0 < source_id < BIGGEST else None
    if source is None:
        raise NotFound(_("Source not found. Reload the page."))
    return source


def _found(source_id: int) -> Source:
    exists = 0 < source_id < BIGGEST
    source = Source.objects.filter(pk=source_id).first() if exists else None
    if source is None:
        raise NotFound(_("Source not found. Reload the page."))
    return source


def _terms(source: Source) -> SourceTerms:
    return SourceTerms(
        id=source.pk,
        name=source.name,
        price=source.cost,
        margin=source.margin,
        cap_hour=source.cap_hour,
        cap_day=source.cap_day,
        cap_month=source.cap_month,
        cap_open=source.cap_open,
        return_days=source.return_days,
        paused_at=source.paused_at,
    )
