"""*My day*: a person's own work, today beside yesterday until the same time."""

from __future__ import annotations

from dataclasses import dataclass

from pullahead.base import clock
from pullahead.base.db.reader import report
from pullahead.reports import periods
from pullahead.reports.periods import Period
from pullahead.reports.tempo_figures import TempoFigures, TempoShapes
from pullahead.reports.work_facts import Scope
from pullahead.team.models import Person


@dataclass(frozen=True, slots=True)
class OwnDay:
    """Work of one person: today beside yesterday, and the last 7 days beside the 7 before."""

    period: Period
    now: TempoFigures
    before: TempoFigures
    week: TempoFigures
    week_before: TempoFigures
    shapes: TempoShapes
    shapes_before: TempoShapes


@report
def own_day(*, viewer: Person, zone: str) -> OwnDay:
    """Return the viewer's own day."""
    from pullahead.reports.period_facts import read_facts
    from pullahead.reports.work_figures import figures, shapes

    now, scope = clock.now(), Scope(people=frozenset({viewer.pk}))
    today, week = (periods.last_days(n, zone=zone, now=now) for n in (1, 7))
    facts, past = read_facts(today, scope), read_facts(today.before, scope)
    return OwnDay(
        period=today,
        now=figures(facts),
        before=figures(past),
        week=figures(read_facts(week, scope)),
        week_before=figures(read_facts(week.before, scope)),
        shapes=shapes(facts),
        shapes_before=shapes(past),
    )
