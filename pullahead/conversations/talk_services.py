"""Writes of conversations: the pad, who was there, what was said, recaps, the basis of a move."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ProtectedError, QuerySet

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.conversations import services
from pullahead.conversations.models import (
    Conversation,
    MoveBasis,
    PadVersion,
    Present,
    Promise,
    Said,
)
from pullahead.conversations.pad_answers import PadAnswers
from pullahead.conversations.rules import LIVE, UNDONE, Move
from pullahead.conversations.services import PromiseAct
from pullahead.pipeline.models import Deal, Transition


@dataclass(frozen=True, slots=True)
class NewConversation:
    """A conversation to add."""

    pad: str
    kind: str
    channel: str
    started_by: str
    held_at: datetime
    typed_s: int | None
    contacts: tuple[UUID, ...]
    people: tuple[int, ...]


def add_conversation(deal: Deal, new: NewConversation, *, now: datetime, by: int) -> Conversation:
    """Add a conversation with the people who took part."""
    require_transaction()
    made = Conversation.objects.create(
        deal=deal,
        kind=new.kind,
        channel=new.channel,
        started_by=new.started_by,
        held_at=new.held_at,
        by_id=by,
        pad=new.pad,
        typed_s=new.typed_s,
        added_at=now,
    )
    add_present(made, contacts=new.contacts, people=new.people)
    _note(made, JournalEvent.CONVERSATION_KEPT, now, by, version=1, typed_s=new.typed_s)
    return made


def add_present(
    talk: Conversation, *, contacts: Collection[UUID] = (), people: Collection[int] = ()
) -> None:
    """Add people who took part; those who are there already stay."""
    require_transaction()
    rows = Present.objects.filter(conversation=talk)
    there = set(rows.values_list("contact_id", flat=True))
    ours = set(rows.values_list("person_id", flat=True))
    Present.objects.bulk_create(
        [
            *(Present(conversation=talk, contact_id=one) for one in contacts if one not in there),
            *(Present(conversation=talk, person_id=one) for one in people if one not in ours),
        ]
    )


def remove_present(talk: Conversation, contact_id: UUID) -> None:
    """Remove a contact from those who took part."""
    require_transaction()
    Present.objects.filter(conversation=talk, contact_id=contact_id).delete()


def correct(talk: Conversation, pad: str, *, now: datetime, by: int) -> None:
    """Replace the text of a pad, and keep the earlier one as a version."""
    require_transaction()
    PadVersion.objects.create(
        conversation=talk,
        n=talk.version,
        pad=talk.pad,
        by_id=talk.by_id,
        until=now,
        corrected_by_id=by,
        undo=talk.undo,
        answers=talk.answers,
    )
    talk.pad, talk.version = pad, talk.version + 1
    talk.save(update_fields=["pad", "version"])
    _note(talk, JournalEvent.CONVERSATION_KEPT, now, by, version=talk.version, typed_s=None)


def add_said(
    talk: Conversation, *, contact: UUID | None, words: str, at: datetime, question: str = ""
) -> Said:
    """Add words of a contact."""
    require_transaction()
    return Said.objects.create(
        conversation=talk, contact_id=contact, question=question, words=words, at=at
    )


def delete_said(talk: Conversation, contact: UUID, words: str) -> bool:
    """Delete words that a line of the text quoted. False if a move of the deal rests on them."""
    require_transaction()
    rows = Said.objects.filter(conversation=talk, contact_id=contact, words=words, question="")
    try:
        return bool(rows.delete()[0])
    except ProtectedError:
        return False


def mark_recapped(talk: Conversation, *, now: datetime, by: int) -> None:
    """Record that the recap was opened as a mail or copied; the first time counts."""
    require_transaction()
    if talk.recap_at is None:
        talk.recap_at = now
        talk.save(update_fields=["recap_at"])
        _note(talk, JournalEvent.CONVERSATION_RECAPPED, now, by)


def mark_answered(talk: Conversation, letter: Conversation, *, now: datetime, by: int) -> None:
    """Record that the buyer answered the recap of a conversation."""
    require_transaction()
    talk.recap_at = talk.recap_at or now
    talk.answered_at = talk.answered_at or now
    talk.save(update_fields=["recap_at", "answered_at"])
    _note(talk, JournalEvent.CONVERSATION_ANSWERED, now, by, letter=str(letter.pk))


def remember(talk: Conversation, changes: dict[str, Any], answers: PadAnswers) -> None:
    """Store what the lines of a conversation changed, for its undo, and how they were answered."""
    require_transaction()
    talk.undo, talk.answers = changes, answers.as_json()
    talk.save(update_fields=["undo", "answers"])


def undo(talk: Conversation, *, now: datetime, by: int) -> bool:
    """Undo a conversation: its words go, its promises end. False if its words are in use.

    The caller has locked the promises; each has only its first move.
    """
    require_transaction()
    try:
        Said.objects.filter(conversation=talk).delete()
    except ProtectedError:
        return False
    end_promises(Promise.objects.filter(moves__conversation=talk, moves__n=1), talk, now, by)
    talk.undone_at, talk.undo = now, {}
    talk.save(update_fields=["undone_at", "undo"])
    _note(talk, JournalEvent.CONVERSATION_UNDONE, now, by, version=talk.version)
    return True


def undo_correction(
    talk: Conversation,
    version: PadVersion,
    *,
    said: Collection[UUID],
    promises: Collection[UUID],
    now: datetime,
    by: int,
) -> bool:
    """Put back the text before a correction. False if words of the correction are in use.

    The caller has locked the promises; each has only its first move.
    """
    require_transaction()
    try:
        Said.objects.filter(conversation=talk, pk__in=said).delete()
    except ProtectedError:
        return False
    end_promises(Promise.objects.filter(pk__in=promises), talk, now, by)
    talk.pad, talk.version = version.pad, version.n
    talk.undo, talk.answers = version.undo, version.answers
    talk.save(update_fields=["pad", "version", "undo", "answers"])
    version.delete()
    _note(talk, JournalEvent.CONVERSATION_UNDONE, now, by, version=talk.version + 1)
    return True


def end_promises(promises: QuerySet[Promise], talk: Conversation, now: datetime, by: int) -> None:
    """End live promises of a text that is taken back. The caller has locked them."""
    for promise in promises.filter(state__in=LIVE).order_by("pk"):
        act = PromiseAct(Move.VOID, by=by, reason=UNDONE, conversation=talk.pk)
        services.move_locked(promise, act, now=now)


def add_basis(
    transition: Transition,
    *,
    now: datetime,
    by: int | None,
    said: UUID | None = None,
    fact: int | None = None,
    reason: str = "",
) -> None:
    """Add what an exit from a stage is based on: exactly one of words, fact and reason."""
    require_transaction()
    MoveBasis.objects.create(transition=transition, said_id=said, fact_id=fact, reason=reason)
    record(
        JournalEvent.DEAL_BASIS,
        now=now,
        deal_id=transition.deal_id,
        actor_id=by,
        data={"seq": transition.seq, "said": str(said) if said else None, "fact": fact},
    )


def _note(talk: Conversation, event: JournalEvent, now: datetime, by: int, **data: object) -> None:
    record(
        event,
        now=now,
        deal_id=talk.deal_id,
        actor_id=by,
        data={"conversation": str(talk.pk), **data},
    )
