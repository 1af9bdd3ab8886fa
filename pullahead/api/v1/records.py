"""Endpoints for compliance records and disputes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.routers import EndpointRouter
from pullahead.api.schemas import Body
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.usecases.leads import compliance_records
from pullahead.usecases.leads.compliance_records import ComplianceRecord, RecordEntry
from pullahead.usecases.settings.api_keys import PULL, READ
from pullahead.usecases.work import disputes

router = EndpointRouter()


class DisputeBody(Body):
    """The dispute of a pull."""

    reason: str = Field(
        "",
        max_length=40,
        description="`wrong_person`, `wrong_language`, `already_customer`, `bad_number` or "
        "`not_worth_it`; without a reason, an earlier dispute is withdrawn.",
    )


class DisputedOut(BaseModel):
    """Dispute of the claim; "" without one."""

    reason: str


class PackOut(BaseModel):
    """Rule pack in its version."""

    name: str
    version: int
    jurisdiction: str
    valid_from: date | None


class ListOut(BaseModel):
    """Do-not-call list with its age in days at the check."""

    name: str
    country: str
    as_of: datetime
    age_days: int


class CountOut(BaseModel):
    """Calls made under one limit of a pack."""

    pack: str
    allowed: int
    hours: int
    made: int


class NumberOut(BaseModel):
    """Check of one number, by its place among the lead's valid numbers."""

    place: int
    value: str
    consent: bool
    listed: str
    last_call: datetime | None
    counts: list[CountOut]
    refusal: str


class RecordOut(BaseModel):
    """Compliance record: the calling rules that were checked at a pull or a dial."""

    at: datetime
    kind: Literal["pull", "call", "sms", "whatsapp", "email"]
    agent: str
    claim: UUID | None
    attempt: int | None
    permitted: bool
    requested: bool
    jurisdictions: list[str]
    zones: list[str]
    in_hours: bool
    hours_until: datetime | None
    packs: list[PackOut]
    lists: list[ListOut]
    numbers: list[NumberOut]


@router.get(
    "/leads/{lead_id}/compliance-records",
    **opened_by(READ),
    response={200: list[RecordOut], WITH_ID: ErrorAnswer},
    summary="Read the compliance records of a lead",
    tags=["leads"],
)
def read_records(request: HttpRequest, lead_id: Id) -> list[RecordOut]:
    """List the calling rules checked at each pull and dial, newest first, 50 at most.

    A team lead's key gets all records of the lead, an agent's key those of the agent's own work.
    """
    person, known = agent(request), known_id(lead_id)
    entries = compliance_records.of_lead(lead_id=known, viewer=person)
    records = [compliance_records.of_entry(entry, viewer=person) for entry in entries]
    return [out for one in records if (out := _record(one)) is not None]


@router.post(
    "/claims/{token}/dispute",
    **opened_by(PULL),
    response={200: DisputedOut, WITH_TOKEN: ErrorAnswer},
    summary="Dispute a pull",
    tags=["work"],
)
def dispute(request: HttpRequest, token: Id, body: DisputeBody) -> DisputedOut:
    """Dispute the pull, with a reason. The lead stays with the agent; the order does not change."""
    person, known = agent(request), known_id(token)
    disputes.dispute(agent_id=person.pk, token=known, reason=body.reason)
    return DisputedOut(reason=disputes.reason_of(known))


def _record(record: ComplianceRecord) -> RecordOut | None:
    entry, check = record.entry, record.check
    if check is None:
        return None
    return RecordOut.model_validate(
        _entry(entry)
        | {
            "permitted": check.permitted,
            "requested": check.asked,
            "jurisdictions": check.jurisdictions,
            "zones": [zone for zone, _local in check.clocks],
            "in_hours": check.in_hours,
            "hours_until": check.until,
            "packs": check.packs,
            "lists": check.lists,
            "numbers": check.numbers,
        },
        from_attributes=True,
    )


def _entry(entry: RecordEntry) -> dict[str, object]:
    return {
        "at": entry.at,
        "kind": entry.kind,
        "agent": entry.agent,
        "claim": entry.token,
        "attempt": entry.attempt,
    }
