"""Cost and margin of sources: spend by day, the price of each accepted lead, credits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from pullahead.leads.models import Inquiry, ProductMargin, ReturnedLead, Source, Spend
from pullahead.reports import measures
from pullahead.reports.cohorts import CohortLead

ALL = Decimal(100)


def organization_zone() -> ZoneInfo:
    """Return the time zone whose days spend and cohorts are counted in."""
    return ZoneInfo(settings.CONFIG.time_zone)


def day_start(day: date) -> datetime:
    """Return the start of a day of the organization."""
    return datetime.combine(day, time(), organization_zone())


def first_day(now: datetime, days: int) -> date:
    """Return the first day of a period of so many days that ends today."""
    return now.astimezone(organization_zone()).date() - timedelta(days=days - 1)


def costs(
    *, since: date, until: date | None = None, source_id: int | None = None
) -> dict[int, Decimal]:
    """Return the cost of each source in a period of days; a source without any data is left out.

    A source that is paid by lead and delivered none has cost 0.
    """
    spend = Spend.objects.filter(day__gte=since)
    bought = Inquiry.objects.filter(admitted_at__gte=day_start(since), cost__isnull=False)
    priced = Source.objects.filter(cost__isnull=False)
    if until is not None:
        spend = spend.filter(day__lt=until)
        bought = bought.filter(admitted_at__lt=day_start(until))
    if source_id is not None:
        spend, bought = spend.filter(source_id=source_id), bought.filter(source_id=source_id)
        priced = priced.filter(pk=source_id)
    found = dict.fromkeys(priced.values_list("id", flat=True), Decimal(0))
    for rows, column in ((spend, "amount"), (bought, "cost")):
        for source, total in rows.values_list("source_id").annotate(Sum(column)):
            found[source] = found.get(source, Decimal(0)) + total
    for source, total in _credits(since, until, source_id):
        found[source] = found.get(source, Decimal(0)) - total
    return found


def _credits(
    since: date, until: date | None, source_id: int | None
) -> Iterable[tuple[int, Decimal]]:
    """Return the credits of each source, for leads that arrived in the period."""
    rows = ReturnedLead.objects.filter(arrived_at__gte=day_start(since), credit__isnull=False)
    if until is not None:
        rows = rows.filter(arrived_at__lt=day_start(until))
    if source_id is not None:
        rows = rows.filter(source_id=source_id)
    return rows.values_list("source_id").annotate(Sum("credit"))


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins in percent: of a product, else of its source, else all of the value."""

    products: Mapping[str, Decimal] = field(default_factory=dict)
    sources: Mapping[int, Decimal] = field(default_factory=dict)

    def of(self, lead: CohortLead) -> Decimal:
        """Return the margin of a lead's sale."""
        by_source = self.sources.get(lead.source_id, ALL)
        return self.products.get(" ".join(lead.product.split()).casefold(), by_source)


def margins() -> Margins:
    """Return the margins as they are set now."""
    own = Source.objects.filter(margin__isnull=False).values_list("id", "margin")
    return Margins(
        products=dict(ProductMargin.objects.values_list("product", "percent")),
        sources={pk: margin for pk, margin in own if margin is not None},
    )


@dataclass(frozen=True, slots=True)
class Money:
    """Money of one cohort. A figure without a known cost, or without a count, is None."""

    cost: Decimal | None
    value: Decimal  # of the leads won, in the organization's currency
    profit: Decimal  # value × margin
    unvalued: int  # won without a value
    foreign: int  # won in another currency: never added
    per_lead: Decimal | None
    per_contact: Decimal | None
    per_qualified: Decimal | None
    per_won: Decimal | None

    @property
    def roas(self) -> Decimal | None:
        """Value ÷ cost."""
        return measures.roas(self.value, self.cost)

    @property
    def roi(self) -> Decimal | None:
        """(Value × margin − cost) ÷ cost."""
        return measures.roi(self.profit, self.cost)


def money_of(leads: Sequence[CohortLead], cost: Decimal | None, margins: Margins) -> Money:
    """Return the money of a cohort."""
    own = settings.CONFIG.currency
    value = profit = Decimal(0)
    unvalued = foreign = 0
    for lead in leads:
        if lead.sale is None:
            continue
        if lead.sale.value is None:
            unvalued += 1
        elif lead.sale.currency != own:
            foreign += 1
        else:
            value += lead.sale.value
            profit += lead.sale.value * margins.of(lead) / 100
    return Money(
        cost=cost,
        value=value,
        profit=profit,
        unvalued=unvalued,
        foreign=foreign,
        per_lead=measures.cost_each(cost, len(leads)),
        per_contact=measures.cost_each(cost, sum(lead.reached for lead in leads)),
        per_qualified=measures.cost_each(cost, sum(lead.qualified for lead in leads)),
        per_won=measures.cost_each(cost, sum(lead.won for lead in leads)),
    )
