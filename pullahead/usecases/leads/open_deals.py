"""Open deals of leads: a new inquiry of the customer raises the deal, and opens no lead."""

from __future__ import annotations

from datetime import datetime

from pullahead.leads.models import Lead
from pullahead.pipeline import locks, queries, rules, signal_services
from pullahead.team import queries as team_queries

ASKED_AGAIN = "asked_again"


def raise_deal(lead: Lead, *, now: datetime, words: str = "", actor: int | None = None) -> bool:
    """Add a signal to the open deal of a lead whose person inquires again. False without a deal."""
    found = queries.open_deal_of_lead(lead.pk)
    if found is None:
        return False
    deal = locks.lock_deal_of_lead(lead.pk, found.pk)
    if deal is None or deal.closed_at is not None:
        return False
    calendar = team_queries.calendar(deal.team_id)
    alarm = rules.alarm_at(calendar, ASKED_AGAIN, now)
    signal_services.add_signal(
        deal, kind=ASKED_AGAIN, words=words, alarm_at=alarm, now=now, actor=actor
    )
    return True
