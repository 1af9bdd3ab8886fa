"""Facts of a real floor for the fit of a world, read from the tables of facts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.lab.fit import FitAttempt, FittingFacts
from pullahead.lab.world import WEEK_HOURS
from pullahead.leads.models import Lead, SaleOutcome, SaleVerdict
from pullahead.leads.queries import WITHDRAWN
from pullahead.pull.experiment_rules import working_days
from pullahead.pull.models import CallbackRow, ClaimRow, DispositionRow
from pullahead.reports.costs import organization_zone
from pullahead.team import queries as team
from pullahead.team.calendar import Calendar

ON_TIME = timedelta(minutes=15)
LONGEST = timedelta(hours=2)
CLAIM_COLUMNS = (
    "token lead_id agent_id round stage started_at ended_at ends_at was_due_at pull_reason "
    "disposition lead__asked_at"
).split()


@dataclass(frozen=True, slots=True)
class TriedClaim:
    """Settled claim with a call."""

    token: UUID
    lead: UUID
    agent: int
    round: int
    stage: str
    started_at: datetime
    ended_at: datetime
    asked_at: datetime
    due_at: datetime | None
    rule: str
    reached: bool


def fit_facts(*, since: datetime, until: datetime) -> FittingFacts:
    """Return the facts of a period. Callbacks and nurtured leads are no attempts."""
    zone, calendar = organization_zone(), team.calendar()
    claims = _claims(since, until)
    contacts = [one for one in claims if one.reached]
    won = _won({one.lead for one in contacts})
    agreed = set(
        CallbackRow.objects.filter(made_at__gte=since, made_at__lt=until).values_list(
            "claim_id", flat=True
        )
    )
    unsold = [one for one in contacts if one.lead not in won]
    on_time = [one for one in claims if one.due_at and one.started_at <= one.due_at + ON_TIME]
    leads = list(
        Lead.objects.filter(asked_at__gte=since, asked_at__lt=until)
        .exclude(closed_as=WITHDRAWN)
        .values_list("asked_at", "value")
    )
    days = _days(claims, calendar, zone)
    opens = [span for hours in calendar.week for span in hours]
    return FittingFacts(
        weeks=(until - since) / timedelta(weeks=1),
        arrivals=_by_hour((at for at, _value in leads), zone),
        attempts=tuple(_attempts(claims)),
        people=len({one.agent for one in claims}),
        planned_days=sum(len(own) for own in days),
        absent_days=sum(own.count(False) for own in days),
        absent_spells=sum(_spells(own) for own in days),
        leads_reached=len({one.lead for one in contacts}),
        leads_won=len(won),
        contacts_unsold=len(unsold),
        callbacks=sum(one.token in agreed for one in unsold),
        callbacks_on_time=len(on_time),
        callbacks_kept=sum(one.reached for one in on_time),
        values=tuple(float(value) for _at, value in leads if value),
        begins_hour=min(_hour(span.opens.hour, span.opens.minute) for span in opens),
        ends_hour=max(_hour(span.closes.hour, span.closes.minute) or 24.0 for span in opens),
        weekdays=tuple(n for n, hours in enumerate(calendar.week) if hours),
    )


def _hour(hours: int, minutes: int) -> float:
    return hours + minutes / 60


def _claims(since: datetime, until: datetime) -> list[TriedClaim]:
    """Return the pulled and settled claims with a call, in order."""
    flags = dict(DispositionRow.objects.filter(tried=True).values_list("code", "reached"))
    rows = ClaimRow.objects.filter(
        started_at__gte=since,
        started_at__lt=until,
        end=ClaimRow.End.SETTLED,
        ground="pull",
        disposition__in=flags,
    ).order_by("started_at")
    return [
        TriedClaim(
            token=one.token,
            lead=one.lead_id,
            agent=one.agent_id,
            round=one.round,
            stage=one.stage,
            started_at=one.started_at,
            ended_at=one.ended_at or one.ends_at,
            asked_at=one.lead.asked_at,
            due_at=one.was_due_at,
            rule=one.pull_reason,
            reached=flags[one.disposition],
        )
        for one in rows.select_related("lead").only(*CLAIM_COLUMNS)
    ]


def _won(leads: set[UUID]) -> set[UUID]:
    won = SaleOutcome.objects.filter(verdict=SaleVerdict.WON, corrected_by=None)
    return leads & set(won.values_list("lead_id", flat=True))


def _attempts(claims: Iterable[TriedClaim]) -> Iterable[FitAttempt]:
    """Yield the attempts on leads that were not reached before, without callbacks and touches."""
    reached: set[UUID] = set()
    for one in claims:
        if one.lead in reached:
            continue
        if one.reached:
            reached.add(one.lead)
        if one.stage or one.due_at is not None:
            continue
        took = one.ended_at - one.started_at
        yield FitAttempt(
            one.round,
            max((one.started_at - one.asked_at) / timedelta(hours=1), 0.0),
            one.reached,
            took / timedelta(minutes=1) if took <= LONGEST else None,
            one.rule == "random",
        )


def _by_hour(moments: Iterable[datetime], zone: ZoneInfo) -> tuple[int, ...]:
    counts: Counter[int] = Counter()
    for at in moments:
        local = at.astimezone(zone)
        counts[local.weekday() * 24 + local.hour] += 1
    return tuple(counts[hour] for hour in range(WEEK_HOURS))


def _days(claims: Iterable[TriedClaim], calendar: Calendar, zone: ZoneInfo) -> list[list[bool]]:
    """Return for each person whether they worked, by working day from their first to their last."""
    worked: defaultdict[int, set[date]] = defaultdict(set)
    for one in claims:
        worked[one.agent].add(one.started_at.astimezone(zone).date())
    return [
        [day in own for day in working_days(calendar, min(own), max(own))]
        for own in worked.values()
    ]


def _spells(days: Sequence[bool]) -> int:
    """Return how many runs of absent days there are."""
    return sum(not day and (n == 0 or days[n - 1]) for n, day in enumerate(days))
