"""Callbacks of a team, and the act of a team lead who gives one to another agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import models
from pullahead.pull.rules import GRACE, CardState
from pullahead.team import queries as team
from pullahead.team.models import Person
from pullahead.team.queries import PersonLock
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.floor.overview import leaders_only
from pullahead.usecases.leads.lifecycle import lead_of_leader

SHOWN = 100


@dataclass(frozen=True, slots=True)
class TeamCallback:
    """A callback that waits for its owner; without one, any agent gets it when due."""

    lead_id: UUID
    name: str
    due_at: datetime
    owner_id: int | None
    owner: str
    away: bool  # the owner is on leave at that time, or disabled
    late: bool  # its time has passed


@dataclass(frozen=True, slots=True)
class CallbacksPage:
    """The callbacks of a team, the soonest first, and the agents who can take one."""

    callbacks: tuple[TeamCallback, ...]
    total: int
    agents: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class GivenCallback:
    """A callback that was given: the names, and the owner before."""

    lead: str
    owner: str
    owner_before: int | None


def callbacks_page(*, viewer: Person) -> CallbacksPage:
    """Return the scheduled callbacks of the viewer's team, of all teams for an administrator."""
    leaders_only(viewer)
    now = clock.now()
    rows = models.CardRow.objects.filter(
        state=CardState.SCHEDULED, due_at__gt=now - GRACE, stage=""
    )
    if not viewer.is_admin:
        rows = rows.filter(team_id=viewer.team_id)
    shown = list(rows.select_related("lead", "owner").order_by("due_at", "lead_id")[:SHOWN])
    away = _away({row.owner_id for row in shown if row.owner_id}, now)
    found = tuple(
        TeamCallback(
            lead_id=row.lead_id,
            name=row.lead.name,
            due_at=row.due_at,
            owner_id=row.owner_id,
            owner=row.owner.name if row.owner else "",
            away=row.owner is not None
            and (
                not row.owner.is_active
                or any(a <= row.due_at < b for a, b in away.get(row.owner_id or 0, ()))
            ),
            late=row.due_at < now,
        )
        for row in shown
        if row.due_at is not None
    )
    return CallbacksPage(found, rows.count(), agents_of(viewer))


def agents_of(viewer: Person) -> tuple[tuple[int, str], ...]:
    """Return the active agents of the viewer's team, of all teams for an administrator."""
    agents = team.agents().filter(role=Person.Role.AGENT).order_by("name")
    if not viewer.is_admin:
        agents = agents.filter(team_id=viewer.team_id)
    return tuple(agents.values_list("id", "name"))


def _away(people: set[int], now: datetime) -> dict[int, tuple[tuple[datetime, datetime], ...]]:
    return {person: team.leave_spans(person, after=now - GRACE) for person in people}


@retried
def give_callback(*, lead_id: UUID, to: int, by: Person, owner: int | None = None) -> GivenCallback:
    """Give a callback to another agent. `owner` is the owner that the caller saw; None: any agent.

    Raise NotFound, Invalid for a person who cannot take it, and Conflict `callback_changed`.
    """
    leaders_only(by)
    lead, _card = lead_of_leader(lead_id, by)
    if owner is not None and not 0 < owner < team.BIGGEST:
        raise wrong("owner", "unknown_person", _("Choose another agent of the team."))
    if to == owner or to not in dict(agents_of(by)):
        raise wrong("to", "unknown_person", _("Choose another agent of the team."))
    people = [PersonLock(one) for one in sorted({to} if owner is None else {to, owner})]
    with write_transaction(lock=lambda: _take(people)) as now:
        ENGINE.store.lock_cards([lead_id])
        receiver = next(one.person for one in people if one.person_id == to)
        _refuse_unable(lead_id, receiver)
        if not ENGINE.give_callback(lead_id, owner=owner, to=to, actor=by.pk, now=now):
            raise Conflict(
                _("This callback has changed, so it was not handed over. Reload the page."),
                code="callback_changed",
            )
    return GivenCallback(lead.name, receiver.name, owner)


def _take(people: list[PersonLock]) -> None:
    for one in people:
        one.take()


def _refuse_unable(lead_id: UUID, receiver: Person) -> None:
    """Raise Invalid if the person left, lacks a skill, or is on leave at the time."""
    row = models.CardRow.objects.select_related("lane").filter(pk=lead_id).first()
    if row is None or row.due_at is None:
        return
    if not receiver.is_active:
        raise wrong("to", "unknown_person", _("This agent is disabled. Choose another."))
    needs = set(row.lane.skills.split()) if row.lane else set()
    if not needs <= team.skills_of(receiver.pk):
        said = _("{name} does not have the skills of this lead: {skills}. Choose another agent.")
        said = said.format(name=receiver.name, skills=", ".join(sorted(needs)))
        raise wrong("to", "not_qualified", said)
    if any(a <= row.due_at < b for a, b in team.leave_spans(receiver.pk, after=row.due_at)):
        said = _("{name} is on leave then. Choose another agent.").format(name=receiver.name)
        raise wrong("to", "on_leave", said)
    if row.excluded_agent_id == receiver.pk and (row.excluded_until or row.due_at) >= row.due_at:
        said = _("{name} released this lead and cannot get it again. Choose another agent.")
        raise wrong("to", "not_qualified", said.format(name=receiver.name))
