"""Read conversations: one, the story of a deal, and how a saved text reads now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import NotFound
from pullahead.conversations import queries
from pullahead.conversations.models import Conversation, PadVersion
from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_answers import PadAnswers, answers_of
from pullahead.conversations.pad_lines import PadFacts
from pullahead.conversations.stance_lines import without_stance
from pullahead.team.models import Person
from pullahead.usecases.buying.group import sees_stance
from pullahead.usecases.conversations.pads import (
    PadInput,
    PadLine,
    PadReading,
    clean_pad,
    facts_of,
)
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


def undoable(talk: Conversation, viewer: Person, now: datetime, version: PadVersion | None) -> bool:
    """Return whether the viewer may undo what they saved last: the text, or its correction.

    `version` is the text before the last correction.
    """
    if talk.recap_at is not None:
        return False
    at, by = talk.added_at, talk.by_id
    if talk.version > 1:
        if version is None or version.corrected_by_id is None or not talk.undo:
            return False  # corrected before version 0.2, or erased since
        at, by = version.until, version.corrected_by_id
    return at >= now - UNDO_TALK_WITHIN and by == viewer.pk


def talk_views(talks: Sequence[Conversation], viewer: Person) -> tuple[TalkView, ...]:
    """Return conversations with the names of the contacts who took part."""
    now = clock.now()
    sees = {one.deal_id: sees_stance(viewer, one.deal) for one in talks}
    texts = {one.pk: _shown(one, sees=sees[one.deal_id]) for one in talks}
    versions = queries.last_versions(one.pk for one in talks if one.version > 1)
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
            can_undo=undoable(one, viewer, now, versions.get(one.pk)),
            hides=texts[one.pk] != one.pad,
        )
        for one in talks
    )


def reading_of(
    *,
    conversation_id: UUID,
    viewer: Person,
    pad: str | None = None,
    chosen: Mapping[str, str] | None = None,
) -> PadReading:
    """Return how the text of a conversation reads, or how a correction of it would.

    Lines that made something are shown as made; only the others can be in doubt.
    """
    talk = visible_talk(conversation_id, viewer)
    text = shown_pad(talk, viewer) if pad is None else clean_pad(pad)
    facts = facts_of_talk(talk, viewer)
    answers = answers_before(talk, facts).with_chosen(chosen or {})
    lines = read_pad(text, facts, answers.chosen)
    if viewer != talk.by:  # *me* is the writer in what was made, the viewer in what is added
        as_made = read_pad(text, facts_of_talk(talk, talk.by), answers.chosen)
        made = frozenset(answers.made)
        pairs = zip(as_made, lines, strict=True)
        lines = [was if was.key in made else now for was, now in pairs]
    return settled_reading(lines, answers)


def settled_reading(lines: Iterable[PadLine], answers: PadAnswers) -> PadReading:
    """Return a reading in which no line that made something is in doubt."""
    settled = tuple(answers.settled(one) for one in lines)
    return PadReading(settled, frozenset(answers.made), answers.chosen)


def facts_of_talk(talk: Conversation, viewer: Person) -> PadFacts:
    """Return the facts that the text of a conversation is read with."""
    there = list(queries.present_in([talk.pk]))
    typed = PadInput(
        talk.pad,
        contacts=tuple(one.contact_id for one in there if one.contact_id),
        people=tuple(one.person_id for one in there if one.person_id),
        held_at=talk.held_at,
    )
    return facts_of(talk.deal, viewer, typed, clock.now())


def answers_before(talk: Conversation, facts: PadFacts) -> PadAnswers:
    """Return the answers of a conversation; before version 0.2, those that its text implies."""
    if talk.answers:
        return answers_of(talk.answers)
    promised = queries.lines_that_made(talk.pk)
    lines = read_pad(talk.pad, facts)
    made = (one.key for one in lines if one.makes or one.text.strip() in promised)
    return PadAnswers(made=tuple(made))


def shown_pad(talk: Conversation, viewer: Person) -> str:
    """Return the text of a conversation without the lines that the viewer may not read."""
    return _shown(talk, sees=sees_stance(viewer, talk.deal))


def _shown(talk: Conversation, *, sees: bool) -> str:
    return talk.pad if sees else without_stance(talk.pad, answers_of(talk.answers).chosen)
