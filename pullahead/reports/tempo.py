"""*Tempo*: work of a period beside the one before, by person, team, source or hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.reports import honesty, measures, periods, speed, work_facts
from pullahead.reports.episodes import Waits
from pullahead.reports.honest_work import HonestWork, honest_work
from pullahead.reports.honesty import CallbackCounts
from pullahead.reports.measures import WaitEstimates
from pullahead.reports.periods import Period
from pullahead.reports.speed import Spread
from pullahead.reports.time_use import TimeReport, time_report
from pullahead.reports.work_facts import JudgedCallback, Scope, WorkedClaim, WorkEvent
from pullahead.team.models import Person, Team

DIMENSIONS = ("person", "team", "source", "hour")
MINUTE = 60.0
# marks of the chart of waits, in seconds
MARKS = tuple(MINUTE * n for n in (1, 2, 5, 15, 30, 60, 240, 1440, 4320))
# upper ends of the bins of handle time, in seconds
BINS = tuple(MINUTE * n for n in (1, 2, 3, 5, 8, 12, 20, 30))


@dataclass(frozen=True, slots=True)
class TempoFigures:
    """Figures of one group in one period; each share has its denominator."""

    callbacks: CallbackCounts
    settled: int
    ended: int  # claims settled, released, or ended by themselves
    by_itself: int
    attempts: int
    reached: int  # attempts
    contacts: int  # settled claims with a contact
    wins: int
    handle: Spread
    first: WaitEstimates | None  # None where a wait belongs to no group

    @property
    def contact_rate(self) -> float | None:
        """Reached ÷ attempts."""
        return measures.share(self.reached, self.attempts)

    @property
    def by_itself_rate(self) -> float | None:
        """Claims that ended by themselves ÷ claims ended."""
        return measures.share(self.by_itself, self.ended)


@dataclass(frozen=True, slots=True)
class TempoRow:
    """One group: now, and in the period before."""

    key: int
    label: str
    now: TempoFigures
    before: TempoFigures


@dataclass(frozen=True, slots=True)
class TempoShapes:
    """Distributions of one period: waits by MARKS, handle times by BINS, settled by hour."""

    waits: tuple[float, ...]  # estimated shares; empty without an episode
    handle: tuple[int, ...]  # the last is above the last bin
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TempoReport:
    """Work of a period beside the one before."""

    period: Period
    by: str
    rows: tuple[TempoRow, ...]
    total: TempoRow
    shapes: TempoShapes
    shapes_before: TempoShapes
    honest: tuple[HonestWork, ...] = ()  # by person
    time: TimeReport | None = None  # by person


@dataclass(slots=True)
class PeriodFacts:
    """All facts of one period in one scope, or of one group."""

    period: Period
    claims: list[WorkedClaim] = field(default_factory=list)
    attempts: list[WorkEvent] = field(default_factory=list)
    sales: list[WorkEvent] = field(default_factory=list)
    callbacks: list[JudgedCallback] = field(default_factory=list)
    waits: dict[tuple[int, int], Waits] = field(default_factory=dict)


def read_facts(period: Period, scope: Scope) -> PeriodFacts:
    """Read the facts of a period."""
    return PeriodFacts(
        period,
        work_facts.claims(period, scope),
        work_facts.attempts(period, scope),
        work_facts.sales(period, scope),
        work_facts.callbacks(period, scope),
        work_facts.waits(period, scope) if scope.people is None or scope.routed_to else {},
    )


@report
def tempo(
    *,
    viewer: Person,
    by: str = "person",
    days: str = "",
    since: str = "",
    until: str = "",
    known: str = "",
    zone: str,
    team_id: int | None = None,
    source_id: int | None = None,
) -> TempoReport:
    """Return the tempo of a team lead's own team, or of any for an administrator.

    Raise NotFound for agents, and for another team.
    """
    if not viewer.is_leader:
        raise NotFound(_("Page not found."))
    team = team_id if viewer.is_admin else viewer.team_id
    if not viewer.is_admin and team_id not in {None, viewer.team_id}:
        raise NotFound(_("Page not found."))
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    period = periods.period_of(
        days=days, since=since, until=until, zone=zone, now=clock.now(), known=known
    )
    teams = dict(Person.objects.values_list("id", "team_id"))
    people = frozenset(pk for pk, of in teams.items() if of == team) if team else None
    scope = Scope(people, source_id, team)
    now, before = read_facts(period, scope), read_facts(period.before, scope)
    there, past = _split(now, by, teams), _split(before, by, teams)
    labels = _labels(by, people)
    rows = [
        TempoRow(key, label, figures(there[key]), figures(past[key]))
        for key, label in labels.items()
        if key in there or key in past
    ]
    total = TempoRow(0, _("Total"), figures(now), figures(before))
    honest = _honest(period, scope, labels) if by == "person" else ()
    spent = time_report(period, scope, labels, now.claims, now.sales) if by == "person" else None
    return TempoReport(period, by, tuple(rows), total, shapes(now), shapes(before), honest, spent)


def _honest(period: Period, scope: Scope, labels: Mapping[int, str]) -> tuple[HonestWork, ...]:
    found = honest_work(period, scope)
    for person, mine in found.items():
        mine.label = labels.get(person, "")
    return tuple(sorted(found.values(), key=lambda one: one.label))


def _labels(by: str, people: frozenset[int] | None) -> dict[int, str]:
    """Return the groups in their order."""
    if by == "hour":
        return {hour: f"{hour:02}:00" for hour in range(24)}
    if by == "source":
        return dict(Source.objects.order_by("name").values_list("id", "name"))
    if by == "team":
        teams = Team.objects.order_by("name")
        if people is not None:
            teams = teams.filter(people__in=people).distinct()
        return dict(teams.values_list("id", "name"))
    everybody = Person.objects.order_by("name")
    if people is not None:
        everybody = everybody.filter(pk__in=people)
    return dict(everybody.values_list("id", "name"))


def _split(facts: PeriodFacts, by: str, teams: Mapping[int, int]) -> defaultdict[int, PeriodFacts]:
    """Return the facts of each group; a wait belongs to no person and to no team."""
    found: defaultdict[int, PeriodFacts] = defaultdict(lambda: PeriodFacts(facts.period))

    def key(agent: int, source: int, at: datetime) -> int:
        if by == "source":
            return source
        if by == "hour":
            return facts.period.hour_of(at)
        return agent if by == "person" else teams.get(agent, 0)

    for claim in facts.claims:
        found[key(claim.agent, claim.source, claim.at)].claims.append(claim)
    for tried in facts.attempts:
        found[key(tried.agent, tried.source, tried.at)].attempts.append(tried)
    for sale in facts.sales:
        found[key(sale.agent, sale.source, sale.at)].sales.append(sale)
    for due in facts.callbacks:
        found[key(due.owner, due.source, due.due_at)].callbacks.append(due)
    if by in {"source", "hour"}:
        for (source, hour), waits in facts.waits.items():
            found[source if by == "source" else hour].waits[source, hour] = waits
    return found


def figures(facts: PeriodFacts) -> TempoFigures:
    """Return the figures of the facts of one group."""
    settled = [c for c in facts.claims if c.end == "settled"]
    counted = [c for c in facts.claims if c.end in {"settled", "released", "ended"}]
    return TempoFigures(
        callbacks=honesty.callback_counts(c.result for c in facts.callbacks),
        settled=len(settled),
        ended=len(counted),
        by_itself=sum(c.end == "ended" for c in counted),
        attempts=len(facts.attempts),
        reached=sum(a.good for a in facts.attempts),
        contacts=sum(c.reached for c in settled),
        wins=len(facts.sales),
        handle=speed.spread([c.seconds for c in settled]),
        first=_waited(facts).estimates() if facts.waits else None,
    )


def _waited(facts: PeriodFacts) -> Waits:
    found = Waits()
    for waits in facts.waits.values():
        found.add(waits)
    return found


def shapes(facts: PeriodFacts) -> TempoShapes:
    """Return the distributions of a period."""
    waited, bins, hours = _waited(facts), [0] * (len(BINS) + 1), [0] * 24
    for claim in facts.claims:
        if claim.end == "settled":
            bins[sum(claim.seconds > top for top in BINS)] += 1
            hours[facts.period.hour_of(claim.at)] += 1
    there = waited.ended or waited.open or waited.never
    return TempoShapes(waited.curve(MARKS) if there else (), tuple(bins), tuple(hours))
