"""Rules of a settle: refuse it, or decide the lead's next state.

Plain Python without Django, clock or I/O.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import Hours
from pullahead.pull import cadence as cadence_rules
from pullahead.pull import nurturing, ranking, rules
from pullahead.pull.cadence import Disposition, DispositionKind, Refusal
from pullahead.pull.note_rules import NoteFacts, refuse_note
from pullahead.pull.rules import Card
from pullahead.pull.store.port import Claim, EngineEvent, event
from pullahead.team.shift_rules import LeaveSpan

NOTHING_ASKED, NOTHING_SAID = cadence_rules.CallbackRequest(), NoteFacts()
NO_PLAN = cadence_rules.Cadence((), {})


def _not_owned(due: datetime) -> datetime:
    """Make a touch due for any agent, without a reservation."""
    return due


@dataclass(frozen=True, slots=True)
class ContactPoints:
    """Valid numbers and email addresses of a lead, in the lead's order."""

    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()

    def tried(self, *, called: str, written: str) -> str:
        """Return the point that a bad-number disposition is about; "" if it is bad already.

        `called` is the number called last in the claim, or "" without a call. Without any valid
        number, the disposition is about the email address `written` to, or the first one.
        """
        if called:
            return called if called in self.phones else ""
        if self.phones:
            return self.phones[0]
        return written if written in self.emails else next(iter(self.emails), "")

    def without(self, bad: str) -> ContactPoints:
        """Return the points that are left without a bad one."""
        return ContactPoints(
            tuple(one for one in self.phones if one != bad),
            tuple(one for one in self.emails if one != bad),
        )


NO_POINTS = ContactPoints()


@dataclass(frozen=True, slots=True)
class SettleContext:
    """A settle, with the facts that its rules need."""

    disposition: Disposition | None
    note: str
    body_hash: str
    cadence: cadence_rules.Cadence
    worth: ranking.RankingInputs
    hours: Hours
    asked: cadence_rules.CallbackRequest = NOTHING_ASKED
    said: NoteFacts = NOTHING_SAID
    attempted: bool = True
    unanswered: Sequence[datetime] = ()
    numbers: Sequence[compliance.NumberFacts] = ()
    limits: compliance.RuleSet = compliance.SHIPPED
    # nurturing plan of the chosen disposition, or of the card's stage
    plan: cadence_rules.Cadence = NO_PLAN
    owned_until: nurturing.OwnedUntil = _not_owned
    # the agent of the last contact, where a touch may be used up without one
    contact_agent: int | None = None
    # leave, now and later, of the agent or of the colleague who gets the callback
    leave: Sequence[LeaveSpan] = ()
    # contact points left if the one just tried is bad
    left: ContactPoints = NO_POINTS
    # questions of the call script that must be answered before this outcome
    unasked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class SettleStep:
    """The next step of a lead after a settle: closed, callback or round, and when."""

    next: str
    lead_id: UUID
    disposition: str
    round: int
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Settle:
    """Result of a settle."""

    kind: str  # settled, replayed, unknown, differs, lost, refused
    claim: Claim | None = None
    refusal: Refusal | None = None

    @property
    def step(self) -> SettleStep | None:
        """Answer of a settled claim; equal at every replay."""
        claim = self.claim
        if claim is None or not claim.next_step:
            return None
        return SettleStep(
            claim.next_step, claim.lead_id, claim.settled_as, claim.round, claim.next_at
        )


@dataclass(frozen=True, slots=True)
class SettleDecision:
    """Effect of an accepted settle, still to be written."""

    chosen: Disposition
    before: Card  # held by its last holder, if the settle is late
    after: Card | None  # in its old lane; None: the lead closes
    next_step: str
    next_at: datetime | None
    events: Sequence[EngineEvent]


def repeated(claim: Claim, outcome: SettleContext) -> Settle:
    """Return the answer to a settle of a claim that is settled already."""
    same = claim.body_hash == outcome.body_hash
    return Settle("replayed" if same else "differs", claim)


def decide(
    claim: Claim, card: Card, outcome: SettleContext, *, windows: str, late: bool, now: datetime
) -> SettleDecision | Settle:
    """Return the effect of a settle, or its refusal. `late`: its claim had expired."""
    refusal, chosen = refuse(card, outcome, windows=windows, now=now), outcome.disposition
    if refusal or chosen is None:
        return Settle("refused", claim, refusal=refusal)
    before = card
    if late:
        before = rules.held_again(card, agent=claim.agent, token=claim.token, now=now)
    then = after(before, outcome, chosen, agent=claim.agent, now=now)
    then = then and rules.owned_unless_on_leave(then, outcome.leave)
    step, at = next_step(then)
    lines = events(card, then, chosen, agent=claim.agent, now=now, late=late)
    return SettleDecision(chosen, before, then, step, at, lines)


def refuse(card: Card, outcome: SettleContext, *, windows: str, now: datetime) -> Refusal | None:
    """Return why a settle of this card is refused, if it is; `windows` is its lane's window set."""
    chosen = outcome.disposition
    if chosen is None or not chosen.active:
        return Refusal("disposition", "unknown_disposition")
    refusal = (
        cadence_rules.refuse_settle(
            card,
            disposition=chosen,
            cadence=outcome.cadence,
            asked=outcome.asked,
            attempted=outcome.attempted,
            now=now,
        )
        or nurturing.refuse(card, chosen, outcome.plan, at=outcome.asked.callback_at, now=now)
        or _refuse_unasked(outcome.unasked)
        or refuse_note(chosen, outcome.note, outcome.said)
    )
    # a named date is no callback: the touch waits for the next allowed moment
    return refusal or (None if chosen.dated else _refuse_moment(outcome, windows))


def _refuse_unasked(questions: Sequence[str]) -> Refusal | None:
    if not questions:
        return None
    named = " ".join(f"“{question}”" for question in questions)
    return Refusal("guide", "guide_required", {"questions": named})


def _refuse_moment(outcome: SettleContext, windows: str) -> Refusal | None:
    """Refuse a callback at a moment when the calling rules bar calls."""
    at = outcome.asked.callback_at
    if at is None or not windows:
        return None
    return refuse_callback_moment(
        at, windows=windows, hours=outcome.hours, numbers=outcome.numbers, limits=outcome.limits
    )


def refuse_callback_moment(
    at: datetime,
    *,
    windows: str,
    hours: Hours,
    numbers: Sequence[compliance.NumberFacts],
    limits: compliance.RuleSet,
) -> Refusal | None:
    """Return the calling rule that bars a callback at `at`, and the next allowed moment."""
    if not windows:
        return None
    due = compliance.callable_from(numbers, at, limits)
    allowed = hours.callback_next_open(windows, due)
    if allowed == at:
        return None
    if hours.callback_open(windows, at):
        law = compliance.capped_by(numbers, at, limits)
    else:
        law = compliance.hours_law(hours.closed_by(windows, at), limits)
    return Refusal("callback_at", "callback_barred", allowed=allowed, rule=law)


def after(
    card: Card, outcome: SettleContext, chosen: Disposition, *, agent: int, now: datetime
) -> Card | None:
    """Return the card after a settle, with its key but in its old lane; None: the lead closes."""
    if chosen.kind == DispositionKind.CALLBACK:
        return _own_callbacks(card, outcome, chosen, agent, now)
    later = _later(card, outcome, chosen, agent, now)
    if later is None:
        return None
    at = ranking.place(ranking.nurtured(outcome.worth, later), round=later.round, now=now)
    ages = later.state != rules.CardState.PARKED
    return replace(later, key=at.key, rekey_at=at.rekey_at if ages else None)


def _later(
    card: Card, outcome: SettleContext, chosen: Disposition, agent: int, now: datetime
) -> Card | None:
    """Return the card in its next round or touch, without its key; None: the lead closes."""
    if chosen.kind == DispositionKind.NURTURE:
        return nurturing.to_touch(
            card,
            chosen,
            outcome.plan,
            agent=agent,
            at=outcome.asked.callback_at,
            owned_until=outcome.owned_until,
            now=now,
        )
    if card.stage and chosen.kind == DispositionKind.NEXT:
        return nurturing.after_no_answer(
            card,
            chosen,
            outcome.plan,
            outcome.cadence,
            unanswered=outcome.unanswered,
            agent=outcome.contact_agent,
            owned_until=outcome.owned_until,
            now=now,
        )
    due = due_after(outcome, chosen, card, now=now)
    if due is None:
        return None
    if card.stage:
        return nurturing.without_contact(
            card,
            chosen,
            due=due,
            agent=outcome.contact_agent,
            owned_until=outcome.owned_until,
            now=now,
        )
    return cadence_rules.to_next_round(card, due=due, now=now, tried=chosen.tried)


def due_after(
    outcome: SettleContext, chosen: Disposition, card: Card, *, now: datetime
) -> datetime | None:
    """Return when the lead is due after a disposition without a date; None where the lead ends.

    A bad number ends the lead only where no other contact point or round is left. Another number is
    tried at once. An email address waits for the next round, as every other attempt does.
    """
    if chosen.kind == DispositionKind.FINAL:
        left = outcome.left if chosen.bad_number else NO_POINTS
        plan = outcome.plan if card.stage else outcome.cadence
        if not (left.phones or left.emails) or card.round >= plan.rounds:
            return None
        if left.phones:
            return now
    contact_at = card.first_at or now
    if card.stage:
        return nurturing.touch_due(
            outcome.plan, touch=card.round + 1, contact_at=contact_at, now=now
        )
    return cadence_rules.next_due(
        outcome.cadence,
        round=card.round,
        first_at=contact_at,
        now=now,
        disposition=chosen.code,
        unanswered=outcome.unanswered,
    )


def _own_callbacks(
    card: Card, outcome: SettleContext, chosen: Disposition, agent: int, now: datetime
) -> Card:
    """Return the callback's card: the agent's own, or handed over to another.

    A failed hand-over returns to the agent, unless the customer asked for that one person by name.
    """
    due = outcome.asked.callback_at or now
    owner = outcome.asked.callback_for or agent
    callback = cadence_rules.to_callback(
        card,
        owner=owner,
        due=due,
        now=now,
        tried=chosen.tried,
        handed_over_by=None if chosen.for_one or owner == agent else agent,
    )
    if card.stage:
        # a callback after the last touch is still of the last touch
        last = max(card.round, outcome.plan.rounds)
        callback = replace(callback, round=min(callback.round, last), touch_at=due)
    return replace(callback, key=ranking.callback_key(due), rekey_at=None)


def events(
    card: Card,
    after: Card | None,
    chosen: Disposition,
    *,
    agent: int,
    now: datetime,
    late: bool,
) -> list[EngineEvent]:
    """Return the journal's lines of a settle; `late` when its claim had expired."""
    said: dict[str, Any] = {"as": chosen.code}
    if late:
        said["late"] = True
    if after is not None and after.due_at and after.owner not in {None, agent}:
        said["to"] = after.owner
    if after is not None and after.stage:
        said |= {"stage": after.stage, "touch": after.round}
    events = [event("claim.settled", card, now, said, agent)]
    if after is None:
        events.append(event("lead.closed", card, now, {"as": chosen.code}, agent))
    elif after.state == rules.CardState.PARKED:
        events.append(event("card.parked", after, now, {"reason": after.park_reason}, agent))
    return events


def next_step(after: Card | None) -> tuple[str, datetime | None]:
    """Return the lead's next step, and when."""
    if after is None:
        return "closed", None
    if after.due_at:
        return "callback", after.due_at
    return ("touch" if after.stage else "round"), rules.settled_until(after)
