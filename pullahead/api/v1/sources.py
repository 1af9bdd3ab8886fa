"""Endpoints of sources, spend and caps, for marketing and administrators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, WITH_ID, opened_by
from pullahead.base.errors import wrong
from pullahead.reports import source_table
from pullahead.usecases.settings import source_terms, spend
from pullahead.usecases.settings.api_keys import SOURCES_READ, SOURCES_WRITE
from pullahead.usecases.settings.source_terms import SourceTerms, TermsInput
from pullahead.usecases.settings.spend import SpendInput

router = EndpointRouter()
ROWS_AT_MOST = 1_000


class _Body(Schema):
    model_config = ConfigDict(extra="forbid")


class SpendLine(_Body):
    """Spend of one day, source and campaign."""

    day: str = Field(max_length=10, description="Day of the organization, as 2026-05-04.")
    source: str = Field(max_length=100, description="Name of the source.")
    campaign: str = Field("", max_length=100, description="Blank: all campaigns together.")
    amount: str = Field(max_length=20, description="In the organization's currency, 0 or more.")


class SpendBody(_Body):
    """Rows of spend. A row replaces the amount of its day, source and campaign."""

    rows: list[SpendLine] = Field(max_length=ROWS_AT_MOST, description="All are saved or none.")


class TermsBody(_Body):
    """Terms of a source. A field that is left out or null is removed."""

    price: str | None = Field(None, max_length=20, description="Price of an accepted lead.")
    margin: str | None = Field(None, max_length=20, description="Percent of a sale's value.")
    cap_hour: int | None = Field(None, description="Most leads accepted in an hour.")
    cap_day: int | None = Field(None, description="Most leads accepted in a day.")
    cap_month: int | None = Field(None, description="Most leads accepted in a month.")
    cap_open: int | None = Field(None, description="Most open leads.")
    return_days: int | None = Field(None, description="Days to return a lead; null: 7.")
    paused: bool = Field(False, description="Accept no lead.")


class SpendSaved(Schema):
    """Number of rows saved."""

    rows: int


class TermsOut(Schema):
    """Terms of a source."""

    id: int
    name: str
    price: str | None
    margin: str | None
    cap_hour: int | None
    cap_day: int | None
    cap_month: int | None
    cap_open: int | None
    return_days: int | None
    paused: bool


class SourceOut(Schema):
    """One source with the results of the leads that arrived in the period."""

    id: int
    name: str
    paused: bool
    leads: int
    attempted: int
    reached: int
    qualified: int
    won: int
    first_attempt_median_seconds: float | None
    first_attempt_p90_seconds: float | None
    first_attempt_within_5_min: float | None
    first_contact_median_seconds: float | None
    first_contact_p90_seconds: float | None
    cost: str | None
    cost_per_lead: str | None
    cost_per_contact: str | None
    cost_per_qualified: str | None
    cost_per_won: str | None
    value: str
    roas: str | None
    roi: str | None
    bad_numbers: int
    refused: int
    returned: int
    duplicates: int


class SourcesOut(Schema):
    """All sources, most leads first."""

    days: int
    currency: str
    sources: list[SourceOut]


@router.get(
    "/sources",
    **opened_by(SOURCES_READ),
    response={200: SourcesOut, WITH_ID: ErrorAnswer},
    summary="Read the results of all sources",
    tags=["sources"],
)
def list_sources(request: HttpRequest, days: int = source_table.USUAL) -> SourcesOut:
    """List sources with the leads of the last 7, 30, 90 or 365 days, and their results so far."""
    table = source_table.source_table(viewer=agent(request), days=days)
    rows = [
        SourceOut(
            id=row.id,
            name=row.name,
            paused=row.paused,
            leads=row.counts.leads,
            attempted=row.counts.attempted,
            reached=row.counts.reached,
            qualified=row.counts.qualified,
            won=row.counts.won,
            first_attempt_median_seconds=row.counts.first_attempt.median,
            first_attempt_p90_seconds=row.counts.first_attempt.p90,
            first_attempt_within_5_min=row.counts.first_attempt.in_time,
            first_contact_median_seconds=row.counts.first_contact.median,
            first_contact_p90_seconds=row.counts.first_contact.p90,
            cost=_text(row.money.cost),
            cost_per_lead=_text(row.money.per_lead),
            cost_per_contact=_text(row.money.per_contact),
            cost_per_qualified=_text(row.money.per_qualified),
            cost_per_won=_text(row.money.per_won),
            value=f"{row.money.value:.2f}",
            roas=_text(row.money.roas),
            roi=_text(row.money.roi),
            bad_numbers=row.counts.bad_numbers,
            refused=row.deliveries.refused,
            returned=row.deliveries.returned,
            duplicates=row.deliveries.duplicates,
        )
        for row in table.rows
    ]
    return SourcesOut(days=table.days, currency=table.currency, sources=rows)


@router.post(
    "/spend",
    **opened_by(SOURCES_WRITE),
    response={200: SpendSaved, FAILURES: ErrorAnswer},
    summary="Save spend",
    tags=["sources"],
)
def save_spend(request: HttpRequest, body: SpendBody) -> SpendSaved:
    """Save all rows or none. A retry is safe: an amount replaces the earlier one."""
    typed = [
        SpendInput(
            source=line.source,
            day=_day(line.day),
            amount=_needed(line.amount),
            campaign=line.campaign,
        )
        for line in body.rows
    ]
    return SpendSaved(rows=spend.record_spend(typed=typed, by=agent(request)))


@router.post(
    "/sources/{source_id}/terms",
    **opened_by(SOURCES_WRITE),
    response={200: TermsOut, WITH_ID | {409}: ErrorAnswer},
    summary="Set price, margin, caps and pause of a source",
    tags=["sources"],
)
def set_source_terms(request: HttpRequest, source_id: int, body: TermsBody) -> TermsOut:
    """Set the terms of a source. They apply from the next delivery on."""
    by = agent(request)
    typed = TermsInput(
        price=_decimal(body.price, "price"),
        margin=_decimal(body.margin, "margin"),
        cap_hour=body.cap_hour,
        cap_day=body.cap_day,
        cap_month=body.cap_month,
        cap_open=body.cap_open,
        return_days=body.return_days,
    )
    source_terms.set_terms(source_id=source_id, typed=typed, by=by)
    source_terms.set_paused(source_id=source_id, paused=body.paused, by=by)
    return _terms_out(source_terms.terms(source_id=source_id, viewer=by))


def _terms_out(found: SourceTerms) -> TermsOut:
    return TermsOut(
        id=found.id,
        name=found.name,
        price=_text(found.price),
        margin=_text(found.margin),
        cap_hour=found.cap_hour,
        cap_day=found.cap_day,
        cap_month=found.cap_month,
        cap_open=found.cap_open,
        return_days=found.return_days,
        paused=found.paused_at is not None,
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"


def _decimal(text: str | None, field: str) -> Decimal | None:
    if text is None or not text.strip():
        return None
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise wrong(field, "not_an_amount", "This is not an amount. Write it as 1234.50.")
    return found


def _needed(text: str) -> Decimal:
    found = _decimal(text, "amount")
    if found is None:
        raise wrong("amount", "required", "This field is required. Nothing was saved.")
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        said = "It is not a day. Write it as 2026-05-04. Nothing was saved."
        raise wrong("day", "not_a_time", said) from None
