"""Sale outcomes, reported by another system or a team lead: stored, corrected, shown.

An outcome closes an open lead and ends its claim. The lead remains open if its person inquired
again, or if it was reopened, after the time of the outcome. A correction closes it too. No outcome
opens a lead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import FieldError, Forbidden, Invalid, NotFound
from pullahead.base.journal import JournalEvent
from pullahead.base.models import Journal
from pullahead.base.transaction import retried, write_transaction
from pullahead.base.translation import translated
from pullahead.leads import queries as leads
from pullahead.leads import sale_outcomes
from pullahead.leads.models import Lead, SaleOutcome
from pullahead.leads.parsing.fields import BadField, read_value
from pullahead.pull.configuration import ensure_final_disposition
from pullahead.pull.engine import Engine
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import EARLIEST
from pullahead.usecases.common.timezones import zone_of
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.lifecycle import close_lead
from pullahead.usecases.settings.api_keys import SourceAccess


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """A reported outcome: `verdict` won or lost; `value` over 0; without a moment it is now."""

    verdict: str
    value: Decimal | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SaleOutcomeResult:
    """The result of a report."""

    outcome: SaleOutcome
    new: bool  # False: stored before, and nothing changed
    closed: bool  # the report closed an open lead

    @property
    def corrected(self) -> bool:
        """Return whether the outcome replaces another."""
        return self.new and self.outcome.corrects_id is not None


def reported_by_person(
    *, lead_id: UUID, fact: OutcomeReport, by: Person, how: str = SaleOutcome.How.API
) -> SaleOutcomeResult:
    """Record an outcome as a team lead or administrator who may see the lead.

    Raise Forbidden `leader_needed`, NotFound, and Invalid as `sale_outcomes.record_outcome` does.
    """
    if not by.is_leader:
        raise Forbidden(
            _(
                "Only team leads and admins can record a sale outcome here. Nothing was changed. "
                "Agents choose the call outcome of their lead."
            ),
            code="leader_needed",
        )
    detail.visible_lead(lead_id, by)
    return _record(lead_id, fact, how=how, actor_id=by.pk)


def reported_by_source(
    *, lead_id: UUID, fact: OutcomeReport, key: SourceAccess
) -> SaleOutcomeResult:
    """Record an outcome as the source that brought the lead in first. Raise NotFound for others."""
    if not Lead.objects.filter(pk=lead_id, source_id=key.source_id).exists():
        raise NotFound(_("This source has no lead with this ID. Check the ID."))
    return _record(lead_id, fact, how=SaleOutcome.How.API, key_id=key.id)


def reported_by_file(*, lead_id: UUID, fact: OutcomeReport) -> SaleOutcomeResult:
    """Record an outcome from a row of a file.

    A dated outcome that a file reported before is not recorded again. A second run of a file
    therefore does not reverse a later correction.
    """
    if fact.at is not None:
        said = leads.outcomes(lead_id).filter(how=SaleOutcome.How.FILE, at=fact.at)
        before = said.filter(verdict=fact.verdict, value=fact.value).first()
        if before is not None:
            return SaleOutcomeResult(before, new=False, closed=False)
    return _record(lead_id, fact, how=SaleOutcome.How.FILE)


def record_within(lead_id: UUID, fact: OutcomeReport, *, engine: Engine, now: datetime) -> None:
    """Record the outcome of a new lead from a file, and close the lead, in the caller's
    transaction.
    """
    engine.store.card(lead_id)  # lock order: card, then lead
    sale_outcomes.record_outcome(
        lead_id=lead_id,
        verdict=fact.verdict,
        value=fact.value,
        at=fact.at,
        now=now,
        how=SaleOutcome.How.FILE,
    )
    code = _closed_as(fact.verdict)
    close_lead(lead_id=lead_id, code=code, actor_id=None, now=now, engine=engine)


def record(
    *, lead_id: UUID, verdict: str, value: str, on: date | None, by: Person
) -> SaleOutcomeResult:
    """Record an outcome from the form on the lead's page: an amount as typed, and the day."""
    if not by.is_leader:
        raise NotFound(_("Lead not found."))
    amount = read_value(value) if value.strip() else None
    if isinstance(amount, BadField):
        said = _("The value: {reason}.").format(reason=translated(amount.message))
        raise Invalid(said, errors=[FieldError("value", amount.code, said)])
    fact = OutcomeReport(verdict, amount, _at(on, by))
    return reported_by_person(lead_id=lead_id, fact=fact, by=by, how=SaleOutcome.How.AGENT)


def _at(day: date | None, by: Person) -> datetime | None:
    """Return noon of a day in the reporter's zone; today is now."""
    zone = ZoneInfo(zone_of(by.pk))
    if day is None or day == clock.now().astimezone(zone).date():
        return None
    try:
        if day.year < EARLIEST:
            raise OverflowError
        return clock.require_aware(datetime.combine(day, time(12), zone))
    except OverflowError:
        said = _("Enter the date of the sale outcome.")
        raise Invalid(said, errors=[FieldError("on", "not_a_time", said)]) from None


@retried
def _record(
    lead_id: UUID,
    fact: OutcomeReport,
    *,
    how: str,
    actor_id: int | None = None,
    key_id: int | None = None,
) -> SaleOutcomeResult:
    with write_transaction() as now:
        card = ENGINE.store.card(lead_id)  # lock order: card, then lead
        recorded = sale_outcomes.record_outcome(
            lead_id=lead_id,
            verdict=fact.verdict,
            value=fact.value,
            at=fact.at,
            now=now,
            how=how,
            actor_id=actor_id,
            key_id=key_id,
        )
        closes = recorded.new and card is not None and not _came_back(lead_id, recorded.outcome.at)
        if closes:
            code = _closed_as(fact.verdict)
            close_lead(lead_id=lead_id, code=code, actor_id=actor_id, now=now)
    return SaleOutcomeResult(recorded.outcome, recorded.new, closes)


def _closed_as(verdict: str) -> str:
    """Return the code of the outcome's disposition, which equals the verdict.

    A missing disposition is created disabled: agents cannot know such an outcome.
    """
    ensure_final_disposition(code=verdict, label=verdict.capitalize())
    return verdict


def _came_back(lead_id: UUID, at: datetime) -> bool:
    """Check whether the person inquired again, or the lead was opened again, after that moment."""
    *again, _first = leads.inquiries(lead_id).values_list("asked_at", flat=True) or [at]
    opened = Journal.objects.filter(lead_id=lead_id, kind=JournalEvent.LEAD_REOPENED, at__gt=at)
    return any(asked > at for asked in again) or opened.exists()
