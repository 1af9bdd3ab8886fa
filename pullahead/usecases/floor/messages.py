"""Messages of team leads to agents: praise, a question, a correction, a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.floor import queries, services
from pullahead.floor.models import FloorMessageRow
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings import users

MESSAGE_LIMIT = 500
About = FloorMessageRow.About
BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class MessageTarget:
    """The agent whom a message is for, and the result that it is about, if any."""

    person_id: int
    name: str
    token: UUID | None = None
    lead_id: UUID | None = None
    lead: str = ""
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class FloorMessageView:
    """An unread message, as its agent reads it."""

    id: int
    about: str
    by: str
    at: datetime
    text: str
    lead: str


def target(*, person_id: int, token: UUID | None, by: Person) -> MessageTarget:
    """Return the agent and the result. Raise NotFound for those of other teams."""
    person = users.on_floor(person_id=person_id, viewer=by)
    if token is None:
        return MessageTarget(person.pk, person.name)
    own = models.ClaimRow.objects.filter(pk=token, agent_id=person.pk).select_related("lead")
    claim = own.first()
    if claim is None:
        raise NotFound(_("Result not found. Reload the page."))
    outcome = pull_queries.labels().get(claim.disposition, "")
    return MessageTarget(person.pk, person.name, claim.pk, claim.lead_id, claim.lead.name, outcome)


@retried
def send(*, person_id: int, token: UUID | None, about: str, text: str, by: Person) -> str:
    """Send a message to an agent of the own team, and return the agent's name.

    Praise needs no text. Raise NotFound, and Invalid without a text or with too long a text.
    """
    to = target(person_id=person_id, token=token, by=by)
    if about not in About.values:
        raise wrong("about", "unknown_kind", _("Choose a kind of message from the list."))
    words = clean_input(text)
    if not words and about != About.PRAISE:
        raise wrong("text", "text_required", _("Enter a message."))
    if len(words) > MESSAGE_LIMIT:
        said = _("Shorten the message to {limit} characters.").format(limit=MESSAGE_LIMIT)
        raise wrong("text", "out_of_range", said)
    with write_transaction() as now:
        services.add_floor_message(
            to_id=to.person_id, by_id=by.pk, about=about, claim=to.token, text=words, now=now
        )
        data = {"person": to.person_id, "about": about}
        kind = JournalEvent.AGENT_MESSAGED
        record(kind, now=now, actor_id=by.pk, lead_id=to.lead_id, data=data)
    return to.name


def unread(*, person_id: int) -> tuple[FloorMessageView, ...]:
    """Return the unread messages of a person, the oldest first."""
    return tuple(
        FloorMessageView(
            id=row.pk,
            about=row.about,
            by=row.by.name,
            at=row.at,
            text=row.text,
            lead=row.claim.lead.name if row.claim else "",
        )
        for row in queries.unread_messages(person_id)
    )


@retried
def mark_read(*, message_id: int, by: Person) -> bool:
    """Mark an own message as read. Return False if it is read already or another person's."""
    with write_transaction() as now:
        known = 0 < message_id < BIGGEST
        return known and services.mark_message_read(message_id=message_id, to_id=by.pk, now=now)
