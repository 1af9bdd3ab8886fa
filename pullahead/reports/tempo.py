"""*Tempo*: work of a period beside the one before, by person, team, source or hour."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress, pairwise

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.pull.models import Route
from pullahead.reports import columns, honesty, periods, speed, work_facts
from pullahead.reports.columns import FactColumns, WorkFacts
from pullahead.reports.episodes import WaitKind, Waits
from pullahead.reports.honest_work import HonestWork, honest_work
from pullahead.reports.honesty import CallbackResult
from pullahead.reports.hour_facts import facts_of
from pullahead.reports.periods import Period
from pullahead.reports.speed_clocks import SpeedClocks, speed_clocks
from pullahead.reports.team_stays import NO_STAYS, TeamStays, slot_of
from pullahead.reports.tempo_figures import NO_FIGURES, TempoFigures
from pullahead.reports.time_use import TimeReport, time_report
from pullahead.reports.work_facts import JudgedCallback, Scope, WorkSale, read_stays
from pullahead.team.models import Person, Team

DIMENSIONS = ("person", "team", "source", "hour")
MINUTE = 60.0
_VERIFIED_GOOD = columns.VERIFIED | columns.GOOD
# marks of the chart of waits, in seconds
MARKS = tuple(MINUTE * n for n in (1, 2, 5, 15, 30, 60, 240, 1440, 4320))
# upper ends of the bins of handle time, in seconds
BINS = tuple(MINUTE * n for n in (1, 2, 3, 5, 8, 12, 20, 30))


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


@dataclass(frozen=True)
class PeriodFacts:
    """All facts of one period in one scope."""

    period: Period
    work: WorkFacts
    sales: Sequence[WorkSale]
    callbacks: Sequence[JudgedCallback]

    @cached_property
    def handle(self) -> Sequence[float]:
        """Return the handle times of all saved results, sorted."""
        claims = self.work["claims"]
        return sorted(compress(claims["seconds"], claims.keep("flags", columns.is_settled)))

    @cached_property
    def waits(self) -> Waits | None:
        """Return all waits; None without an episode."""
        waits = self.work["waits"]
        ended, cut_off, never = (
            list(compress(waits["seconds"], waits.keep("kind", kind.__eq__)))
            for kind in (WaitKind.ENDED, WaitKind.CENSORED, WaitKind.NEVER)
        )
        return Waits(ended, cut_off, len(never)) if ended or cut_off or never else None


def read_facts(period: Period, scope: Scope) -> PeriodFacts:
    """Read the facts of a period."""
    return PeriodFacts(
        period,
        facts_of(period, scope),
        work_facts.sales(period, scope),
        work_facts.callbacks(period, scope),
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
    team = _team_of(viewer, team_id)
    by = by if by in DIMENSIONS else DIMENSIONS[0]
    period = periods.period_of(
        days=days, since=since, until=until, zone=zone, now=clock.now(), known=known
    )
    stays = read_stays()
    people = stays.members(team, period.before.since) if team else None
    scope = Scope(people, source_id, team, stays)
    now, before = read_facts(period, scope), read_facts(period.before, scope)
    there, past = (figures_by(facts, by, stays) for facts in (now, before))
    labels = _labels(by, people, team)
    rows = [
        TempoRow(key, label, there.get(key, NO_FIGURES), past.get(key, NO_FIGURES))
        for key, label in labels.items()
        if key in there or key in past
    ]
    total = TempoRow(0, _("Total"), figures(now, there), figures(before, past))
    honest = honest_work(now.work, labels, there) if by == "person" else ()
    spent = time_report(period, scope, labels, now.work, there) if by == "person" else None
    return TempoReport(period, by, tuple(rows), total, shapes(now), shapes(before), honest, spent)


@dataclass(frozen=True, slots=True)
class SpeedReport:
    """Speed of the latest arrivals of a period."""

    period: Period
    by: str
    clocks: SpeedClocks


@report
def latest_speed(
    *,
    viewer: Person,
    by: str = "",
    days: str = "",
    since: str = "",
    until: str = "",
    zone: str,
) -> SpeedReport:
    """Return the speed of the latest arrivals, for the viewers of *Tempo*."""
    team = _team_of(viewer, None)
    by = by if by in DIMENSIONS[1:] else "source"
    period = periods.period_of(days=days, since=since, until=until, zone=zone, now=clock.now())
    stays = read_stays()
    scope = Scope(stays.members(team, period.since) if team else None, None, team, stays)
    key_of = _Grouping(period, by, stays).key_of_wait()
    facts, labels = facts_of(period, scope), _labels(by, None, team)
    return SpeedReport(period, by, speed_clocks(period, scope, facts, labels, key_of))


def _team_of(viewer: Person, asked: int | None) -> int | None:
    """Return the team whose work a viewer may read; None is all. Raise NotFound for others."""
    if not viewer.is_leader or (not viewer.is_admin and asked not in {None, viewer.team_id}):
        raise NotFound(_("Page not found."))
    return asked if viewer.is_admin else viewer.team_id


def _labels(by: str, people: frozenset[int] | None, team: int | None) -> dict[int, str]:
    """Return the groups in their order."""
    if by == "hour":
        return {hour: f"{hour:02}:00" for hour in range(24)}
    if by == "source":
        return dict(Source.objects.order_by("name").values_list("id", "name"))
    if by == "team":
        teams = Team.objects.order_by("name")
        if team is not None:
            teams = teams.filter(pk=team)
        return dict(teams.values_list("id", "name"))
    everybody = Person.objects.order_by("name")
    if people is not None:
        everybody = everybody.filter(pk__in=people)
    return dict(everybody.values_list("id", "name"))


def figures(facts: PeriodFacts, groups: Mapping[int, TempoFigures] | None = None) -> TempoFigures:
    """Return the figures of all facts of a period; `groups` are those of its groups, if known."""
    rows = (figures_by(facts, "person", NO_STAYS) if groups is None else groups).values()

    def total(name: str) -> int:
        return sum(getattr(row, name) for row in rows)

    return TempoFigures(
        callbacks=honesty.added(row.callbacks for row in rows),
        settled=total("settled"),
        ended=total("ended"),
        by_itself=total("by_itself"),
        attempts=total("attempts"),
        reached=total("reached"),
        contacts=total("contacts"),
        wins=total("wins"),
        handle=speed.spread_of_all(facts.handle, [row.handle for row in rows]),
        first=facts.waits.estimates() if facts.waits else None,
    )


def figures_by(facts: PeriodFacts, by: str, stays: TeamStays) -> dict[int, TempoFigures]:
    """Return the figures of each group; a wait belongs to the team of its source, to no person."""
    grouping = _Grouping(facts.period, by, stays)
    claims, attempts = facts.work["claims"], facts.work["attempts"]
    keys = grouping.keys(claims)
    done = claims.keep("flags", columns.is_settled)
    handled = columns.grouped(compress(keys, done), compress(claims["seconds"], done))
    contacts = Counter(compress(keys, claims.keep("flags", columns.REACHED.__and__)))
    ended = Counter(compress(keys, claims.keep("flags", columns.is_given_back)))
    by_itself = Counter(compress(keys, claims.keep("flags", columns.is_expired)))
    keys = grouping.keys(attempts)
    verified = Counter(compress(keys, attempts.keep("flags", columns.VERIFIED.__and__)))
    reached = Counter(compress(keys, attempts.keep("flags", _VERIFIED_GOOD.__eq__)))
    wins = Counter(grouping.key(one.agent, one.source, one.slot) for one in facts.sales)
    callbacks: defaultdict[int, list[CallbackResult]] = defaultdict(list)
    for one in facts.callbacks:
        key = grouping.key(one.owner, one.source, slot_of(one.due_at))
        callbacks[key].append(one.result)
    waits = facts.work["waits"]
    waited = waits_by(waits, grouping.of_waits(waits)) if by != "person" else {}
    groups = {*handled, *ended, *verified, *wins, *callbacks, *waited}
    return {
        group: TempoFigures(
            callbacks=honesty.callback_counts(callbacks[group]),
            settled=len(handled[group]),
            ended=len(handled[group]) + ended[group],
            by_itself=by_itself[group],
            attempts=verified[group],
            reached=reached[group],
            contacts=contacts[group],
            wins=wins[group],
            handle=speed.spread(handled[group]),
            first=waited[group].estimates() if group in waited else None,
        )
        for group in groups
    }


@dataclass(frozen=True, slots=True)
class _Grouping:
    """Keys of the groups of facts."""

    period: Period
    by: str
    stays: TeamStays

    def keys(self, facts: FactColumns) -> Sequence[int]:
        """Return the group of each fact."""
        if self.by == "person":
            return facts["agent"]
        if self.by == "source":
            return facts["source"]
        if self.by == "hour":
            return list(map(_Hours(self.period).__getitem__, facts["slot"]))
        return self.stays.of_each(facts["agent"], facts["slot"])

    def of_waits(self, waits: FactColumns) -> Sequence[int]:
        """Return the group of each wait."""
        if self.by != "team":
            return self.keys(waits)
        routed = dict(Route.objects.values_list("source_id", "team_id"))
        return [routed.get(source, 0) for source in waits["source"]]

    def key_of_wait(self) -> Callable[[int, int], int]:
        """Return the function from source and quarter hour to the group of a wait."""
        if self.by == "hour":
            return lambda _source, slot: self.period.hour_of_slot(slot)
        if self.by == "source":
            return lambda source, _slot: source
        routed = dict(Route.objects.values_list("source_id", "team_id"))
        return lambda source, _slot: routed.get(source, 0)

    def key(self, agent: int, source: int, slot: int) -> int:
        """Return the group of one fact."""
        if self.by == "hour":
            return self.period.hour_of_slot(slot)
        if self.by == "team":
            return self.stays.at(agent, slot)
        return agent if self.by == "person" else source


class _Hours(dict[int, int]):
    """Hour of each quarter hour, found once."""

    def __init__(self, period: Period) -> None:
        self.period = period

    def __missing__(self, slot: int) -> int:
        self[slot] = self.period.hour_of_slot(slot)
        return self[slot]


def waits_by(waits: FactColumns, keys: Sequence[int]) -> dict[int, Waits]:
    """Return the waits of each group."""

    def of(kind: WaitKind) -> defaultdict[int, list[float]]:
        wanted = waits.keep("kind", kind.__eq__)
        return columns.grouped(compress(keys, wanted), compress(waits["seconds"], wanted))

    ended, cut_off, never = of(WaitKind.ENDED), of(WaitKind.CENSORED), of(WaitKind.NEVER)
    groups = {*ended, *cut_off, *never}
    return {key: Waits(ended[key], cut_off[key], len(never[key])) for key in groups}


def shapes(facts: PeriodFacts) -> TempoShapes:
    """Return the distributions of a period."""
    claims, hours = facts.work["claims"], [0] * 24
    done = claims.keep("flags", columns.is_settled)
    tops = [0, *(bisect_right(facts.handle, top) for top in BINS), len(facts.handle)]
    for slot, n in Counter(compress(claims["slot"], done)).items():
        hours[facts.period.hour_of_slot(slot)] += n
    return TempoShapes(
        facts.waits.curve(MARKS) if facts.waits else (),
        tuple(top - before for before, top in pairwise(tops)),
        tuple(hours),
    )
