"""An agent's acts: next, settle, extend, release."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.errors import Conflict, FieldError, Invalid, NotFound
from pullahead.base.write import write
from pullahead.desk import sight
from pullahead.desk.nothing import why_nothing
from pullahead.desk.place import organisation_zone, zone_of
from pullahead.desk.shapes import Choice, InHand, Pulled, Settled
from pullahead.desk.typed import NOTE_LIMIT as NOTE_LIMIT
from pullahead.desk.typed import typed, typed_code, typed_note
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull import queries as pull_queries
from pullahead.pull import rules
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Engine, Outcome, Pull, Puller, Settle
from pullahead.pull.grounds import BY_CUSTOMER
from pullahead.pull.services import keep_wrote, log_attempt, move_attempts, route_of
from pullahead.pull.store.db import LOOK_AGAIN_SECONDS, PATIENCE_SECONDS, DbStore
from pullahead.pull.store.port import Claim
from pullahead.pull.windows import Hours, place_in
from pullahead.team.queries import PersonLock

ENGINE = Engine(DbStore())
REASON_LIMIT = 200


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
    while True:
        take_back()
        pulled = _pull(agent_id)
        if pulled.reason == "busy" and time.monotonic() < give_up:
            time.sleep(pause)
            # A herd that all looked every 2 ms would keep those it waits for from the processor
            pause *= 2
            continue  # what is due is being taken back by somebody else, or there is more of it
        if not pulled.more:
            return pulled


def _pull(agent_id: int) -> Pull:
    lock = PersonLock(agent_id)
    with write(lock=lock.take) as now:
        puller = Puller(
            agent=agent_id,
            active=lock.person.is_active,
            hours=pull_queries.hours(),
            review_at=rules.end_of_next_working_day(now, organisation_zone()),
        )
        pull = ENGINE.pull(puller, now=now, facts_of=lambda card: pick_facts(card, now))
        for lead_id in pull.closed:
            leads_write.close(lead_id=lead_id, code="do_not_call", now=now)
    return pull


def pick_facts(card: rules.Card, now: datetime) -> rules.PickFacts:
    """What only the picked card can tell, read behind its lock."""
    numbers, opted_out = pull_queries.numbers(card.lead_id, now)
    zone = _zone_of_lane(card.lane) if card.due_at else "UTC"
    # a settle writes its call down to the first number: that one is what the law asks about
    return rules.PickFacts(opted_out, numbers[:1], zone)


def _zone_of_lane(lane: int | None) -> str:
    windows = next((there.windows for there in ENGINE.store.lanes() if there.id == lane), "")
    return place_in(windows).zones[0] if windows else "UTC"


def in_hand(*, agent_id: int) -> InHand | None:
    """The live claim and its lead, as its agent sees them."""
    return sight.in_hand(agent_id, clock.now())


def choices() -> tuple[Choice, ...]:
    """The dispositions that can be chosen, in the organisation's order."""
    return tuple(Choice(d.code, d.label, d.kind) for d in pull_queries.dispositions())


def settle(
    *, agent_id: int, token: UUID, disposition: str, note: str, promise_at: datetime | None
) -> Settled:
    """End the claim with a disposition and a note, which earns the next pull.

    The same body again gives the same answer. Raises NotFound for a token that is not this
    agent's, Conflict `claim_lost` (the note is kept as *written late*), Invalid otherwise.
    """
    disposition, note = typed_code(disposition), typed_note(note)
    promise_at = _in_utc(promise_at)
    chosen = pull_queries.disposition(disposition)
    with write(lock=_lock(agent_id, token)) as now:
        settled = ENGINE.settle(
            agent=agent_id,
            token=token,
            outcome_of=_outcome(disposition, chosen, note, promise_at, now),
            now=now,
        )
        if settled.kind == "settled" and settled.claim is not None and chosen is not None:
            _after_settle(settled.claim, chosen, now)
            _resume(settled.claim, now)
    return _answer(settled, agent_id, kept=bool(note))


def _lock(agent_id: int, token: UUID) -> Callable[[], None] | None:
    """The agent's row first, where the act may bring an interrupted claim back.

    Such an act touches two cards, and a take of this very moment the same two: whoever has the
    row goes first, and neither waits for the other.
    """
    claim = ENGINE.store.claim(token)
    by_customer = claim is not None and claim.agent == agent_id and claim.ground in BY_CUSTOMER
    return PersonLock(agent_id).take if by_customer else None


def _resume(claim: Claim, now: datetime) -> None:
    """The customer who came in is served: the claim that waited is in hand again."""
    if claim.ground in BY_CUSTOMER:
        ENGINE.resume(claim.agent, now=now)


def _in_utc(moment: datetime | None) -> datetime | None:
    """The same moment in UTC; at the ends of the calendar, where there is none, the nearest."""
    try:
        return moment and clock.require_aware(moment)
    except OverflowError:
        late = moment is not None and moment.year > 1
        return datetime.max.replace(tzinfo=UTC) if late else datetime.min.replace(tzinfo=UTC)


def _outcome(
    code: str,
    chosen: rules.Disposition | None,
    note: str,
    promise_at: datetime | None,
    now: datetime,
) -> Callable[[Claim], Outcome]:
    """Gathers a settle's facts once its card is locked; those of a promise only for one."""

    def gather(claim: Claim) -> Outcome:
        lead = leads.lead(claim.lead_id)
        if lead is None:
            raise NotFound("There is no such lead.")
        route = route_of(source=lead.source)
        by_cadence = chosen is not None and chosen.kind == rules.Kind.NEXT
        return Outcome(
            disposition=chosen,
            note=note,
            promise_at=promise_at,
            body_hash=_body_hash(code, note, promise_at),
            cadence=pull_queries.cadence(route.cadence),
            worth=pull_queries.worth(route, lead),
            hours=pull_queries.hours() if promise_at else Hours(()),
            unanswered=pull_queries.unanswered(claim.lead_id) if by_cadence else (),
            numbers=pull_queries.numbers(claim.lead_id, now)[0][:1] if promise_at else (),
        )

    return gather


def _body_hash(code: str, note: str, promise_at: datetime | None) -> str:
    body = [code, note, promise_at.isoformat() if promise_at else None]
    return hashlib.sha256(json.dumps(body).encode("utf-8", "surrogatepass")).hexdigest()


def _after_settle(claim: Claim, chosen: rules.Disposition, now: datetime) -> None:
    """The rows of other rooms: the attempt, a bad number, an opt-out, a closed lead."""
    phone, wrote = leads.first_phone(claim.lead_id), dict[str, object]()
    if chosen.tried and phone is not None:
        log_attempt(
            lead_id=claim.lead_id,
            claim=claim.token,
            agent_id=claim.agent,
            address_id=phone.pk,
            value=phone.value,
            reached=chosen.reached,
            outcome=chosen.code,
            now=now,
        )
    if chosen.bad_number and phone is not None:
        leads_write.mark_bad(address=phone, reason=chosen.code)
        wrote["bad"] = phone.pk
    if chosen.opt_out:
        wrote["opted_out"] = leads_write.opt_out(
            lead_id=claim.lead_id, now=now, actor_id=claim.agent
        )
    if chosen.kind == rules.Kind.FINAL:
        leads_write.close(lead_id=claim.lead_id, code=chosen.code, now=now)
    if wrote:
        keep_wrote(token=claim.token, result={**(claim.result or {}), "wrote": wrote})


def take_wrote_back(before: Claim, again: Claim) -> None:
    """What a settle wrote in other rooms, once it is undone, as far as it was the settle's own.

    The attempt stays, for the call was made and the law counts it; it belongs to the claim that
    is in hand again, whose settle says anew what came of it.
    """
    wrote = (before.result or {}).get("wrote", {})
    if wrote.get("bad"):
        leads_write.mark_good(address_id=wrote["bad"])
    if wrote.get("opted_out"):
        leads_write.opt_in_again(lead_id=before.lead_id, values=wrote["opted_out"])
    move_attempts(claim=before.token, to=again.token)


def _answer(settle: Settle, agent_id: int, *, kept: bool) -> Settled:
    if settle.kind == "unknown":
        raise NotFound("This claim is not yours, or does not exist.")
    if settle.kind == "differs":
        raise _invalid(
            "note",
            "body_differs",
            "This claim was settled already, with another body; the first settle stands.",
        )
    if settle.kind == "lost":
        note = "Your note is kept on the lead as “written late”. " if kept else ""
        raise Conflict(
            f"This claim has ended, so the lead is no longer yours to settle. {note}"
            "Pull the next one.",
            code="claim_lost",
        )
    if settle.refusal is not None:
        raise _refused(settle.refusal, zone_of(agent_id))
    result = settle.result or {}
    at = result.get("at")
    return Settled(
        next=str(result["next"]),
        lead_id=UUID(str(result["lead_id"])),
        disposition=str(result["disposition"]),
        round=int(result["round"]),
        at=datetime.fromisoformat(at) if at else None,
        replayed=settle.kind == "replayed",
    )


def _refused(refusal: rules.Refusal, zone: str) -> Invalid:
    message = refusal.message
    if refusal.allowed is not None:
        # up to the whole minute: what is named can be chosen
        allowed = refusal.allowed + timedelta(seconds=60, microseconds=-1)
        local = allowed.astimezone(ZoneInfo(zone))
        message += f" The first moment that is allowed: {local:%H:%M on %d %B} ({zone})."
    return _invalid(refusal.field, refusal.code, message)


def _invalid(field: str, code: str, message: str) -> Invalid:
    return Invalid(message, code=code, errors=[FieldError(field, code, message)])


def extend(*, agent_id: int, token: UUID) -> datetime:
    """Renew the claim: to 5 min from now, but 30 min from its start at most."""
    with write() as now:
        try:
            end = ENGINE.extend(agent=agent_id, token=token, now=now)
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
    if end is None:
        raise Conflict("This claim has ended. Pull the next one.", code="claim_lost")
    return end


def release(*, agent_id: int, token: UUID, reason: str) -> None:
    """Give the lead back, for others, until midnight at least; the notes made so far stay."""
    reason = typed(reason)[:REASON_LIMIT]
    if not reason:
        raise _invalid("reason", "reason_required", "Say why you give it back.")
    zone, claim = zone_of(agent_id), ENGINE.store.claim(token)
    with write(lock=_lock(agent_id, token)) as now:
        try:
            given = ENGINE.release(
                agent=agent_id,
                token=token,
                reason=reason,
                until=rules.next_midnight(now, zone),
                now=now,
            )
        except KeyError:
            raise NotFound("This claim is not yours, or does not exist.") from None
        if given and claim is not None:
            _resume(claim, now)
    if not given:
        raise Conflict("This claim has ended already.", code="claim_lost")
