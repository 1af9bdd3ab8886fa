"""Undo a conversation or its correction for ten minutes: what its lines made is taken back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict
from pullahead.base.transaction import retried
from pullahead.conversations import locks, queries, talk_services
from pullahead.conversations.models import Conversation, PadVersion
from pullahead.conversations.rules import LIVE
from pullahead.leads import contacts
from pullahead.pipeline import finding_services, signal_services
from pullahead.sprints import item_services, plan_queries
from pullahead.sprints.plan_rules import STANDS
from pullahead.team.models import Person
from pullahead.usecases.buying import members
from pullahead.usecases.conversations import steps_made
from pullahead.usecases.conversations.replaced import put_back
from pullahead.usecases.conversations.talk_changes import TalkChanges, changes_of
from pullahead.usecases.conversations.talks import undoable, visible_talk
from pullahead.usecases.deals.access import ActContext, ActRequest, perform


@dataclass(frozen=True, slots=True)
class UndoneTalk:
    """Text that was undone, the contacts who took part, and whether it was a correction."""

    pad: str
    contacts: tuple[UUID, ...]
    corrected: bool


@retried
def undo(*, conversation_id: UUID, by: Person) -> UndoneTalk:
    """Undo what was saved last of a conversation, and return its text and who was there.

    After a correction, only the correction is undone, and the earlier text is back.
    Raise Conflict `undo_over` after ten minutes, a recap, or for another person.
    Raise Conflict `talk_used` where a promise moved on, or a later act rests on its words.
    """
    seen = visible_talk(conversation_id, by)
    there = [one.contact_id for one in queries.present_in([seen.pk]) if one.contact_id]

    def verb(context: ActContext) -> None:
        talk = visible_talk(conversation_id, by)
        version = queries.last_versions([talk.pk]).get(talk.pk)
        if not undoable(talk, by, context.now, version) or talk.version != seen.version:
            said = _("This conversation can no longer be undone. Correct its text instead.")
            raise Conflict(said, code="undo_over")
        if version is None:
            _end(context, talk)
        else:
            _end_correction(context, talk, version)

    perform(ActRequest(seen.deal_id, by), verb)
    return UndoneTalk(seen.pad, tuple(there), corrected=seen.version > 1)


def _end(context: ActContext, talk: Conversation) -> None:
    ids = set(queries.promises_made_in(talk.pk).values_list("pk", flat=True))
    used = _moved_on(ids - queries.undone_promises(talk.deal_id)) or talk.moments.exists()
    changes = changes_of(talk.undo)
    if used or not talk_services.undo(talk, now=context.now, by=context.by.pk):
        raise _used()
    _put_back(context, talk, changes, plan_queries.open_changes_of(talk.pk))


def _end_correction(context: ActContext, talk: Conversation, version: PadVersion) -> None:
    changes = changes_of(talk.undo)
    promises = [UUID(one) for one in changes.promises]
    if _moved_on(promises):
        raise _used()
    said = [UUID(one) for one in changes.said]
    if not talk_services.undo_correction(
        talk, version, said=said, promises=promises, now=context.now, by=context.by.pk
    ):
        raise _used()
    waiting = set(map(str, plan_queries.open_changes_of(talk.pk)))
    _put_back(context, talk, changes, [UUID(one) for one in changes.answers if one in waiting])
    put_back(context, talk, changes)


def _moved_on(promises: Collection[UUID]) -> bool:
    """Lock promises; return whether one has ended, or moved after its first move."""
    found = locks.lock_promises(list(promises))
    return any(one.state not in LIVE for one in found.values()) or bool(queries.moved_on(found))


def _put_back(
    context: ActContext, talk: Conversation, changes: TalkChanges, to_answer: Iterable[UUID]
) -> None:
    """Put back what lines changed beside promises and words."""
    if not signal_services.remove_signals(changes.signals):
        raise _used()
    for was, now in reversed(changes.members):
        members.restore_member(context, was, now)
    for link in reversed(changes.links):
        members.restore_link(context, link)
    for step in reversed(changes.steps):
        steps_made.undo(context, step)
    for change in to_answer:
        item_services.answer_change(change, answer=STANDS, now=context.now, by=context.by.pk)
    for row in changes.contacts:
        _remove_contact(context, talk, row)


def _used() -> Conflict:
    said = _(
        "A promise or a decision already rests on this conversation. Nothing was undone. Correct "
        "the text instead."
    )
    return Conflict(said, code="talk_used")


def _remove_contact(context: ActContext, talk: Conversation, row_id: int) -> None:
    """Delete a contact whom a line added; one who is a party of a promise stays."""
    row = finding_services.contacts_of(context.deal.pk).filter(pk=row_id).first()
    if row is None:
        return
    contact = row.contact_id
    talk_services.remove_present(talk, contact)
    if queries.is_party(contact):
        return
    finding_services.remove_from_deal(row)
    if not contacts.remove_contact(contact):
        finding_services.add_to_deal(
            context.deal, contact, decides=row.decides, sees=False, now=context.now
        )
