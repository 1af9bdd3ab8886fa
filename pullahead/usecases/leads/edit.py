"""A leader gives a lead to another team, or says what it is worth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.leads.parsing.fields import BadField, read_value
from pullahead.pull import queries as pull_queries
from pullahead.pull.services import route_of
from pullahead.team.models import Person, Team
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.leads import detail


def teams() -> tuple[tuple[int, str], ...]:
    """Every team that a lead may be given to: (id, name)."""
    return tuple(Team.objects.order_by("name").values_list("id", "name"))


def checked_team(team_id: int | None) -> int:
    """The team, if there is one. Raises Invalid `unknown_team`."""
    if team_id is None or not Team.objects.filter(pk=team_id).exists():
        raise wrong("team", "unknown_team", "Choose a team from the list.")
    return team_id


def checked_value(typed: str) -> Decimal | None:
    """An amount as people write it; blank is none of its own. Raises Invalid beside the field."""
    value = read_value(typed) if typed.strip() else None
    if isinstance(value, BadField):
        raise wrong("value", value.code, f"The value: {value.message}.")
    return value


def move(*, lead_id: UUID, team_id: int, by: Person) -> int:
    """Give an open lead to another team; a claim in hand goes on. The team that it was.

    Whoever gave it away may take it back, though it is another team's now.
    """
    checked_team(team_id)
    if not by.is_leader:
        raise NotFound("There is no such lead.")
    if not _moved_last(lead_id, by):
        detail.lead_seen(lead_id, by)
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)
        if card is None:
            raise Conflict("It is closed, so it is no team's any more.", code="closed_already")
        if card.team == team_id:
            raise Conflict("It is this team's already.", code="same_team")
        ENGINE.store.put(replace(card, team=team_id), was=card)
        data = {"team": team_id, "from": card.team}
        record(JournalEvent.LEAD_MOVED, now=now, lead_id=lead_id, actor_id=by.pk, data=data)
    return card.team


def _moved_last(lead_id: UUID, by: Person) -> bool:
    moves = Journal.objects.filter(lead_id=lead_id, kind=JournalEvent.LEAD_MOVED)
    return moves.order_by("-id").values_list("actor_id", flat=True).first() == by.pk


def revalue(*, lead_id: UUID, value: Decimal | None, by: Person) -> Decimal | None:
    """What a lead is worth; it takes its new place at once. The value that it had.

    A callback keeps its place, which its time gives, and the round after it counts the new value.
    """
    if not by.is_leader:
        raise NotFound("There is no such lead.")
    detail.lead_seen(lead_id, by)
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)
        if card is None:
            raise Conflict("It is closed, so it has no place to take.", code="closed_already")
        # behind the card's lock: nobody else says anything of its value meanwhile
        lead = leads.lead(lead_id) or Lead(pk=lead_id)
        was, lead.value = lead.value, value
        if was == value:
            raise Conflict("It is worth that already.", code="same_value")
        leads_write.set_value(lead_id=lead_id, value=value)
        if card.due_at is None:
            worth = pull_queries.worth(route_of(source=lead.source), lead)
            again = ENGINE.placed(card, worth, now=now)
            ENGINE.store.put(again, was=card)
        data = {"value": value and str(value), "was": was and str(was)}
        record(JournalEvent.LEAD_VALUED, now=now, lead_id=lead_id, actor_id=by.pk, data=data)
    return was
