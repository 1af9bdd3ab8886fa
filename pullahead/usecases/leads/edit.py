"""Change a lead as its team lead: team, value, phone, time zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.models import Journal
from pullahead.base.transaction import retried, write_transaction
from pullahead.base.translation import translated
from pullahead.compliance.calling_hours import MAIL
from pullahead.compliance.places import zone_is_known
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import AddressKind, Lead
from pullahead.leads.parsing.fields import BadField, read_value
from pullahead.leads.parsing.phones import extension_of, read_phone
from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.engine import Engine
from pullahead.pull.services import route_of
from pullahead.team.models import Person, Team
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.lifecycle import lead_of_leader

ZONE_LIMIT = 60


def teams() -> tuple[tuple[int, str], ...]:
    """Return every team that can get a lead: (id, name)."""
    return tuple(Team.objects.order_by("name").values_list("id", "name"))


def checked_team(team_id: int | None) -> int:
    """Check that a team exists. Raise Invalid `unknown_team`."""
    if team_id is None or not Team.objects.filter(pk=team_id).exists():
        raise wrong("team", "unknown_team", _("Choose a team from the list."))
    return team_id


def checked_value(typed: str) -> Decimal | None:
    """Read an amount; a blank one is None. Raise Invalid with the field."""
    value = read_value(typed) if typed.strip() else None
    if isinstance(value, BadField):
        raise wrong(
            "value", value.code, _("The value: {reason}.").format(reason=translated(value.message))
        )
    return value


@retried
def move(*, lead_id: UUID, team_id: int, by: Person) -> int:
    """Move an open lead to another team, and return its former team. A live claim continues.

    The person who moved it last may move it back, although it is another team's now.
    """
    checked_team(team_id)
    if not by.is_leader:
        raise NotFound(_("Lead not found."))
    if not _moved_last(lead_id, by):
        detail.visible_lead(lead_id, by)
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)
        if card is None:
            raise Conflict(_("This lead is closed and cannot be moved."), code="closed_already")
        if card.team == team_id:
            raise Conflict(_("This lead is already in this team."), code="same_team")
        ENGINE.store.put(replace(card, team=team_id), was=card)
        data = {"team": team_id, "from": card.team}
        record(JournalEvent.LEAD_MOVED, now=now, lead_id=lead_id, actor_id=by.pk, data=data)
    return card.team


def _moved_last(lead_id: UUID, by: Person) -> bool:
    moves = Journal.objects.filter(lead_id=lead_id, kind=JournalEvent.LEAD_MOVED)
    return moves.order_by("-id").values_list("actor_id", flat=True).first() == by.pk


@retried
def revalue(*, lead_id: UUID, value: Decimal | None, by: Person) -> Decimal | None:
    """Set a lead's value, rank it again at once, and return its former value.

    A callback keeps its place, which its time determines; the next attempt counts the new value.
    """
    if not by.is_leader:
        raise NotFound(_("Lead not found."))
    detail.visible_lead(lead_id, by)
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)
        if card is None:
            raise Conflict(
                _("This lead is closed. Its value cannot be changed."), code="closed_already"
            )
        # The card's lock keeps other writers from the value.
        lead = leads.lead(lead_id) or Lead(pk=lead_id)
        was, lead.value = lead.value, value
        if was == value:
            raise Conflict(_("This lead already has this value."), code="same_value")
        leads_write.set_value(lead_id=lead_id, value=value)
        if card.due_at is None:
            worth = pull_queries.worth(route_of(source=lead.source), lead)
            again = ENGINE.placed(card, worth, now=now)
            ENGINE.store.put(again, was=card)
        data = {"value": value and str(value), "was": was and str(was)}
        record(JournalEvent.LEAD_VALUED, now=now, lead_id=lead_id, actor_id=by.pk, data=data)
    return was


@retried
def set_zone(*, lead_id: UUID, zone: str, by: Person) -> None:
    """State the time zone of a parked lead whose phone tells none; unparking reads it.

    Raise Conflict for a lead in the queue: its lane keeps its own calling hours.
    """
    _lead, card = lead_of_leader(lead_id, by)
    zone = clean_input(zone)
    if len(zone) > ZONE_LIMIT or not zone_is_known(zone):
        said = _("“{zone}” is not a time zone. Use a name such as America/Chicago.").format(
            zone=zone[:ZONE_LIMIT]
        )
        raise wrong("zone", "unknown_zone", said)
    if card is None or card.state != rules.CardState.PARKED:
        raise Conflict(_("This lead is no longer parked. Nothing was changed."), code="not_parked")
    with write_transaction() as now:
        leads_write.state_zone(lead_id=lead_id, zone=zone)
        record(JournalEvent.LEAD_REACHABLE, now=now, lead_id=lead_id, actor_id=by.pk)


@retried
def add_phone(*, lead_id: UUID, phone: str, by: Person) -> str:
    """Add a phone and return it as E.164; a parked lead stays parked until it is unparked."""
    _lead, card = lead_of_leader(lead_id, by)
    if card is None:
        raise Conflict(_("This lead is closed. The phone was not added."), code="closed_already")
    number = read_phone(phone, settings.CONFIG.country)
    if isinstance(number, BadField):
        raise wrong("phone", number.code, translated(number.message))
    with write_transaction() as now:
        if not leads_write.add_address(
            lead_id=lead_id, kind=AddressKind.PHONE, value=number, extension=extension_of(phone)
        ):
            raise Conflict(_("This lead already has this phone."), code="known_already")
        record(JournalEvent.LEAD_REACHABLE, now=now, lead_id=lead_id, actor_id=by.pk)
        call_by_phone(lead_id, engine=ENGINE, now=now)
    return number


def call_by_phone(lead_id: UUID, *, engine: Engine, now: datetime) -> None:
    """Move a lead that only had an email address to the calling hours of its new phone."""
    card = models.CardRow.objects.select_related("lane").filter(pk=lead_id).first()
    lead = leads.lead(lead_id)
    if card is None or card.lane is None or card.lane.windows != MAIL or lead is None:
        return
    route, windows = route_of(source=lead.source), windows_of_lead(lead, pull_queries.overrides())
    if windows and windows != MAIL:
        engine.move_hours(lead.pk, windows=windows, worth=pull_queries.worth(route, lead), now=now)
