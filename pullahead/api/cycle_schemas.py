"""Bodies and answers of the endpoints for cycles, value networks and what was learned."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pullahead.api.group_schemas import MOST

Cell = Annotated[str, Field(max_length=200)]


class WillingOut(BaseModel):
    """Counted acts of the customer."""

    kept: int
    made: int
    started: int
    introduced: int


class JobOut(BaseModel):
    """A buying job with its last mark."""

    job: str
    mark: str
    at: datetime | None
    by: str


class SignOut(BaseModel):
    """A sign to watch for."""

    id: int
    text: str
    seen_at: datetime | None


class ScenarioOut(BaseModel):
    """A way in which the purchase may go on."""

    id: int
    text: str
    state: str
    signs: list[SignOut]


class CycleOut(BaseModel):
    """A learning cycle."""

    id: int
    mode: str
    check_words: str
    adjust: str
    plan: str
    early: bool
    opened_at: datetime
    closed_at: datetime | None


class MomentOut(BaseModel):
    """A moment of truth; stake and its factors only for those who see stance."""

    id: int
    at: datetime
    names: str
    expected: str
    actual: str
    judged: str
    stake: Decimal | None
    value: Decimal | None
    chance: Decimal | None
    reach: Decimal | None
    doubt: Decimal | None
    conversation_id: UUID | None


class CyclesOut(BaseModel):
    """Job to be done, willingness, jobs, scenarios, cycles and moments of a deal."""

    job_to_be_done: str
    willing: WillingOut
    jobs: list[JobOut]
    scenarios: list[ScenarioOut]
    few_scenarios: bool
    cycle: CycleOut | None
    usual_mode: str
    closed_cycles: list[CycleOut]
    moments: list[MomentOut]


class CycleActBody(BaseModel):
    """Fields of an act on cycles; each act reads those that it needs."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(
        "",
        max_length=4000,
        description="`frame`: the job to be done. `step`: its words. `scenario`, `sign`: its text. "
        "`moment`: what we expect. `judge`: the actual result.",
    )
    code: str = Field(
        "",
        max_length=12,
        description="`job`: the job. `open`: the mode. `step`: `check`, `adjust`, `plan`. "
        "`state`: `watching`, `happened`, `dropped`. `judge`: `met`, `beaten`, `missed`.",
    )
    mark: str = Field("", max_length=8, description="`job`: `open`, `done`, `reopened`.")
    row: int | None = Field(
        None,
        ge=1,
        le=MOST,
        description="Id: `sign`, `state` of the scenario, `seen` of the sign, `judge` of the "
        "moment.",
    )
    seen: bool = Field(True, description="`seen`: whether the sign was seen.")
    at: datetime | None = Field(None, description="`moment`: when, with its zone.")
    members: list[Annotated[int, Field(ge=1, le=MOST)]] = Field(
        [], max_length=50, description="`moment`: ids of the members who take part."
    )
    conversation: UUID | None = Field(None, description="`judge`: in which conversation.")


class LearntOut(BaseModel):
    """Words of a contact (`said`), or the adjust line of a cycle (`adjust`)."""

    kind: str
    words: str
    who: str
    at: datetime
    deal_id: UUID
    deal: str
    company: str


class DeliverableBody(BaseModel):
    """A deliverable as a line of the CSV file."""

    model_config = ConfigDict(extra="forbid")

    number: int | None = Field(None, ge=1, le=9999, description="Of one that is changed.")
    giver: Cell = Field(min_length=1, description="Role that gives it; a new name adds a role.")
    receiver: Cell = Field(min_length=1, description="Role that gets it.")
    what: Cell = Field(min_length=1, description="Name of the deliverable.")
    kind: Cell = Field("tangible", description="`tangible` or `intangible`.")
    rating: int | None = Field(None, ge=-3, le=3, description="By the receiver.")
    triggers: Cell = Field("", description="What it makes the receiver do.")
    how: Cell = Field("", description="`add`, `extend` or `convert`.")
    cost: str = Field("", max_length=13, description="Amount as text, such as “1200.50”.")


class ValueBody(BaseModel):
    """Deliverables to save: all or none."""

    model_config = ConfigDict(extra="forbid")

    deliverables: list[DeliverableBody] = Field(max_length=300, description="One for each line.")


class DeliverableOut(BaseModel):
    """A deliverable of a value network."""

    n: int
    giver: str
    receiver: str
    what: str
    kind: str
    rating: int | None
    triggers: str
    how: str
    cost: Decimal | None
    promise_id: UUID | None
    promise: str
    ended_at: datetime | None


class ValueRoleOut(BaseModel):
    """A role of a value network."""

    id: int
    name: str
    side: str
    gives: int
    gets: int


class ExchangeOut(BaseModel):
    """Balance of a value network."""

    deliverables: int
    roles: int
    intangible: float
    reciprocity: float
    density: float
    distance: float


class ValueOut(BaseModel):
    """Value network of a deal."""

    roles: list[ValueRoleOut]
    deliverables: list[DeliverableOut]
    exchange: ExchangeOut
    only_give: str
    only_get: str
