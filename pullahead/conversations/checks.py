"""Checks of what no constraint of promises can express: complete moves, and early rests."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, F, Max

from pullahead.conversations import rules
from pullahead.conversations.models import Promise, PromiseMove
from pullahead.team import queries as team_queries

MOST = 20


def broken_moves() -> Iterator[str]:
    """Yield the ids of promises whose moves are not those that `n` counts."""
    rows = Promise.objects.annotate(made=Count("moves"), last=Max("moves__n"))
    broken = rows.exclude(made=F("n"), last=F("n"))
    for one in broken.order_by("pk").values_list("pk", flat=True)[:MOST]:
        yield str(one)


def early_rests() -> Iterator[str]:
    """Yield the ids of promises that rested before ten working days had passed."""
    rests = PromiseMove.objects.filter(move=rules.Move.REST).select_related("promise__deal")
    for one in rests.order_by("pk").iterator():
        reported = PromiseMove.objects.filter(promise=one.promise, n=one.n - 1).first()
        calendar = team_queries.calendar(one.promise.deal.team_id)
        if reported is None or not rules.may_rest(reported.at, now=one.at, calendar=calendar):
            yield str(one.promise_id)
