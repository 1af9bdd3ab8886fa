"""What a lead came to, told from outside or by a leader: kept, corrected, and told on its page.

Whatever is said first of an open lead closes it, for there is nothing left to call about: a claim
in hand ends as when a leader closes the lead. Unless its person asked again, or it was opened
again, after the moment that is told: then it stays open, for that wish is a new one. A correction
closes as well as the first; nothing that is told opens a lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.errors import FieldError, Forbidden, Invalid, NotFound
from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.base.transaction import write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead, SaleOutcome, SourceKey
from pullahead.leads.parsing.fields import BadField, read_value
from pullahead.pull.configuration import ensure_final_disposition
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import EARLIEST
from pullahead.usecases.common.timezones import zone_of
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.lifecycle import close_lead


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """What is told: `verdict` won or lost; `value` over 0; without a moment it is now."""

    verdict: str
    value: Decimal | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleOutcomeResult:
    """What became of it."""

    outcome: SaleOutcome
    new: bool  # False: it stood already, and nothing changed
    closed: bool  # the lead was open, and this closed it

    @property
    def corrected(self) -> bool:
        """Something else stood before."""
        return self.new and self.outcome.corrects_id is not None


def reported_by_person(
    *, lead_id: UUID, fact: OutcomeReport, by: Person, how: str = SaleOutcome.How.API
) -> SaleOutcomeResult:
    """A leader or administrator says it of a lead that is theirs to see.

    Raises Forbidden `leader_needed`, NotFound, and Invalid as `leads.services.record_outcome`.
    """
    if not by.is_leader:
        raise Forbidden(
            "What leads came to is told by team leaders and administrators. Nothing was changed. "
            "An agent settles the lead in hand.",
            code="leader_needed",
        )
    detail.lead_seen(lead_id, by)
    return _keep(lead_id, fact, how=how, actor_id=by.pk)


def reported_by_source(*, lead_id: UUID, fact: OutcomeReport, key: SourceKey) -> SaleOutcomeResult:
    """A source says it of a lead that it brought in first; NotFound for every other one."""
    if not Lead.objects.filter(pk=lead_id, source_id=key.source_id).exists():
        raise NotFound("There is no such lead of this source. Check the id.")
    return _keep(lead_id, fact, how=SaleOutcome.How.API, key_id=key.pk)


def reported_by_file(*, lead_id: UUID, fact: OutcomeReport) -> SaleOutcomeResult:
    """A row of a file says it.

    What a file said of this lead before, with its moment, is not said anew: to run a file twice
    overrules no correction that came between.
    """
    if fact.at is not None:
        said = leads.outcomes(lead_id).filter(how=SaleOutcome.How.FILE, at=fact.at)
        before = said.filter(verdict=fact.verdict, value=fact.value).first()
        if before is not None:
            return SaleOutcomeResult(before, new=False, closed=False)
    return _keep(lead_id, fact, how=SaleOutcome.How.FILE)


def record(
    *, lead_id: UUID, verdict: str, value: str, on: date | None, by: Person
) -> SaleOutcomeResult:
    """A leader types it on the lead's page: an amount as people write it, and the day."""
    if not by.is_leader:
        raise NotFound("There is no such lead.")
    amount = read_value(value) if value.strip() else None
    if isinstance(amount, BadField):
        said = f"The value: {amount.message}."
        raise Invalid(said, errors=[FieldError("value", amount.code, said)])
    fact = OutcomeReport(verdict, amount, _at(on, by))
    return reported_by_person(lead_id=lead_id, fact=fact, by=by, how=SaleOutcome.How.AGENT)


def _at(day: date | None, by: Person) -> datetime | None:
    """Noon of a day, where its teller is; today is now."""
    zone = ZoneInfo(zone_of(by.pk))
    if day is None or day == clock.now().astimezone(zone).date():
        return None
    try:
        if day.year < EARLIEST:
            raise OverflowError
        return clock.require_aware(datetime.combine(day, time(12), zone))
    except OverflowError:
        said = "Give the day on which it happened."
        raise Invalid(said, errors=[FieldError("on", "not_a_time", said)]) from None


def _keep(
    lead_id: UUID,
    fact: OutcomeReport,
    *,
    how: str,
    actor_id: int | None = None,
    key_id: int | None = None,
) -> SaleOutcomeResult:
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)  # its lock comes before the lead's, as in every act
        kept = leads_write.record_outcome(
            lead_id=lead_id,
            verdict=fact.verdict,
            value=fact.value,
            at=fact.at,
            now=now,
            how=how,
            actor_id=actor_id,
            key_id=key_id,
        )
        closes = kept.new and card is not None and not _came_back(lead_id, kept.outcome.at)
        if closes:
            code = _closed_as(fact.verdict)
            close_lead(lead_id=lead_id, code=code, actor_id=actor_id, now=now)
    return SaleOutcomeResult(kept.outcome, kept.new, closes)


def _closed_as(verdict: str) -> str:
    """The disposition's code, which is the verdict.

    Made where it is missing, switched off: agents are not offered what they cannot know.
    """
    ensure_final_disposition(code=verdict, label=verdict.capitalize())
    return verdict


def _came_back(lead_id: UUID, at: datetime) -> bool:
    """Whether its person asked again, or it was opened again, after that moment."""
    *again, _first = leads.inquiries(lead_id).values_list("asked_at", flat=True) or [at]
    opened = Journal.objects.filter(lead_id=lead_id, kind=JournalEvent.LEAD_REOPENED, at__gt=at)
    return any(asked > at for asked in again) or opened.exists()
