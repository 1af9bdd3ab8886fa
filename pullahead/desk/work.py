"""An agent's acts: next, settle, extend, release."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.write import write
from pullahead.desk import sight, uncalled
from pullahead.desk.breaks import over
from pullahead.desk.lulls import lull
from pullahead.desk.nothing import why_nothing
from pullahead.desk.place import organisation_zone, zone_of
from pullahead.desk.shapes import Choice, InHand, Pulled
from pullahead.desk.typed import NOTE_LIMIT as NOTE_LIMIT
from pullahead.desk.typed import typed
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull import law, models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Engine, Pull
from pullahead.pull.gate import read_gate
from pullahead.pull.grounds import BY_CUSTOMER
from pullahead.pull.notes import Said, needs_own_words
from pullahead.pull.picking import Picked
from pullahead.pull.puller import Puller
from pullahead.pull.services import route_of
from pullahead.pull.store.db import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS, DbStore
from pullahead.pull.store.port import Claim
from pullahead.pull.windows import place_in
from pullahead.team import queries as team
from pullahead.team.queries import AgentLock, PersonLock
from pullahead.team.skills import language

ENGINE = Engine(DbStore())
COINS = 1_000_000
REASON_LIMIT = 200
LANGUAGE = "language"
ALWAYS_OWN_WORDS = "always_own_words"  # the name of the house's setting


def take_back() -> int:
    """Bring back what is due: ended claims and sleepers, 500 at most; how many there were.

    No worker does this: every pull begins with it, in a transaction of its own.
    """
    if not pull_queries.anything_due(clock.now()):
        return 0
    with write() as now:
        review_at = rules.end_of_next_working_day(now, organisation_zone())
        return ENGINE.take_back(now=now, review_at=review_at, limit=TAKEN_BACK_AT_ONCE)


def next_lead(*, agent_id: int) -> Pulled:
    """The claim in hand, or the best lead that this agent may call now, or why there is none."""
    while True:
        pulled = pull(agent_id=agent_id)
        if pulled.claim is None:
            reasons, next_at = why_nothing(pulled.reason, agent_id, zone_of(agent_id))
            return Pulled(None, reasons=reasons, next_at=next_at)
        hand = in_hand(agent_id=agent_id)
        if hand is not None:
            return Pulled(hand, again=pulled.again)
        # a leader closed it, or the person was sent home, in this very moment: pull again


def pull(*, agent_id: int) -> Pull:
    """The act alone: take back what is due, then claim, until there is a claim or truly none."""
    give_up, pause = time.monotonic() + PATIENCE_SECONDS, LOOK_AGAIN_SECONDS
    looked = False  # whether what is due was taken back, for this try
    while True:
        pulled = _pull(agent_id, looked)
        if pulled is None:
            take_back()
            lull()
            looked = True
            continue
        looked = False
        if pulled.reason == "busy" and time.monotonic() < give_up:
            time.sleep(pause)
            # A herd that all looked every 2 ms would keep those it waits for from the processor
            pause *= 2
            continue  # what is due is being taken back by somebody else, or there is more of it
        if not pulled.more:
            return pulled


def _pull(agent_id: int, looked: bool) -> Pull | None:
    """One try; None where something must come back, or T be counted, before anybody `looked`."""
    lock, coin = AgentLock(agent_id), secrets.randbelow(COINS) / COINS
    with write(lock=lock.take) as now:
        gate = read_gate(agent_id, now)
        if (gate.due or gate.uncounted) and not looked:
            return None
        puller = Puller(
            agent=agent_id,
            active=lock.active,
            hours=gate.hours,
            review_at=rules.end_of_next_working_day(now, organisation_zone()),
            lull=gate.lull,
            reserve=settings.CONFIG.reserve,
            skills=gate.skills,
            back=gate.limits.back,
            holds=gate.holds,
            promised=gate.promised,
            lanes=gate.lanes,
            rates=gate.rates,
        )
        over(agent_id, lock.break_since, now)
        pull = ENGINE.pull(
            puller, now=now, facts_of=lambda one: pick_facts(one, now, gate.limits), coin=coin
        )
        for lead_id in pull.closed:
            leads_write.close(lead_id=lead_id, code="do_not_call", now=now)
    return pull


def pick_facts(picked: Picked, now: datetime, limits: law.Limits | None = None) -> law.PickFacts:
    """What only the picked card can tell, read with its lock or behind it."""
    card, limits = picked.card, limits or pull_queries.limits(now)
    numbers, opted_out = pull_queries.numbers(card.lead_id, now, limits, picked.numbers)
    mailable = False
    if not numbers:
        mailable, opted_out = leads.mailable(card.lead_id)
    zone = _zone_of_lane(card.lane) if card.due_at else "UTC"
    return law.PickFacts(opted_out, numbers, zone, mailable, limits)


def _zone_of_lane(lane: int | None) -> str:
    there = ENGINE.store.lane_at(lane or 0)
    return place_in(there.windows).zones[0] if there else "UTC"


def in_hand(*, agent_id: int) -> InHand | None:
    """The live claim and its lead, as its agent sees them."""
    return sight.in_hand(agent_id)


def choices() -> tuple[Choice, ...]:
    """The dispositions that can be chosen, in the organisation's order."""
    said = Said(always_own_words=bool(base.setting(ALWAYS_OWN_WORDS)))
    return tuple(
        Choice(
            d.code,
            d.label,
            d.kind,
            tried=d.tried,
            own_words=needs_own_words(d, said),
            for_one=d.for_one,
            opt_out=d.opt_out,
            bad_number=d.bad_number,
        )
        for d in pull_queries.dispositions()
    )


def lock_of(agent_id: int, token: UUID) -> Callable[[], None] | None:
    """The agent's row first, where the act may bring an interrupted claim back.

    Such an act touches two cards, and a take of this very moment the same two: whoever has the
    row goes first, and neither waits for the other.
    """
    claim = ENGINE.store.claim(token)
    by_customer = claim is not None and claim.agent == agent_id and claim.ground in BY_CUSTOMER
    return PersonLock(agent_id).take if by_customer else None


def resume(claim: Claim, now: datetime) -> None:
    """The customer who came in is served: the claim that waited is in hand again."""
    if claim.ground in BY_CUSTOMER:
        ENGINE.resume(claim.agent, now=now)


def extend(*, agent_id: int, token: UUID, draft: str | None = None) -> datetime:
    """Renew the claim: to 5 min from now, but 30 min from its start at most, 2 h on a call.

    `draft` is what was typed so far: kept with the claim, so that it can be gone on with on
    another screen, and stands on the lead if the claim is taken.
    """
    with write() as now:
        try:
            end = ENGINE.extend(agent=agent_id, token=token, now=now)
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
        if draft is not None and end is not None:
            kept = typed(draft)[:NOTE_LIMIT]
            models.Claim.objects.filter(pk=token).exclude(draft=kept).update(draft=kept)
    if end is None:
        raise Conflict("This claim has ended. Pull the next one.", code="claim_lost")
    return end


def release(*, agent_id: int, token: UUID, reason: str) -> None:
    """Give the lead back, for others, until midnight at least; the notes made so far stay."""
    reason = typed(reason)[:REASON_LIMIT]
    if not reason:
        raise wrong("reason", "reason_required", "Say why you give it back.")
    zone, claim = zone_of(agent_id), ENGINE.store.claim(token)
    with write(lock=lock_of(agent_id, token)) as now:
        uncalled.refuse_more(agent_id=agent_id, now=now, token=token)
        try:
            given = ENGINE.release(
                agent=agent_id,
                token=token,
                reason=reason,
                until=_not_before(reason, now, zone),
                now=now,
            )
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
        if given and claim is not None:
            _speaks(claim.lead_id, reason, now)
            resume(claim, now)
    if not given:
        raise Conflict("This claim has ended already.", code="claim_lost")


def _speaks(lead_id: UUID, reason: str, now: datetime) -> None:
    """Given back as “language: es”: from now on it goes only to who speaks that, if that is a
    skill here."""
    word, _, said = reason.partition(":")
    skill = language(said)
    lead, card = leads.lead(lead_id), ENGINE.store.card(lead_id)
    if word.strip().lower() != LANGUAGE or lead is None or card is None:
        return
    if not team.skill_exists(skill):
        return
    leads_write.state_language(lead_id=lead_id, code=skill.partition(":")[2])
    lead.attributes = {**lead.attributes, "language": skill.partition(":")[2]}
    worth = pull_queries.worth(route_of(source=lead.source), lead)
    ENGINE.store.put(ENGINE.placed(card, worth, now=now), was=card)


def _not_before(reason: str, now: datetime, zone: str) -> datetime:
    """A language is not learned by midnight: such a lead goes to others for good."""
    if reason.lower().startswith(LANGUAGE):
        return now + rules.PROMISE_AT_MOST
    return rules.next_midnight(now, zone)
