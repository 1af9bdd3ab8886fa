"""Leads that an agent releases without a call or message: counted, limited, shown on the floor.

Without a limit, pulling and releasing in a loop reads every lead in seconds. A program can log a
call without making one, so a release right after the only attempt counts too.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, DateTimeField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict
from pullahead.compliance.rules import DAY
from pullahead.pull import models
from pullahead.team.models import Person

SHOWN_ABOVE = 5  # a day; more are marked on the floor
WINDOW = DAY
SHORTEST_TRY = timedelta(seconds=10)  # less than it takes to dial and hear one word
_LET_GO = (models.ClaimRow.End.RELEASED, models.ClaimRow.End.HANDED_OVER)


def _tried() -> Exists:
    """Return whether an ended claim has an attempt that was made."""
    latest = ExpressionWrapper(OuterRef("ended_at") - SHORTEST_TRY, output_field=DateTimeField())
    return Exists(_made(latest).filter(claim_id=OuterRef("pk")))


def _made(latest: datetime | Combinable) -> QuerySet[models.Attempt]:
    """Select attempts that telephony reported, or that began by `latest`."""
    reported = Q(source=models.AttemptSource.TELEPHONY)
    return models.Attempt.objects.filter(reported | Q(at__lte=latest))


def by_agent(since: datetime, of: Collection[int]) -> dict[int, int]:
    """Count the leads that these agents released or handed over without a call since then."""
    claims = models.ClaimRow.objects.filter(agent_id__in=of, end__in=_LET_GO, ended_at__gte=since)
    # The index is by start, and a claim lasts two hours at most.
    claims = claims.filter(started_at__gte=since - DAY).exclude(_tried())
    rows = claims.values("agent_id").annotate(count=Count("pk"))
    return {row["agent_id"]: row["count"] for row in rows}


def refuse_more(*, agent_id: int, now: datetime, token: UUID | None = None) -> None:
    """Raise Conflict `too_many_releases` above the limit of this agent in 24 hours.

    `token`: the claim to release now; one with a call or message 10 s ago is free. Team leads and
    simulated agents have no limit.
    """
    if token is not None:
        held = models.ClaimRow.objects.filter(pk=token, ended_at=None)
        mine = held.values_list("agent_id", flat=True).first() == agent_id
        if not mine or _made(now - SHORTEST_TRY).filter(claim_id=token).exists():
            return  # the act itself refuses another claim
    most = settings.CONFIG.releases
    ended = models.ClaimRow.objects.filter(agent_id=agent_id, started_at__gte=now - 2 * WINDOW)
    ended = ended.filter(end__in=_LET_GO, ended_at__gte=now - WINDOW).exclude(_tried())
    if ended[:most].count() < most:
        return
    who = Person.objects.get(pk=agent_id)
    if who.is_leader or who.simulated:
        return
    raise Conflict(
        _(
            "The lead was not released. Your leads released without a call in 24 hours: {count}. "
            "Call the lead and save a result, or ask your team lead to release it. Your team lead "
            "can see this number."
        ).format(count=most),
        code="too_many_releases",
        status=429,
    )
