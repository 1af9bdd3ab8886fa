"""Pulls that were answered without a lead, by reason."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.db.models import Count, Q

from pullahead.pull.models import ReceiptRow
from pullahead.reports.periods import Period
from pullahead.reports.work_facts import Scope

# beside the reasons of the gate (pull.gate.GateReason)
NONE_READY: Final = "none_ready"
NO_HOURS: Final = "no_hours"  # no lane was inside its calling hours


def empty_pulls(period: Period, scope: Scope) -> Counter[str]:
    """Return the number of pulls without a lead in a period, by reason."""
    rows = ReceiptRow.objects.filter(
        _whose(period, scope), token__isnull=True, at__gte=period.since, at__lt=period.until
    )
    counts = rows.values_list("seen__gate__reason", "seen__lanes_open").annotate(n=Count("id"))
    found: Counter[str] = Counter()
    for gate, lanes, n in counts.order_by():
        found[gate or (NONE_READY if lanes else NO_HOURS)] += n
    return found


def _whose(period: Period, scope: Scope) -> Q:
    """Return the condition of pulls by the people of a scope, while they were in it."""
    if scope.people is None:
        return Q()
    mine = Q(agent_id__in=list(scope.people - scope.moved))
    for person in scope.moved:
        for begins, ends in scope.cut(person, [(period.since, period.until)]):
            mine |= Q(agent_id=person, at__gte=begins, at__lt=ends)
    return mine
