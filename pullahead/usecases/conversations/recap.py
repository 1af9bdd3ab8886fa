"""The recap to the buyer: its text, its mail address, its answer. Never notes, roles or value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from pullahead.base.errors import wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried
from pullahead.conversations import queries, rules, talk_services
from pullahead.conversations.models import Conversation, Promise, Said
from pullahead.conversations.talk_services import NewConversation
from pullahead.leads import contacts
from pullahead.pipeline import signal_services
from pullahead.sprints import plan_queries
from pullahead.sprints.plan_rules import OPEN
from pullahead.team import queries as team_queries
from pullahead.team.models import Person
from pullahead.usecases.conversations.brief import party_name
from pullahead.usecases.conversations.pads import clean_pad
from pullahead.usecases.conversations.talks import visible_talk
from pullahead.usecases.deals.access import ActContext, ActRequest, perform
from pullahead.usecases.deals.findings import called

# GDPR 14: the first recap informs its readers
TOLD = gettext_noop(
    "We store your name, your role and what you said for this project. Tell me if you object."
)
STEPS_SHOWN = 5
MAIL_LIMIT = 1800  # characters of a mailto address that mail programs accept


@dataclass(frozen=True, slots=True)
class Recap:
    """The recap of a conversation, and the mail that it makes."""

    conversation_id: UUID
    deal_id: UUID
    subject: str
    text: str
    mail: str  # mailto address; the text is left out where it would be too long
    addresses: tuple[str, ...]
    whole: bool  # the mail has the text


def recap(*, conversation_id: UUID, viewer: Person) -> Recap:
    """Return the recap of a conversation, in the language of the viewer. Raise NotFound."""
    talk = visible_talk(conversation_id, viewer)
    promises = list(queries.promises_made_in(talk.pk))
    present = [one.contact for one in queries.present_in([talk.pk]) if one.contact is not None]
    addresses = tuple(one.email for one in present if one.email)
    subject = _("Our conversation of {day}").format(day=_day(talk.held_at, talk))
    names, untold = [called(one) for one in present], any(one.told_at is None for one in present)
    text = _text(talk, promises, names, viewer, untold=untold)
    address = f"mailto:{quote(','.join(addresses), safe='@,')}?subject={quote(subject)}"
    mail = f"{address}&body={quote(text)}"
    whole = len(mail) <= MAIL_LIMIT
    return Recap(talk.pk, talk.deal_id, subject, text, mail if whole else address, addresses, whole)


def _text(
    talk: Conversation,
    promises: list[Promise],
    names: list[str],
    viewer: Person,
    *,
    untold: bool,
) -> str:
    gone = {rules.DECLINED, rules.REVOKED, rules.WITHDRAWN}
    shown = [one for one in promises if one.visible_to_buyer and one.state not in gone]
    quotes = [_quote(one, names) for one in queries.said_in([talk.pk]) if one.words]
    ours = [one for one in shown if one.performer_contact_id is None and one.requester_contact_id]
    theirs = [one for one in shown if one.performer_contact_id is not None]
    promised = [_line(one, talk) for one in theirs if one.state != "requested"]
    asked = [_line(one, talk) for one in theirs if one.state == "requested"]
    parts = [
        _("Hello {names},").format(names=", ".join(names)) if names else _("Hello,"),
        *_part(_("You said"), quotes),
        *_part(_("We will"), (_line(one, talk) for one in ours if one.state in rules.LIVE)),
        *_part(_("You will"), promised),
        *_part(_("We asked"), asked),
        *_part(_("Your next steps"), _steps(talk)),
        _("Please tell me what I got wrong."),
        *([_(TOLD)] if untold else []),
        viewer.name,
    ]
    return "\n\n".join(parts)


def _quote(one: Said, names: list[str]) -> str:
    """Return words of a contact; with their name where several were there."""
    who = called(one.contact) if one.contact is not None and len(names) > 1 else ""
    return f"{who}: “{one.words}”" if who else f"“{one.words}”"


def _part(title: str, lines: Iterable[str]) -> list[str]:
    found = [f"- {one}" for one in lines]
    return ["\n".join([f"{title}:", *found])] if found else []


def _steps(talk: Conversation) -> list[str]:
    """Return the open steps of the buyer's plan, the first few."""
    rows = [one for one in plan_queries.steps(talk.deal_id) if one.state == OPEN]
    by = _("{text} by {day}")
    return [
        by.format(text=one.name, day=date_format(one.due, "j F Y")) if one.due else one.name
        for one in rows[:STEPS_SHOWN]
    ]


def _line(one: Promise, talk: Conversation) -> str:
    who = party_name(one, "performer")
    text = f"{who}: {one.what}"
    if one.due_at is not None:
        text = _("{text} by {day}").format(text=text, day=_day(one.due_at, talk))
    return f"{text} ({one.conditions})" if one.conditions else text


def _day(at: datetime, talk: Conversation) -> str:
    zone = ZoneInfo(team_queries.calendar(talk.deal.team_id).zone)
    return date_format(at.astimezone(zone), "j F Y")


@retried
def sent(*, conversation_id: UUID, by: Person) -> None:
    """Record that the person opened the recap as a mail, or copied it; it informs the contacts."""
    seen = visible_talk(conversation_id, by)

    def verb(context: ActContext) -> None:
        talk = visible_talk(conversation_id, by)
        talk_services.mark_recapped(talk, now=context.now, by=by.pk)
        present = [one.contact_id for one in queries.present_in([talk.pk]) if one.contact_id]
        for contact_id in contacts.mark_told(present, now=context.now):
            record(
                JournalEvent.CONTACT_TOLD,
                now=context.now,
                deal_id=talk.deal_id,
                actor_id=by.pk,
                data={"contact": str(contact_id)},
            )

    perform(ActRequest(seen.deal_id, by), verb)


@retried
def answered(*, conversation_id: UUID, by: Person, words: str) -> UUID:
    """Save the buyer's answer to a recap as a letter, with a signal and their words."""
    seen = visible_talk(conversation_id, by)
    text = clean_pad(words)
    if not text:
        raise wrong("words", "words_required", _("Enter what they said, in their words."))
    made: list[UUID] = []

    def verb(context: ActContext) -> None:
        talk = visible_talk(conversation_id, by)
        there = [one.contact_id for one in queries.present_in([talk.pk]) if one.contact_id]
        new = NewConversation(
            text, "letter", "mail", "theirs", context.now, None, tuple(there), (by.pk,)
        )
        letter = talk_services.add_conversation(context.deal, new, now=context.now, by=by.pk)
        if there:
            talk_services.add_said(letter, contact=there[0], words=text, at=context.now)
        talk_services.mark_answered(talk, letter, now=context.now, by=by.pk)
        if context.deal.closed_at is None:
            signal_services.add_signal(
                context.deal,
                kind="answered",
                words=text[:1000],
                alarm_at=None,
                now=context.now,
                actor=by.pk,
            )
        made.append(letter.pk)

    perform(ActRequest(seen.deal_id, by), verb)
    return made[0]
