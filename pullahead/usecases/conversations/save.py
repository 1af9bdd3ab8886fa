"""Save a conversation with all that its lines make, in one transaction; correct it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Forbidden, wrong
from pullahead.base.transaction import retried
from pullahead.conversations import queries, talk_services
from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_answers import PadAnswers
from pullahead.conversations.talk_services import NewConversation
from pullahead.pipeline import rules as deal_rules
from pullahead.pipeline import signal_services
from pullahead.sprints import plan_queries
from pullahead.team.models import Person
from pullahead.usecases.buying.group import sees_stance
from pullahead.usecases.conversations.made import Making, make
from pullahead.usecases.conversations.pads import PadInput, PadReading, checked, clean_pad, facts_of
from pullahead.usecases.conversations.replaced import take_back
from pullahead.usecases.conversations.talks import (
    answers_before,
    facts_of_talk,
    settled_reading,
    shown_pad,
    visible_talk,
)
from pullahead.usecases.deals.access import ActContext, ActRequest, perform

OLDEST = timedelta(days=365)
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SavedTalk:
    """A saved conversation, and how its lines were read."""

    id: UUID
    reading: PadReading


@retried
def save(*, deal_id: UUID, by: Person, typed: PadInput) -> SavedTalk:
    """Save a conversation of a deal. Lines in doubt stay in the text and make nothing."""
    checked(typed)
    pad = _needed(clean_pad(typed.pad))
    done: list[SavedTalk] = []

    def verb(context: ActContext) -> None:
        held_at = _held(typed.held_at, context.now)
        given = replace(typed, held_at=held_at)
        facts = facts_of(context.deal, by, given, context.now)
        contacts = tuple(one.contact for one in facts.contacts_present if one.contact)
        people = tuple(one.person for one in facts.people if one.person and one.present)
        lines = read_pad(pad, facts, typed.chosen)
        known = queries.was_present(deal_id)
        new = NewConversation(
            pad, typed.kind, typed.channel[:20], typed.started_by, held_at, typed.typed_s,
            contacts, people,
        )  # fmt: skip
        talk = talk_services.add_conversation(context.deal, new, now=context.now, by=by.pk)
        making = Making(context, talk, facts)
        make(making, lines)
        _signals(making, [one for one in contacts if one not in known] if known else [])
        answers = PadAnswers().with_chosen(typed.chosen or {}).after(lines)
        talk_services.remember(talk, making.changes.as_json(), answers)
        done.append(SavedTalk(talk.pk, PadReading(tuple(lines))))

    perform(ActRequest(deal_id, by), verb)
    return done[0]


@retried
def correct(*, conversation_id: UUID, by: Person, typed: PadInput) -> SavedTalk:
    """Replace the text of a conversation. New lines make something.

    A changed or removed line takes its promise and its quoted words back, unless they are in use.

    The answers to its doubts are remembered; `chosen` adds to them, and '' takes one back.
    """
    seen = visible_talk(conversation_id, by)
    pad = _needed(clean_pad(typed.pad))
    done: list[SavedTalk] = []

    def verb(context: ActContext) -> None:
        talk = visible_talk(conversation_id, by)
        if not sees_stance(by, talk.deal) and shown_pad(talk, by) != talk.pad:
            said = _("Only the pod of the deal and team leads can correct this text.")
            raise Forbidden(said)
        if typed.version is not None and typed.version != talk.version:
            said = _("Another user corrected this text. Nothing was saved. Reload the page.")
            raise wrong("pad", "moved_on", said)
        facts = facts_of_talk(talk, by)
        answers = answers_before(talk, facts).with_chosen(typed.chosen or {})
        lines = read_pad(pad, facts, answers.chosen)
        asked = set(plan_queries.open_changes_of(talk.pk))
        making = Making(context, talk, facts)
        answers = take_back(making, pad, answers)
        talk_services.correct(talk, pad, now=context.now, by=by.pk)
        make(making, answers.unmade(lines))
        added = set(plan_queries.open_changes_of(talk.pk)) - asked
        making.changes.answers = sorted(map(str, added))
        after = answers.after(lines)
        talk_services.remember(talk, making.changes.as_json(), after)
        done.append(SavedTalk(talk.pk, settled_reading(lines, after)))

    perform(ActRequest(seen.deal_id, by), verb)
    return done[0]


def _needed(pad: str) -> str:
    if not pad:
        raise wrong("pad", "pad_required", _("Enter at least one line about the conversation."))
    return pad


def _held(given: datetime | None, now: datetime) -> datetime:
    if given is None:
        return now
    if not now - OLDEST <= given <= now + AHEAD:
        said = _("Enter a time within the last year, not in the future.")
        raise wrong("held_at", "date_barred", said)
    return min(given, now)


def _signals(making: Making, brought: Sequence[UUID]) -> None:
    """Add the signals of a talk: they started it, or brought someone along."""
    context, talk = making.context, making.talk
    if context.deal.closed_at is not None:
        return
    kinds = ["started"] if talk.started_by == "theirs" else []
    kinds += ["brought_colleague"] * bool(brought)
    for kind in kinds:
        made = signal_services.add_signal(
            context.deal,
            kind=kind,
            words="",
            alarm_at=deal_rules.alarm_at(context.calendar, kind, context.now),
            now=context.now,
            actor=context.by.pk,
            source="talk",
            external_id=f"{talk.pk} {kind}",
        )
        making.changes.signals.append(made.pk)
        # The conversation itself is the answer
        signal_services.answer_signals(
            context.deal, ids=[made.pk], answer="talk", now=context.now, actor=context.by.pk
        )
