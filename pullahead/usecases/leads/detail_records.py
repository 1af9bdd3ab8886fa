"""Records of the tables that a lead's details are read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from pullahead.base.db.row_loader import Columns
from pullahead.base.models import Journal
from pullahead.leads.models import Address, Inquiry, Lead, SaleOutcome, Source
from pullahead.pull.models import (
    CadenceRow,
    CardRow,
    ClaimRow,
    ClosingRow,
    LaneRow,
    Route,
    SettleCorrection,
)
from pullahead.team.models import Person, Team


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """Source of inquiries."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """Lead, with its source."""

    id: UUID
    name: str
    source_id: int
    value: Decimal | None
    attributes: Mapping[str, str]
    asked_at: datetime
    admitted_at: datetime
    closed_at: datetime | None
    closed_as: str
    earlier_id: UUID | None
    _: KW_ONLY
    source: SourceRecord


@dataclass(frozen=True, slots=True)
class TeamRecord:
    """Team."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class LaneRecord:
    """Lane of a card."""

    id: int
    windows: str


@dataclass(frozen=True, slots=True)
class CardRecord:
    """Card of an open lead, with its team and lane."""

    lead_id: UUID
    team_id: int
    state: str
    round: int
    next_at: datetime | None
    holder_id: int | None
    token: UUID | None
    slot: int | None
    due_at: datetime | None
    owner_id: int | None
    park_reason: str
    review_at: datetime | None
    stage: str
    touch_at: datetime | None
    _: KW_ONLY
    team: TeamRecord
    lane: LaneRecord | None


@dataclass(frozen=True, slots=True)
class CadenceRecord:
    """Attempts of a cadence."""

    id: int
    offsets: Sequence[int]


@dataclass(frozen=True, slots=True)
class RouteRecord:
    """Route of a source, with its team and cadence."""

    source_id: int
    team_id: int
    _: KW_ONLY
    team: TeamRecord
    cadence: CadenceRecord


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """Number or email address of a lead."""

    id: int
    kind: str
    value: str
    match_key: str
    extension: str
    valid: bool
    reason: str
    position: int


@dataclass(frozen=True, slots=True)
class InquiryRecord:
    """Inquiry, with its source."""

    id: int
    cost: Decimal | None
    words: str
    attributes: Mapping[str, str]
    notes: Sequence[Sequence[Any]]  # line, column, reason
    asked_at: datetime
    admitted_at: datetime
    _: KW_ONLY
    source: SourceRecord


@dataclass(frozen=True, slots=True)
class SaleOutcomeRecord:
    """Sale outcome, or a correction of one."""

    id: int
    verdict: str
    value: Decimal | None
    currency: str
    at: datetime
    kept_at: datetime
    how: str
    actor_id: int | None
    corrects_id: int | None


@dataclass(frozen=True, slots=True)
class ClaimRecord:
    """Claim on a lead."""

    token: UUID
    agent_id: int
    round: int
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    end: str
    release_reason: str
    release_language: str
    release_note: str
    disposition: str
    settled_as: str
    next_step: str
    next_at: datetime | None
    note: str
    late_note: str
    ground: str
    pull_reason: str
    was_due_at: datetime | None
    take_note: str
    stage: str


@dataclass(frozen=True, slots=True)
class CorrectionRecord:
    """Correction of a settle."""

    id: int
    claim_id: UUID
    was: str
    by_id: int
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """Closing by a team lead."""

    id: int
    by_id: int
    at: datetime
    disposition: str
    note: str


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """Line of the journal."""

    id: int
    at: datetime
    kind: str
    actor_id: int | None
    data: Mapping[str, Any]


class Viewer(Protocol):
    """Person for whom details are built."""

    @property
    def id(self) -> int:
        """Return the person's id."""

    @property
    def zone(self) -> str:
        """Return the person's time zone; "" for the organization's."""

    @property
    def is_leader(self) -> bool:
        """Check whether the person is a team lead or an administrator."""


@dataclass(frozen=True, slots=True)
class ViewerRecord:
    """Person who asks."""

    id: int
    role: str
    zone: str

    @property
    def is_leader(self) -> bool:
        """Check whether the viewer is a team lead or an administrator."""
        return self.role in {Person.Role.LEADER, Person.Role.ADMIN}


SOURCE = Columns(Source, SourceRecord)
LEAD = Columns(Lead, LeadRecord)
TEAM = Columns(Team, TeamRecord)
LANE = Columns(LaneRow, LaneRecord)
CARD = Columns(CardRow, CardRecord)
CADENCE = Columns(CadenceRow, CadenceRecord)
ROUTE = Columns(Route, RouteRecord)
ADDRESS = Columns(Address, AddressRecord)
INQUIRY = Columns(Inquiry, InquiryRecord)
OUTCOME = Columns(SaleOutcome, SaleOutcomeRecord)
CLAIM = Columns(ClaimRow, ClaimRecord)
CORRECTION = Columns(SettleCorrection, CorrectionRecord)
CLOSING = Columns(ClosingRow, ClosingRecord)
JOURNAL = Columns(Journal, JournalRecord)
VIEWER = Columns(Person, ViewerRecord)
