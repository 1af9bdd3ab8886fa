"""Breaks: shown on the floor, and over as soon as somebody asks for the next lead."""

from __future__ import annotations

from datetime import datetime

from pullahead.base.errors import Conflict
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import write_transaction
from pullahead.pull import models, rules
from pullahead.team import services as team_write
from pullahead.team.queries import AgentLock


def go(*, agent_id: int) -> None:
    """A break begins. Raises Conflict `settle_first` with a lead in hand."""
    lock = AgentLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id)
        if held.filter(next_at__gt=now).exists():
            raise Conflict(
                "Settle the lead in your hands first, or give it back; then take your break.",
                code="settle_first",
            )
        if lock.break_since is None:
            team_write.set_break(person_id=agent_id, since=now)
            record(JournalEvent.PERSON_BREAK, now=now, actor_id=agent_id)


def back(*, agent_id: int) -> None:
    """The break is over."""
    lock = AgentLock(agent_id)
    with write_transaction(lock=lock.take) as now:
        over(agent_id, lock.break_since, now)


def over(agent_id: int, since: datetime | None, now: datetime) -> None:
    """End a break (None: there is none) inside another act, behind the lock of the agent's row."""
    if since is not None:
        team_write.set_break(person_id=agent_id, since=None)
        record(JournalEvent.PERSON_BACK, now=now, actor_id=agent_id)
