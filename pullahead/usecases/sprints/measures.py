"""Measures of a pod over 28 days, each with its n and period, for its page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.sprints import figure_queries, measure_queries, measure_rules, rules
from pullahead.sprints.measure_rules import MovedHours
from pullahead.sprints.rules import Proportion
from pullahead.team import queries as team_queries
from pullahead.team.calendar import Calendar
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals.ranking import percentile
from pullahead.usecases.sprints.access import sees_value, visible_pod

PERIOD = timedelta(days=28)
WEEKS = 12  # of reviews
HEADS = ("measure", "value", "part", "n", "days")


@dataclass(frozen=True, slots=True)
class PodMeasure:
    """One measure: a share of n, a time with its n, or a count."""

    code: str
    n: int
    days: int
    part: Decimal | None = None
    percent: int | None = None
    time: timedelta | None = None


@dataclass(frozen=True, slots=True)
class MovedDeal:
    """A deal that lost hours to another; the cost is None where the viewer may not see it."""

    title: str
    hours: Decimal
    day_cost: Decimal | None


@dataclass(frozen=True, slots=True)
class PodMeasures:
    """All measures of a pod, and the deals that reallocation took hours from."""

    pod_id: int
    pod: str
    days: int
    rows: tuple[PodMeasure, ...]
    reasons: tuple[tuple[str, int], ...]
    moved: tuple[MovedDeal, ...]


def pod_measures(*, pod_id: int, viewer: Person, now: datetime | None = None) -> PodMeasures:
    """Return the measures of a pod. Raise NotFound."""
    pod = visible_pod(pod_id, viewer)
    now = now or clock.now()
    calendar, since = team_queries.calendar(pod.team_id), now - PERIOD
    due = figure_queries.due_promises(pod_id, since, now)
    ours, theirs = ([one for one in due if one.theirs == side] for side in (False, True))
    moves = measure_queries.moved_hours(pod_id, since)
    reasons: dict[str, int] = {}
    for one in ours:
        if one.reason:
            reasons[one.reason] = reasons.get(one.reason, 0) + 1
    return PodMeasures(
        pod_id=pod_id,
        pod=pod.name,
        days=PERIOD.days,
        rows=(
            *_times(pod_id, calendar, since),
            _share("ours_kept", rules.plan_kept(one.planned for one in ours)),
            _share("theirs_kept", rules.plan_kept(one.planned for one in theirs)),
            *_work(pod, calendar, since, now),
            PodMeasure("reallocations", len(moves), PERIOD.days),
        ),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))),
        moved=_moved(moves, money=sees_value(viewer, pod.team_id)),
    )


def _share(code: str, found: Proportion, days: int = PERIOD.days) -> PodMeasure:
    return PodMeasure(code, found.n, days, Decimal(found.part), found.percent)


def _times(pod_id: int, calendar: Calendar, since: datetime) -> Sequence[PodMeasure]:
    plan = [
        rules.plan_time(calendar, heard, answered)
        for heard, answered in figure_queries.answered_changes(pod_id, since)
    ]
    asked = measure_rules.waits(calendar, measure_queries.requests(pod_id, since))
    return [
        _time("plan_time", plan, 50),
        _time("plan_time_p90", plan, 90),
        _time("shared_wait", asked, 50),
    ]


def _time(code: str, times: Sequence[timedelta], percent: int) -> PodMeasure:
    found = percentile([int(one.total_seconds()) for one in times], percent)
    time = timedelta(seconds=found) if found is not None else None
    return PodMeasure(code, len(times), PERIOD.days, time=time)


def _work(pod: Pod, calendar: Calendar, since: datetime, now: datetime) -> Sequence[PodMeasure]:
    zone, today = ZoneInfo(calendar.zone), calendar.local_day(now)
    hours = measure_rules.hours_without_step(measure_queries.done_items(pod.pk, zone, since))
    monday = rules.monday_of(today)
    words = measure_queries.review_words(pod.pk, monday - timedelta(weeks=WEEKS), monday)
    proven = measure_queries.delivery_of_pod(pod.pk)
    return [
        _share("made_ready", measure_rules.made_ready(measure_queries.item_events(pod.pk, since))),
        PodMeasure("no_step", hours.n, PERIOD.days, hours.part, hours.percent),
        PodMeasure("overrides", measure_queries.overrides(pod.pk, since), PERIOD.days),
        _share("no_words", measure_rules.without_words(words), 7 * WEEKS),
        _share("delivery", Proportion(proven.proven, proven.total), 0),
    ]


def _moved(moves: Sequence[tuple[str, MovedHours]], *, money: bool) -> tuple[MovedDeal, ...]:
    titles = {one.deal: title for title, one in moves}
    found = measure_rules.moved_from(one for _title, one in moves)
    return tuple(
        MovedDeal(titles[deal], one.hours, one.day_cost if money else None)
        for deal, one in found.items()
    )


def measures_file(found: PodMeasures) -> list[Sequence[str | int | Decimal | None]]:
    """Return the measures as rows of a file; times in minutes of working time."""
    rows: list[Sequence[str | int | Decimal | None]] = [HEADS]
    for one in found.rows:
        value: int | None = one.percent
        if one.time is not None:
            value = int(one.time.total_seconds()) // 60
        rows.append((one.code, value, one.part, one.n, one.days or None))
    rows += [(f"reason {code}", None, None, n, found.days) for code, n in found.reasons]
    return rows
