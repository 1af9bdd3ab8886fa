"""What the desk hands to the doors: frozen values, already cut to what the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DispositionChoice:
    """One disposition that can be chosen."""

    code: str
    label: str
    kind: str  # next, callback, final
    tried: bool = True  # it says that somebody tried
    own_words: bool = True  # the note is the agent's own; else the system writes it
    for_one: bool = False  # the customer asks for one of us by name
    opt_out: bool = False
    bad_number: bool = False  # final only where no other number or e-mail address is left


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """One way to reach a lead. `valid`: the address works, and its owner has not opted out."""

    id: int
    kind: str  # phone, email
    value: str
    shown: str  # international notation for a phone
    valid: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class InquiryView:
    """One inquiry."""

    at: datetime
    source: str
    words: str
    attributes: Mapping[str, str]
    cost: Decimal | None = None  # left out for agents
    admitted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line of a lead's time line, newest first."""

    at: datetime
    kind: str  # asked, claim, settled, released, ended, late, parked, unparked, closed, …
    title: str  # in words: "Sam settled: No answer"
    note: str = ""
    who: str = ""


@dataclass(frozen=True, slots=True)
class SaleOutcomeView:
    """What a lead came to. The value is None for agents, but for what they typed themselves."""

    verdict: str  # won, lost
    value: Decimal | None
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadDetail:
    """A lead as one viewer may see it. Money and chance are None for agents."""

    id: UUID
    name: str
    state: str  # ready, held, scheduled, callback, parked, closed
    round: int
    rounds: int
    source: str
    team: str
    reaches: tuple[ContactPoint, ...]
    asked: tuple[InquiryView, ...]
    happenings: tuple[TimelineEntry, ...]
    attributes: Mapping[str, str]
    asked_at: datetime
    admitted_at: datetime
    zones: tuple[str, ...] = ()
    open_now: bool = False
    legal_until: datetime | None = None
    next_open: datetime | None = None
    next_at: datetime | None = None
    due_at: datetime | None = None
    holder: str = ""
    holder_until: datetime | None = None
    owner: str = ""
    park_reason: str = ""
    review_at: datetime | None = None
    closed_as: str = ""
    closed_at: datetime | None = None
    value: Decimal | None = None
    chance: float | None = None
    earlier: UUID | None = None
    came_to: SaleOutcomeView | None = None
    can_unpark: bool = False
    can_close: bool = False
    can_tell: bool = False  # what it came to
    service: str = ""  # callback, fresh, follow-up, aged: what kind of work it is; "" once closed


@dataclass(frozen=True, slots=True)
class ClaimView:
    """The claim in hand, with its lead."""

    token: UUID
    round: int
    started_at: datetime
    ends_at: datetime
    hard_stop_at: datetime
    why: str
    lead: LeadDetail
    asked_again: bool = False  # the customer asked again since the claim began
    service: str = ""  # callback, fresh, follow-up, aged: what kind of work it is


@dataclass(frozen=True, slots=True)
class PullResult:
    """What a pull returned: a claim, or why there is none and when to ask again."""

    claim: ClaimView | None
    again: bool = False  # the claim was in hand already: settle this one first
    reasons: tuple[str, ...] = ()
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettleResult:
    """What happens next to the lead that was settled."""

    next: str  # round, callback, closed
    lead_id: UUID
    disposition: str
    round: int
    at: datetime | None = None  # when it comes back; None when closed
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class RoundRobin:
    """What round robin would hold in dead queues on the same leads: computed, not invented."""

    people: int
    absent: tuple[str, ...]
    leads: int
    dead: int


@dataclass(frozen=True, slots=True)
class TodaySummary:
    """An agent's home before a pull."""

    callable_now: int
    callable_capped: bool  # true when there are more than were counted
    freshest_at: datetime | None
    callbacks_due: int
    callbacks_later: int
    settled_today: int
    reasons: tuple[str, ...]
    next_at: datetime | None
    dead_queue: int
    round_robin: RoundRobin | None = None


@dataclass(frozen=True, slots=True)
class AgentOnFloor:
    """One person on the floor."""

    id: int
    name: str
    team: str
    active: bool
    lead_id: UUID | None = None
    lead_name: str = ""
    since: datetime | None = None
    until: datetime | None = None
    settled_today: int = 0
    callbacks: int = 0
    break_since: datetime | None = None
    service: str = ""  # of the lead in hand: callback, fresh, follow-up, aged
    let_go: int = 0  # released or handed over today without a call
    let_go_much: bool = False  # more than usual: shown


@dataclass(frozen=True, slots=True)
class ParkedLead:
    """One parked lead on the floor."""

    lead_id: UUID
    name: str
    reason: str
    team: str
    review_at: datetime
    overdue: bool


@dataclass(frozen=True, slots=True)
class ClassShare:
    """How much of what can be called now is of one class of service, and where on a bar of 100."""

    service: str  # callback, fresh, follow-up, aged
    ready: int
    begins: float
    width: float


@dataclass(frozen=True, slots=True)
class ClassShares:
    """What can be called now by class of service, as counted within the last minute; `about`:
    reckoned from a sample."""

    shares: tuple[ClassShare, ...]
    ready: int
    about: bool


@dataclass(frozen=True, slots=True)
class FloorOverview:
    """What a team leader sees. The meter: `unreachable`, `nobody_able`, `parked_overdue`."""

    people: tuple[AgentOnFloor, ...]
    ready: int
    callable_now: int
    scheduled: int
    callbacks: int
    held: int
    parked: tuple[ParkedLead, ...]
    parked_total: int
    parked_overdue: int
    unreachable: int
    nobody_able: int  # open leads that no active person pulls
    never_open: int  # open leads, not parked, whose calling hours leave no moment
    refused_rows: int  # of files of the last 30 days
    refused_since: datetime | None  # the oldest of those files
    settled_today: int
    freshest_ready_at: datetime | None
    mixed: ClassShares | None = None  # None until it was counted once
    counted_at: datetime | None = None
