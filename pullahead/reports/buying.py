"""*Buying*: facts of each source for the governor, and its plan as marketing sees it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.leads.models import Source
from pullahead.pull.decay import Curve, curve
from pullahead.pull.models import Route
from pullahead.pull.queries import rates_in_use
from pullahead.reports import capacity, costs, floor_capacity, floor_facts, spoilage
from pullahead.reports.access import sources_only
from pullahead.reports.costs import ALL, Margins
from pullahead.reports.floor_capacity import FloorOutlook
from pullahead.reports.floor_facts import WonLead
from pullahead.reports.governor import (
    AdviceReason,
    BuyingFacts,
    BuyingPlan,
    LeadWorth,
    SourcePlan,
    govern,
)
from pullahead.reports.marginal_return import MarginalReturn, WeekOfSpend, marginal_return
from pullahead.reports.yield_rates import HORIZON, share_at
from pullahead.team.models import Person

WORTH_DAYS = 180
WINS_NEEDED = 10  # before a measured worth replaces the start values
PRICE_DAYS = 28
WEEKS_BACK = 104
WEEK = timedelta(days=7)
_Z = 1.6448536269514722
# upper 95 % limit of the mean of a Poisson count, after a count of 0, 1, … 9
MOST_WINS = (2.996, 4.744, 6.296, 7.754, 9.154, 10.513, 11.842, 13.148, 14.435, 15.705)


@dataclass(frozen=True, slots=True)
class BuyingRow:
    """Plan of one source with its name, caps, and the figures behind the worth of a lead."""

    name: str
    paused: bool
    cap_day: int | None
    wins: int
    measured: bool
    plan: SourcePlan


@dataclass(frozen=True, slots=True)
class BuyingPage:
    """The page: the plan, and the floor that it is for."""

    rows: tuple[BuyingRow, ...]
    plan: BuyingPlan
    currency: str
    minute_cost: Decimal
    people: int
    minutes_a_day: float
    alarm: bool

    @property
    def cut(self) -> frozenset[int]:
        """Sources that the plan cuts because the floor cannot work more."""
        full = (row.plan for row in self.rows if row.plan.reason == AdviceReason.CAPACITY)
        return frozenset(plan.id for plan in full)


@report
def buying_page(*, viewer: Person, hour_cost: Decimal) -> BuyingPage:
    """Return the plan of all sources that deliver. `hour_cost` is the cost of an agent's hour."""
    sources_only(viewer)
    return plan_at(clock.now(), hour_cost)


@report
def plan_at(now: datetime, hour_cost: Decimal) -> BuyingPage:
    """Return the plan as known at a moment, for the worker and the page."""
    found = floor_capacity.outlook(now)
    minute_cost = hour_cost / 60
    since = now - timedelta(days=WORTH_DAYS)
    wins = floor_facts.wins(costs.day_start(found.today - WEEKS_BACK * WEEK))
    facts = _facts(found, [one for one in wins if one.admitted_at >= since], wins, now)
    plan = govern(
        [one for one, _wins in facts],
        minutes_a_day=found.minutes_a_day,
        minute_cost=float(minute_cost),
    )
    sources = Source.objects.in_bulk([one.id for one in plan.sources])
    rows = [
        BuyingRow(
            name=sources[one.id].name,
            paused=sources[one.id].paused_at is not None,
            cap_day=sources[one.id].cap_day,
            wins=won,
            measured=won >= WINS_NEEDED,
            plan=one,
        )
        for one, (made, won) in zip(plan.sources, facts, strict=True)
    ]
    rows.sort(key=lambda row: row.name.casefold())
    return BuyingPage(
        rows=tuple(rows),
        plan=plan,
        currency=settings.CONFIG.currency,
        minute_cost=minute_cost,
        people=found.people,
        minutes_a_day=found.minutes_a_day,
        alarm=capacity.is_over_bought(found.loads),
    )


def _facts(
    found: FloorOutlook, recent: Sequence[WonLead], every: Sequence[WonLead], now: datetime
) -> list[tuple[BuyingFacts, int]]:
    """Return the facts of each source that delivers, and its number of wins."""
    since = found.today - WEEKS_BACK * WEEK
    margins, routes = costs.margins(), Route.objects.in_bulk()
    spent = floor_facts.costs_by_day(since)
    arrived = floor_facts.arrivals_by_day(costs.day_start(since))
    grown = floor_facts.maturity_of(recent, now)
    made = []
    for source in Source.objects.order_by("id"):
        delivers = found.delivers(source.pk)
        if not delivers:
            continue
        route = routes.get(source.pk) or Route(source=source)
        own = [one for one in recent if one.source_id == source.pk]
        leads = _grown(arrived.get(source.pk, {}), grown, found.today)
        profits = [_profit(one, route, margins) for one in own]
        worth = lead_worth(profits, leads)
        fades = curve(route.curve, route.half_life_hours)
        at_once = _interest(found, fades, measured=False)
        usual = _interest(found, fades, measured=True)
        facts = BuyingFacts(
            id=source.pk,
            leads_a_day=found.leads_a_day(source.pk),
            delivers=delivers,
            work=found.work.of(source.pk),
            worth=worth
            or rare_worth(
                profits,
                leads * at_once(1) / usual(1),
                _start(route, margins),
                float(route.value) * _share(route, margins),
            ),
            price=_price(source, spent.get(source.pk, {}), arrived.get(source.pk, {}), found.today),
            returns=_returns(source.pk, every, spent.get(source.pk, {}), margins, found.today),
            interest=at_once if worth is None else usual,
        )
        made.append((facts, len(own)))
    return made


def lead_worth(profits: Sequence[float], leads: float) -> LeadWorth | None:
    """Return the profit of a lead with its interval, from the wins of so many grown leads.

    None for too few wins. Wins come at random, each with its own value, so the variance of their
    sum is the sum of their squares.
    """
    if len(profits) < WINS_NEEDED or leads <= 0:
        return None
    mean = math.fsum(profits) / leads
    half = _Z * math.sqrt(math.fsum(one * one for one in profits)) / leads
    return LeadWorth(mean, max(0.0, mean - half), mean + half)


def rare_worth(
    profits: Sequence[float], leads: float, start: LeadWorth, per_win: float
) -> LeadWorth:
    """Return the start value of a lead, with an upper end that the few wins of its source allow.

    A source that sells next to nothing is found by the number of its leads. `per_win` is the start
    value of a win.
    """
    if leads <= 0:
        return start
    mean = math.fsum(profits) / len(profits) if profits else per_win
    high = MOST_WINS[len(profits)] * max(mean, per_win) / leads
    return LeadWorth(min(start.profit, high), 0.0, high)


def _grown(by_day: Mapping[date, float], grown: Sequence[float], today: date) -> float:
    """Return the leads of the last 180 days, each for the share of its wins that have come."""
    total = 0.0
    for day, leads in by_day.items():
        age = (today - day).days
        if age < WORTH_DAYS:
            total += leads * share_at(grown, age)
    return total


def _profit(one: WonLead, route: Route, margins: Margins) -> float:
    """Return value × margin of a win; without a value of its own it has the source's."""
    own = one.value if one.currency == settings.CONFIG.currency else None
    value = route.value if own is None else own
    by_source = margins.sources.get(one.source_id, ALL)
    share = margins.products.get(" ".join(one.product.split()).casefold(), by_source)
    return float(value * share / 100)


def _start(route: Route, margins: Margins) -> LeadWorth:
    """Return the worth by start values: value × chance × Q_1 × margin, without an interval."""
    reached = spoilage.contact_chance_left(rates_in_use().contact)
    return LeadWorth(float(route.value) * route.chance * reached * _share(route, margins))


def _share(route: Route, margins: Margins) -> float:
    return float(margins.sources.get(route.source_id, ALL)) / 100


def _price(
    source: Source, spent: Mapping[date, Decimal], arrived: Mapping[date, float], today: date
) -> float | None:
    """Return the price of a lead: the agreed one, else the cost per lead of the last four weeks."""
    if source.cost is not None:
        return float(source.cost)
    since = today - timedelta(days=PRICE_DAYS)
    cost = sum((amount for day, amount in spent.items() if day > since), Decimal(0))
    leads = sum(count for day, count in arrived.items() if day > since)
    return float(cost) / leads if cost > 0 and leads else None


def _returns(
    source_id: int,
    wins: Sequence[WonLead],
    spent: Mapping[date, Decimal],
    margins: Margins,
    today: date,
) -> MarginalReturn:
    """Fit value × margin on the spend of the weeks that are 90 days old or more."""
    zone = costs.organization_zone()
    spend: dict[date, float] = defaultdict(float)
    profit: dict[date, float] = defaultdict(float)
    for day, amount in spent.items():
        spend[_monday(day)] += float(amount)
    route = Route(value=Decimal(0))
    for one in wins:
        if one.source_id == source_id:
            profit[_monday(one.admitted_at.astimezone(zone).date())] += _profit(one, route, margins)
    last = today - timedelta(days=HORIZON) - WEEK
    mondays = [day for day in spend if day <= last]
    if not mondays:
        return marginal_return(())
    weeks, monday = [], min(mondays)
    while monday <= last:
        weeks.append(WeekOfSpend(spend.get(monday, 0.0), profit.get(monday, 0.0)))
        monday += WEEK
    return marginal_return(weeks)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _interest(found: FloorOutlook, fades: Curve, *, measured: bool) -> Callable[[float], float]:
    """Return the interest left at the first attempt at a load, relative to that of the worth.

    Start values are those of a lead that is called at once. Measured wins are of the past load; of
    a floor with too many leads only a part was worked, so a lead that is worked is worth more.
    """

    def left(load: float) -> float:
        queue = found.queue(load)
        return queue.mean_of(lambda minutes: math.exp(fades.left(minutes * 60)), steps=50)

    past = found.loads[1]
    if not measured or past is None:
        return left
    usual, worked = left(past), min(1.0, 1 / past) if past else 1.0
    return lambda load: left(load) / usual / worked
