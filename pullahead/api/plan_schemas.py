"""Bodies and answers of the endpoints for the buyer's plan: steps, objectives, fits, changes."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pullahead.api.sprint_schemas import DAY, ID


class StepBody(BaseModel):
    """A step of the buyer."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        min_length=1, max_length=120, description="Name of the step, in the buyer's words."
    )
    due: DAY | None = Field(None, description="Day by which the step is due.")
    contact: int | None = Field(
        None, ge=1, le=2**53, description="Its owner: id of the contact in the deal."
    )
    needs: str = Field("", max_length=300, description="What the buyer needs for it from us.")
    job: str = Field(
        "",
        max_length=12,
        description="`problem`, `exploration`, `requirements`, `selection`, `validation`, "
        "`consensus`.",
    )
    heard_at: datetime | None = Field(None, description="When the buyer said this. Default: now.")


class StepChangeBody(StepBody):
    """All fields of a step, its state, and its place."""

    state: str | None = Field(None, max_length=7, description="`open`, `done` or `dropped`.")
    place: int | None = Field(
        None, ge=0, le=1000, description="Place among the open steps, from 0."
    )


class ObjectiveBody(BaseModel):
    """An objective in the buyer's words."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(min_length=1, max_length=300, description="In the buyer's words.")
    measure: str = Field("", max_length=200, description="How the buyer will see it.")
    heard_at: datetime | None = Field(None, description="When the buyer said this. Default: now.")


class ObjectiveChangeBody(ObjectiveBody):
    """All fields of an objective, and its state."""

    state: str = Field("open", max_length=7, description="`open`, `met` or `dropped`.")


class FitBody(BaseModel):
    """Verdict on an offer for an objective."""

    model_config = ConfigDict(extra="forbid")

    objective_id: ID = Field(description="The objective.")
    offer_id: ID = Field(description="The offer.")
    fit: str = Field(max_length=7, description="`yes`, `part`, `no` or `unknown`.")
    gap: str = Field("", max_length=300, description="What is missing.")
    proof: ID | None = Field(
        None, description="Promise that the buyer declared satisfied; for `yes` only."
    )


class StepOut(BaseModel):
    """A step. `contact` is the id of its owner in the deal; `next`: the first one with a day."""

    id: UUID
    name: str
    owner: str
    contact: int | None
    due: date | None
    needs: str
    job: str
    state: str
    place: int
    next: bool
    late: bool


class OfferOut(BaseModel):
    """An offer of ours, or of a partner."""

    id: UUID
    name: str
    kind: str
    partner: str


class FitOut(BaseModel):
    """Verdict on an offer for an objective."""

    offer_id: UUID
    fit: str
    gap: str
    proof: str
    proven: bool


class ObjectiveOut(BaseModel):
    """An objective with its fits."""

    id: UUID
    words: str
    measure: str
    state: str
    proven: bool
    fits: list[FitOut]


class PlanChangeOut(BaseModel):
    """A change of the buyer; `answer` is blank until it is answered."""

    id: UUID
    about: str
    field: str
    was: str
    now: str
    heard_at: datetime
    answered_at: datetime | None
    answer: str


class DealPlanOut(BaseModel):
    """The plan of a deal. `proven` of `total` objectives are proven, and hours of items done."""

    deal_id: UUID
    steps: list[StepOut]
    ended: list[StepOut]
    objectives: list[ObjectiveOut]
    offers: list[OfferOut]
    proven: int
    total: int
    hours_done: Decimal
    hours: Decimal
    changes: list[PlanChangeOut]
    history: list[PlanChangeOut]
