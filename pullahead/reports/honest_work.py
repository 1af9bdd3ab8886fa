"""Figures of honest work by person: each with its denominator, and without any penalty."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pullahead.pull.models import Attempt, ClaimRow
from pullahead.pull.take_rules import TakeReason, needs_no_try
from pullahead.reports.periods import Period
from pullahead.reports.work_facts import Scope, codes, scoped, verified

DWELL = timedelta(seconds=15)


@dataclass(slots=True)
class HonestWork:
    """Counts of one person: (what stands out, of how many)."""

    person: int
    label: str = ""
    unverified: int = 0
    attempts: int = 0
    looked_up: int = 0
    claims: int = 0
    short: int = 0  # contacts without an open call of 15 s or more
    calls: int = 0  # contacts with a call whose length is known
    copied: int = 0  # notes equal to an earlier one of this period
    notes: int = 0


def honest_work(period: Period, scope: Scope) -> dict[int, HonestWork]:
    """Return the figures of each person who worked in the period."""
    found: defaultdict[int, HonestWork] = defaultdict(lambda: HonestWork(0))
    _attempts(period, scope, found)
    rows = ClaimRow.objects.filter(ended_at__gte=period.since, ended_at__lt=period.until)
    rows = scoped(rows.exclude(end=ClaimRow.End.UNDONE), scope, "agent_id").order_by("ended_at")
    columns = ("token", "agent_id", "end", "disposition", "note", "ground", "pull_reason")
    reached, contacts = codes("reached"), {}
    written: defaultdict[int, set[str]] = defaultdict(set)
    for token, agent, end, code, note, ground, reason in rows.values_list(*columns):
        mine = found[agent]
        mine.claims += 1
        mine.looked_up += ground == TakeReason.LOOKED_UP
        if end != ClaimRow.End.SETTLED or code not in reached:
            continue
        words = " ".join(note.casefold().split())
        mine.notes += 1
        mine.copied += words in written[agent]
        written[agent].add(words)
        if not needs_no_try(ground, reason):
            contacts[token] = agent
    _dwell(period, scope, contacts, found)
    for person, mine in found.items():
        mine.person = person
    return dict(found)


def _attempts(period: Period, scope: Scope, found: defaultdict[int, HonestWork]) -> None:
    """Count attempts, and those that neither telephony nor a saved result confirms."""
    rows = Attempt.objects.filter(at__gte=period.since, at__lt=period.until, agent__isnull=False)
    rows = scoped(rows, scope, "agent_id")
    for agent in rows.values_list("agent_id", flat=True):
        found[agent].attempts += 1
        found[agent].unverified += 1
    for agent in rows.filter(verified()).values_list("agent_id", flat=True):
        found[agent].unverified -= 1


def _dwell(
    period: Period, scope: Scope, contacts: dict[Any, int], found: defaultdict[int, HonestWork]
) -> None:
    """Count contacts whose calls were all shorter than 15 s.

    A call from the agent's own phone is logged with the result, so its length is unknown.
    """
    rows = Attempt.objects.filter(
        channel="call", claim__ended_at__gte=period.since, claim__ended_at__lt=period.until
    )
    columns = ("claim_id", "at", "ended_at", "claim__ended_at")
    longest: dict[Any, timedelta] = {}
    for claim, at, ended_at, settled_at in scoped(rows, scope, "agent_id").values_list(*columns):
        end: datetime = ended_at or settled_at
        if claim in contacts and at < settled_at:
            longest[claim] = max(longest.get(claim, timedelta()), end - at)
    for claim, length in longest.items():
        mine = found[contacts[claim]]
        mine.calls += 1
        mine.short += length < DWELL
