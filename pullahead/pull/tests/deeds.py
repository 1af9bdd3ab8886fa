"""Deeds: every act of lead pull, addressed by plain numbers.

Random walks and the state machine both use them. A deed checks its own effect: a lost token changes
nothing, and a replay answers as before. It returns its answer, to compare two stores.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from pullahead.compliance.rules import NumberFacts
from pullahead.pull import decay, rules
from pullahead.pull.cadence import DispositionKind
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import TakeReason
from pullahead.pull.tests.factories import DISPOSITIONS, HOURS, WINDOW_SETS, token
from pullahead.pull.tests.floor import Floor

T = TypeVar("T")
VALUES = (5.0, 100.0, 100.0, 2_500.0)
HALF_LIVES = (105.6, 105.6, 4.0)
SPANS = (
    timedelta(seconds=1),
    timedelta(minutes=2),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(minutes=45),
    timedelta(hours=3),
    timedelta(hours=11),
    timedelta(days=2),
)
CODES = tuple(DISPOSITIONS)
SKILL = "lang:es"
TAKEN_ON = tuple(g for g in TakeReason if g not in {TakeReason.PULL, TakeReason.UNDONE})
NOTES = ("spoke to them", "nobody there", " ")


@dataclass(slots=True)
class Sent:
    """One accepted settle, to be sent again."""

    agent: int
    token: UUID
    code: str
    note: str
    callback_at: Any
    callback_for: int | None
    step: Any


@dataclass(slots=True)
class Deeds:
    """Acts on one floor."""

    floor: Floor
    leads: list[UUID] = field(default_factory=list)
    given: list[Claim] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.floor.skills[self.floor.agents[0]] = frozenset({SKILL})

    def _agent(self, n: int) -> int:
        return _pick(self.floor.agents, n)

    # ---- leads

    def admit(self, a: int, b: int) -> object:
        park = rules.Park.NO_PHONE if a % 7 == 6 else ""
        lead = self.floor.admit(
            park=park,
            windows=_pick(WINDOW_SETS, a),
            value=_pick(VALUES, b),
            half_life_hours=_pick(HALF_LIVES, b),
            curve=_pick(tuple(decay.CURVES), a),
            skills=SKILL if a % 5 == 4 else "",
        )
        self.leads.append(lead)
        return lead

    def ask_again(self, a: int, b: int) -> object:
        card = self.floor.ask_again(_pick(self.leads, a)) if self.leads else None
        return card and (card.state, card.round, card.key)

    def close(self, a: int, b: int) -> object:
        return self.leads and self.floor.close(_pick(self.leads, a), actor=self._agent(b))

    def park(self, a: int, b: int) -> object:
        return self.leads and self.floor.park(_pick(self.leads, a), actor=self._agent(b))

    def unpark(self, a: int, b: int) -> object:
        return self.leads and self.floor.unpark(_pick(self.leads, a), actor=self._agent(b))

    def opt_out(self, a: int, b: int) -> object:
        if self.leads:
            self.floor.known[_pick(self.leads, a)].opted_out = True
        return None

    def lose_or_find_a_number(self, a: int, b: int) -> object:
        if self.leads:
            known = self.floor.known[_pick(self.leads, a)]
            known.numbers = () if b % 2 else (NumberFacts("+15555550100"),)
        return None

    # ---- the agent's acts

    def pull(self, a: int, b: int) -> object:
        agent = self._agent(a)
        before = self.floor.ground.cards()
        mine = [c for c in before.values() if c.holder == agent and not _over(c, self.floor)]
        got = self.floor.pull(agent, coin=b % 25 / 100)
        if mine:
            assert got.again, "an unsettled claim in hand, and another was given"
        if got.claim is not None and not got.again:
            assert got.card is not None
            lane = next(x for x in self.floor.ground.lanes() if x.id == got.card.lane)
            assert not lane.skills or agent == self.floor.agents[0], "a lead they may not work"
            assert before[got.claim.lead_id].state != CardState.PARKED, "a parked lead was pulled"
            assert not self.floor.known[got.claim.lead_id].opted_out, "may not be called"
            self.given.append(got.claim)
        return got.claim and got.claim.token, got.again, got.reason, got.closed

    def pull_without_taking_back(self, a: int, b: int) -> object:
        got = self.floor.pull(self._agent(a), requeue_due=False)
        if got.claim is not None and not got.again:
            self.given.append(got.claim)
        return got.claim and got.claim.token, got.again, got.reason, got.closed

    def settle(self, a: int, b: int) -> object:
        """Settle a claim, mostly one of the latest, with any disposition."""
        if not self.given:
            return None
        claim, code = _pick(self.given[-4:], a), _pick(CODES, b)
        note = _pick(NOTES, a + b)
        due = None
        if DISPOSITIONS[code].kind == DispositionKind.CALLBACK and a % 5:
            windows = self.floor.known[claim.lead_id].windows
            due = HOURS.next_open(windows, self.floor.now + _pick(SPANS, b + a))
        if DISPOSITIONS[code].dated and a % 5:
            due = self.floor.now + _pick((timedelta(days=3), timedelta(days=200)), a)
        named = DISPOSITIONS[code].kind == DispositionKind.CALLBACK and b % 3 == 0
        to = self._agent(a + b) if named else None
        done = self._with_token(
            claim,
            lambda: self.floor.settle(
                claim.agent, claim.token, code, note=note, callback_at=due, callback_for=to
            ),
        )
        if done.kind == "settled":
            self.sent.append(Sent(claim.agent, claim.token, code, note, due, to, done.step))
        return done.kind, done.step, done.refusal and done.refusal.code

    def replay(self, a: int, b: int) -> object:
        """Send an accepted settle again, then another body under its token."""
        if not self.sent:
            return None
        was = _pick(self.sent, a)
        before = self._all()
        again = self.floor.settle(
            was.agent,
            was.token,
            was.code,
            note=was.note,
            callback_at=was.callback_at,
            callback_for=was.callback_for,
        )
        assert (again.kind, again.step) == ("replayed", was.step)
        assert self._all() == before, "a replay changed something"
        cards = self.floor.ground.cards()
        other = self.floor.settle(was.agent, was.token, was.code, note="something else")
        assert other.kind == "differs"
        assert self.floor.ground.cards() == cards, "another body changed a card"
        return again.step

    def extend(self, a: int, b: int) -> object:
        if not self.given:
            return None
        claim = _pick(self.given[-6:], a)
        return self._with_token(claim, lambda: self.floor.extend(claim.agent, claim.token))

    def release(self, a: int, b: int) -> object:
        if not self.given:
            return None
        claim = _pick(self.given[-6:], a)
        return self._with_token(claim, lambda: self.floor.release(claim.agent, claim.token))

    def show_a_stale_token(self, a: int, b: int) -> object:
        """Use any earlier claim's token in every act that takes one."""
        if not self.given:
            return None
        claim = _pick(self.given, a)
        if self._good(claim):
            return None
        assert self._with_token(claim, lambda: self.floor.extend(claim.agent, claim.token)) is None
        given = self._with_token(claim, lambda: self.floor.release(claim.agent, claim.token))
        assert given is False
        return None

    def guess_a_token(self, a: int, b: int) -> object:
        before = self._all()
        stranger = self._agent(b)
        foreign = [c.token for c in self.given if c.agent != stranger]
        guess = _pick([*foreign, token(10_000_000)], a)
        assert self.floor.settle(stranger, guess, "won").kind == "unknown"
        assert self._all() == before, "a foreign token changed something"
        return None

    # ---- the customer pulls, and colleagues

    def take(self, a: int, b: int) -> object:
        """Take a lead for any reason, also from its holder."""
        agent = self._agent(a)
        if not self.leads or agent in self.floor.away:
            return None
        took = self.floor.take(agent, _pick(self.leads, b), _pick(TAKEN_ON, a + b), over=b % 2 == 0)
        if took.kind == "taken" and took.claim is not None:
            self.given.append(took.claim)
        return took.kind, took.reason, took.holder, took.claim and took.claim.token

    def hand_over(self, a: int, b: int) -> object:
        to = self._agent(b)
        if not self.given or to in self.floor.away:
            return None
        claim = _pick(self.given[-4:], a)
        given = self._with_token(claim, lambda: self.floor.hand_over(claim.agent, claim.token, to))
        if isinstance(given, Claim):
            self.given.append(given)
            return given.token
        return given

    def undo(self, a: int, b: int) -> object:
        """Undo a settle, mostly one of the latest."""
        if not self.sent:
            return None
        was = _pick(self.sent[-3:], a)
        back = self.floor.undo(was.agent, was.token)
        if not isinstance(back, Claim):
            return back
        self.sent.remove(was)
        card = self.floor.card(back.lead_id)
        assert was.agent in {card.holder, card.owner}
        if card.token == back.token:
            self.given.append(back)
        return back.token, card.state

    # ---- time and people

    def requeue_due(self, a: int, b: int) -> object:
        return self.floor.requeue_due(limit=1 + a % 5)

    def time_passes(self, a: int, b: int) -> object:
        self.floor.now += _pick(SPANS, a)
        return None

    def send_home(self, a: int, b: int) -> object:
        return self.floor.release_all(self._agent(a))

    def disable(self, a: int, b: int) -> object:
        return self.floor.disable(self._agent(a))

    def enable(self, a: int, b: int) -> object:
        for agent in self.floor.agents:
            self.floor.enable(agent)
        return None

    # ---- what is true of every token

    def _with_token(self, claim: Claim, do: Callable[[], T]) -> T:
        """Do the act; with a lost token, no card and no other claim may have changed."""
        if self._good(claim) or self._may_settle_late(claim):
            return do()
        cards, claims = self.floor.ground.cards(), self.floor.ground.claims()
        answer = do()
        assert self.floor.ground.cards() == cards, "a lost token changed a card"
        after = self.floor.ground.claims()
        assert {k: v for k, v in after.items() if k != claim.token} == {
            k: v for k, v in claims.items() if k != claim.token
        }, "a lost token changed another claim"
        mine, was = after[claim.token], claims[claim.token]
        assert (mine.end, mine.next_at, mine.note) == (was.end, was.next_at, was.note)
        return answer

    def _may_settle_late(self, claim: Claim) -> bool:
        """Return whether the claim expired and nobody took the card, as stored."""
        last = max(
            (c for c in self.floor.ground.claims().values() if c.lead_id == claim.lead_id),
            key=lambda c: (c.ended_at or c.started_at, c.token),
        )
        kept = self.floor.claim(claim.token)
        card = self.floor.ground.cards().get(claim.lead_id)
        free = card is not None and (card.holder is None or card.token == claim.token)
        return free and last.token == claim.token and kept.end in {"", "ended"}

    def _good(self, claim: Claim) -> bool:
        card = self.floor.ground.cards().get(claim.lead_id)
        return card is not None and card.token == claim.token and not _over(card, self.floor)

    def _all(self) -> object:
        ground = self.floor.ground
        return ground.cards(), ground.claims(), len(ground.journal())


def _over(card: rules.Card, floor: Floor) -> bool:
    return card.next_at is not None and card.next_at <= floor.now


def _pick(things: Sequence[T], n: int) -> T:
    return things[n % len(things)]


# How often a random walk does each: enough leads and time that every state is reached.
WEIGHTS = {
    "admit": 8,
    "pull": 14,
    "settle": 12,
    "time_passes": 8,
    "requeue_due": 3,
    "extend": 3,
    "release": 3,
    "replay": 2,
    "show_a_stale_token": 3,
    "guess_a_token": 1,
    "ask_again": 3,
    "park": 2,
    "unpark": 3,
    "close": 1,
    "opt_out": 1,
    "lose_or_find_a_number": 2,
    "take": 3,
    "hand_over": 2,
    "undo": 3,
    "send_home": 1,
    "disable": 1,
    "enable": 2,
    "pull_without_taking_back": 2,
}
