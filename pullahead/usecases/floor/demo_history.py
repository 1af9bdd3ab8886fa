"""Write the months before the demo floor, so that sources have something to compare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from pullahead.base.errors import Conflict
from pullahead.base.transaction import write_transaction
from pullahead.leads.past import PastLead as PastLead
from pullahead.leads.past import add_past
from pullahead.pull.past import PastClaim as PastClaim
from pullahead.pull.past import add_past_claims
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.settings.installation import has_demo_leads


def zone() -> ZoneInfo:
    """Return the zone of the floor's days."""
    return ZoneInfo(organisation_zone())


def write(leads: Sequence[PastLead], claims: Sequence[PastClaim]) -> datetime:
    """Add closed leads with their claims; return the moment. Only in a demo's database."""
    if not has_demo_leads():
        raise Conflict(
            "The history of a demo belongs in a demo database, and this is another one. "
            "Nothing was changed."
        )
    with write_transaction() as now:
        add_past(leads, currency=settings.CONFIG.currency)
        add_past_claims(claims)
    return now
