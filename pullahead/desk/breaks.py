"""Breaks: shown on the floor, and over as soon as somebody asks for the next lead."""

from __future__ import annotations

from datetime import datetime

from pullahead.base.errors import Conflict
from pullahead.base.journal import Event, record
from pullahead.base.write import write
from pullahead.pull import models, rules
from pullahead.team.models import Person
from pullahead.team.queries import PersonLock


def go(*, agent_id: int) -> None:
    """A break begins. Raises Conflict `settle_first` with a lead in hand."""
    lock = PersonLock(agent_id)
    with write(lock=lock.take) as now:
        held = models.Card.objects.filter(state=rules.State.HELD, holder_id=agent_id)
        if held.filter(wake_at__gt=now).exists():
            raise Conflict(
                "Settle the lead in your hands first, or give it back; then take your break.",
                code="settle_first",
            )
        if lock.person.break_since is None:
            Person.objects.filter(pk=agent_id).update(break_since=now)
            record(Event.PERSON_BREAK, now=now, actor_id=agent_id)


def back(*, agent_id: int) -> None:
    """The break is over."""
    lock = PersonLock(agent_id)
    with write(lock=lock.take) as now:
        over(lock.person, now)


def over(person: Person, now: datetime) -> None:
    """End a break inside another act, whose caller has locked the person's row."""
    if person.break_since is not None:
        Person.objects.filter(pk=person.pk).update(break_since=None)
        record(Event.PERSON_BACK, now=now, actor_id=person.pk)
