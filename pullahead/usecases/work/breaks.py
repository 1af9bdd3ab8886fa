"""Breaks: shown on the floor, ended by the next pull."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import models, rules
from pullahead.team import services as team_write
from pullahead.team.queries import AgentLock


@retried
def begin(*, agent_id: int) -> None:
    """Begin a break. Raise Conflict `settle_first` while the agent holds a lead."""
    lock = AgentLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id)
        if held.filter(next_at__gt=now).exists():
            raise Conflict(
                _("Save a result for your lead or release it, then take your break."),
                code="settle_first",
            )
        if lock.break_since is None:
            team_write.set_break(person_id=agent_id, since=now)
            record(JournalEvent.PERSON_BREAK, now=now, actor_id=agent_id)


@retried
def end(*, agent_id: int) -> None:
    """End the break."""
    lock = AgentLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        over(agent_id, lock.break_since, now)


def over(agent_id: int, since: datetime | None, now: datetime) -> None:
    """End a break inside another act, behind the lock of the agent's row; None: no break."""
    if since is not None:
        team_write.set_break(person_id=agent_id, since=None)
        record(JournalEvent.PERSON_BACK, now=now, actor_id=agent_id)
