"""Who works here, as leaders and administrators see them."""

from __future__ import annotations

from dataclasses import dataclass

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.pull import queries as pull_queries
from pullahead.team import queries as team
from pullahead.team.models import Person, Team
from pullahead.team.skills import written


@dataclass(frozen=True, slots=True)
class Member:
    """One person on the list."""

    id: int
    name: str
    role: str  # in words
    team: str
    zone: str  # blank: the organisation's
    language: str  # blank: the organization's
    active: bool
    simulated: bool
    holds: int  # leads in hand, 0 or 1
    callbacks: int
    me: bool
    skills: str = ""  # with spaces between


def roster(*, viewer: Person) -> tuple[Member, ...]:
    """A leader's own team, an administrator's everybody, active first; NotFound for agents."""
    if not viewer.is_leader:
        raise NotFound("There is no such page.")
    rows = team.people() if viewer.is_admin else team.people().filter(team_id=viewer.team_id)
    holding = {card.holder_id for card in pull_queries.held_cards(clock.now())}
    callbacks, skills = pull_queries.callbacks_by_owner(), team.skills_by_person()
    return tuple(
        Member(
            id=one.pk,
            name=one.name,
            role=str(Person.Role(one.role).label),
            team=one.team.name,
            zone=one.zone,
            language=one.language,
            active=one.is_active,
            simulated=one.simulated,
            holds=int(one.pk in holding),
            callbacks=callbacks.get(one.pk, 0),
            me=one.pk == viewer.pk,
            skills=written(skills.get(one.pk, ())),
        )
        for one in rows
    )


def member(*, person_id: int, viewer: Person) -> Member:
    """One of the roster; NotFound when this viewer has nobody of that number."""
    found = next((one for one in roster(viewer=viewer) if one.id == person_id), None)
    if found is None:
        raise NotFound("There is no such person.")
    return found


def team_names() -> tuple[str, ...]:
    """The teams that there are, by name."""
    return tuple(Team.objects.order_by("name").values_list("name", flat=True))
