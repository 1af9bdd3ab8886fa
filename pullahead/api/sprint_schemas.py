"""Bodies and answers of the endpoints for items, sprints and the stand-up."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

DAY = Annotated[str, Field(max_length=10)]
ID = Annotated[str, Field(max_length=36)]


class ItemBody(BaseModel):
    """A new item."""

    model_config = ConfigDict(extra="forbid")

    deal_id: ID = Field(description="The deal that needs it.")
    what: str = Field(min_length=1, max_length=200, description="What is to be done.")
    size: str = Field("M", max_length=1, description="`S` 1 h, `M` 4 h, `L` 16 h.")
    kind: str = Field("activity", max_length=10, description="`activity` or `capability`.")
    step_id: ID | None = Field(None, description="The buyer's step that it serves.")
    objective_id: ID | None = Field(None, description="The objective that it serves.")
    pod_id: int | None = Field(
        None, ge=1, le=2**53, description="The pod. Default: the deal's pod."
    )
    skill: str = Field("", max_length=40, description="What its performer needs.")
    urgent: bool = Field(False, description="Before everything else; one for each pod.")


class ItemChangeBody(BaseModel):
    """New values of an item; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    left: str | None = Field(None, max_length=7, description="Hours left as text, such as “2.5”.")
    step_id: ID | None = Field(None, description="The step that it serves; “” for none.")
    objective_id: ID | None = Field(None, description="The objective; “” for none.")
    urgent: bool | None = Field(None, description="Before everything else.")


class ItemActBody(BaseModel):
    """Fields of an act on an item; each act reads those that it needs."""

    model_config = ConfigDict(extra="forbid")

    over_reason: str = Field(
        "", max_length=300, description="`take`: why your hours may be exceeded."
    )
    person_id: int | None = Field(None, ge=1, le=2**53, description="`ask`: the colleague.")
    contact_id: ID | None = Field(None, description="`partner`: the partner's contact.")
    words: str = Field("", max_length=1000, description="`partner`, `done`: what the partner said.")
    reason: str = Field("", max_length=300, description="`drop`: why. `date`: a code.")
    why: str = Field("", max_length=300, description="`block`: what blocks it.")
    until: DAY | None = Field(None, description="`date`: the new day.")


class ItemOut(BaseModel):
    """An item. `day_cost` is of a day's wait; null where you may not see the deal's value."""

    id: UUID
    deal_id: UUID
    title: str
    company: str
    what: str
    kind: str
    size: str
    left: Decimal
    state: str
    place: int
    reason: str
    day_cost: float | None
    step: str
    step_due: date | None
    performer: str
    promise_id: UUID | None
    promise_state: str
    due_at: datetime | None
    blocked_why: str
    urgent: bool


class PodOrderOut(BaseModel):
    """The live items of a pod, best first."""

    pod_id: int
    name: str
    items: list[ItemOut]


class PersonWeekOut(BaseModel):
    """Hours of a person in the week, and the items taken."""

    person_id: int
    name: str
    hours: Decimal
    taken: Decimal
    items: list[ItemOut]


class SprintOut(BaseModel):
    """The sprint of the present week; without an id until the first item is taken."""

    pod_id: int
    id: UUID | None
    starts: date
    backlog: list[ItemOut]
    people: list[PersonWeekOut]


class ChangeOut(BaseModel):
    """A change of the buyer that waits for an answer."""

    id: UUID
    deal_id: UUID
    field: str
    was: str
    now: str
    heard_at: datetime


class StandUpLineOut(BaseModel):
    """One exception: its kind, and the item, promise or change that it is about."""

    kind: str
    deal_id: UUID
    item_id: UUID | None
    promise_id: UUID | None
    change: ChangeOut | None
    since: datetime | None


class FreeHandsOut(BaseModel):
    """A person with two hours or more, and the best item that they can take."""

    person_id: int
    name: str
    hours: Decimal
    item_id: UUID | None


class StandUpOut(BaseModel):
    """The exceptions of a pod, from the close; none: no meeting is needed."""

    pod_id: int
    lines: list[StandUpLineOut]
    free: list[FreeHandsOut]


class ItemAnswerBody(BaseModel):
    """The answer to an open item of a week; each answer reads the fields that it needs."""

    model_config = ConfigDict(extra="forbid")

    item_id: ID = Field(description="The item.")
    answer: str = Field(
        max_length=10,
        description="`done`, `date`, `no` (back to the backlog) or `drop`. `keep` or `drop` for an "
        "item whose step the customer dropped.",
    )
    on: DAY | None = Field(None, description="`date`: the new day.")
    reason: str = Field(
        "",
        max_length=20,
        description="`date`, `no`, `drop`: `their_change`, `dearer_deal`, `waits_partner`, "
        "`waits_buyer`, `larger` or `forgotten`.",
    )
    words: str = Field("", max_length=1000, description="`done` of a partner: what they said.")
    why: str = Field("", max_length=300, description="`keep`: why.")
    step_id: ID | None = Field(None, description="`keep`: the step that it serves from now on.")
    objective_id: ID | None = Field(None, description="`keep`: the objective, if no step.")


class ReviewBody(BaseModel):
    """The review of a week. Items without an answer stay open."""

    model_config = ConfigDict(extra="forbid")

    buyers_words: str = Field("", max_length=1000, description="One sentence of a customer.")
    one_line: str = Field("", max_length=300, description="What you do differently.")
    answers: list[ItemAnswerBody] = Field(
        default_factory=list, max_length=200, description="Answers to open items, all or none."
    )


class ReviewItemOut(BaseModel):
    """An item that a review asks about."""

    item: ItemOut
    step_dropped: bool
    may_answer: bool


class ReviewOut(BaseModel):
    """The review of a week: its open items, and items whose step the customer dropped."""

    id: UUID
    pod_id: int
    starts: date
    reviewed_at: datetime | None
    buyers_words: str
    one_line: str
    can_undo: bool
    items: list[ReviewItemOut]


class ReallocationBody(BaseModel):
    """Work to move: from one item of a person to another."""

    model_config = ConfigDict(extra="forbid")

    from_id: ID = Field(description="The item that the person works on.")
    to_id: ID = Field(description="The item of the backlog to work on instead.")
    person_id: int = Field(ge=1, le=2**53, description="The person; you, or a colleague to ask.")
    reason: str = Field(max_length=300, description="Why.")
    new_date: DAY | None = Field(None, description="New day of the dropped promise.")
    revoke: bool = Field(False, description="Revoke the dropped promise instead.")
    over_reason: str = Field("", max_length=300, description="Why your hours may be exceeded.")


class AnswerBody(BaseModel):
    """The answer to a change of the buyer."""

    model_config = ConfigDict(extra="forbid")

    answer: str = Field("stands", max_length=7, description="`stands`: the plan stays as it is.")


class SavedOut(BaseModel):
    """The act was saved."""

    saved: bool = True
