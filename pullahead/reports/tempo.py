"""*Tempo*: work of a period beside the one before, by person, team, source or hour.

The two functions import what computes when they are called: see arrays.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.base.errors import NotFound
from pullahead.leads.models import Source
from pullahead.reports import periods
from pullahead.reports.honest_work import HonestWork, honest_work
from pullahead.reports.periods import Period
from pullahead.reports.speed_clocks import SpeedClocks, speed_clocks
from pullahead.reports.tempo_figures import NO_FIGURES, TempoFigures, TempoShapes
from pullahead.reports.time_use import TimeReport, time_report
from pullahead.reports.work_facts import Scope, read_stays
from pullahead.team.models import Person, Team

DIMENSIONS = ("person", "team", "source", "hour")


@dataclass(frozen=True, slots=True)
class TempoRow:
    """One group: now, and in the period before."""

    key: int
    label: str
    now: TempoFigures
    before: TempoFigures


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
    from pullahead.reports.period_facts import read_facts
    from pullahead.reports.work_figures import figures, figures_by, shapes

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
    from pullahead.reports.work_figures import Grouping

    team = _team_of(viewer, None)
    by = by if by in DIMENSIONS[1:] else "source"
    period = periods.period_of(days=days, since=since, until=until, zone=zone, now=clock.now())
    stays = read_stays()
    scope = Scope(stays.members(team, period.since) if team else None, None, team, stays)
    key_of = Grouping(period, by, stays).key_of_wait()
    return SpeedReport(period, by, speed_clocks(period, scope, _labels(by, None, team), key_of))


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
