"""Take back what a line of a conversation made, once a correction changes or removes the line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from pullahead.conversations import locks, queries, services, talk_services
from pullahead.conversations.models import Conversation, Promise
from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_answers import PadAnswers
from pullahead.conversations.pad_lines import PadKind
from pullahead.conversations.rules import LIVE
from pullahead.conversations.services import VoidPromise
from pullahead.pipeline import signal_services
from pullahead.usecases.conversations.made import Making, add_signal
from pullahead.usecases.conversations.talk_changes import TalkChanges
from pullahead.usecases.deals.access import ActContext


def take_back(making: Making, pad: str, answers: PadAnswers) -> PadAnswers:
    """End the promises, and delete the words, of lines that the corrected text does not have.

    A promise that moved on stays, as do words on which a move of the deal rests. So do people and
    steps, which have pages of their own. Return the answers without the lines that were taken back.
    """
    gone = _texts(making.talk.pad) - _texts(pad)
    return answers.without([*_end_promises(making, gone), *_delete_words(making, gone, answers)])


def _texts(pad: str) -> set[str]:
    return {line.strip() for line in pad.split("\n")} - {""}


def _end_promises(making: Making, gone: Collection[str]) -> set[str]:
    """End the promises that these lines made, and return the lines; one that moved on stays."""
    line_of = queries.promises_by_line(making.talk.pk, gone)
    found = locks.lock_promises(list(line_of)).values()
    moved = queries.moved_on(line_of)
    stays = {line_of[one.pk] for one in found if one.pk in moved or one.state not in LIVE}
    ended = [one for one in found if line_of[one.pk] not in stays]
    context, changes = making.context, making.changes
    changes.ended += [(str(one.pk), one.next_at.isoformat()) for one in ended if one.next_at]
    making.replaced |= {one.performer_contact_id for one in ended if one.performer_contact_id}
    asked = signal_services.open_signals_of([one.pk for one in ended])
    if signal_services.remove_signals(list(asked)):
        changes.unasked += asked.values()
    rows = Promise.objects.filter(pk__in=[one.pk for one in ended])
    talk_services.end_promises(rows, making.talk, context.now, context.by.pk)
    return {line_of[one.pk] for one in ended}


def _delete_words(making: Making, gone: Collection[str], answers: PadAnswers) -> set[str]:
    """Delete the words that these lines quoted, and return the lines."""
    found = set()
    for line in read_pad(making.talk.pad, making.facts, answers.chosen) if gone else ():
        who = line.who.contact if line.who is not None else None
        if line.text.strip() not in gone or line.kind != PadKind.WORDS or who is None:
            continue
        if line.makes and talk_services.delete_said(making.talk, who, line.what):
            making.changes.unsaid.append((str(who), line.what))
            found.add(line.text.strip())
    return found


def put_back(context: ActContext, talk: Conversation, changes: TalkChanges) -> None:
    """Revive the promises, and add the words, that a correction took back."""
    ended = [VoidPromise(UUID(one), datetime.fromisoformat(at)) for one, at in changes.ended]
    services.revive_promises(ended, now=context.now, by=context.by.pk)
    for one in Promise.objects.filter(pk__in=changes.unasked):
        add_signal(context, "asked", one.what, source="promise", external_id=str(one.pk))
    for contact, words in changes.unsaid:
        talk_services.add_said(talk, contact=UUID(contact), words=words, at=talk.held_at)
