"""Acts of a team on its cards: park, unpark, move, give, and free the cards of one who leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base.frozen import replace
from pullahead.pull import nurturing, ranking, rules
from pullahead.pull.claims import ClaimActs
from pullahead.pull.fact_rules import CallbackEnd
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import event
from pullahead.team.shift_rules import LeaveSpan


@dataclass(frozen=True, slots=True)
class TeamActs(ClaimActs):
    """Acts of team leads, and those that follow a person's leaving; over any store."""

    def park(
        self, lead_id: UUID, *, reason: str, review_at: datetime, actor: int | None, now: datetime
    ) -> bool:
        """Set a lead aside for its team; a claim on it ends."""
        card = self.store.card(lead_id)
        if card is None or card.state == CardState.PARKED:
            return False
        parked = rules.parked(card, reason=reason, review_at=review_at)
        self.move(parked, was=card, now=now, how=CallbackEnd.PARKED)
        self._end_hold(card, "closed", now)
        self.store.record([event("card.parked", card, now, {"reason": reason}, actor)])
        return True

    def unpark(
        self,
        lead_id: UUID,
        *,
        windows: str,
        worth: ranking.RankingInputs,
        actor: int,
        now: datetime,
    ) -> bool:
        """Make a parked lead ready again, in the lane of its (perhaps new) window set."""
        card = self.store.card(lead_id)
        if card is None or card.state != CardState.PARKED:
            return False
        ready = replace(card, state=CardState.READY, expiries=0, park_reason="", review_at=None)
        if ready.touch_at is not None:  # before its date too, and its interest counts from now
            ready = replace(ready, touch_at=min(ready.touch_at, now))
        ready = self.placed(ready, worth, windows=windows, now=now)
        self.move(ready, was=card, now=now)
        self.store.record([event("card.unparked", ready, now, actor=actor)])
        return True

    def leave_plan(
        self, lead_id: UUID, *, round: int, worth: ranking.RankingInputs, now: datetime
    ) -> bool:
        """Take a lead out of its nurturing plan, because the contact that began it was none."""
        card = self.store.card(lead_id)
        if card is None or not card.stage or card.state == CardState.HELD:
            return False
        if card.state == CardState.PARKED and card.park_reason != rules.Park.LATER:
            return False  # parked for another reason, it stays
        left = nurturing.left_plan(card, round=round, now=now)
        return self.move(self.placed(left, worth, now=now), was=card, now=now)

    def move_hours(
        self, lead_id: UUID, *, windows: str, worth: ranking.RankingInputs, now: datetime
    ) -> bool:
        """Move an open lead to another window set's lane; False when closed or parked."""
        card = self.store.card(lead_id)
        if card is None or card.state == CardState.PARKED:
            return False
        placed = self.placed(card, worth, windows=windows, now=now)
        return self.move(placed, was=card, now=now)

    def release_all(self, agent: int, *, now: datetime) -> int:
        """Release a leaving agent's claims, and give their callbacks to any agent when due."""
        cards = self.store.cards_of(agent)
        for card in cards:
            after = rules.after_leaving(card, now=now)
            self.move(after, was=card, now=now, how=CallbackEnd.FREED)
            self._end_hold(card, "left", now)
            kind = "claim.released" if card.state == CardState.HELD else "callback.freed"
            said = {"why": "left", "state": after.state}
            self.store.record([event(kind, card, now, said, agent)])
        return len(cards)

    def free_on_leave(self, agent: int, spans: Sequence[LeaveSpan], *, now: datetime) -> int:
        """Give callbacks and touches due during an agent's leave to any agent when due."""
        freed = 0
        for card in self.store.cards_of(agent):
            after = rules.owned_unless_on_leave(card, spans)
            if card.owner != agent or after == card:
                continue
            if self.move(after, was=card, now=now, how=CallbackEnd.FREED):
                said = {"why": "leave", "state": after.state}
                self.store.record([event("callback.freed", card, now, said, agent)])
                freed += 1
        return freed

    def give_callback(
        self, lead_id: UUID, *, owner: int | None, to: int, actor: int, now: datetime
    ) -> bool:
        """Give a scheduled callback of `owner` to another agent; False if it changed meanwhile."""
        card = self.store.card(lead_id)
        if card is None or card.owner != owner:
            return False
        after = rules.given_to(card, to, now=now)
        if after == card or not self.move(after, was=card, now=now, how=CallbackEnd.GIVEN):
            return False
        self.store.record([event("callback.given", card, now, {"from": owner, "to": to}, actor)])
        return True
