"""Read the settings by which a floor of the past is played: all of them once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.compliance.calling_hours import MAIL, Hours
from pullahead.compliance.places import PrefixOverride
from pullahead.compliance.rules import RuleSet
from pullahead.leads.models import Source
from pullahead.leads.rules import LeadIn
from pullahead.pull import plan_queries
from pullahead.pull import queries as pull_queries
from pullahead.pull.cadence import Cadence, Disposition, DispositionKind
from pullahead.pull.contact_rates import START, Rates
from pullahead.pull.experiments import past_trials
from pullahead.pull.models import Route
from pullahead.pull.nurturing import OWNED_FOR
from pullahead.pull.order_rules import OrderTrial
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Lane
from pullahead.pull.second_looks import eligible_outcomes, qualifying_outcomes
from pullahead.pull.services import route_of
from pullahead.pull.settle_rules import NO_PLAN
from pullahead.pull.store.database import DbStore
from pullahead.team.calendar import Calendar
from pullahead.team.queries import calendar
from pullahead.usecases.common.timezones import organisation_zone, windows_of
from pullahead.usecases.work.qualified import QUALIFIED


@dataclass(frozen=True, slots=True)
class PastSource:
    """One source: its route, its cadence, and its nurturing plans by disposition."""

    source: Source
    route: Route
    cadence: Cadence
    plans: Mapping[str, Cadence]

    def plan(self, code: str) -> Cadence:
        """Return the nurturing plan after a disposition."""
        return self.plans.get(code, NO_PLAN)


@dataclass(frozen=True, slots=True)
class PastSettings:
    """Calling hours and rules, outcomes, plans and working hours."""

    hours: Hours
    overrides: tuple[PrefixOverride, ...]
    limits: RuleSet
    rates: Rates
    dispositions: Mapping[str, Disposition]
    qualifying: frozenset[str]  # dispositions after which a lead qualifies
    dead: frozenset[str]  # dispositions after which a lead may get a second look
    sources: Mapping[int, PastSource]
    calendar: Calendar
    zone: str
    exploration: float
    # half-days of experiments: start, end, order
    trials: tuple[tuple[datetime, datetime, OrderTrial], ...] = ()

    def windows(self, source: PastSource, lead: LeadIn) -> str:
        """Return the window set of a lead; "" where it can never be called."""
        if not lead.phone:
            return MAIL
        zone, attributes = source.source.zone, lead.attributes
        found = windows_of(lead.phone, self.overrides, zone, attributes=attributes)
        return found if found and self.hours.next_open(found, lead.received_at) else ""

    def worth(self, source: PastSource, lead: LeadIn) -> RankingInputs:
        """Return the ranking inputs of a lead."""
        route = source.route
        return RankingInputs(
            value=float(lead.value or route.value),
            chance=route.chance,
            half_life_hours=route.half_life_hours,
            asked_at=lead.received_at,
            curve=route.curve,
            skills=pull_queries.needed(route, {}, lambda _skill: False),
            rates=self.rates,
        )

    def trial_at(self, now: datetime) -> OrderTrial | None:
        """Return the order of an experiment that the team's pulls follow at a moment."""
        return next((one for begins, ends, one in self.trials if begins <= now < ends), None)

    def owned_until(self, due: datetime) -> datetime:
        """Return the end of an agent's reservation of a touch."""
        return self.calendar.after(due, OWNED_FOR)


def read_settings(source_ids: Collection[int]) -> PastSettings:
    """Read the settings as they are now. A source without a route gets one."""
    with write_transaction():
        sources = {n: _source(n) for n in source_ids}
    limits = pull_queries.limits(clock.now())
    return PastSettings(
        hours=pull_queries.hours(limits.packs),
        overrides=tuple(pull_queries.overrides()),
        limits=limits,
        rates=START,  # none were measured then
        dispositions={d.code: _as_final(d) for d in pull_queries.dispositions()},
        qualifying=qualifying_outcomes(),
        dead=frozenset(eligible_outcomes(clock.now())),
        sources=sources,
        calendar=calendar(),
        zone=organisation_zone(),
        exploration=settings.CONFIG.exploration,
        trials=tuple(past_trials(clock.now())),
    )


def _as_final(chosen: Disposition) -> Disposition:
    """Let *qualified* end a lead, as it does where the team works on deals."""
    if chosen.code != QUALIFIED:
        return chosen
    return replace(chosen, kind=DispositionKind.FINAL)


def _source(source_id: int) -> PastSource:
    source = Source.objects.get(pk=source_id)
    route, plans = route_of(source=source), plan_queries.nurture_plans()
    codes = [code for code, _ in plan_queries.nurture_outcomes()]
    return PastSource(
        source,
        route,
        Cadence(_spans(route.cadence.offsets), _waits(route.cadence.waits)),
        {
            code: Cadence(_spans(plan_queries.nurture_plan(source_id, code, plans)), {})
            for code in codes
        },
    )


def _spans(minutes: Collection[int]) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=one) for one in minutes)


def _waits(waits: Mapping[str, int]) -> Mapping[str, timedelta]:
    return {code: timedelta(minutes=one) for code, one in waits.items()}


def stored_lane(lane: Lane) -> Lane:
    """Return the stored lane like this one, with its id; made if it is missing."""
    with write_transaction():
        return DbStore().lane(lane)
