"""Bodies and answers of the endpoints for deals."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

FieldCode = Annotated[str, Field(max_length=40)]
FieldText = Annotated[str, Field(max_length=1000)]
DAY = Annotated[str, Field(max_length=10)]


class DealBody(BaseModel):
    """Fields of a deal."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200, description="What the deal is about.")
    company: str = Field("", max_length=200, description="The customer's company.")
    value: str | None = Field(None, max_length=14, description="Value as text, such as “1200.50”.")
    chance: int | None = Field(
        None, ge=0, le=100, description="Chance in percent. Default: the win rate of the stage."
    )
    next_action: str = Field("", max_length=200, description="What is to be done next.")
    next_on: DAY | None = Field(None, description="Next date, such as “2026-05-04”.")
    fields: dict[FieldCode, FieldText | bool | int | float | None] = Field(
        default_factory=dict,
        max_length=40,
        description="Custom fields by code, as `GET /workflow` lists them; null deletes a value.",
    )


class DealChangeBody(DealBody):
    """New values of all fields of a deal; the next date stays if it is left out."""


class DealActBody(BaseModel):
    """Fields of an act; each act reads those that it needs."""

    model_config = ConfigDict(extra="forbid")

    to: int | None = Field(
        None, ge=1, le=2**53, description="`move`, `back`: id of the stage. `hand-over`: person."
    )
    reason: str = Field(
        "",
        max_length=300,
        description="`pull` past a missing fact, `back`, `win`: why. `lose`, `discard`: a code.",
    )
    note: str = Field("", max_length=300, description="`lose`, `discard`, `block`: a note.")
    value: str | None = Field(
        None, max_length=14, description="`win`, `finding`: the amount, as text."
    )
    until: DAY | None = Field(None, description="`wait`, `block`, `answer`: a day.")
    override: str = Field(
        "", max_length=300, description="Why a limit may be exceeded, at least 10 characters."
    )
    cause: str = Field("", max_length=40, description="`block`: code of the cause.")
    how: str = Field(
        "",
        max_length=300,
        description="`unblock`: how. `confirm`: said, written or measured.",
    )
    kind: str = Field(
        "",
        max_length=40,
        description="`signal`, `finding`: a code.",
    )
    words: str = Field(
        "", max_length=4000, description="`signal`, `fact`, `finding`: the customer's words."
    )
    text: str = Field("", max_length=300, description="`answer`: what was answered.")
    item: int | None = Field(None, ge=1, le=2**53, description="`fact`: id of the needed fact.")
    name: str = Field("", max_length=200, description="`contact`: name.")
    role: str = Field("", max_length=100, description="`contact`: role, such as “Legal”.")
    decides: bool = Field(False, description="`contact`, `mark`: whether the contact decides.")
    sees: bool = Field(False, description="`contact`, `mark`: whether they see the problem.")
    contact: int | None = Field(
        None, ge=1, le=2**53, description="`mark`, `confirm`: id of the contact in the deal."
    )
    finding: int | None = Field(None, ge=1, le=2**53, description="`confirm`: id of the finding.")
    said: UUID | None = Field(
        None, description="`pull`: id of words of the customer that the move is based on."
    )
    period: str = Field("year", max_length=4, description="`finding`: `year` or `once`.")


class DealContactOut(BaseModel):
    """A contact of a deal."""

    id: int
    name: str
    role: str
    decides: bool
    sees_at: datetime | None


class DealFindingOut(BaseModel):
    """A finding of a deal, and who of the customer confirmed it."""

    id: int
    kind: str
    words: str
    amount: Decimal | None
    period: str
    confirmed_by: str
    confirmed_at: datetime | None
    how: str


FieldOut = str | bool | Decimal | date | None


class DealOut(BaseModel):
    """A deal."""

    id: UUID
    seq: int
    title: str
    company: str
    value: Decimal | None
    stage: str
    stage_id: int | None
    half: str
    holder: str
    hold_until: datetime | None
    next_at: datetime | None
    next_action: str
    days: int
    lead_id: UUID | None
    closed_at: datetime | None
    closed_as: str
    reason: str
    acts: list[str]
    contacts: list[DealContactOut]
    findings: list[DealFindingOut]
    fields: dict[str, FieldOut]


class DealRowOut(BaseModel):
    """A deal in a list."""

    id: UUID
    title: str
    company: str
    value: Decimal | None
    stage: str
    half: str
    holder: str
    next_at: datetime | None
    closed_at: datetime | None
    closed_as: str
    days: int
    fields: dict[str, FieldOut]


class NextDealOut(BaseModel):
    """The next work: a deal, what to do, and how urgent it is; empty where there is none."""

    deal_id: UUID | None
    act: str
    urgency: int | None


class NoticeOut(BaseModel):
    """A notice of deals."""

    key: str
    kind: str
    at: datetime
    deal: UUID | None
    title: str
    words: str
    number: int
    read: bool


class NoticesReadBody(BaseModel):
    """Notices to mark as read."""

    model_config = ConfigDict(extra="forbid")

    keys: list[Annotated[str, Field(max_length=80)]] = Field(
        default_factory=list, max_length=200, description="Keys of notices. Default: all."
    )


class NoticesReadOut(BaseModel):
    """Number of notices that were marked."""

    marked: int


class StageOut(BaseModel):
    """A stage with its limit."""

    id: int
    name: str
    position: int
    group: str
    held: int
    size: int | None


class DealFieldOut(BaseModel):
    """A custom field of deals."""

    code: str
    name: str
    kind: str
    options: list[str]
    needed_in: int | None


class WorkflowOut(BaseModel):
    """The published workflow of a team."""

    name: str
    version: int
    sle_days: int
    sle_percent: int
    stages: list[StageOut]
    fields: list[DealFieldOut]


class TransitionOut(BaseModel):
    """One transition of a deal."""

    id: int
    deal_id: UUID
    seq: int
    at: datetime
    kind: str
    from_stage: int | None
    to_stage: int | None
    half: str


class FlowTableOut(BaseModel):
    """The figures of a chart; the title has n and the period."""

    title: str
    columns: list[str]
    rows: list[list[str]]
