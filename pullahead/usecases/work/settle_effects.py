"""Write a settle's effects beside the card: attempts, addresses, sale outcome."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pullahead.compliance import rules as compliance
from pullahead.leads import opt_outs, sale_outcomes
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import SaleOutcome as CameTo
from pullahead.pull import queries as pull_queries
from pullahead.pull.claim_annotations import move_messages
from pullahead.pull.queries import SettleEffects
from pullahead.pull.services import (
    close_attempt,
    keep_effects,
    log_attempt,
    move_attempts,
    take_answers_back,
)
from pullahead.pull.settle_rules import ContactPoints
from pullahead.pull.store.port import Claim
from pullahead.pull.store.settle_facts import Phone, SettleFacts
from pullahead.pull.take_rules import needs_no_try
from pullahead.usecases.work import call_script
from pullahead.usecases.work.settle_input import WON, SettleInput


def bad_contact_point(facts: SettleFacts, emails: Sequence[str], now: datetime) -> str:
    """Return the number or email address that a bad-number disposition is about."""
    phones = tuple(one.value for one in facts.phones)
    called = facts.last_called
    if not called and (dialled := dialed_number(facts, now)) is not None:
        called = dialled.value
    points = ContactPoints(phones, tuple(emails))
    return points.tried(called=called, written=facts.last_written)


def _bad_address(facts: SettleFacts, now: datetime) -> int | None:
    """Return the id of that number or address; None if it is marked bad already."""
    emails = {one.value: one.pk for one in leads.good_emails(facts.claim.lead_id)}
    bad = bad_contact_point(facts, tuple(emails), now)
    phone = facts.phone(bad)
    return phone.id if phone is not None else emails.get(bad)


def tried_number(facts: SettleFacts, now: datetime) -> Phone | None:
    """Return the valid number that was called last in this claim.

    Without a logged call, return the first callable number, else the lead's first. An agent's own
    phone does not log the number.
    """
    if facts.last_called:
        return facts.phone(facts.last_called)
    return dialed_number(facts, now) or next(iter(facts.phones), None)


def write_effects(claim: Claim, facts: SettleFacts, word: SettleInput, now: datetime) -> None:
    """Write the rows of other packages.

    These are the attempts, a bad number, an opt-out, a sale outcome, and a closed lead.
    """
    chosen = facts.disposition
    if chosen is None:
        raise RuntimeError("settled without a disposition")
    phone = tried_number(facts, now) if chosen.tried else None
    # decided before an attempt on the agent's own phone is logged
    bad = _bad_address(facts, now) if chosen.bad_number else None
    opted_out: Sequence[str] = ()
    call_script.keep(claim=claim.token, lead_id=claim.lead_id, answers=word.answers)
    if chosen.tried:
        _close_attempts(claim, facts, word, phone, now)
    if bad is not None:
        leads_write.mark_bad(address_id=bad, reason=chosen.code)
    if chosen.opt_out:
        opted_out = opt_outs.opt_out(lead_id=claim.lead_id, now=now, actor_id=claim.agent)
    if chosen.code == WON:
        _sold(claim, word, now)
    if claim.next_step == "closed":
        leads_write.close(lead_id=claim.lead_id, code=chosen.code, now=now)
    effects = SettleEffects(bad, tuple(opted_out), sold=chosen.code == WON)
    keep_effects(claim=claim.token, effects=effects)


def _close_attempts(
    claim: Claim, facts: SettleFacts, word: SettleInput, phone: Phone | None, now: datetime
) -> None:
    """Store the result of the last attempt; a call on the agent's own phone is one."""
    chosen = facts.disposition
    if chosen is None:
        return
    on_own_phone = word.dialled and not facts.last_called
    if facts.tried and not on_own_phone:
        close_attempt(attempt_id=facts.tried[-1].id, outcome=chosen.code, reached=chosen.reached)
    elif (
        phone is not None
        and word.dialled is not False
        and not needs_no_try(claim.ground, claim.pull_reason)
    ):
        log_attempt(
            lead_id=claim.lead_id,
            claim=claim.token,
            agent_id=claim.agent,
            address_id=phone.id,
            value=phone.value,
            reached=chosen.reached,
            outcome=chosen.code,
            now=now,
        )


def dialed_number(facts: SettleFacts, now: datetime) -> Phone | None:
    """Return the first callable number: the number dialed on an own phone is not logged."""
    if len(facts.phones) < 2:
        return None
    numbers = pull_queries.numbers(facts.claim.lead_id, now)[0]
    free = (n.value for n in numbers if compliance.callable_from([n], now) <= now)
    return facts.phone(next(free, ""))


def _sold(claim: Claim, word: SettleInput, now: datetime) -> None:
    sale_outcomes.record_outcome(
        lead_id=claim.lead_id,
        verdict=WON,
        value=word.amount,
        at=now,
        now=now,
        how=CameTo.How.AGENT,
        actor_id=claim.agent,
    )


def take_wrote_back(before: Claim, again: Claim, *, now: datetime) -> None:
    """Undo the rows that this settle alone wrote in other packages.

    The attempt stays, because the call was made and the calling rules count it. It belongs to the
    current claim again, whose next settle stores its result.
    """
    effects = pull_queries.settle_effects(before.token)
    if effects.bad_address is not None:
        leads_write.mark_good(address_id=effects.bad_address)
    if effects.opted_out:
        opt_outs.opt_in_again(lead_id=before.lead_id, values=list(effects.opted_out))
    if effects.sold:
        sale_outcomes.take_outcome_back(lead_id=before.lead_id, now=now, actor_id=before.agent)
    take_answers_back(claim=before.token)
    move_attempts(claim=before.token, to=again.token)
    move_messages(token=before.token, to=again.token)
