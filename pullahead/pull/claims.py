"""An agent's acts on a claim: extend, release, hang up, resume, settle.

Plain Python without Django, clock or I/O.

Every method takes `now`, and the caller owns the transaction. A lost claim is a normal return, not
an error, because its writes must be committed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.pull import fact_rules, ranking, rules, settle_rules, take_rules
from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.note_rules import note_kept
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.settle_rules import Settle, SettleContext, SettleDecision
from pullahead.pull.store.port import Claim, EngineEvent, Store, event

LATE_NOTES_BETWEEN = "\n\n"
INTERRUPTED = 2  # the slot of a claim that a customer's call interrupted


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """Facts that a caller read behind the locks of a claim, so that the store is not read again."""

    card: Card | None
    claim: Claim | None
    lanes: Sequence[Lane]  # of the card's window set


@dataclass(frozen=True, slots=True)
class ClaimActs:
    """Acts with a claim's token, over any store."""

    store: Store

    def held(
        self, agent: int, token: UUID, now: datetime, facts: ClaimFacts | None = None
    ) -> tuple[Claim, Card | None]:
        """Return the agent's claim, and its card if the token is valid. KeyError if not theirs."""
        card = facts.card if facts else self.store.card_of(token)
        # Read behind the card's lock: another act on this claim may have written before the lock,
        # and its writes must not be overwritten
        claim = facts.claim if facts else self.store.claim(token)
        if claim is None or claim.agent != agent:
            raise KeyError(token)
        good = card is not None and card.token == token and not is_over(card, now)
        return claim, card if good else None

    def extend(
        self, *, agent: int, token: UUID, now: datetime, calling: bool = False
    ) -> datetime | None:
        """Extend the claim; return its new end, or None when it is lost. KeyError if not theirs.

        `calling`: a call is open, so the claim may be renewed for up to 2 h from its start.
        """
        claim, card = self.held(agent, token, now)
        if card is None or card.next_at is None:
            return None
        since = claim.calling_since or (now if calling else None)
        end = rules.extended_end(
            now=now,
            started_at=claim.started_at,
            ends_at=card.next_at,
            at_most=rules.CALL_STOP if since else rules.HARD_STOP,
        )
        self.store.put(replace(card, next_at=end), was=card)
        self.store.put_claim(replace(claim, ends_at=end, calling_since=since))
        return end

    def resume(self, agent: int, *, now: datetime) -> Claim | None:
        """Resume the claim that a customer interrupted, if the agent holds no other claim."""
        card = self.store.held_by(agent)
        if card is None or card.slot != INTERRUPTED or card.token is None:
            return None
        claim = self.store.claim(card.token)
        if claim is None:
            return None
        back = take_rules.resumed(card, left=timedelta(seconds=claim.left or 0), now=now)
        self.store.put(back, was=card)
        again = replace(claim, slot=1, ends_at=back.next_at or now, left=None)
        self.store.put_claim(again)
        self.store.record([event("claim.resumed", card, now, actor=agent)])
        return again

    def release(
        self,
        *,
        agent: int,
        token: UUID,
        reason: ReleaseReason,
        until: datetime,
        now: datetime,
        language: str = "",
        note: str = "",
    ) -> bool:
        """Release the lead to other agents. Return False when the claim is lost already."""
        claim, card = self.held(agent, token, now)
        if card is None:
            return False
        after = rules.after_release(card, agent=agent, until=until, now=now)
        self.move(after, was=card, now=now, how=CallbackEnd.RETURNED)
        ended = replace(
            claim,
            ended_at=now,
            end="released",
            release_reason=reason.value,
            release_language=language,
            release_note=note,
        )
        self.store.put_claim(ended)
        self.store.record([event("claim.released", card, now, {"state": after.state}, agent)])
        return True

    def hang_up(self, *, agent: int, token: UUID, now: datetime) -> bool:
        """End the call: from here on the claim is renewed as without a call. False when lost."""
        claim, card = self.held(agent, token, now)
        if card is not None:
            self.store.put_claim(replace(claim, calling_since=None))
        return card is not None

    # ---- settle

    def settle(
        self,
        *,
        agent: int,
        token: UUID,
        outcome: SettleContext,
        now: datetime,
        facts: ClaimFacts | None = None,
    ) -> Settle:
        """End a claim with a disposition and a note; the same body again gives the same answer.

        `outcome` and `facts` hold the facts that the caller gathered behind the card's lock.
        """
        try:
            claim, card = self.held(agent, token, now, facts)
        except KeyError:
            return Settle("unknown")
        if claim.end == "settled":
            answer = settle_rules.repeated(claim, outcome)
            if answer.kind == "differs" and outcome.note.strip() != claim.note.strip():
                self._keep_late_note(claim, outcome, now)
            return answer
        late = card is None
        card = card or self._untouched(claim)
        if card is None:
            return self._keep_late_note(claim, outcome, now)
        windows = self._windows(card) if outcome.asked.callback_at is not None else ""
        decided = settle_rules.decide(claim, card, outcome, windows=windows, late=late, now=now)
        if isinstance(decided, Settle):
            return decided
        lanes = facts.lanes if facts else ()
        return self._write_settle(claim, card, outcome, decided, now, lanes)

    def _write_settle(
        self,
        claim: Claim,
        card: Card,
        outcome: SettleContext,
        decided: SettleDecision,
        now: datetime,
        lanes: Sequence[Lane],
    ) -> Settle:
        """Write the card, the claim and the journal of a settle that was decided."""
        after = decided.after
        if after is not None:
            callback = after.due_at is not None
            worth = ranking.nurtured(outcome.worth, after)
            lane = self._moved(card, worth, callback=callback, now=now, among=lanes)
            after = replace(after, lane=lane.id)
        moved = after is not None and after.due_at is not None
        how = CallbackEnd.MOVED if moved else CallbackEnd.SETTLED
        if not self.move(after, was=card, now=now, how=how, claim=claim.token):
            return self._keep_late_note(claim, outcome, now)
        ended = replace(
            claim,
            ended_at=now,
            end="settled",
            disposition=decided.chosen.code,
            note=note_kept(outcome.note, outcome.said),
            body_hash=outcome.body_hash,
            settled_as=decided.chosen.code,
            next_step=decided.next_step,
            next_at=decided.next_at,
            agreed=outcome.asked.callback_at is not None,
            undo=take_rules.packed(decided.before) if self.store.keeps_records else None,
            calling_since=None,
        )
        self.store.put_claim(ended)
        self.store.record(decided.events)
        return Settle("settled", ended)

    def untouched(self, agent: int, token: UUID, now: datetime) -> bool:
        """Return whether an expired claim may still be settled. KeyError if not theirs."""
        claim, card = self.held(agent, token, now)
        return card is None and self._untouched(claim) is not None

    def _untouched(self, claim: Claim) -> Card | None:
        """Return the card of an expired claim, if nobody took the card since."""
        if claim.end not in {"", "ended"}:
            return None
        card, last = self.store.card(claim.lead_id), self.store.last_claim(claim.lead_id)
        if card is None or card.lane is None:
            return None
        latest = last.token if last is not None else None
        may = rules.may_settle_late(
            card,
            round=claim.round,
            token=claim.token,
            last=latest,
            expiries=claim.expiries,
        )
        return card if may else None

    def _keep_late_note(self, claim: Claim, outcome: SettleContext, now: datetime) -> Settle:
        """Keep the note of a lost claim as *written late*; change nothing else."""
        kept = claim.late_note.split(LATE_NOTES_BETWEEN) if claim.late_note else []
        if outcome.note.strip() and outcome.note not in kept:
            notes = LATE_NOTES_BETWEEN.join([*kept, outcome.note])
            self.store.put_claim(replace(claim, late_note=notes))
            event = EngineEvent(
                "claim.late", now, claim.lead_id, claim.agent, {"round": claim.round}
            )
            self.store.record([event])
        return Settle("lost", claim)

    # ---- parts that acts on the queue share

    def move(
        self,
        after: Card | None,
        *,
        was: Card,
        now: datetime,
        how: CallbackEnd = CallbackEnd.CLOSED,
        claim: UUID | None = None,
    ) -> bool:
        """Write a transition (None: the lead closes) with its facts for measures.

        `how` is what a resolved callback then says. Return False if the card changed meanwhile.
        """
        if after is None:
            done = self.store.remove(was)
        else:
            after = fact_rules.since(after, was, now)
            done = self.store.put(after, was=was)
        if done:
            self.keep_facts(was, after, now=now, how=how, claim=claim)
        return done

    def keep_facts(
        self,
        was: Card,
        after: Card | None,
        *,
        now: datetime,
        how: CallbackEnd = CallbackEnd.CLOSED,
        claim: UUID | None = None,
    ) -> None:
        """Write the facts of a transition: time ready, callbacks resolved and made."""
        if (interval := fact_rules.ready_interval(was, after, now)) is not None:
            self.store.add_interval(interval)
        if fact_rules.ends_callback(was, after):
            self.store.end_callback(was.lead_id, now, how)
        if (made := fact_rules.agreed(was, after, now)) is not None:
            self.store.add_callback(replace(made, claim=claim or made.claim))

    def placed(
        self, card: Card, worth: ranking.RankingInputs, *, now: datetime, windows: str = ""
    ) -> Card:
        """Return the card with the lane and key of its worth; a callback's key is its time.

        `windows` names another window set. Without one, a parked card stays without a lane.
        """
        callback, worth = card.due_at is not None, ranking.nurtured(worth, card)
        if windows:
            want = ranking.lane_for(windows, worth, now=now, callback=callback)
            card = replace(card, lane=self.store.lane(want).id)
        elif card.lane is not None:
            lane = self._moved(card, worth, callback=callback, now=now)
            card = replace(card, lane=lane.id)
        if callback:
            return card
        at = ranking.place(worth, round=card.round, now=now)
        ages = card.state != CardState.PARKED
        return replace(card, key=at.key, rekey_at=at.rekey_at if ages else None)

    def _end_hold(self, card: Card, end: str, now: datetime, *, at: datetime | None = None) -> None:
        if card.token is not None and (claim := self.store.claim(card.token)) is not None:
            self.store.put_claim(replace(claim, ended_at=at or now, end=end))

    def _moved(
        self,
        card: Card,
        worth: ranking.RankingInputs,
        *,
        callback: bool,
        now: datetime,
        among: Sequence[Lane] = (),
    ) -> Lane:
        """Return the lane of the same window set for the card's next kind: callbacks, or not."""
        here = next((lane for lane in among if lane.id == card.lane), None)
        here = here or self.store.lane_at(card.lane or 0)
        windows = here.windows if here else ""
        want = ranking.lane_for(windows, worth, now=now, callback=callback)
        return self._found(want, (*among, here) if here else among)

    def _found(self, want: Lane, lanes: Iterable[Lane]) -> Lane:
        """Return the lane like `want`, among those read already or made now."""
        there = (lane for lane in lanes if lane.like(want))
        return next(there, None) or self.store.lane(want)

    def _windows(self, card: Card) -> str:
        lane = self.store.lane_at(card.lane or 0)
        return lane.windows if lane else ""


def is_over(card: Card, now: datetime) -> bool:
    """Return whether a held card's claim has expired."""
    return card.next_at is None or card.next_at <= now
