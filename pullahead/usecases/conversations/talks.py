"""Read conversations: one, the story of a deal, and how a saved text reads now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.conversations import queries
from pullahead.conversations.models import Conversation
from pullahead.conversations.pad import read_pad
from pullahead.conversations.stance_lines import without_stance
from pullahead.team.models import Person
from pullahead.usecases.buying.group import sees_stance
from pullahead.usecases.conversations.pads import PadInput, PadReading, facts_of
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called

UNDO_TALK_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class TalkView:
    """A conversation in the story of a deal."""

    id: UUID
    deal_id: UUID
    deal: str  # title
    kind: str
    started_by: str
    held_at: datetime
    by: str
    pad: str
    version: int
    present: tuple[str, ...]
    recap_at: datetime | None
    answered_at: datetime | None
    can_undo: bool  # by the viewer, now
    hides: bool  # lines about stance, which only the pod and team leads read


def visible_talk(conversation_id: UUID, viewer: Person) -> Conversation:
    """Return a conversation of a deal that the viewer may see. Raise NotFound."""
    found = queries.conversation(conversation_id)
    if found is None:
        raise NotFound(_("Conversation not found."))
    visible_deal(found.deal_id, viewer)
    return found


def talk_view(*, conversation_id: UUID, viewer: Person) -> TalkView:
    """Return one conversation. Raise NotFound."""
    return talk_views([visible_talk(conversation_id, viewer)], viewer)[0]


def undoable(talk: Conversation, viewer: Person, now: datetime) -> bool:
    """Return whether the writer may still undo a conversation: not corrected, no recap sent."""
    fresh = talk.added_at >= now - UNDO_TALK_WITHIN and talk.version == 1
    return fresh and talk.by_id == viewer.pk and talk.recap_at is None


def talk_views(talks: Sequence[Conversation], viewer: Person) -> tuple[TalkView, ...]:
    """Return conversations with the names of the contacts who took part."""
    now = clock.now()
    sees = {one.deal_id: sees_stance(viewer, one.deal) for one in talks}
    texts = {one.pk: one.pad if sees[one.deal_id] else without_stance(one.pad) for one in talks}
    there: dict[UUID, list[str]] = {}
    for one in queries.present_in([talk.pk for talk in talks]):
        if one.contact is not None:
            there.setdefault(one.conversation_id, []).append(called(one.contact))
    return tuple(
        TalkView(
            id=one.pk,
            deal_id=one.deal_id,
            deal=one.deal.title,
            kind=one.kind,
            started_by=one.started_by,
            held_at=one.held_at,
            by=one.by.name,
            pad=texts[one.pk],
            version=one.version,
            present=tuple(there.get(one.pk, ())),
            recap_at=one.recap_at,
            answered_at=one.answered_at,
            can_undo=undoable(one, viewer, now),
            hides=texts[one.pk] != one.pad,
        )
        for one in talks
    )


def reading_of(
    *, conversation_id: UUID, viewer: Person, chosen: Mapping[str, str] | None = None
) -> PadReading:
    """Return how the text of a conversation reads, so that lines in doubt can be resolved."""
    talk = visible_talk(conversation_id, viewer)
    there = [one.contact_id for one in queries.present_in([talk.pk]) if one.contact_id]
    pad = talk.pad if sees_stance(viewer, talk.deal) else without_stance(talk.pad)
    typed = PadInput(pad, contacts=tuple(there), held_at=talk.held_at)
    facts = facts_of(talk.deal, talk.by, typed, clock.now())
    return PadReading(tuple(read_pad(pad, facts, chosen)))
