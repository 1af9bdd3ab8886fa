"""Result of an experiment by block, and what chance alone does to past half-days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.lab import switchback
from pullahead.lab.switchback import BlockEffect, BlockFacts
from pullahead.pull import experiments
from pullahead.pull.experiment_rules import DAY, ExperimentState, Yardstick, half_day, working_days
from pullahead.pull.models import ClaimRow, DispositionRow, ExperimentRow, ReceiptRow
from pullahead.reports import capacity
from pullahead.reports.at_work import GAP, LONGEST_CLAIM
from pullahead.team import queries as team
from pullahead.team.models import Person

PAST_WEEKS = 6
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class ResultBlock:
    """Counted part of a block, with its figures."""

    number: int
    ordering: str
    begins: datetime
    facts: BlockFacts


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """Blocks of an experiment so far. The figures are there only after its end."""

    done: int
    blocks: int
    over: bool
    effect: BlockEffect | None = None
    figures: tuple[ResultBlock, ...] = ()
    needed: int | None = None  # pairs of days that find the smallest effect of interest


@dataclass(frozen=True, slots=True)
class PowerEstimate:
    """Spread of past half-days of the team by chance, and the effect that the plan can find."""

    pairs: int
    mean: float  # of the figure, per hour at work
    spread: float | None  # None: too few past days with work
    share: float | None  # effect that is found in 80 % of cases, as a share of the mean
    needed: int | None  # pairs of days for the smallest effect of interest


def result(*, experiment_id: int, viewer: Person) -> ExperimentResult:
    """Return the blocks so far, and the effect once the experiment is over. No look before."""
    row, now = _row(experiment_id, viewer), clock.now()
    blocks = list(experiments.blocks_of(row.pk))
    until = row.stopped_at or now
    done = [block for block in blocks if block.ends_at <= until]
    over = row.state == ExperimentState.STOPPED or (row.ends_at is not None and row.ends_at <= now)
    if not over or not done:
        return ExperimentResult(len(done), len(blocks), over)
    spans = [(block.counts_from, block.ends_at) for block in done]
    figures = tuple(
        ResultBlock(
            block.number,
            block.ordering,
            block.counts_from,
            BlockFacts(block.pair, block.ordering, total, hours, claims),
        )
        for block, (total, hours, claims) in zip(
            done, _facts(spans, row.team_id, row.yardstick), strict=True
        )
    )
    found = switchback.effect((one.facts for one in figures), usual=row.usual, other=row.other)
    needed = None
    if found is not None:
        needed = switchback.pairs_for(found.spread, row.smallest * found.usual)
    return ExperimentResult(len(done), len(blocks), over, found, figures, needed)


def power(*, experiment_id: int, viewer: Person) -> PowerEstimate:
    """Estimate from the last weeks what an experiment can find."""
    row, now = _row(experiment_id, viewer), clock.now()
    calendar = team.calendar(row.team_id)
    today, washout = calendar.local_day(now), timedelta(minutes=row.washout)
    days = working_days(calendar, today - PAST_WEEKS * 7 * DAY, today - DAY)
    spans = [half_day(calendar, day, half, washout)[1:] for day in days for half in (0, 1)]
    found = _facts(spans, row.team_id, row.yardstick)
    worked = [both for both in zip(found[::2], found[1::2], strict=True) if _worked(both)]
    rates = [total / hours for both in worked for total, hours, _claims in both]
    spread = switchback.spread_of(rates)
    mean = sum(rates) / len(rates) if rates else 0.0
    planned = row.weeks * sum(bool(hours) for hours in calendar.week) // 2
    if spread is None or mean <= 0:
        return PowerEstimate(planned, mean, None, None, None)
    share = switchback.detectable(spread, planned) / mean
    needed = switchback.pairs_for(spread, row.smallest * mean)
    return PowerEstimate(planned, mean, spread, share, needed)


def _worked(halves: Iterable[tuple[float, float, int]]) -> bool:
    return all(hours > 0 for _total, hours, _claims in halves)


def _row(experiment_id: int, viewer: Person) -> ExperimentRow:
    rows = experiments.experiments(None if viewer.is_admin else viewer.team_id)
    found = rows.filter(pk=experiment_id).first() if viewer.is_leader else None
    if found is None:
        raise NotFound(_("Experiment not found."))
    return found


# ---- facts of half-days


def _facts(spans: Sequence[Span], team_id: int, yardstick: str) -> list[tuple[float, float, int]]:
    """Return (total of the yardstick, hours at work, pulled claims) of each span, in order."""
    if not spans:
        return []
    since, until = spans[0][0], spans[-1][1]
    claims = ClaimRow.objects.filter(
        agent__team=team_id, started_at__gte=since - LONGEST_CLAIM, started_at__lt=until
    )
    at_work = _at_work(claims.values_list("agent_id", "started_at", "ended_at"), until)
    pulled = claims.filter(ground="pull", started_at__gte=since)
    starts = sorted(pulled.values_list("started_at", flat=True))
    gains = _first_contacts(since, until, team_id, yardstick)
    return [
        (
            sum(gain for at, gain in gains if begins <= at < ends),
            _hours(at_work, begins, ends),
            sum(begins <= at < ends for at in starts),
        )
        for begins, ends in spans
    ]


def _at_work(
    claims: Iterable[tuple[int, datetime, datetime | None]], until: datetime
) -> list[Span]:
    """Return the spans in which people worked, with pauses of at most an hour between claims."""
    own: defaultdict[int, list[Span]] = defaultdict(list)
    for agent, begins, ends in claims:
        own[agent].append((begins, min(ends or until, begins + LONGEST_CLAIM)))
    return [span for spans in own.values() for span in capacity.merged(sorted(spans), GAP)]


def _hours(at_work: Iterable[Span], begins: datetime, ends: datetime) -> float:
    inside = (min(until, ends) - max(since, begins) for since, until in at_work)
    return sum(max(one.total_seconds(), 0.0) for one in inside) / 3600


def _first_contacts(
    since: datetime, until: datetime, team_id: int, yardstick: str
) -> list[tuple[datetime, float]]:
    """Return the start of each pulled claim that first reached its lead, and its gain."""
    codes = list(DispositionRow.objects.filter(reached=True).values_list("code", flat=True))
    reached = ClaimRow.objects.filter(end=ClaimRow.End.SETTLED, disposition__in=codes)
    earlier = reached.filter(lead=OuterRef("lead"), started_at__lt=OuterRef("started_at"))
    first = reached.filter(
        ~Exists(earlier),
        agent__team=team_id,
        ground="pull",
        started_at__gte=since,
        started_at__lt=until,
    )
    tokens = dict(first.values_list("token", "started_at"))
    if yardstick == Yardstick.CONTACTS:
        return [(at, 1.0) for at in tokens.values()]
    receipts = ReceiptRow.objects.filter(token__in=first.values("token"), value__isnull=False)
    columns = receipts.values_list("token", "value", "chance")
    worth = {token: (value or 0.0) * (chance or 0.0) for token, value, chance in columns if token}
    return [(at, worth.get(token, 0.0)) for token, at in tokens.items()]
