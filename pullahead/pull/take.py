"""Acts beside pulling: take, hand over, interrupt and resume, undo, settle late.

Plain Python without Django, clock or I/O.

They use the engine and its store, and keep their guarantees: one holder, one token, a next moment
for every card.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from pullahead.pull import fact_rules, rules, take_rules
from pullahead.pull.engine import Engine
from pullahead.pull.rules import Card, CardState
from pullahead.pull.store.port import Claim, Closing, event
from pullahead.pull.take_rules import BY_CUSTOMER, TakeReason


@dataclass(frozen=True, slots=True)
class Take:
    """Result of a take."""

    kind: str  # taken, again, held, refused, closed
    claim: Claim | None = None
    # when refused: two_claims, settle_first, callback_scheduled, scheduled, parked
    reason: str = ""
    holder: int | None = None  # when held: by whom


@dataclass(frozen=True, slots=True)
class Taking:
    """Acts over an engine."""

    engine: Engine

    def take(
        self,
        lead_id: UUID,
        *,
        agent: int,
        ground: TakeReason,
        over: bool,
        lane_for: Callable[[], rules.Lane],
        now: datetime,
        note: str = "",
    ) -> Take:
        """Take a named lead. `over`: from its holder, since the customer is on the line.

        `lane_for` finds a lane for a card that has none (parked without a phone or a zone). The
        caller has locked the agent's row.
        """
        store = self.engine.store
        card = store.card(lead_id)
        if card is None:
            return Take("closed")
        if card.holder == agent and card.token is not None:
            if card.slot != 1:
                return Take("refused", reason="two_claims")
            return Take("again", store.claim(card.token))
        if card.holder is not None and not (over and ground in BY_CUSTOMER):
            return Take("held", holder=card.holder)
        hand = store.held_cards(agent)
        first = next((c for c in hand if c.slot == 1), None)
        refusal = take_rules.refuse_take(
            card, ground, agent=agent, holding=first is not None, full=len(hand) > 1
        )
        if refusal:
            return Take("refused", reason=refusal)
        if first is not None:
            self._interrupt(first, now)
        return Take("taken", self._taken(card, agent, ground, lane_for, note, now))

    def _taken(
        self,
        card: Card,
        agent: int,
        ground: TakeReason,
        lane_for: Callable[[], rules.Lane],
        note: str,
        now: datetime,
    ) -> Claim:
        store, token = self.engine.store, self.engine.new_token()
        lane = card.lane if card.lane is not None else store.lane(lane_for()).id
        held = take_rules.held_for(card, agent=agent, token=token, lane=lane, now=now)
        loser = card.holder
        if card.token is not None:
            self._end(card.token, "taken", now)
        self.engine.move(held, was=card, now=now)
        claim = Claim(
            token=token,
            lead_id=card.lead_id,
            agent=agent,
            round=card.round,
            started_at=now,
            ends_at=now + rules.CLAIM,
            ground=ground,
            # the customer is on the line, or in the room
            calling_since=now if ground in BY_CUSTOMER else None,
            pull_reason=ground,
            was_due_at=card.due_at,
            expiries=card.expiries,
            take_note=note,
        )
        store.add_claim(claim)
        events = [event("claim.taken", card, now, {"ground": ground, "from": loser}, agent)]
        if card.owner is not None:
            events.append(event("callback.kept", card, now, {"owner": card.owner}, agent))
        store.record(events)
        if loser is not None:
            self.engine.resume(loser, now=now)
        return claim

    # ---- interrupting

    def _interrupt(self, card: Card, now: datetime) -> None:
        """Set the current claim aside, and stop its clock."""
        store = self.engine.store
        left = take_rules.left_of(card, now)
        paused = take_rules.interrupted(card, left=left, now=now)
        store.put(paused, was=card)
        if card.token is not None and (claim := store.claim(card.token)) is not None:
            ends = paused.next_at or now
            store.put_claim(replace(claim, slot=2, ends_at=ends, left=left.total_seconds()))
        store.record([event("claim.interrupted", card, now, actor=card.holder)])

    # ---- handing over

    def hand_over(
        self, *, agent: int, token: UUID, to: int, brief: str, now: datetime
    ) -> Claim | str:
        """Move a live claim in one act; return the new claim, or why not: lost, busy.

        The caller has locked both agents' rows, the lower id first. KeyError for a foreign token.
        """
        claim, card = self.engine.held(agent, token, now)
        if card is None:
            return "lost"
        store = self.engine.store
        if store.held_by(to) is not None:
            return "busy"
        new = self.engine.new_token()
        store.put(take_rules.given_to(card, to=to, token=new, now=now), was=card)
        store.put_claim(replace(claim, ended_at=now, end="handed_over", note=brief))
        given = Claim(
            token=new,
            lead_id=card.lead_id,
            agent=to,
            round=card.round,
            started_at=now,
            ends_at=now + rules.CLAIM,
            ground=TakeReason.TRANSFERRED,
            calling_since=claim.calling_since,
            pull_reason=TakeReason.TRANSFERRED,
        )
        store.add_claim(given)
        store.record([event("claim.handed_over", card, now, {"to": to}, agent)])
        self.engine.resume(agent, now=now)
        return given

    # ---- undoing

    def undo(self, *, agent: int, token: UUID, now: datetime) -> Claim | str:
        """Undo a settle: the card is held again or, if the agent has a lead, a callback due now.

        Return the current claim, or why not: not_settled, saved_since, moved_on. KeyError
        for a token that is not theirs. The first settle stays in the journal. For a closed lead,
        the caller reopens the lead itself in the same transaction.
        """
        store = self.engine.store
        claim = store.claim(token)
        if claim is None or claim.agent != agent:
            raise KeyError(token)
        if claim.end != "settled" or claim.undo is None or claim.ended_at is None:
            return "not_settled"
        before = take_rules.unpacked(claim.undo)
        final = claim.next_step == "closed"
        hand = store.held_by(agent)
        late = not final or now > claim.ended_at + take_rules.FINAL_UNDO
        if late and store.saved_since(agent, claim.ended_at, take_rules.LONGEST):
            return "saved_since"
        there, last = store.card(claim.lead_id), store.last_claim(claim.lead_id)
        if not _is_as_left(there, claim, final=final) or last is None or last.token != token:
            return "moved_on"
        if there is not None:
            before = replace(before, team=there.team)  # a leader may have moved it since
        return self._undone(claim, before, there, full=hand is not None, now=now)

    def _undone(
        self, claim: Claim, before: Card, there: Card | None, *, full: bool, now: datetime
    ) -> Claim:
        store, token = self.engine.store, self.engine.new_token()
        if full:
            card = take_rules.returned_callback(before, agent=claim.agent, now=now)
        else:
            card = replace(before, token=token, slot=1, next_at=now + rules.CLAIM)
        if there is None:
            store.add([card])
        else:
            store.put(card, was=there)
        self._undo_callbacks(claim, before, card, now)
        store.put_claim(replace(claim, end="undone", undo=None))
        again = replace(
            claim,
            token=token,
            started_at=now,
            ends_at=now + rules.CLAIM,
            ground=TakeReason.UNDONE,
            ended_at=None,
            end="",
            disposition="",
            note="",
            draft=claim.note,
            body_hash="",
            settled_as="",
            next_step="",
            next_at=None,
            agreed=False,
            undo=None,
            slot=1,
        )
        if not full:
            store.add_claim(again)
        said = {"as": claim.disposition, "state": card.state}
        store.record([event("claim.undone", before, now, said, claim.agent)])
        return again

    def _undo_callbacks(self, claim: Claim, before: Card, card: Card, now: datetime) -> None:
        """Undo what a settle did to callbacks; a returned lead has a new one."""
        store = self.engine.store
        store.undo_callback(claim.token, now)
        if (made := fact_rules.agreed(before, card, now)) is not None:
            store.add_callback(made)
        elif before.due_at is not None and claim.ended_at is not None:
            store.reopen_callback(claim.lead_id, due_at=before.due_at, at=claim.ended_at)

    # ---- closed leads

    def reopen(self, card: Card, *, actor: int | None, now: datetime, why: str = "") -> None:
        """Make the new card of a reopened lead. The caller opens the lead in the same act."""
        said = {"state": card.state, **({"why": why} if why else {})}
        self.engine.store.add([fact_rules.since(card, None, now)])
        self.engine.store.record([event("lead.reopened", card, now, said, actor)])

    def undo_closing(
        self, closing: Closing, *, left: Collection[int], actor: int, now: datetime
    ) -> bool:
        """Undo a team lead's closing: the card is as before, but ready if it was held.

        `left`: agents who have left. Return False if the closing has been undone or is too old. The
        caller opens the lead in the same act.
        """
        if closing.undo is None or now > closing.at + take_rules.CLOSING_UNDO:
            return False
        card = take_rules.reopened(take_rules.unpacked(closing.undo), left=left, now=now)
        self.engine.store.forget_undo(closing)
        if card.due_at is not None:
            self.engine.store.reopen_callback(card.lead_id, due_at=card.due_at, at=closing.at)
        self.reopen(card, actor=actor, now=now)
        return True

    def _end(self, token: UUID, end: str, now: datetime) -> None:
        store = self.engine.store
        if (claim := store.claim(token)) is not None:
            store.put_claim(replace(claim, ended_at=now, end=end))


def _is_as_left(card: Card | None, claim: Claim, *, final: bool) -> bool:
    """Return whether the lead is still as this settle left it."""
    if final or card is None:
        return final and card is None
    later = card.state == CardState.PARKED and card.park_reason == rules.Park.LATER
    due = rules.settled_until(card)
    there = card.state == CardState.SCHEDULED or later
    return there and due is not None and due == claim.next_at
