"""Disputes of pulls by source and rule, for team leads and administrators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pull import disputes
from pullahead.pull.disputes import DisputeCount, DisputedPull, DisputeReason
from pullahead.team.models import Person
from pullahead.usecases.leads.receipts import RULES
from pullahead.usecases.work.disputes import REASONS

PERIODS = (7, 30, 90)  # days


@dataclass(frozen=True, slots=True)
class DisputeRow:
    """Disputes of one source under one rule, by reason in the order of REASONS."""

    source: str
    rule: str
    by_reason: tuple[tuple[str, int], ...]  # reason in words, disputes

    @property
    def total(self) -> int:
        """Number of disputes in the row."""
        return sum(count for _reason, count in self.by_reason)


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """Disputes of a period. `pulls` is the number of pulls in it."""

    days: int
    since: datetime
    pulls: int
    reasons: tuple[str, ...]
    rows: tuple[DisputeRow, ...]
    latest: tuple[DisputedPull, ...]

    @property
    def total(self) -> int:
        """Number of disputes in the period."""
        return sum(row.total for row in self.rows)


def report(*, viewer: Person, days: int) -> DisputeReport:
    """Return the disputes of the last `days`: of a team lead's agents, or of all for an admin.

    Raise NotFound for agents, and for a period that is not offered.
    """
    if not viewer.is_leader or days not in PERIODS:
        raise NotFound(_("Page not found."))
    since = clock.now() - timedelta(days=days)
    team_id = None if viewer.is_admin else viewer.team_id
    return DisputeReport(
        days=days,
        since=since,
        pulls=disputes.pulls(since=since, team_id=team_id),
        reasons=tuple(str(label) for label in REASONS.values()),
        rows=_rows(disputes.counts(since=since, team_id=team_id)),
        latest=tuple(_in_words(one) for one in disputes.latest(since=since, team_id=team_id)),
    )


def _rows(counts: Sequence[DisputeCount]) -> tuple[DisputeRow, ...]:
    found: dict[tuple[str, str], dict[str, int]] = {}
    for one in counts:
        found.setdefault((one.source, one.rule), {})[one.reason] = one.disputes
    rows = [
        DisputeRow(
            source,
            _rule(rule),
            tuple((str(label), by.get(code, 0)) for code, label in REASONS.items()),
        )
        for (source, rule), by in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.source, row.rule)))


def _in_words(one: DisputedPull) -> DisputedPull:
    return DisputedPull(
        one.at,
        one.token,
        one.lead_id,
        one.name,
        one.source,
        one.agent,
        _rule(one.rule),
        str(REASONS[DisputeReason(one.reason)]),
    )


def _rule(code: str) -> str:
    return str(RULES.get(code, _("Taken by the agent")))
