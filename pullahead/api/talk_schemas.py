"""Bodies and answers of the endpoints for conversations and promises."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pullahead.api.deal_schemas import DAY

Chosen = Annotated[str, Field(max_length=400)]


class ConversationBody(BaseModel):
    """A conversation as typed."""

    model_config = ConfigDict(extra="forbid")

    pad: str = Field(max_length=8000, description="The text, one thing a line.")
    contacts: list[UUID] = Field(
        default=[], max_length=50, description="Ids of the contacts who took part."
    )
    people: list[int] = Field(
        default=[], max_length=50, description="Ids of the colleagues who took part."
    )
    kind: Literal["talk", "interview", "letter"] = Field("talk", description="Kind.")
    started_by: Literal["ours", "theirs"] = Field("ours", description="Who started it.")
    channel: str = Field("", max_length=20, description="Such as “call” or “visit”.")
    held_at: datetime | None = Field(
        None, description="When the conversation took place. Default: now."
    )
    typed_s: int | None = Field(None, ge=0, le=86_400, description="Seconds of typing.")
    chosen: dict[str, Chosen] = Field(
        default={}, description="Chosen chips: `key` of a line → `code` of its chip."
    )


class ChipOut(BaseModel):
    """A choice that resolves a line in doubt."""

    code: str
    label: str


class PadLineOut(BaseModel):
    """A line of a pad as it reads."""

    text: str
    key: str
    kind: str
    makes: bool
    who: str
    to: str
    what: str
    day: str | None
    doubt: str
    chips: list[ChipOut]


class ReadingOut(BaseModel):
    """Reading of a pad."""

    lines: list[PadLineOut]
    doubts: int


class ConversationOut(ReadingOut):
    """A saved conversation, how it reads, and its recap."""

    id: UUID
    recap: str


class UndoneOut(BaseModel):
    """Text of a conversation that was undone."""

    pad: str


class PromiseOut(BaseModel):
    """A promise of a deal."""

    id: UUID
    n: int
    what: str
    conditions: str
    state: str
    requester: str
    performer: str
    ours: bool
    due_at: datetime | None
    next_at: datetime | None
    late: bool
    turn: str
    moves: list[str]


class BriefContactOut(BaseModel):
    """A contact who can be named as present."""

    id: UUID
    name: str


class QuotedWordsOut(BaseModel):
    """Words of a contact; a stage move can be based on them."""

    id: UUID
    contact: str
    words: str
    at: datetime


class ExpectationOut(BaseModel):
    """Expected result of a moment of truth, beside the actual one."""

    at: datetime
    expected: str
    actual: str
    judged: str


class BriefOut(BaseModel):
    """Brief before the next conversation of a deal."""

    we_owe: list[PromiseOut]
    they_owe: list[PromiseOut]
    changed: list[str]
    expected: list[ExpectationOut]
    question: str
    question_about: str
    words: list[QuotedWordsOut]
    contacts: list[BriefContactOut]


class MoveBody(BaseModel):
    """A move of a promise."""

    model_config = ConfigDict(extra="forbid")

    move: str = Field(max_length=20, description="One of `moves` of the promise.")
    n: int = Field(ge=1, le=2**31, description="`n` of the promise as you read it.")
    words: str = Field("", max_length=4000, description="What the contact said, word for word.")
    due: DAY | None = Field(None, description="Day by which it is due, such as “2026-12-03”.")
    conditions: str = Field("", max_length=300, description="`counter`: the condition.")
    reason: str = Field("", max_length=40, description="Code of the reason.")
