"""Settle a claim: gather the facts, let the engine decide, write the effects."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound, wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import Hours
from pullahead.leads import queries as leads
from pullahead.leads.models import Source
from pullahead.pull import cadence as cadence_rules
from pullahead.pull import plan_queries
from pullahead.pull import queries as pull_queries
from pullahead.pull.cadence import DispositionKind
from pullahead.pull.claims import ClaimFacts
from pullahead.pull.note_rules import LOOKED_BACK, NoteFacts, needs_own_words
from pullahead.pull.services import route_of
from pullahead.pull.settle_rules import NO_POINTS, ContactPoints, Settle, SettleContext
from pullahead.pull.store.settle_facts import HandLock, SettleFacts, read_facts
from pullahead.pull.take_rules import needs_no_try
from pullahead.team import queries as team_queries
from pullahead.team.shift_rules import LeaveSpan
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.common.timezones import organisation_zone, zone_of
from pullahead.usecases.common.working_time import owned_until
from pullahead.usecases.leads.opt_out import keep_from_settle, opt_out_kept
from pullahead.usecases.work import call_script, qualified
from pullahead.usecases.work.attempts import written_note
from pullahead.usecases.work.callback_time import callback_clock, zones_of_lane
from pullahead.usecases.work.claims import resume
from pullahead.usecases.work.refusal_words import refusal_error
from pullahead.usecases.work.settle_effects import bad_contact_point, write_effects
from pullahead.usecases.work.settle_input import SettleInput, body_hash, check_input, read_input

# kinds of dispositions whose next contact has an owner
OWNED = frozenset({DispositionKind.CALLBACK, DispositionKind.NURTURE})


@dataclass(frozen=True, slots=True)
class SettleResult:
    """The next step of a lead that was settled."""

    next: str  # round, callback, closed
    lead_id: UUID
    disposition: str
    round: int
    at: datetime | None = None  # when it comes back; None when closed
    replayed: bool = False
    deal_id: UUID | None = None  # of a qualified lead, where the team works on deals


def settle(*, agent_id: int, token: UUID, word: SettleInput) -> SettleResult:
    """End the claim with a disposition and a note, which earns the next pull.

    A repeated request gives the first answer again. An expired claim is settled late while nobody
    took the lead since. Raises NotFound for a token that is not this agent's, Conflict `claim_lost`
    (the note is kept as *written late*), Invalid otherwise. An opt-out is stored even after a
    refusal, and the refusal says so.
    """

    def keep() -> bool:
        return keep_from_settle(agent_id=agent_id, token=token, disposition=word.disposition)

    with opt_out_kept(keep):
        return _settle(agent_id, token, read_input(word))


@retried
def _settle(agent_id: int, token: UUID, word: SettleInput) -> SettleResult:
    """Gather the facts behind the locks, decide in the engine, write."""
    check_input(word)
    # The agent's row first: a settle may bring an interrupted claim back, which is a second card
    lock, deal = HandLock(agent_id, token), None

    def take() -> datetime | None:
        qualified.lock_publish(word.disposition)
        return lock.take()

    with write_transaction(lock=take) as now:
        facts = _facts(token, word)
        team = lock.card.team if lock.card is not None else 0
        settled = ENGINE.settle(
            agent=agent_id,
            token=token,
            outcome=gather(facts, word, now),
            now=now,
            facts=ClaimFacts(lock.card, facts.claim, facts.lanes),
        )
        if settled.kind == "settled" and settled.claim is not None:
            write_effects(settled.claim, facts, word, now)
            if word.disposition == qualified.QUALIFIED and settled.claim.next_step == "closed":
                deal = qualified.make_deal(settled.claim, team, now)
            resume(settled.claim, now)
    lane = lock.card.lane if lock.card else None
    answer = _answer(settled, agent_id, kept=bool(word.note), lane=lane)
    if deal is None and word.disposition == qualified.QUALIFIED:
        deal = qualified.deal_of(token)
    return replace(answer, deal_id=deal)


def gather(facts: SettleFacts, word: SettleInput, now: datetime) -> SettleContext:
    """Collect the facts that the rules of this settle need, from all packages; write nothing."""
    chosen, claim = facts.disposition, facts.claim
    contact = _contact_agent(facts)
    # each other fact is asked for only where a rule looks at it: this is the busiest act of all
    counted = word.callback_at is not None or (chosen is not None and chosen.bad_number)
    limits = pull_queries.limits(now) if word.callback_at else compliance.SHIPPED
    numbers = pull_queries.numbers(claim.lead_id, now, limits)[0] if counted else ()
    return SettleContext(
        disposition=chosen,
        note=word.note,
        body_hash=body_hash(word),
        cadence=facts.cadence,
        plan=facts.plan,
        owned_until=owned_until(contact or claim.agent),
        contact_agent=contact,
        leave=_leave(facts, contact, word, now),
        worth=facts.worth,
        hours=pull_queries.hours(limits.packs) if word.callback_at else Hours(()),
        asked=cadence_rules.CallbackRequest(word.callback_at, word.callback_for),
        said=_note_facts(facts, word),
        attempted=bool(facts.tried)
        or word.dialled is not False
        or needs_no_try(claim.ground, claim.pull_reason),
        unanswered=facts.unanswered,
        numbers=numbers if word.callback_at else (),
        limits=limits,
        left=_left(numbers, facts, now),
        unasked=call_script.lacking(
            lead_id=claim.lead_id, disposition=word.disposition, answers=word.answers
        ),
    )


def _contact_agent(facts: SettleFacts) -> int | None:
    """Return who had the last contact with a nurtured lead, if this settle may use a touch up."""
    chosen = facts.disposition
    if not facts.claim.stage or chosen is None:
        return None
    ends = chosen.kind == DispositionKind.NEXT or chosen.bad_number
    return plan_queries.contact_agent(facts.claim.lead_id) if ends else None


def _leave(
    facts: SettleFacts, contact: int | None, word: SettleInput, now: datetime
) -> tuple[LeaveSpan, ...]:
    """Return the leave of the agent who would own the lead, where this settle has an owner."""
    chosen = facts.disposition
    if chosen is None or (chosen.kind not in OWNED and contact is None):
        return ()
    return team_queries.leave_spans(word.callback_for or contact or facts.claim.agent, after=now)


def _facts(token: UUID, word: SettleInput) -> SettleFacts:
    facts = read_facts(token, word.disposition)
    if facts is not None and not facts.routed:
        route_of(source=Source.objects.get(pk=facts.source_id))
        facts = read_facts(token, word.disposition)
    if facts is None:
        raise NotFound(str(CLAIM_NOT_FOUND))
    chosen = qualified.final_where_deals_are(facts.disposition, facts.claim.lead_id)
    return replace(facts, disposition=chosen)


def _note_facts(facts: SettleFacts, word: SettleInput) -> NoteFacts:
    said, chosen = NoteFacts(always_own_words=facts.own_words), facts.disposition
    if chosen is None:
        return said
    if needs_own_words(chosen, said):
        return replace(said, recent=pull_queries.last_notes(facts.claim.agent, LOOKED_BACK))
    if not word.note.strip():
        zone = facts.zone or organisation_zone()
        return replace(said, written=written_note(facts.tried, chosen, zone))
    return said


def _left(
    numbers: tuple[compliance.NumberFacts, ...], facts: SettleFacts, now: datetime
) -> ContactPoints:
    """Return the contact points left if the one just tried is bad."""
    chosen = facts.disposition
    if chosen is None or not chosen.bad_number:
        return NO_POINTS
    phones = tuple(number.value for number in numbers)
    emails = tuple(one.value for one in leads.good_emails(facts.claim.lead_id))
    return ContactPoints(phones, emails).without(bad_contact_point(facts, emails, now))


def _answer(settle: Settle, agent_id: int, *, kept: bool, lane: int | None = None) -> SettleResult:
    if settle.kind == "unknown":
        raise NotFound(str(CLAIM_NOT_FOUND))
    if settle.kind == "differs":
        raise _saved_otherwise(settle, agent_id, kept=kept)
    if settle.kind == "lost":
        lost = _("You no longer have this lead, so the result was not saved. Get the next lead.")
        if kept:
            lost = _(
                "You no longer have this lead, so the result was not saved. Your note is on the"
                " lead’s timeline. Get the next lead."
            )
        raise Conflict(lost, code="claim_lost")
    if settle.refusal is not None:
        there = callback_clock(zones_of_lane(lane), agent_id, clock.now())
        raise refusal_error(settle.refusal, there.zone, zone_of(agent_id))
    if (step := settle.step) is None:
        raise RuntimeError("settled without a next step")
    return SettleResult(
        next=step.next,
        lead_id=step.lead_id,
        disposition=step.disposition,
        round=step.round,
        at=step.at,
        replayed=settle.kind == "replayed",
    )


def _saved_otherwise(settle: Settle, agent_id: int, *, kept: bool) -> Invalid:
    """Say which result counts, when another tab or program saved it first."""
    claim = settle.claim
    code = claim.settled_as if claim else ""
    chosen = pull_queries.disposition(code)
    ended = claim.ended_at if claim and claim.ended_at else clock.now()
    message = _(
        "You already saved a different result for this lead: {outcome}, at {time}. The first one "
        "counts. To change it, undo it or ask a team lead to correct it."
    ).format(
        outcome=chosen.label if chosen else code,
        time=f"{ended.astimezone(ZoneInfo(zone_of(agent_id))):%H:%M}",
    )
    if kept:
        added = _("Your note is on the lead’s timeline.")
        message = f"{message} {added}"
    return wrong("note", "body_differs", message)
