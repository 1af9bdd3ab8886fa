"""Shape of each answer, and its conversion from the result of a use case.

Money and chance are set only for viewers who may see them. A field that is not set is left out of
the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.http import HttpResponse
from ninja.responses import NinjaJSONEncoder
from pydantic import BaseModel, Field

from pullahead.usecases.leads.detail import InquiryView, LeadDetail
from pullahead.usecases.leads.sale_outcome import SaleOutcomeResult
from pullahead.usecases.leads.source_view import SourceLead
from pullahead.usecases.work.pull import PullResult
from pullahead.usecases.work.settle import SettleResult

# Names of version 0.1.0, which answers still have beside the new ones
FORMER_NAMES = {
    "came_to": "sale_outcome",
    "reaches": "addresses",
    "asked": "inquiries",
    "happenings": "timeline",
}


class FieldFinding(BaseModel):
    """Error or note about one field of the request."""

    field: str
    code: str
    message: str


class ErrorAnswer(BaseModel):
    """Shape of every error."""

    code: str
    message: str
    errors: list[FieldFinding]


class LeadReceived(BaseModel):
    """Result for a lead that was sent."""

    id: UUID
    outcome: Literal["admitted", "asked_again", "already_here"]
    notes: list[FieldFinding] = Field(description="Values that were changed or left out.")


class ReachOut(BaseModel):
    """Phone or email address of a lead. `id`: for an attempt."""

    id: int
    kind: str
    value: str
    shown: str
    extension: str
    valid: bool
    reason: str


class AskedOut(BaseModel):
    """Inquiry of a lead. `cost` is for team leads only."""

    at: datetime
    source: str
    words: str
    attributes: dict[str, str]
    cost: Decimal | None = None


class HappeningOut(BaseModel):
    """Line of the lead's timeline, newest first."""

    at: datetime
    kind: str
    title: str
    note: str
    who: str


class CameToOut(BaseModel):
    """Sale outcome of a lead. `value` is for team leads, and for its author."""

    verdict: Literal["won", "lost"]
    currency: str
    at: datetime
    value: Decimal | None = None


class LeadOut(BaseModel):
    """Lead as a person may see it. `value` and `chance` are for team leads only."""

    id: UUID
    name: str
    phone: str
    email: str
    state: str
    round: int
    rounds: int
    # name of the outcome whose nurturing plan the lead is in; `round` is then the contact's number
    nurturing: str
    nurtured_since: datetime | None
    source: str
    team: str
    addresses: list[ReachOut]
    inquiries: list[AskedOut]
    timeline: list[HappeningOut]
    # From here to `happenings`, and `came_to`: see FORMER_NAMES
    reaches: list[ReachOut]
    asked: list[AskedOut]
    happenings: list[HappeningOut]
    attributes: dict[str, str]
    asked_at: datetime
    admitted_at: datetime
    zones: list[str]
    open_now: bool
    legal_until: datetime | None
    next_open: datetime | None
    next_at: datetime | None
    due_at: datetime | None
    holder: str
    holder_until: datetime | None
    owner: str
    park_reason: str
    review_at: datetime | None
    closed_as: str
    closed_at: datetime | None
    earlier: UUID | None
    sale_outcome: CameToOut | None
    came_to: CameToOut | None
    value: Decimal | None = None
    chance: float | None = None


class SourceLeadOut(BaseModel):
    """Lead as its source may see it."""

    id: UUID
    name: str
    phone: str
    email: str
    value: Decimal | None
    attributes: dict[str, str]
    state: Literal["open", "closed"]
    asked_at: datetime
    admitted_at: datetime
    closed_at: datetime | None
    closed_as: str


class ClaimOut(BaseModel):
    """Current claim. Every later act must send its token."""

    token: UUID
    round: int
    started_at: datetime
    ends_at: datetime
    hard_stop_at: datetime
    asked_again: bool


class PulledOut(BaseModel):
    """Lead to work now. `again`: the agent had it before this pull."""

    claim: ClaimOut
    lead: LeadOut
    why: str
    again: bool


class NothingOut(BaseModel):
    """Answer of a pull without a lead: the reasons, and when to pull again."""

    claim: None
    reasons: list[str]
    next_at: datetime | None


class SettledOut(BaseModel):
    """Next step of the lead: it returns at `at`, or is closed. `round` is the settled one."""

    next: Literal["round", "touch", "callback", "closed"]
    lead_id: UUID
    disposition: str
    round: int
    at: datetime | None


class ExtendedOut(BaseModel):
    """New end of the claim."""

    ends_at: datetime


class TriedOut(BaseModel):
    """Link that the agent's device opens, and the new end of the claim."""

    link: str
    ends_at: datetime


class ColleagueOut(BaseModel):
    """Colleague who can get a lead. `free`: without a lead and not on a break."""

    id: int
    name: str
    free: bool


class HandedOut(BaseModel):
    """Agent who has the lead now."""

    name: str


class ReleasedOut(BaseModel):
    """Confirmation of a release."""

    released: Literal[True]


class OutcomeOut(BaseModel):
    """Current sale outcome. `new`: it was not on record; `closed`: this closed the lead."""

    verdict: Literal["won", "lost"]
    value: Decimal | None
    currency: str
    at: datetime
    new: bool
    closed: bool


class ChoiceOut(BaseModel):
    """Disposition. `bad_number`: the number or address that was tried is bad.

    Such a final disposition closes the lead only if no other number or email address is left.
    """

    code: str
    label: str
    kind: Literal["final", "next", "nurture", "callback"]
    # a nurturing disposition that needs `callback_at`, the date that the customer named
    dated: bool
    bad_number: bool


def lead_out(story: LeadDetail, *, money: bool) -> LeadOut:
    """Return the lead's details; with value, chance and cost only if `money` is set."""
    return LeadOut.model_validate(_lead(story, money=money))


def _lead(story: LeadDetail, *, money: bool) -> dict[str, object]:
    told = _fields(story, _LEAD)
    if not money:
        del told["value"], told["chance"]
    named = {
        "sale_outcome": _sale_outcome(story),
        "addresses": [_fields(reach, _REACH) for reach in story.contact_points],
        "inquiries": [_asked(asked, money=money) for asked in story.inquiries],
        "timeline": [_fields(happening, _HAPPENING) for happening in story.timeline],
    }
    former = {old: named[new] for old, new in FORMER_NAMES.items()}
    return {
        **told,
        "phone": _best(story, "phone"),
        "email": _best(story, "email"),
        "attributes": dict(story.attributes),
        "zones": list(story.zones),
        **named,
        **former,
    }


_TOLD = {field.name for field in fields(LeadDetail)}
_LEAD = tuple(name for name in LeadOut.model_fields if name in _TOLD)
_REACH, _HAPPENING = tuple(ReachOut.model_fields), tuple(HappeningOut.model_fields)
_CLAIM, _SETTLED = tuple(ClaimOut.model_fields), tuple(SettledOut.model_fields)


def _fields(value: object, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(value, name) for name in names}


def outcome_out(kept: SaleOutcomeResult) -> OutcomeOut:
    """Make the answer from the current sale outcome."""
    said = kept.outcome
    return OutcomeOut.model_validate(
        {
            "verdict": said.verdict,
            "value": said.value,
            "currency": said.currency,
            "at": said.at,
            "new": kept.new,
            "closed": kept.closed,
        }
    )


def source_lead_out(lead: SourceLead) -> SourceLeadOut:
    """Lead as its source may see it."""
    fields = {name: getattr(lead, name) for name in SourceLeadOut.model_fields}
    return SourceLeadOut.model_validate(fields | {"attributes": dict(lead.attributes)})


def pulled(got: PullResult, *, money: bool) -> HttpResponse:
    """Make the answer of a pull: PulledOut or NothingOut."""
    hand = got.claim
    if hand is None:
        return _sent({"claim": None, "reasons": got.reasons, "next_at": got.next_at})
    lead = _lead(hand.lead, money=money)
    return _sent(
        {"claim": _fields(hand, _CLAIM), "lead": lead, "why": hand.why, "again": got.again}
    )


def settled(done: SettleResult) -> HttpResponse:
    """Make the answer of a settle: SettledOut."""
    return _sent(_fields(done, _SETTLED))


def _sent(body: Mapping[str, object]) -> HttpResponse:
    """Send a frequent answer without a model.

    Two checks and two copies would take longer than to write the answer. A test checks its shape.
    """
    text = json.dumps(body, cls=NinjaJSONEncoder)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def _sale_outcome(story: LeadDetail) -> dict[str, object] | None:
    said = story.sale_outcome
    if said is None:
        return None
    shown: dict[str, object] = {"verdict": said.verdict, "currency": said.currency, "at": said.at}
    return shown if said.value is None else shown | {"value": said.value}


def _asked(asked: InquiryView, *, money: bool) -> dict[str, object]:
    shown: dict[str, object] = {
        "at": asked.at,
        "source": asked.source,
        "words": asked.words,
        "attributes": dict(asked.attributes),
    }
    return shown | {"cost": asked.cost} if money else shown


def _best(story: LeadDetail, kind: str) -> str:
    """The first valid address of the kind, else the first that did not opt out, else nothing."""
    usable = [r for r in story.contact_points if not r.reason.startswith("opted_out")]
    known = sorted((r for r in usable if r.kind == kind), key=lambda r: not r.valid)
    return known[0].value if known else ""
