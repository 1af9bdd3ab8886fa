"""Pull the next lead for an agent."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from pullahead.base import clock
from pullahead.base import queries as base
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import services as leads_write
from pullahead.pull import card_queries, script_comparisons
from pullahead.pull import queries as pull_queries
from pullahead.pull.cadence import DispositionKind
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Pull
from pullahead.pull.note_rules import NoteFacts, needs_own_words
from pullahead.pull.store.database import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS
from pullahead.pull.store.pull_facts import read_pull_facts
from pullahead.team import services as team_write
from pullahead.team.models import PresenceState
from pullahead.team.presence import enter
from pullahead.team.queries import AgentLock
from pullahead.usecases.common.cached_counts import wait_estimate
from pullahead.usecases.common.engine import COINS, ENGINE
from pullahead.usecases.common.sanitize import NOTE_LIMIT as NOTE_LIMIT
from pullahead.usecases.common.timezones import organisation_zone, start_of_day, zone_of
from pullahead.usecases.common.working_time import review_at
from pullahead.usecases.settings.dispositions import ALWAYS_OWN_WORDS
from pullahead.usecases.work import clock_guard
from pullahead.usecases.work.claims import current_claim
from pullahead.usecases.work.empty_reasons import empty_reasons
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.qualified import QUALIFIED, becomes_deal


@dataclass(frozen=True, slots=True)
class DispositionChoice:
    """A disposition that the agent can choose."""

    code: str
    label: str
    kind: str  # next, nurture, callback, final
    tried: bool = True  # implies an attempt
    own_words: bool = True  # the agent writes the note; else the system does
    dated: bool = False  # of kind nurture: the customer named the date
    for_one: bool = False  # the customer asks for a colleague by name
    opt_out: bool = False
    bad_number: bool = False  # final only where no other number or email address is left


@dataclass(frozen=True, slots=True)
class PullResult:
    """The result of a pull: a claim, or the reasons why there is none and when to ask again."""

    claim: ClaimView | None
    again: bool = False  # a live claim was returned again: settle it first
    reasons: tuple[str, ...] = ()
    next_at: datetime | None = None


@retried
def requeue_due() -> int:
    """Requeue at most 500 expired claims and due leads, and return how many there were.

    No worker does this: every pull begins with it, in a transaction of its own.
    """
    clock_guard.check()
    if not card_queries.anything_due(clock.now()):
        return 0
    with write_transaction() as now:
        return ENGINE.requeue_due(now=now, review_at=review_at(now), limit=TAKEN_BACK_AT_ONCE)


def next_lead(*, agent_id: int) -> PullResult:
    """Return the live claim, else a claim on the best lead, else the reasons for none."""
    while True:
        pulled = pull(agent_id=agent_id)
        if pulled.claim is None:
            reasons, next_at = empty_reasons(
                pulled.reason, agent_id, zone_of(agent_id), pulled.gate
            )
            return PullResult(None, reasons=reasons, next_at=next_at)
        hand = current_claim(agent_id=agent_id)
        if hand is not None:
            return PullResult(hand, again=pulled.again)
        # A concurrent act ended the claim: pull again.


def pull(*, agent_id: int) -> Pull:
    """Requeue due leads, then claim, until there is a claim or certainly no lead."""
    give_up, pause = time.monotonic() + PATIENCE_SECONDS, LOOK_AGAIN_SECONDS
    clock_guard.check()
    looked = False  # due leads were requeued in this try
    while True:
        pulled = _pull(agent_id, looked)
        if pulled is None:
            requeue_due()
            wait_estimate()
            looked = True
            continue
        looked = False
        if pulled.reason == "busy" and time.monotonic() < give_up:
            time.sleep(pause)
            # Many pulls that poll every 2 ms would starve the one they wait for.
            pause *= 2
            continue  # another pull requeues due leads, or more are due
        if not pulled.more:
            return pulled


@retried
def _pull(agent_id: int, looked: bool) -> Pull | None:
    """Try once. Return None where due leads or the wait estimate come first, if not `looked`."""
    lock, coin = AgentLock(agent_id), secrets.randbelow(COINS) / COINS
    with write_transaction(lock=lock.take) as now:
        puller = read_pull_facts(
            agent_id,
            now,
            day_began=start_of_day(now, lock.zone or organisation_zone()),
            active=lock.active,
            review_at=review_at(now),
            exploration=settings.CONFIG.exploration,
        )
        if puller.stale and not looked:
            return None
        pull = ENGINE.pull(puller, now=now, coin=coin)
        _present(lock, pull, now)
        if puller.compares_scripts and pull.claim is not None and not pull.again:
            script_comparisons.draw_for(pull.claim.lead_id, claim=pull.claim.token, now=now)
        for lead_id in pull.closed:
            leads_write.close(lead_id=lead_id, code="do_not_call", now=now)
    return pull


def _present(lock: AgentLock, pull: Pull, now: datetime) -> None:
    """Record the state that a pull begins: with a lead, or available. A break ends."""
    if lock.break_since is not None:
        team_write.set_break(person_id=lock.person_id, since=None)
        record(JournalEvent.PERSON_BACK, now=now, actor_id=lock.person_id)
    if pull.claim is not None:
        enter(lock.person_id, lock.presence, PresenceState.CLAIM, now=now)
    elif pull.reason == "nothing" or lock.presence.state == PresenceState.BREAK:
        enter(lock.person_id, lock.presence, PresenceState.AVAILABLE, now=now)


def choices(lead_id: UUID | None = None) -> tuple[DispositionChoice, ...]:
    """Return the dispositions that can be chosen, in the organization's order.

    For a lead whose team works on deals, *qualified* closes the lead.
    """
    deals = lead_id is not None and becomes_deal(lead_id)
    said = NoteFacts(always_own_words=bool(base.setting(ALWAYS_OWN_WORDS)))
    return tuple(
        DispositionChoice(
            d.code,
            d.label,
            DispositionKind.FINAL if deals and d.code == QUALIFIED else d.kind,
            tried=d.tried,
            own_words=needs_own_words(d, said),
            dated=d.dated,
            for_one=d.for_one,
            opt_out=d.opt_out,
            bad_number=d.bad_number,
        )
        for d in pull_queries.dispositions()
    )
