"""The endpoints of conversations and promises of deals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja.responses import Status

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.talk_schemas import (
    BriefOut,
    ChipOut,
    ConversationBody,
    ConversationOut,
    MoveBody,
    PadLineOut,
    PromiseOut,
    ReadingOut,
    UndoneOut,
)
from pullahead.api.v1.common import WITH_ID, Id, known_id, opened_by
from pullahead.base.errors import wrong
from pullahead.usecases.conversations import pads, promises, recap, save, undo_talk
from pullahead.usecases.conversations.brief import brief, one_promise
from pullahead.usecases.conversations.pads import PadInput, PadLine, PadReading
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter(tags=["conversations"])
WITH_STATE = WITH_ID | {409}


@router.get(
    "/deals/{deal_id}/brief",
    **opened_by(PULL),
    response={200: BriefOut, WITH_ID: ErrorAnswer},
    summary="Read the brief of a deal",
)
def read_brief(request: HttpRequest, deal_id: Id) -> BriefOut:
    """Read what each side owes, what changed since the last conversation, and what to ask."""
    found = brief(deal_id=known_id(deal_id), viewer=agent(request))
    return BriefOut.model_validate(found, from_attributes=True)


@router.post(
    "/deals/{deal_id}/conversations/preview",
    **opened_by(PULL),
    response={200: ReadingOut, WITH_ID: ErrorAnswer},
    summary="Preview a conversation",
)
def preview_conversation(request: HttpRequest, deal_id: Id, body: ConversationBody) -> ReadingOut:
    """Read a pad as the save would, and save nothing."""
    found = pads.preview(deal_id=known_id(deal_id), by=agent(request), typed=_typed(body))
    return ReadingOut(lines=_lines(found), doubts=found.doubts)


@router.post(
    "/deals/{deal_id}/conversations",
    **opened_by(PULL),
    response={201: ConversationOut, WITH_STATE: ErrorAnswer},
    summary="Save a conversation",
)
def save_conversation(
    request: HttpRequest, deal_id: Id, body: ConversationBody
) -> Status[ConversationOut]:
    """Save a conversation with all that its lines make; lines in doubt make nothing."""
    person = agent(request)
    done = save.save(deal_id=known_id(deal_id), by=person, typed=_typed(body))
    text = recap.recap(conversation_id=done.id, viewer=person).text
    made = ConversationOut(
        id=done.id, recap=text, lines=_lines(done.reading), doubts=done.reading.doubts
    )
    return Status(201, made)


@router.post(
    "/conversations/{conversation_id}/undo",
    **opened_by(PULL),
    response={200: UndoneOut, WITH_STATE: ErrorAnswer},
    summary="Undo a conversation",
)
def undo_conversation(request: HttpRequest, conversation_id: Id) -> UndoneOut:
    """Undo what you saved last of a conversation in the last ten minutes; its text is returned."""
    undone = undo_talk.undo(conversation_id=known_id(conversation_id), by=agent(request))
    return UndoneOut(pad=undone.pad)


@router.post(
    "/promises/{promise_id}/moves",
    **opened_by(PULL, contributors=True),
    response={200: PromiseOut, WITH_STATE: ErrorAnswer},
    summary="Move a promise",
)
def move_promise(request: HttpRequest, promise_id: Id, body: MoveBody) -> PromiseOut:
    """Move a promise for a party that you may speak for; 409 `moved_on` if `n` is another."""
    person, known = agent(request), known_id(promise_id)
    typed = TypedMove(body.move, body.n, body.words, _day(body.due), body.conditions, body.reason)
    promises.move(promise_id=known, by=person, typed=typed)
    found = one_promise(promise_id=known, viewer=person)
    return PromiseOut.model_validate(found, from_attributes=True)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong("due", "not_a_time", "Send a day such as “2026-12-03”.") from None


def _typed(body: ConversationBody) -> PadInput:
    if body.held_at is not None and body.held_at.tzinfo is None:
        raise wrong("held_at", "not_a_time", "Send a time with its zone.")
    return PadInput(
        pad=body.pad,
        contacts=tuple(UUID(str(one)) for one in body.contacts),
        people=tuple(body.people),
        kind=body.kind,
        started_by=body.started_by,
        channel=body.channel,
        held_at=body.held_at,
        typed_s=body.typed_s,
        chosen=body.chosen,
    )


def _lines(reading: PadReading) -> list[PadLineOut]:
    return [_line(one) for one in reading.lines if one.text.strip()]


def _line(one: PadLine) -> PadLineOut:
    return PadLineOut(
        text=one.text,
        key=one.key,
        kind=one.kind,
        makes=one.makes,
        who=one.who.name if one.who else "",
        to=one.to.name if one.to else "",
        what=one.what,
        day=one.day.isoformat() if one.day else None,
        doubt=one.doubt,
        chips=[
            ChipOut(code=chip.code, label=chip.person.name if chip.person else chip.name)
            for chip in one.chips
        ],
    )
