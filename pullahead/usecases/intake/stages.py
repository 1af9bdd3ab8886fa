"""Stages of other systems: leads that were reached there begin their nurturing plan here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from pullahead.leads.rules import LeadIn
from pullahead.pull import plan_queries
from pullahead.pull.cadence import Cadence
from pullahead.pull.models import NurturePlanRow
from pullahead.pull.nurturing import EarlierContact


def known_stages() -> dict[str, str]:
    """Return label → code of the nurturing outcomes in use."""
    return {label: code for code, label in plan_queries.nurture_outcomes()}


@dataclass(slots=True)
class EarlierContacts:
    """Contacts of new leads in other systems; the plans are read once, for the first of them."""

    source_id: int
    plans: Sequence[NurturePlanRow] = field(default_factory=tuple)

    def of(self, lead: LeadIn) -> EarlierContact | None:
        """Return the contact of a lead that names a stage; without its date, at the inquiry."""
        if not lead.stage:
            return None
        self.plans = self.plans or plan_queries.nurture_plans()
        minutes = plan_queries.nurture_plan(self.source_id, lead.stage, self.plans)
        if not minutes:
            return None
        plan = Cadence(tuple(timedelta(minutes=m) for m in minutes), {})
        return EarlierContact(lead.stage, plan, lead.contacted_at or lead.received_at)
