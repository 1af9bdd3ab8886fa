"""Endpoints of do-not-call numbers, for administrators."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import ConfigDict, Field

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import administrator
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import FAILURES, opened_by
from pullahead.usecases.leads import do_not_call
from pullahead.usecases.leads.do_not_call import OptOutRow
from pullahead.usecases.settings.api_keys import READ, WRITE

router = EndpointRouter()


class AddressBody(Schema):
    """An address, and why it is added or removed."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(
        max_length=do_not_call.TEXT_LIMIT,
        description="A phone number with its country code, or an email address.",
    )
    reason: str = Field(
        max_length=do_not_call.REASON_LIMIT, description="Stored in the journal of each lead."
    )


class OptOutOut(Schema):
    """An address; `at`, `reason` and `by` are null without an opt-out."""

    kind: str
    address: str
    at: datetime | None
    reason: str | None
    by: str | None


class OnListOut(Schema):
    """A do-not-call list that has the number."""

    name: str
    as_of: datetime


class BarredOut(Schema):
    """Opt-out and lists that bar an address, and the number of leads with it."""

    opt_out: OptOutOut
    lists: list[OnListOut]
    leads: int


@router.get(
    "/do-not-call",
    **opened_by(READ),
    response={200: BarredOut, FAILURES: ErrorAnswer},
    summary="Search a do-not-call number",
    tags=["do not call"],
)
def search_do_not_call(request: HttpRequest, address: str = "") -> BarredOut:
    """Return the opt-out of an address, and the do-not-call lists with it."""
    found = do_not_call.look_up(text=address, viewer=administrator(request))
    lists = [OnListOut(name=name, as_of=as_of) for name, as_of in found.lists]
    return BarredOut(opt_out=_out(found.address), lists=lists, leads=found.leads)


@router.post(
    "/do-not-call",
    **opened_by(WRITE),
    response={201: OptOutOut, FAILURES: ErrorAnswer},
    summary="Add a do-not-call number",
    tags=["do not call"],
)
def add_do_not_call(request: HttpRequest, body: AddressBody) -> Status[OptOutOut]:
    """Bar an address for every lead, from the next dial on."""
    by = administrator(request)
    added = do_not_call.add(address=body.address, reason=body.reason, by=by)
    return Status(201, _out(added))


@router.post(
    "/do-not-call/remove",
    **opened_by(WRITE),
    response={200: OptOutOut, FAILURES | {409}: ErrorAnswer},
    summary="Remove a do-not-call number",
    tags=["do not call"],
)
def remove_do_not_call(request: HttpRequest, body: AddressBody) -> OptOutOut:
    """Remove an opt-out; consents that it ended stay ended. Lists are not changed."""
    by = administrator(request)
    gone = do_not_call.remove(address=body.address, reason=body.reason, by=by)
    return _out(gone)


def _out(row: OptOutRow) -> OptOutOut:
    return OptOutOut(
        kind=row.kind, address=row.value, at=row.at, reason=row.reason or None, by=row.who or None
    )
