"""Standing of every agent, for the worker to publish once a day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDate

from pullahead.base.db.reader import report
from pullahead.pull.models import Attempt, AttemptSource, ClaimRow
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.take_rules import TakeReason
from pullahead.reports import expectation, standing, work_facts
from pullahead.reports.honesty import CallbackResult
from pullahead.reports.periods import last_days
from pullahead.reports.standing import StandingInputs, StandingPart, part_of
from pullahead.reports.work_facts import Scope, codes, verified
from pullahead.reports.yield_rates import Results
from pullahead.team.models import Person

DAY = timedelta(days=1)
COUNTED = ("settled", "released", "ended")
# Releases that do not lower the standing; the last one up to 5 times a day
NO_FAULT = (ReleaseReason.LANGUAGE, ReleaseReason.SKILL, ReleaseReason.CONFLICT_OF_INTEREST)
TECHNICAL_A_DAY = 5
QUICK = timedelta(minutes=2)
Event = tuple[bool, float]  # whether it was good, and its age in days


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """Standing of one person, with its parts from 0 to 1."""

    person_id: int
    score: float
    parts: Mapping[str, float]
    claims: int
    every: int  # fresh leads in at most every n-th pull; 0: no limit
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # good and all, by part
    results: tuple[int, float, float] | None = None  # w, E, κ


@report
def standing_rows(now: datetime, before: Mapping[int, int]) -> list[PersonStanding]:
    """Return the standing of all agents; `before` has the limits that are in force."""
    inputs, teams = inputs_of(now), dict(Person.objects.values_list("id", "team_id"))
    by_team: defaultdict[int, dict[int, StandingInputs]] = defaultdict(dict)
    for person, there in inputs.items():
        by_team[teams[person]][person] = there
    return [row for floor in by_team.values() for row in _floor(floor, before)]


def _floor(people: Mapping[int, StandingInputs], before: Mapping[int, int]) -> list[PersonStanding]:
    means = _means(people)
    scores = {person: standing.standing(there, means) for person, there in people.items()}
    every = standing.every_nth(
        {person: (scores[person], there.claims) for person, there in people.items()}, before
    )
    return [
        PersonStanding(
            person,
            scores[person],
            standing.judged_parts(there, means),
            there.claims,
            every.get(person, 0),
            there.counts(),
            there.results,
        )
        for person, there in people.items()
    ]


def _means(people: Mapping[int, StandingInputs]) -> dict[str, float]:
    """Return the floor's mean of each part; 1 where nothing happened."""

    def mean(parts: list[StandingPart]) -> float:
        whole = sum(part.all for part in parts)
        return sum(part.good for part in parts) / whole if whole else 1.0

    there = people.values()
    return {
        "worked": mean([one.worked for one in there]),
        "callbacks": mean([one.callbacks for one in there]),
        "quick": mean([one.quick for one in there if one.quick is not None]),
    }


def inputs_of(now: datetime) -> dict[int, StandingInputs]:
    """Return the inputs of every active agent."""
    agents = Person.objects.filter(is_active=True, role=Person.Role.AGENT)
    worked, quick, kept = _worked(now), _quick(now), _kept(now)
    days, results = _working_days(), expectation.results_by_person(now)
    return {
        person: _inputs(worked[person], kept[person], quick, results.get(person), days, person)
        for person in agents.values_list("id", flat=True)
    }


def _inputs(
    worked: list[Event],
    kept: list[Event],
    quick: Mapping[int, list[Event]] | None,
    results: Results | None,
    days: Mapping[int, int],
    person: int,
) -> StandingInputs:
    return StandingInputs(
        worked=part_of(worked),
        callbacks=part_of(kept),
        quick=None if quick is None else part_of(quick.get(person, [])),
        ratio=results.ratio if results else None,
        expected=results.expected if results else 0.0,
        results=(results.wins, results.expected, results.strength) if results else None,
        claims=len(worked),
        working_days=days.get(person, 0),
    )


def _worked(now: datetime) -> Mapping[int, list[Event]]:
    """Return the claims of each agent: settled with an attempt or as a bad number, or not."""
    since = now - standing.WINDOW_DAYS * DAY
    tried = set(
        Attempt.objects.filter(verified(), claim__ended_at__gte=since).values_list(
            "claim_id", flat=True
        )
    )
    bad = codes("bad_number")
    rows = ClaimRow.objects.filter(ended_at__gte=since, end__in=COUNTED)
    rows = rows.exclude(ground=TakeReason.LOOKED_UP).order_by("ended_at")
    columns = ("agent_id", "token", "ended_at", "end", "disposition", "release_reason")
    technical: Counter[tuple[int, object]] = Counter()
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for agent, token, at, end, code, reason in rows.values_list(*columns):
        if end == "released" and reason in NO_FAULT:
            continue
        if end == "released" and reason == ReleaseReason.TECHNICAL:
            technical[agent, at.date()] += 1
            if technical[agent, at.date()] <= TECHNICAL_A_DAY:
                continue
        good = end == "settled" and (token in tried or code in bad)
        found[agent].append((good, (now - at) / DAY))
    return found


def _kept(now: datetime) -> Mapping[int, list[Event]]:
    """Return the callbacks due of each owner: kept or not."""
    period = last_days(standing.WINDOW_DAYS, zone=settings.CONFIG.time_zone, now=now)
    counted = {CallbackResult.KEPT, CallbackResult.RESCUED, CallbackResult.MISSED}
    found: defaultdict[int, list[Event]] = defaultdict(list)
    for one in work_facts.callbacks(period, Scope()):
        if one.result in counted:
            good = one.result == CallbackResult.KEPT
            found[one.owner].append((good, (now - one.due_at) / DAY))
    return found


def _quick(now: datetime) -> Mapping[int, list[Event]] | None:
    """Return fresh leads and own callbacks: called within 2 min; None without telephony."""
    since = now - standing.WINDOW_DAYS * DAY
    calls = Attempt.objects.filter(source=AttemptSource.TELEPHONY, at__gte=since)
    first: dict[object, datetime] = {}
    for claim, at in calls.order_by("-at").values_list("claim_id", "at"):
        first[claim] = at
    if not first:
        return None
    rows = ClaimRow.objects.filter(ended_at__gte=since, end__in=COUNTED, ground=TakeReason.PULL)
    found: defaultdict[int, list[Event]] = defaultdict(list)
    columns = ("agent_id", "token", "started_at", "round", "was_due_at", "pull_reason")
    for agent, token, at, nth, due, reason in rows.values_list(*columns):
        if reason == "own_callback" or (nth == 1 and due is None):
            good = token in first and first[token] - at <= QUICK
            found[agent].append((good, (now - at) / DAY))
    return found


def _working_days() -> Mapping[int, int]:
    """Return on how many days each agent had a claim."""
    rows = ClaimRow.objects.annotate(day=TruncDate("started_at")).values("agent_id")
    return dict(rows.annotate(days=Count("day", distinct=True)).values_list("agent_id", "days"))
