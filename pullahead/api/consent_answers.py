"""Answers of the API about consent."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from pullahead.usecases.leads.consent import Consent
from pullahead.usecases.leads.consent import ConsentRecorded as Consented


class ConsentOut(BaseModel):
    """Consent of one address; active while `withdrawn_at` is null."""

    id: int
    address: str
    channel: str
    text: str
    url: str
    given_at: datetime
    withdrawn_at: datetime | None


class ConsentsOut(BaseModel):
    """Consents on record for the request. `new`: at least one was not on record."""

    consents: list[ConsentOut]
    new: bool


class WithdrawnOut(BaseModel):
    """Number of consents that ended; 0 if none was active."""

    withdrawn: int


def consents_out(kept: Consented) -> ConsentsOut:
    """Make the answer from the consents on record."""
    return ConsentsOut(consents=[consent_out(one) for one in kept.rows], new=kept.new)


def consent_out(one: Consent) -> ConsentOut:
    """One consent, without who recorded it."""
    return ConsentOut(
        id=one.pk,
        address=one.value,
        channel=one.channel,
        text=one.text,
        url=one.url,
        given_at=one.given_at,
        withdrawn_at=one.withdrawn_at,
    )
