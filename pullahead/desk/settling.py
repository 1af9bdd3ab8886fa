"""Settling a claim: what is said, what was tried, what comes next, and the rows beside it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound, wrong
from pullahead.base.write import write
from pullahead.desk import guides
from pullahead.desk.attempts import written_note
from pullahead.desk.opting_out import keep_from_settle, opt_out_kept, opted_out_by
from pullahead.desk.place import organisation_zone, zone_of
from pullahead.desk.shapes import Settled
from pullahead.desk.typed import typed_code, typed_note
from pullahead.desk.work import ENGINE, resume
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.leads.models import Outcome as CameTo
from pullahead.leads.models import Source
from pullahead.leads.services import AMOUNT_BELOW
from pullahead.pull import law, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.engine import Known
from pullahead.pull.grounds import needs_no_try
from pullahead.pull.notes import LOOKED_BACK, Said, needs_own_words
from pullahead.pull.services import (
    close_attempt,
    keep_wrote,
    log_attempt,
    move_attempts,
    route_of,
    take_answers_back,
)
from pullahead.pull.settle_facts import HandLock, Phone, SettleFacts, read_facts
from pullahead.pull.settling import NO_POINTS, ContactPoints, Outcome, Settle
from pullahead.pull.store.port import Claim
from pullahead.pull.windows import Hours
from pullahead.team.models import Person

WON = "won"
NOT_YOURS = "This claim is not yours, or does not exist."


@dataclass(frozen=True, slots=True)
class Word:
    """What an agent says of a claim.

    `promise_for` is the id of who goes on with it, `amount` what a sale came to (more than 0, in
    the organisation's currency), `dialled` that they called on their own phone (None: if no try
    was logged), `answers` what the customer answered to the call guide's questions, by question.
    """

    disposition: str
    note: str = ""
    promise_at: datetime | None = None
    promise_for: int | None = None
    amount: Decimal | None = None
    dialled: bool | None = False
    answers: Mapping[str, str] = field(default_factory=dict)


def settle(*, agent_id: int, token: UUID, word: Word) -> Settled:
    """End the claim with a disposition and a note, which earns the next pull.

    The same word again gives the same answer. A claim that ended by itself is settled late while
    nobody took the lead since. Raises NotFound for a token that is not this agent's, Conflict
    `claim_lost` (the note is kept as *written late*), Invalid otherwise. An opt-out is kept
    whatever is refused, and the refusal says so.
    """

    def keep() -> bool:
        return keep_from_settle(agent_id=agent_id, token=token, disposition=word.disposition)

    with opt_out_kept(keep):
        return _settle(agent_id, token, _read(word))


def _settle(agent_id: int, token: UUID, word: Word) -> Settled:
    _check(word)
    # The agent's row first: a settle may bring an interrupted claim back, which is a second card
    lock = HandLock(agent_id, token)
    with write(lock=lock.take) as now:
        facts = _facts(token, word)
        settled = ENGINE.settle(
            agent=agent_id,
            token=token,
            outcome_of=lambda claim: _outcome(claim, facts, word, now),
            now=now,
            known=Known(lock.card, facts.claim, facts.lanes),
        )
        claim = settled.claim
        if settled.kind == "settled" and claim is not None:
            _after_settle(claim, facts, word, now)
            resume(claim, now)
    return _answer(settled, agent_id, kept=bool(word.note))


def _read(word: Word) -> Word:
    return replace(
        word,
        disposition=typed_code(word.disposition),
        note=typed_note(word.note),
        promise_at=_in_utc(word.promise_at),
        answers=guides.typed_answers(word.answers),
    )


def _check(word: Word) -> None:
    """What can be judged before any lock is taken."""
    if word.amount is not None and word.disposition != WON:
        raise wrong("amount", "amount_unexpected", "Only a sale has an amount. Leave it out.")
    if word.amount is not None and not _is_money(word.amount):
        raise wrong("amount", "not_an_amount", "A sale is more than 0, such as 850.00.")
    if word.promise_for is not None:
        able = Person.objects.filter(pk=word.promise_for, is_active=True)
        if not able.exists():
            raise wrong(
                "promise_for", "unknown_person", "Nobody who works here has this name. Choose one."
            )


def _is_money(amount: Decimal) -> bool:
    """More than 0, with two decimals at most."""
    if not amount.is_finite() or not 0 < amount < AMOUNT_BELOW:
        return False
    return amount == amount.quantize(Decimal("0.01"))


def _in_utc(moment: datetime | None) -> datetime | None:
    """The same moment in UTC; at the ends of the calendar, where there is none, the nearest."""
    try:
        return moment and clock.require_aware(moment)
    except OverflowError:
        late = moment is not None and moment.year > 1
        return datetime.max.replace(tzinfo=UTC) if late else datetime.min.replace(tzinfo=UTC)


def _outcome(claim: Claim, facts: SettleFacts, word: Word, now: datetime) -> Outcome:
    """What is settled, with what its rules look at."""
    chosen = facts.disposition
    # each other fact is asked for only where a rule looks at it: this is the busiest act of all
    counted = word.promise_at is not None or (chosen is not None and chosen.bad_number)
    limits = pull_queries.limits(now) if word.promise_at else law.SHIPPED
    numbers = pull_queries.numbers(claim.lead_id, now, limits)[0] if counted else ()
    return Outcome(
        disposition=chosen,
        note=word.note,
        body_hash=_body_hash(word),
        cadence=facts.cadence,
        worth=facts.worth,
        hours=pull_queries.hours(limits.packs) if word.promise_at else Hours(()),
        asked=rules.Asked(word.promise_at, word.promise_for),
        said=_said(claim, facts, word),
        attempted=bool(facts.tried)
        or word.dialled is not False
        or needs_no_try(claim.ground, claim.why),
        unanswered=facts.unanswered,
        numbers=numbers if word.promise_at else (),
        limits=limits,
        left=_left(claim, numbers, facts, now),
        refusal=_unanswered(claim, word),
    )


def prospect(facts: SettleFacts, word: Word, now: datetime) -> Outcome:
    """The outcome that a settle with this word would have now; nothing is written."""
    return _outcome(facts.claim, facts, word, now)


def _facts(token: UUID, word: Word) -> SettleFacts:
    facts = read_facts(token, word.disposition)
    if facts is not None and not facts.routed:
        route_of(source=Source.objects.get(pk=facts.source_id))
        facts = read_facts(token, word.disposition)
    if facts is None:
        raise NotFound(NOT_YOURS)
    return facts


def _unanswered(claim: Claim, word: Word) -> rules.Refusal | None:
    """What the call guide asks first, and nobody answered yet."""
    try:
        guides.check(lead_id=claim.lead_id, disposition=word.disposition, answers=word.answers)
    except Invalid as lacking:
        return rules.Refusal(lacking.errors[0].field, lacking.code, lacking.message)
    return None


def _said(claim: Claim, facts: SettleFacts, word: Word) -> Said:
    said, chosen = Said(always_own_words=facts.own_words), facts.disposition
    if chosen is None:
        return said
    if needs_own_words(chosen, said):
        return replace(said, recent=pull_queries.last_notes(claim.agent, LOOKED_BACK))
    if not word.note.strip():
        zone = facts.zone or organisation_zone()
        return replace(said, written=written_note(facts.tried, chosen, zone))
    return said


def _left(
    claim: Claim, numbers: tuple[law.Number, ...], facts: SettleFacts, now: datetime
) -> ContactPoints:
    """The contact points that are left once the one that was tried is bad."""
    chosen = facts.disposition
    if chosen is None or not chosen.bad_number:
        return NO_POINTS
    phones = tuple(number.value for number in numbers)
    emails = tuple(one.value for one in leads.good_emails(claim.lead_id))
    return ContactPoints(phones, emails).without(_bad_point(claim, facts, emails, now))


def _bad_point(claim: Claim, facts: SettleFacts, emails: Sequence[str], now: datetime) -> str:
    """The number or e-mail address that a bad-number outcome is about."""
    phones = tuple(one.value for one in facts.phones)
    called = facts.last_called
    if not called and (dialled := _dialled(claim, facts, now)) is not None:
        called = dialled.value
    points = ContactPoints(phones, tuple(emails))
    return points.tried(called=called, written=facts.last_written)


def _bad_address(claim: Claim, facts: SettleFacts, now: datetime) -> int | None:
    """The id of that number or address; None if it is marked bad already."""
    emails = {one.value: one.pk for one in leads.good_emails(claim.lead_id)}
    bad = _bad_point(claim, facts, tuple(emails), now)
    phone = facts.phone(bad)
    return phone.id if phone is not None else emails.get(bad)


def _tried_number(claim: Claim, facts: SettleFacts, now: datetime) -> Phone | None:
    """The valid number that was called last in this claim; else the first that could be called,
    for which one they dialled nobody logged; else the lead's first."""
    if facts.last_called:
        return facts.phone(facts.last_called)
    return _dialled(claim, facts, now) or next(iter(facts.phones), None)


def _body_hash(word: Word) -> str:
    at = word.promise_at.isoformat() if word.promise_at else None
    body: list[object] = [word.disposition, word.note, at]
    if word.promise_for is not None or word.amount is not None:
        body += [word.promise_for, str(word.amount)]
    if word.answers:
        body.append(dict(word.answers))
    return hashlib.sha256(json.dumps(body).encode("utf-8", "surrogatepass")).hexdigest()


def _after_settle(claim: Claim, facts: SettleFacts, word: Word, now: datetime) -> None:
    """The rows of other rooms: the attempts, a bad number, an opt-out, a sale, a closed lead."""
    chosen = facts.disposition
    if chosen is None:
        raise RuntimeError("settled without a disposition")
    phone = _tried_number(claim, facts, now) if chosen.tried else None
    # decided before an attempt on the agent's own phone is logged
    bad = _bad_address(claim, facts, now) if chosen.bad_number else None
    wrote = dict[str, object]()
    guides.keep(claim=claim.token, lead_id=claim.lead_id, answers=word.answers)
    if chosen.tried:
        _close_attempts(claim, facts, word, phone, now)
    if bad is not None:
        leads_write.mark_bad(address_id=bad, reason=chosen.code)
        wrote["bad"] = bad
    if chosen.opt_out:
        new = leads_write.opt_out(lead_id=claim.lead_id, now=now, actor_id=claim.agent)
        wrote["opted_out"] = [*opted_out_by(facts.claim), *new]
    if chosen.code == WON:
        _sold(claim, word, now)
        wrote["sold"] = True
    if (claim.result or {}).get("next") == "closed":
        leads_write.close(lead_id=claim.lead_id, code=chosen.code, now=now)
    if wrote:
        keep_wrote(token=claim.token, result={**(claim.result or {}), "wrote": wrote})


def _close_attempts(
    claim: Claim, facts: SettleFacts, word: Word, phone: Phone | None, now: datetime
) -> None:
    """The last attempt came to what the agent says; what they dialled on their phone is one."""
    chosen = facts.disposition
    if chosen is None:
        return
    on_own_phone = word.dialled and not facts.last_called
    if facts.tried and not on_own_phone:
        close_attempt(attempt_id=facts.tried[-1].id, outcome=chosen.code, reached=chosen.reached)
    elif (
        phone is not None
        and word.dialled is not False
        and not needs_no_try(claim.ground, claim.why)
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


def _dialled(claim: Claim, facts: SettleFacts, now: datetime) -> Phone | None:
    """The first number that could be called: which one they dialled nobody logged."""
    if len(facts.phones) < 2:
        return None
    numbers = pull_queries.numbers(claim.lead_id, now)[0]
    free = (n.value for n in numbers if law.callable_from([n], now) <= now)
    return facts.phone(next(free, ""))


def _sold(claim: Claim, word: Word, now: datetime) -> None:
    leads_write.record_outcome(
        lead_id=claim.lead_id,
        verdict=WON,
        value=word.amount,
        at=now,
        now=now,
        how=CameTo.How.AGENT,
        actor_id=claim.agent,
    )


def take_wrote_back(before: Claim, again: Claim, *, now: datetime) -> None:
    """What a settle wrote in other rooms, once it is undone, as far as it was the settle's own.

    The attempt stays, for the call was made and the law counts it; it belongs to the claim that
    is in hand again, whose settle says anew what came of it.
    """
    wrote = (before.result or {}).get("wrote", {})
    if wrote.get("bad"):
        leads_write.mark_good(address_id=wrote["bad"])
    if wrote.get("opted_out"):
        leads_write.opt_in_again(lead_id=before.lead_id, values=wrote["opted_out"])
    if wrote.get("sold"):
        leads_write.take_outcome_back(lead_id=before.lead_id, now=now, actor_id=before.agent)
    take_answers_back(claim=before.token)
    move_attempts(claim=before.token, to=again.token)


def _answer(settle: Settle, agent_id: int, *, kept: bool) -> Settled:
    if settle.kind == "unknown":
        raise NotFound(NOT_YOURS)
    if settle.kind == "differs":
        raise wrong(
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
    return wrong(refusal.field, refusal.code, message)
