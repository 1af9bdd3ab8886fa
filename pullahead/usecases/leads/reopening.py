"""A closed lead is open again: one verb for its person who asks again, an agent and a leader.

Whoever may open it is the caller's to say; here stands what an opened lead looks like, round 1 and
ready, or parked where nobody could call it, and when asking again opens it by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Lead
from pullahead.leads.rules import same_person
from pullahead.pull import queries as pull_queries
from pullahead.pull import rules
from pullahead.pull.engine import Engine
from pullahead.pull.models import DispositionRow
from pullahead.pull.services import route_of
from pullahead.pull.take import Taking
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.common.working_time import review_at

REOPENS_WITHIN = timedelta(days=30)
# what such a lead says of its person may be wrong throughout
WITHDRAWN = leads.WITHDRAWN


def lately_closed(closed_at: datetime, now: datetime) -> bool:
    """Closed within 30 days: the same wish goes on. Later it is a new lead."""
    return closed_at >= now - REOPENS_WITHIN


def opens_by_itself(lead: Lead, now: datetime) -> bool:
    """Whether its person, who asks again, opens this closed lead.

    Never where they had asked not to be called: that stands until a person lifts it. Nor where
    its import was withdrawn.
    """
    if lead.closed_at is None or not lately_closed(lead.closed_at, now):
        return False
    if lead.closed_as == WITHDRAWN:
        return False
    refused = DispositionRow.objects.filter(pk=lead.closed_as, opt_out=True)
    opted_out = leads.opted_out(lead.pk) or leads.mailable(lead.pk)[1]
    return not opted_out and not refused.exists()


def another_open(lead: Lead) -> bool:
    """Whether its person is an open lead by now, another than this one."""
    values = list(leads.addresses(lead.pk).values_list("value", flat=True))
    others = leads.known(lead.source_id, hashes=(), external_ids=(), addresses=values).people
    return any(
        n.closed_at is None and n.lead_id != lead.pk and same_person(n.name, lead.name)
        for there in others.values()
        for n in there
    )


def open_again(
    lead: Lead, *, engine: Engine, actor: int | None, now: datetime
) -> rules.Card | None:
    """Its new card, as if it had come in now; None when it is open already.

    Inside a write() that has locked its addresses.
    """
    if not leads_write.reopen(lead_id=lead.pk):
        return None
    windows, park = windows_of_lead(lead, pull_queries.overrides()), ""
    if not windows:
        park = rules.Park.NO_PHONE.value if windows is None else rules.Park.NO_ZONE.value
    if windows and pull_queries.hours().next_open(windows, now) is None:
        park = rules.Park.NEVER_OPEN
    route = route_of(source=lead.source)
    card = engine.new_card(
        lead.pk,
        team=route.team_id,
        windows=windows or "",
        worth=pull_queries.worth(route, lead),
        park=park,
        review_at=review_at(now),
        now=now,
    )
    Taking(engine).reopen(card, actor=actor, now=now)
    return card
