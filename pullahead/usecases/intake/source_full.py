"""Refuse deliveries of a source that is paused or full, with a clear answer to the sender."""

from __future__ import annotations

import math
from datetime import datetime
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.errors import Problem
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads.models import Inquiry, Lead, Source
from pullahead.leads.source_limits import (
    BACKLOG_RETRY,
    Delivered,
    FullSource,
    LimitReason,
    SourceCaps,
    full,
    periods,
)
from pullahead.leads.source_money import count_refused, lock_source
from pullahead.usecases.common.timezones import organisation_zone

WORDS = {
    LimitReason.HOUR: "The source has reached its cap for this hour: {cap}.",
    LimitReason.DAY: "The source has reached its cap for today: {cap}.",
    LimitReason.MONTH: "The source has reached its cap for this month: {cap}.",
    LimitReason.OPEN: "The source has reached its cap of open leads: {cap}.",
}


class SourceFull(Problem):
    """The source is paused or full; `seconds` until a delivery may be accepted again."""

    status = 429

    def __init__(self, message: str, *, code: str, refusal: FullSource, now: datetime) -> None:
        super().__init__(message, code=code)
        self.reason = refusal.reason
        self.seconds = max(1, math.ceil((refusal.again_at - now).total_seconds()))


def refused(refusal: FullSource, now: datetime) -> SourceFull:
    """Return the answer to the sender: why, and when to send it again."""
    if refusal.reason == LimitReason.PAUSED:
        said = (
            "This source is paused and accepts no lead. Nothing was saved. "
            "Ask the buyer of the leads when it resumes."
        )
        return SourceFull(said, code="source_paused", refusal=refusal, now=now)
    again = refusal.again_at.isoformat(timespec="seconds").replace("+00:00", "Z")
    said = WORDS[refusal.reason].format(cap=refusal.cap)
    said = f"{said} Nothing was saved. Send the lead again from {again} on."
    return SourceFull(said, code="source_full", refusal=refusal, now=now)


def lock_limits(source_id: int) -> FullSource | None:
    """Lock the source if it has caps, and return why it accepts no delivery now, if so.

    Without the lock two deliveries of one moment would both see the last free place.
    """
    source = Source.objects.filter(pk=source_id).first()
    if source is not None and source.has_caps:
        source = lock_source(source_id)
    if source is None:
        return None
    now = clock.now()
    if source.paused_at is not None:
        return FullSource(LimitReason.PAUSED, 0, now + BACKLOG_RETRY)
    return _full(source, now) if source.has_caps else None


def _full(source: Source, now: datetime) -> FullSource | None:
    within = periods(now, organisation_zone())
    arrived = Inquiry.objects.filter(source=source)

    def since(moment: datetime, cap: int | None) -> int:
        return 0 if cap is None else arrived.filter(admitted_at__gte=moment).count()

    backlog = Lead.objects.filter(source=source, closed_at=None)
    delivered = Delivered(
        hour=since(within.hour, source.cap_hour),
        day=since(within.day, source.cap_day),
        month=since(within.month, source.cap_month),
        open=0 if source.cap_open is None else backlog.count(),
    )
    caps = SourceCaps(source.cap_hour, source.cap_day, source.cap_month, source.cap_open)
    return full(caps, delivered, within, now)


@retried
def note_refused(source_id: int, reason: LimitReason) -> None:
    """Count a refused delivery, after its own transaction was rolled back."""
    with write_transaction() as now:
        day = now.astimezone(ZoneInfo(organisation_zone())).date()
        count_refused(source_id=source_id, day=day, reason=reason.value)
