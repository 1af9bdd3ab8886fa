"""Results over expectation, from the terms that receipts stored at each pull."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.leads.models import SaleOutcome, SaleVerdict
from pullahead.pull.models import ClaimRow, ReceiptRow
from pullahead.reports import yield_rates
from pullahead.reports.work_facts import codes
from pullahead.reports.yield_rates import Results, Win

WINDOW = timedelta(days=180)
NOT_COUNTED = (ClaimRow.End.TAKEN, ClaimRow.End.LEFT, ClaimRow.End.CLOSED)


@dataclass(frozen=True, slots=True)
class ExpectedPull:
    """A pull of a lead that nobody had reached: e without maturity, and w."""

    agent: int
    at: datetime
    chance: float  # q_k · p · f(a)
    won: bool = False  # the claim was the first to reach the lead, and the lead is won


@dataclass(frozen=True, slots=True)
class FirstContact:
    """The settled claim that reached a lead first."""

    agent: int
    at: datetime


def results_by_person(now: datetime) -> dict[int, Results]:
    """Return the results of each person with a pull in the window."""
    pulls, wins = expected_pulls(now)
    return judge(pulls, yield_rates.maturity_in_use(wins), now)


def judge(
    pulls: Iterable[ExpectedPull], curve: tuple[float, ...], now: datetime
) -> dict[int, Results]:
    """Return the results of each person against the rest of the floor."""
    expected: defaultdict[int, list[float]] = defaultdict(list)
    wins: defaultdict[int, int] = defaultdict(int)
    for pull in pulls:
        age = (now - pull.at) / timedelta(days=1)
        expected[pull.agent].append(pull.chance * yield_rates.share_at(curve, age))
        wins[pull.agent] += pull.won
    sums = {person: (wins[person], math.fsum(found)) for person, found in expected.items()}
    there = yield_rates.calibrated(sums)
    kappa = yield_rates.strength(there.values())
    return {person: yield_rates.results(w, e, strength=kappa) for person, (w, e) in there.items()}


def expected_pulls(now: datetime) -> tuple[list[ExpectedPull], list[Win]]:
    """Return the pulls of the window, and the wins from which maturity is learned."""
    since = now - WINDOW
    left_out = set(
        ClaimRow.objects.filter(started_at__gte=since, end__in=NOT_COUNTED).values_list(
            "token", flat=True
        )
    )
    reached, won = _first_contacts(since), _wins()
    rows = ReceiptRow.objects.filter(at__gte=since, chance__isnull=False).order_by("at")
    columns = ("token", "lead_id", "agent_id", "at", "chance", "contact", "decay")
    pulls: list[ExpectedPull] = []
    last: dict[UUID, int] = {}  # lead → its last pull by the agent who reached it
    for token, lead_id, agent, at, chance, contact, decay in rows.values_list(*columns):
        first = reached.get(lead_id)
        if token in left_out or (first is not None and at > first.at):
            continue
        if first is not None and first.agent == agent:
            last[lead_id] = len(pulls)
        pulls.append(ExpectedPull(agent, at, chance * contact * decay))
    wins = []
    for lead_id, place in last.items():
        if (sold_at := won.get(lead_id)) is None:
            continue
        pull = pulls[place]
        pulls[place] = ExpectedPull(pull.agent, pull.at, pull.chance, won=True)
        delay = math.ceil(max(sold_at - pull.at, timedelta()) / timedelta(days=1))
        wins.append(Win(delay, (now - pull.at).days))
    return pulls, wins


def _first_contacts(since: datetime) -> Mapping[UUID, FirstContact]:
    """Return who reached each lead first; a lead that was reached before has a moment before."""
    rows = ClaimRow.objects.filter(end=ClaimRow.End.SETTLED, disposition__in=codes("reached"))
    rows = rows.filter(lead__claims__started_at__gte=since).order_by("-ended_at").distinct()
    found = {}
    for lead_id, agent, at in rows.values_list("lead_id", "agent_id", "ended_at"):
        if at is not None:
            found[lead_id] = FirstContact(agent, at)  # the earliest comes last
    return found


def _wins() -> Mapping[UUID, datetime]:
    rows = SaleOutcome.objects.filter(verdict=SaleVerdict.WON, corrected_by=None)
    return dict(rows.values_list("lead_id", "at"))
