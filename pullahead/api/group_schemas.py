"""Bodies and answers of the endpoints for buying groups."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MOST = 2**53


class InfluenceBody(BaseModel):
    """Influence of a member on another."""

    model_config = ConfigDict(extra="forbid")

    whom: int = Field(ge=1, le=MOST, description="Id of the other member.")
    helps: bool = Field(True, description="In our favor, or against us.")
    strength: int = Field(2, ge=1, le=3, description="1 weak, 2 medium, 3 strong.")


class MemberBody(BaseModel):
    """All that is known of a member; the fields replace those of before."""

    model_config = ConfigDict(extra="forbid")

    decides: bool = Field(False, description="Whether the member decides.")
    sees_problem: bool = Field(False, description="Whether the member sees the problem.")
    roles: list[str] = Field(
        [],
        max_length=6,
        description="`initiator`, `user`, `influencer`, `approver`, `buyer`, `gatekeeper`.",
    )
    stance: str = Field(
        "",
        max_length=9,
        description="`mobilizer`, `for`, `neutral`, `against`, `blocker`; blank: unknown.",
    )
    brought_by: int | None = Field(
        None, ge=1, le=MOST, description="Id of the member who brought them along."
    )
    left: bool = Field(False, description="Whether the member left the group.")
    influences: list[InfluenceBody] | None = Field(
        None,
        max_length=50,
        description="Influence on others, `[{whom, helps, strength}]`. Default: unchanged.",
    )


class InfluenceOut(BaseModel):
    """Influence on another member."""

    whom: int
    helps: bool
    strength: int


class OtherDealOut(BaseModel):
    """Another deal of a contact."""

    id: UUID
    title: str
    closed_as: str


class MemberOut(BaseModel):
    """A member of a buying group."""

    id: int
    name: str
    as_role: str
    side: str
    decides: bool
    sees_at: datetime | None
    roles: list[str]
    stance: str
    stance_at: datetime | None
    heard_at: datetime | None
    left_at: datetime | None
    hops: int | None
    reach: float
    influences: list[InfluenceOut]
    also_on: list[OtherDealOut]


class GapOut(BaseModel):
    """An open question about the group."""

    kind: str
    question: str
    reason: str
    members: list[int]
    role: str


class NetworkNodeOut(BaseModel):
    """Measures of a member in the network of influence."""

    id: int
    hops: int | None
    reach: float
    between: float
    cuts_off: list[str]


class NetworkOut(BaseModel):
    """Network of influence of a deal."""

    density: float
    distance: float
    members: list[NetworkNodeOut]
