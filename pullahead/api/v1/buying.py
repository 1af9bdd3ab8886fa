"""Endpoints of the buying plan and of capacity, for marketing and administrators."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, WITH_ID, WITH_TOKEN, opened_by
from pullahead.base.errors import wrong
from pullahead.reports import buying as buying_report
from pullahead.reports import campaigns, false_dead, spoilage_page
from pullahead.reports.source_table import USUAL
from pullahead.reports.spoilage import SpoilageCause
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.settings import buying
from pullahead.usecases.settings.api_keys import SOURCES_READ, SOURCES_WRITE

router = EndpointRouter()
CAPS_AT_MOST = 1_000


class PlanLine(Schema):
    """Plan of one source."""

    source_id: int
    source: str
    advice: str
    reason: str
    leads_per_day_now: float
    leads_per_day: int
    cap_day: int | None
    price: str | None
    highest_price: str
    highest_price_low: str | None
    highest_price_high: str | None
    marginal_return: float | None
    marginal_return_plus_minus: float | None
    weeks: int
    wins: int


class PlanOut(Schema):
    """Plan of all sources, and the load of the floor."""

    currency: str
    load_now: float | None
    load: float | None
    over_bought: bool
    sources: list[PlanLine]


class CapLine(Schema):
    """Daily cap of one source."""

    model_config = ConfigDict(extra="forbid")
    source_id: int
    cap_day: int = Field(description="Most leads accepted in a day.")


class CapsBody(Schema):
    """Caps to set, as the plan has them or others. All are set or none."""

    model_config = ConfigDict(extra="forbid")
    caps: list[CapLine] = Field(max_length=CAPS_AT_MOST, description="One for each source.")


class CapsSet(Schema):
    """Caps that were set: their number, and the id that undoes them."""

    sources: int
    batch: UUID


class CapsUndone(Schema):
    """Number of caps that are as before; a cap that changed since stays."""

    sources: int


class CampaignOut(Schema):
    """One campaign with the results of the leads that arrived in the period."""

    source_id: int
    source: str
    campaign: str
    leads: int
    attempted: int
    reached: int
    qualified: int
    won: int
    cost: str | None
    cost_per_lead: str | None
    cost_per_won: str | None
    value: str
    roas: str | None
    roi: str | None


class CampaignsOut(Schema):
    """All campaigns, by source."""

    days: int
    currency: str
    campaigns: list[CampaignOut]


class SpoilageLine(Schema):
    """Losses of one source, in the organization's currency."""

    source_id: int
    source: str
    not_pulled: float
    all_busy: float
    no_skill: float
    total: float
    outside_hours: float
    loss_per_minute: float
    ready: int


class FalseDeadLine(Schema):
    """Leads of one source that were closed as dead in a year, by second looks."""

    source_id: int
    source: str
    dead: int
    looks: int
    alive: int
    share: float | None
    share_low: float | None
    share_high: float | None
    value: float | None


class SpoilageOut(Schema):
    """Losses of a period by source and cause, and now a minute."""

    days: int
    currency: str
    total: float
    loss_per_minute: float
    sources: list[SpoilageLine]
    closed_too_early: list[FalseDeadLine]


@router.get(
    "/spoilage",
    **opened_by(SOURCES_READ),
    response={200: SpoilageOut, WITH_ID: ErrorAnswer},
    summary="Read the money that waiting leads lost",
    tags=["sources"],
)
def read_spoilage(request: HttpRequest, days: int = spoilage_page.USUAL) -> SpoilageOut:
    """Losses of the last 7 or 30 days while leads could be called, by cause."""
    found = spoilage_page.spoilage_page(viewer=agent(request), days=days)
    lines = []
    for row in found.rows:
        causes = dict(zip(spoilage_page.CAUSES, row.by_cause, strict=True))
        lines.append(
            SpoilageLine(
                source_id=row.source_id,
                source=row.source,
                not_pulled=causes[SpoilageCause.NOT_PULLED],
                all_busy=causes[SpoilageCause.ALL_BUSY],
                no_skill=causes[SpoilageCause.NO_SKILL],
                total=row.total,
                outside_hours=row.outside,
                loss_per_minute=row.a_minute,
                ready=row.ready,
            )
        )
    return SpoilageOut(
        days=found.days,
        currency=found.currency,
        total=found.total,
        loss_per_minute=found.total_a_minute,
        sources=lines,
        closed_too_early=_too_early(agent(request)),
    )


@router.get(
    "/campaigns",
    **opened_by(SOURCES_READ),
    response={200: CampaignsOut, WITH_ID: ErrorAnswer},
    summary="Read the results of all campaigns",
    tags=["sources"],
)
def list_campaigns(request: HttpRequest, days: int = USUAL) -> CampaignsOut:
    """Leads and spend of the last 7, 30, 90 or 365 days, and the results of the leads until now."""
    table = campaigns.campaign_table(viewer=agent(request), days=days)
    rows = [
        CampaignOut(
            source_id=row.source_id,
            source=row.source,
            campaign=row.campaign,
            leads=row.counts.leads,
            attempted=row.counts.attempted,
            reached=row.counts.reached,
            qualified=row.counts.qualified,
            won=row.counts.won,
            cost=_text(row.money.cost),
            cost_per_lead=_text(row.money.per_lead),
            cost_per_won=_text(row.money.per_won),
            value=f"{row.money.value:.2f}",
            roas=_text(row.money.roas),
            roi=_text(row.money.roi),
        )
        for row in table.rows
    ]
    return CampaignsOut(days=table.days, currency=table.currency, campaigns=rows)


@router.get(
    "/buying-plan",
    **opened_by(SOURCES_READ),
    response={200: PlanOut, FAILURES: ErrorAnswer},
    summary="Read the buying plan",
    tags=["sources"],
)
def read_buying_plan(request: HttpRequest) -> PlanOut:
    """Leads a day and the highest price of each source, at the load that results."""
    viewer = agent(request)
    cost = buying.hour_cost(viewer=viewer) or Decimal(0)
    found = buying_report.buying_page(viewer=viewer, hour_cost=cost)
    return PlanOut(
        currency=found.currency,
        load_now=found.plan.load_now,
        load=found.plan.load,
        over_bought=found.alarm,
        sources=[
            PlanLine(
                source_id=row.plan.id,
                source=row.name,
                advice=row.plan.advice.value,
                reason=row.plan.reason.value,
                leads_per_day_now=row.plan.now_a_day,
                leads_per_day=row.plan.leads_a_day,
                cap_day=row.cap_day,
                price=_text(row.plan.price),
                highest_price=f"{row.plan.highest_price:.2f}",
                highest_price_low=_text(row.plan.lowest),
                highest_price_high=_text(row.plan.highest),
                marginal_return=row.plan.returns.slope,
                marginal_return_plus_minus=row.plan.returns.half,
                weeks=row.plan.returns.weeks,
                wins=row.wins,
            )
            for row in found.rows
        ],
    )


@router.post(
    "/buying-plan/caps",
    **opened_by(SOURCES_WRITE),
    response={200: CapsSet, WITH_ID: ErrorAnswer},
    summary="Set caps a day by the buying plan",
    tags=["sources"],
)
def apply_buying_plan(request: HttpRequest, body: CapsBody) -> CapsSet:
    """The page Buying shows these caps, with an undo. Sending the caps again is safe."""
    caps = {line.source_id: line.cap_day for line in body.caps}
    if len(caps) != len(body.caps):
        raise wrong("caps", "twice", "A source is named twice. Nothing was changed.")
    batch = buying.apply_caps(caps=caps, by=agent(request))
    return CapsSet(sources=len(caps), batch=batch)


@router.post(
    "/buying-plan/caps/{batch}/undo",
    **opened_by(SOURCES_WRITE),
    response={200: CapsUndone, WITH_TOKEN: ErrorAnswer},
    summary="Undo caps that were set by the buying plan",
    tags=["sources"],
)
def undo_buying_caps(request: HttpRequest, batch: UUID) -> CapsUndone:
    """A cap that was changed since is not restored."""
    return CapsUndone(sources=buying.undo_caps(batch=batch, by=agent(request)))


def _too_early(viewer: Person) -> list[FalseDeadLine]:
    return [
        FalseDeadLine(
            source_id=row.source_id,
            source=row.source,
            dead=row.dead,
            looks=row.looks,
            alive=row.alive,
            share=row.rate,
            share_low=row.low,
            share_high=row.high,
            value=row.value,
        )
        for row in false_dead.false_dead(viewer=viewer)
    ]


def _text(amount: float | Decimal | None) -> str | None:
    return None if amount is None else f"{amount:.2f}"
