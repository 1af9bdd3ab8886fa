"""Acts on the queue: admit, pull, requeue what is due, close.

Plain Python without Django, clock or I/O.

Every method of `Engine(store)` takes `now`, and the caller owns the transaction. The acts on a
claim are in claims.py, those of a team in team_acts.py. A lost act (an invalid token, a lead
closed meanwhile) is a normal return, not an error, because its writes must be committed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from pullahead.base.frozen import replace
from pullahead.pull import call_rules, fact_rules, gate, ranking, rules, selection
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.call_rules import PickDecision
from pullahead.pull.claims import INTERRUPTED, is_over
from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.gate import OPEN, GateAnswer
from pullahead.pull.nurturing import EarlierContact, from_contact
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, Rule
from pullahead.pull.store.port import Busy, Claim, Closing, Hold, Receipt, event
from pullahead.pull.take_rules import packed
from pullahead.pull.team_acts import TeamActs

PICKS = 5
TAKEN_BACK_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Pull:
    """Result of a pull."""

    claim: Claim | None = None
    card: Card | None = None
    again: bool = False
    reason: str = ""  # not_active, busy, nothing, or a gate.GateReason
    gate: GateAnswer = OPEN
    more: bool = False  # five picks could not be called: commit, then pull again
    closed: tuple[UUID, ...] = ()  # leads to close: their owner asked not to be called


@dataclass(frozen=True, slots=True)
class Engine(TeamActs):
    """Acts on the queue, beside the acts on a claim and those of a team; over any store."""

    new_token: Callable[[], UUID] = uuid4

    # ---- in and out

    def admit(self, cards: Sequence[Card], *, now: datetime) -> None:
        """Make the cards of new leads, ready or parked."""
        self.store.add([fact_rules.since(card, None, now) for card in cards])
        self.store.record([event("card.admitted", c, now, _admitted(c)) for c in cards])

    def new_card(
        self,
        lead_id: UUID,
        *,
        team: int,
        windows: str,
        worth: ranking.RankingInputs,
        park: str,
        review_at: rules.ReviewAt,
        now: datetime,
        contact: EarlierContact | None = None,
    ) -> Card:
        """Return a new lead's card: ready in its lane, or parked without a phone or a zone.

        After a contact in another system it is in the first touch of its plan.
        """
        sampled = selection.sampled(lead_id) or None
        card = Card(lead_id, team, None, CardState.READY, key=0, sampled=sampled)
        if contact is not None:
            card = from_contact(card, contact, now=now)
        card = self.placed(card, worth, windows=windows, now=now)
        return rules.parked(card, reason=park, review_at=review_at(team)) if park else card

    def ask_again(
        self, lead_id: UUID, *, worth: ranking.RankingInputs, now: datetime
    ) -> Card | None:
        """Record a new inquiry for an open lead; return None when it was closed meanwhile."""
        card = self.store.card(lead_id)
        if card is None:
            return None
        after = rules.asked_again(card, now=now)
        if after.due_at is None and after.state != CardState.HELD:
            after = self.placed(after, worth, now=now)
        self.move(after, was=card, now=now)
        self.store.record([event("lead.asked_again", after, now, {"state": after.state})])
        return after

    def close(
        self, lead_id: UUID, *, actor: int | None, code: str, now: datetime, note: str = ""
    ) -> bool:
        """Take the card of a lead that is being closed; a claim on it ends.

        A `note` makes it a team lead's closing, which can be undone.
        """
        card = self.store.card(lead_id)
        if card is None or not self.move(None, was=card, now=now):
            return False
        self._end_hold(card, "closed", now)
        if note and actor is not None:
            self.store.add_closing(Closing(lead_id, actor, now, code, note, packed(card)))
        self.store.record([event("lead.closed", card, now, {"as": code}, actor)])
        return True

    # ---- time

    def requeue_due(self, *, now: datetime, review_at: rules.ReviewAt, limit: int) -> int:
        """Make expired claims and due scheduled cards ready (or parked); return how many."""
        cards = self.store.due(now, limit)
        failed = [
            c
            for c in cards
            if c.state == CardState.SCHEDULED and c.handed_over_by not in {None, c.owner}
        ]
        scheduled = [c for c in cards if c.state == CardState.SCHEDULED and c not in failed]
        sleepers = [rules.after_wait(c) for c in scheduled]
        self.store.wake(sleepers)
        self.store.record([event("card.woken", c, now) for c in sleepers])
        for card in failed:
            back = rules.back_to_giver(card, now=now)
            self.move(back, was=card, now=now, how=CallbackEnd.RETURNED)
            self.store.record([event("callback.returned", card, now, {"to": card.handed_over_by})])
        for card in cards:
            if card.state == CardState.HELD:
                self._ended(card, now=now, review_at=review_at)
        return len(cards) + self._age(now, limit)

    def _age(self, now: datetime, limit: int) -> int:
        """Move cards whose age reached the next piece of their curve to its lane."""
        cards = self.store.aging(now, limit)
        if not cards:
            return 0
        lanes = {lane.id: lane for lane in self.store.lanes()}
        moved = []
        for card in cards:
            after, lane = ranking.next_piece(card, lanes[card.lane or 0], now=now)
            moved.append(replace(after, lane=self._found(lane, lanes.values()).id))
        self.store.rekey(moved)
        return len(cards)

    def _ended(self, card: Card, *, now: datetime, review_at: rules.ReviewAt) -> None:
        after = rules.after_end(card, now=now, review_at=review_at(card.team))
        how = CallbackEnd.PARKED if after.state == CardState.PARKED else CallbackEnd.RETURNED
        if not self.move(after, was=card, now=card.next_at or now, how=how):
            return
        self._end_hold(card, "ended", now, at=card.next_at)
        said = {"in_a_row": after.expiries, "state": _unparked(after)}
        events = [event("claim.ended", card, now, said, card.holder)]
        if after.state == CardState.PARKED:
            events.append(event("card.parked", after, now, {"reason": after.park_reason}))
        self.store.record(events)

    # ---- pull

    def pull(self, puller: AgentContext, *, now: datetime, coin: float = 1.0) -> Pull:
        """Return the current claim, or the next best card, or the reason for none.

        `coin` in [0, 1) decides whether this pull is an exploration; 1 never is.
        """
        held = self._current(puller, now)
        permission = rules.may_pull(active=puller.active, holding=held is not None)
        if held is not None and held.token is not None:
            return Pull(claim=self.store.claim(held.token), card=held, again=True)
        if not permission.open:
            return Pull(reason=permission.reason)
        answer = gate.decide(puller.gate, now)
        if not answer.open and not (answer.own_only and puller.callback_due):
            return self._shut(puller, now, answer)
        closed: list[UUID] = []
        try:
            got = self._next(puller, now, _drawn(puller, coin), closed)
        except Busy:
            # cards set aside before are committed all the same
            return Pull(reason="busy", closed=tuple(closed))
        if got.reason == "nothing" and not answer.open:
            return replace(got, reason=str(answer.reason), gate=answer)
        return got

    def _current(self, puller: AgentContext, now: datetime) -> Card | None:
        """Return the card that the agent holds; an interrupted one is resumed first."""
        if puller.holds:
            self.store.lock_cards((), (puller.agent,))
        held = self.store.held_by(puller.agent) if puller.holds else None
        if held is not None and is_over(held, now):
            self._ended(held, now=now, review_at=puller.review_at)
            held = self.store.held_by(puller.agent)
        if held is not None and held.slot == INTERRUPTED:
            self.resume(puller.agent, now=now)
            held = self.store.held_by(puller.agent)
        return held

    def _next(
        self, puller: AgentContext, now: datetime, coin: tuple[Rule, float], closed: list[UUID]
    ) -> Pull:
        """Pick a card with its facts, decide, write; until one may be called."""
        there = self.store.lanes() if puller.lanes is None else puller.lanes
        windows = {lane.id: lane.windows for lane in there}
        lanes = puller.workable(there, now)
        offers = puller.offers(lanes, now)
        callbacks = puller.callback_lanes(there, now) if puller.callback_due else []
        for _ in range(PICKS):
            since = now - puller.limits.back
            hold = Hold(puller.agent, self.new_token(), now + rules.CLAIM, since=since)
            own = self.store.claim_callback(hold, callbacks, now) if puller.callback_due else None
            picked = own or self._picked(hold, coin[0], lanes, offers, now)
            if picked is None:
                self._empty(puller, now, lanes)
                return Pull(reason="nothing", closed=tuple(closed))
            card = picked.card
            self._was_ready(picked, now)
            facts = self.store.pick_facts(picked, limits=puller.limits, now=now)
            decided = call_rules.decide(card, facts, review_at=puller.review_at, now=now)
            if decided.claims:
                seen: Mapping[str, Any] | None = None
                if self.store.keeps_records:
                    lane, verdicts = windows[card.lane or 0], decided.verdicts
                    check = call_rules.pull_check(
                        card, facts, lane, puller.hours, verdicts=verdicts, now=now
                    )
                    seen = _seen(puller, picked, offers, coin) | {"check": check}
                claim = self._claimed(puller, picked, hold, seen, now)
                return Pull(claim=claim, card=card, closed=tuple(closed))
            self._set_aside(card, decided, now)
            if decided.closes:
                closed.append(card.lead_id)
        return Pull(reason="more", more=True, closed=tuple(closed))

    def _picked(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Mapping[int, Lane],
        offers: Sequence[tuple[int, float]],
        now: datetime,
    ) -> Picked | None:
        """Pick by the rule of the coin or of an experiment, else the best card."""
        if rule != Rule.BEST:
            callbacks = [i for i, lane in lanes.items() if lane.callback]
            others = [i for i, lane in lanes.items() if not lane.callback]
            picked = self.store.claim_exploration(hold, rule, others, callbacks, now)
            if picked is not None:
                return picked
        return self.store.claim_best(hold, offers, now)

    def _was_ready(self, picked: Picked, now: datetime) -> None:
        """Write how long a picked card was ready; an own callback was not."""
        interval = None if picked.own_callback else fact_rules.picked_interval(picked.card, now)
        if interval is not None:
            self.store.add_interval(interval)

    def _claimed(
        self,
        puller: AgentContext,
        picked: Picked,
        hold: Hold,
        seen: Mapping[str, Any] | None,
        now: datetime,
    ) -> Claim:
        """Write the claim, its receipt (unless `seen` is None) and its line in the journal."""
        card, rule = picked.card, selection.reason(picked)
        claim = Claim(
            token=hold.token,
            lead_id=card.lead_id,
            agent=hold.agent,
            round=card.round,
            started_at=now,
            ends_at=hold.ends_at,
            slot=hold.slot,
            pull_reason=rule,
            was_due_at=card.due_at,
            expiries=card.expiries,
            stage=card.stage,
        )
        self.store.add_claim(claim)
        if seen is not None:
            terms = selection.terms_of(
                picked, rates=puller.rates, version=puller.rates_version, now=now
            )
            seen = {"lane": card.lane, "key": card.key, "round": card.round, **seen}
            self.store.keep(Receipt(now, hold.agent, rule, card.lead_id, hold.token, seen, terms))
        self.store.record([event("claim.made", card, now, {"rule": rule}, hold.agent)])
        return claim

    def _empty(self, puller: AgentContext, now: datetime, lanes: Mapping[int, Lane]) -> None:
        answer = gate.decide(puller.gate, now)
        seen = {"lanes_open": len(lanes), **({} if answer.open else answer.seen)}
        self.store.keep(Receipt(now, puller.agent, "none", seen=seen))

    def _shut(self, puller: AgentContext, now: datetime, answer: GateAnswer) -> Pull:
        """Record that the gate was shut, and why."""
        self.store.keep(Receipt(now, puller.agent, "none", seen=answer.seen))
        return Pull(reason=str(answer.reason), gate=answer)

    def _set_aside(self, card: Card, decided: PickDecision, now: datetime) -> None:
        """Schedule, park or close a picked card that may not be called."""
        parks = decided.after is not None and decided.after.state == CardState.PARKED
        how = CallbackEnd.PARKED if parks else CallbackEnd.CLOSED
        self.move(decided.after, was=card, now=now, how=how)
        self.store.record(decided.events)


def _admitted(card: Card) -> dict[str, Any]:
    """Return the journal's values of a new card; `stage` if its plan began elsewhere."""
    return {"state": card.state} | ({"stage": card.stage} if card.stage else {})


def _seen(
    puller: AgentContext,
    picked: Picked,
    offers: Sequence[tuple[int, float]],
    coin: tuple[Rule, float],
) -> dict[str, Any]:
    """Return the receipt's facts of the choice."""
    return selection.seen(
        picked, offers=offers, coin=coin, wait_estimate=puller.wait, trial=puller.trial
    )


def _drawn(puller: AgentContext, coin: float) -> tuple[Rule, float]:
    """Return the rule of a pull, and how often it applies. A throttled pull takes a tried lead."""
    throttle = puller.gate.throttle
    if throttle is not None and throttle.skips:
        return Rule.LONGEST, 1.0
    rule, probability = selection.rule_for(coin, puller.exploration)
    usual = selection.usual_rule(puller.trial)
    return (usual if rule == Rule.BEST else rule), probability


def _unparked(card: Card) -> CardState:
    """Return the state after a claim's end; parking is another event."""
    return CardState.READY if card.state == CardState.PARKED else card.state
