"""Results by campaign: spend by day × source × campaign beside the leads of the campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Sum

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.attribution import attribution_of, campaign_key
from pullahead.leads.models import Inquiry, Lead, ReturnedLead, Source, Spend
from pullahead.reports import costs
from pullahead.reports.access import sources_only
from pullahead.reports.cohorts import CohortLead, cohort
from pullahead.reports.costs import Money, day_start
from pullahead.reports.source_table import PERIODS, USUAL, SourceCounts, counts_of
from pullahead.team.models import Person

CampaignKey = tuple[int, str]  # source, folded name; "" for leads and spend without a campaign


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """One campaign of one source; an empty name is everything without a campaign."""

    source_id: int
    source: str
    campaign: str
    counts: SourceCounts
    money: Money


@dataclass(frozen=True, slots=True)
class CampaignTable:
    """All campaigns with leads or spend: by source, most leads first."""

    days: int
    currency: str
    rows: tuple[CampaignRow, ...]


@report
def campaign_table(
    *, viewer: Person, days: int = USUAL, source_id: int | None = None
) -> CampaignTable:
    """Return the campaigns of the leads and the spend of the last so many days."""
    sources_only(viewer)
    if days not in PERIODS:
        raise NotFound("There is no such period.")
    now = clock.now()
    first = costs.first_day(now, days)
    names: dict[CampaignKey, str] = {}
    leads: dict[CampaignKey, list[CohortLead]] = defaultdict(list)
    for lead in cohort(since=day_start(first), source_id=source_id):
        key = (lead.source_id, campaign_key(lead.campaign))
        names.setdefault(key, lead.campaign)
        leads[key].append(lead)
    spent = _costs(first, names, source_id)
    margins = costs.margins()
    sources = dict(Source.objects.values_list("id", "name"))
    rows = [
        CampaignRow(
            source_id=key[0],
            source=sources[key[0]],
            campaign=names[key],
            counts=counts_of(leads[key], now),
            money=costs.money_of(leads[key], spent.get(key), margins),
        )
        for key in names
        if key[0] in sources
    ]
    rows.sort(key=lambda row: (row.source, -row.counts.leads, row.campaign))
    return CampaignTable(days, settings.CONFIG.currency, tuple(rows))


def _costs(
    since: date, names: dict[CampaignKey, str], source_id: int | None
) -> Mapping[CampaignKey, Decimal]:
    """Return the cost of each campaign, and add the names of those with spend but without leads."""
    found: dict[CampaignKey, Decimal] = defaultdict(Decimal)
    only = {} if source_id is None else {"source_id": source_id}
    spend = Spend.objects.filter(day__gte=since, **only).values_list("source_id", "campaign")
    for source, campaign, amount in spend.annotate(Sum("amount")):
        key = (source, campaign_key(campaign))
        names.setdefault(key, campaign)
        found[key] += amount
    arrived = day_start(since)
    bought = Inquiry.objects.filter(admitted_at__gte=arrived, cost__isnull=False, **only)
    for source, cost, attributes in bought.values_list("source_id", "cost", "attributes"):
        campaign = attribution_of(attributes).campaign
        key = (source, campaign_key(campaign))
        names.setdefault(key, campaign)
        found[key] += cost or 0
    for key, credit in _credits(since, only):
        names.setdefault(key, "")
        found[key] -= credit
    return found


def _credits(since: date, only: Mapping[str, int]) -> list[tuple[CampaignKey, Any]]:
    """Return the credits of returned leads; those of erased leads are of no campaign."""
    rows = ReturnedLead.objects.filter(
        arrived_at__gte=day_start(since), credit__isnull=False, **only
    ).values_list("source_id", "lead_id", "credit")
    ids = [lead_id for _source, lead_id, _credit in rows]
    attributes = dict(Lead.objects.filter(pk__in=ids).values_list("id", "attributes"))
    return [
        ((source, campaign_key(attribution_of(attributes.get(lead_id, {})).campaign)), credit)
        for source, lead_id, credit in rows
    ]
