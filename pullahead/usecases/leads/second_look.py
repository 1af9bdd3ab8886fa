"""Second look: another agent calls a share of the dead leads again, unannounced."""

from __future__ import annotations

from dataclasses import replace

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base import services as base_write
from pullahead.base.errors import Conflict, NotFound
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull import models, second_look_rules, second_looks
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND
from pullahead.usecases.common.timezones import windows_of_lead
from pullahead.usecases.leads.lifecycle import open_again, require_reopening

SWITCH = "second_looks"


class NoLook(Exception):
    """Error: this lead cannot be called again. The transaction is rolled back."""


def are_on() -> bool:
    """Return whether second looks are drawn; they are until an administrator switches them off."""
    return bool(base.setting(SWITCH, True))


@retried
def switch(*, on: bool, by: Person) -> None:
    """Switch second looks on or off. Raise NotFound unless an administrator asks."""
    if not by.is_admin:
        raise NotFound(str(PAGE_NOT_FOUND))
    with write_transaction() as now:
        if are_on() != on:
            base_write.set_setting(name=SWITCH, value=on)
            data = {"on": on}
            record(JournalEvent.SECOND_LOOK_SWITCHED, now=now, actor_id=by.pk, data=data)


def run(chance: second_looks.Chance = second_look_rules.probability) -> tuple[int, int]:
    """Store the results that came, then draw; return how many of each."""
    settled = sum(_settle(look, by) for look, by in second_looks.to_settle())
    if not are_on():
        return settled, 0
    return settled, sum(_draw(claim, p) for claim, p in second_looks.drawn(clock.now(), chance))


@retried
def _settle(look: models.SecondLook, by: models.ClaimRow) -> bool:
    with write_transaction() as now:
        success = second_looks.settle(look=look, by=by)
        if success is None:
            return False
        data = {"claim": look.pk.hex, "success": success}
        record(JournalEvent.SECOND_LOOK_SETTLED, now=now, lead_id=look.lead_id, data=data)
    return True


@retried
def _draw(claim: models.ClaimRow, probability: float) -> bool:
    """Open the lead of a claim for every agent but its own; False where no call is possible."""
    values = list(leads.addresses(claim.lead_id).values_list("value", flat=True))
    try:
        with write_transaction(lock=lambda: leads_write.lock_addresses(values=values)) as now:
            lead = leads.lead(claim.lead_id)
            last = ENGINE.store.last_claim(claim.lead_id)
            if lead is None or last is None or last.token != claim.token:
                return False
            require_reopening(lead, now)
            chosen = pull_queries.disposition(claim.disposition)
            bad = second_looks.bad_address(claim.token)
            if bad is not None:
                leads_write.mark_good(address_id=bad)  # the look tests this number again
            if not windows_of_lead(lead, pull_queries.overrides()):
                raise NoLook
            second_looks.add(
                claim=claim,
                was_reached=bool(chosen and chosen.reached),
                probability=probability,
                now=now,
            )
            data = {"claim": claim.token.hex, "probability": round(probability, 4)}
            record(JournalEvent.SECOND_LOOK_DRAWN, now=now, lead_id=lead.pk, data=data)
            card = open_again(lead, engine=ENGINE, actor=None, now=now, why="again")
            if card is None:
                raise NoLook
            until = now + second_look_rules.KEPT_AWAY
            kept = replace(card, excluded_agent=claim.agent_id, excluded_until=until)
            ENGINE.store.put(kept, was=card)
    except (Conflict, NoLook):
        return False
    return True
