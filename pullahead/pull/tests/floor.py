"""Small sales floor: the engine on a ground, a clock moved by hand, and the acts.

Each act does in a few lines the work of a use case around the engine. It opens one transaction,
passes the facts, and closes the lead with its card.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, TypeVar, cast
from uuid import UUID

from pullahead.compliance.rules import SHIPPED, NumberFacts, RuleSet
from pullahead.pull import rules
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.cadence import Cadence, Disposition
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Engine, Pull
from pullahead.pull.gate import NO_FACTS, GateFacts
from pullahead.pull.nurturing import EarlierContact
from pullahead.pull.order_rules import OrderTrial
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.rules import Card
from pullahead.pull.selection import Picked, PickFacts
from pullahead.pull.settle_rules import Settle
from pullahead.pull.store.port import Claim, Store
from pullahead.pull.take import Take, Taking
from pullahead.pull.take_rules import TakeReason as Why
from pullahead.pull.tests import factories
from pullahead.pull.tests.factories import ALWAYS, HOURS, NOON
from pullahead.pull.tests.grounds import Ground
from pullahead.team.calendar import Calendar
from pullahead.team.shift_rules import LeaveSpan

T = TypeVar("T")
ROUNDS_OF_A_PULL = 10


class FloorStore:
    """Store that takes the facts about a lead's numbers from a floor, not from tables."""

    def __init__(self, store: Store, known: Mapping[UUID, LeadFacts]) -> None:
        self._store, self._known = store, known

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        known = self._known[picked.card.lead_id]
        mailable = bool(known.emails)
        return PickFacts(known.opted_out, known.numbers, known.zone, mailable, known.limits)


@dataclass(slots=True)
class LeadFacts:
    """Facts about a lead that other packages hold."""

    windows: str = ALWAYS
    worth: RankingInputs = field(default_factory=factories.worth)
    opted_out: bool = False
    numbers: tuple[NumberFacts, ...] = (NumberFacts("+15555550100"),)
    emails: tuple[str, ...] = ()
    zone: str = "UTC"
    limits: RuleSet = SHIPPED


@dataclass(slots=True)
class Floor:
    """Ground with an engine, a moment, and facts about people and leads."""

    ground: Ground
    now: datetime = NOON
    known: dict[UUID, LeadFacts] = field(default_factory=dict)
    away: set[int] = field(default_factory=set)
    skills: dict[int, frozenset[str]] = field(default_factory=dict)
    gates: dict[int, GateFacts] = field(default_factory=dict)
    trials: dict[int, OrderTrial] = field(default_factory=dict)
    engine: Engine = field(init=False)
    _tokens: count[int] = field(default_factory=lambda: count(1))
    _leads: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        store = cast(Store, FloorStore(self.ground.store, self.known))
        self.engine = Engine(store, lambda: factories.token(next(self._tokens)))

    @property
    def agents(self) -> Sequence[int]:
        return self.ground.agents

    def act(self, do: Callable[[], T]) -> T:
        """Open one transaction."""
        with self.ground.act():
            return do()

    def later(self, **span: float) -> datetime:
        """Let time pass: `later(minutes=5)`."""
        self.now += timedelta(**span)
        return self.now

    # ---- reads

    def card(self, lead: UUID) -> Card:
        return self.ground.cards()[lead]

    def claim(self, token: UUID) -> Claim:
        return self.ground.claims()[token]

    def kinds(self, lead: UUID | None = None) -> list[str]:
        """Return the kinds of events in the journal, in order; of one lead, if given."""
        events = self.ground.journal()
        return [str(e.kind) for e in events if lead is None or e.lead_id == lead]

    # ---- leads come and go

    def admit(
        self,
        *,
        park: str = "",
        windows: str = ALWAYS,
        contact: EarlierContact | None = None,
        **worth: Any,
    ) -> UUID:
        """Admit a new lead, ready, parked or nurtured; `worth` as factories.worth takes it."""
        lead = factories.lead_id(next(self._leads))
        known = LeadFacts(windows, factories.worth(asked_at=self.now, **worth))
        self.known[lead] = known

        def do() -> None:
            self.ground.open_lead(lead)
            card = self.engine.new_card(
                lead,
                team=self.ground.team,
                windows="" if park else windows,
                worth=known.worth,
                park=park,
                review_at=lambda team: self.review_at,
                now=self.now,
                contact=contact,
            )
            self.engine.admit([card], now=self.now)

        self.act(do)
        return lead

    @property
    def review_at(self) -> datetime:
        return Calendar("UTC").end_of_working_day(self.now)

    def ask_again(self, lead: UUID) -> Card | None:
        known = self.known[lead]
        known.worth = factories.worth(known.worth.value, asked_at=self.now)
        return self.act(lambda: self.engine.ask_again(lead, worth=known.worth, now=self.now))

    def close(self, lead: UUID, *, actor: int | None = None, note: str = "") -> bool:
        """Close the lead as a team lead does."""

        def do() -> bool:
            closed = self.engine.close(lead, actor=actor, code="duplicate", now=self.now, note=note)
            if closed:
                self.ground.close_lead(lead, "duplicate")
            return closed

        return self.act(do)

    # ---- the agent's acts

    def requeue_due(self, limit: int = TAKEN_BACK_AT_ONCE) -> int:
        return self.act(
            lambda: self.engine.requeue_due(
                now=self.now, review_at=lambda team: self.review_at, limit=limit
            )
        )

    def pull(self, agent: int, *, requeue_due: bool = True, coin: float = 1.0) -> Pull:
        """Requeue and pull as `usecases.work.pull` does, again while there is more to examine."""
        for _ in range(ROUNDS_OF_A_PULL):
            if requeue_due:
                self.requeue_due()
            got = self.act(lambda: self._pull(agent, coin))
            if not got.more and not (got.reason == "busy" and requeue_due):
                return got
        raise AssertionError("a pull that never comes to an end")

    def _pull(self, agent: int, coin: float = 1.0) -> Pull:
        puller = AgentContext(
            agent,
            agent not in self.away,
            HOURS,
            lambda team: self.review_at,
            skills=self.skills.get(agent, frozenset()),
            gate=self.gates.get(agent, NO_FACTS),
            trial=self.trials.get(agent),
        )
        got = self.engine.pull(puller, now=self.now, coin=coin)
        for lead in got.closed:
            self.ground.close_lead(lead, "do_not_call")
        return got

    def pulled(self, agent: int) -> Claim:
        """Return the claim that a pull returns; there must be one."""
        claim = self.pull(agent).claim
        assert claim is not None, "there was nothing to pull"
        return claim

    def pulled_one(self) -> Claim:
        """Return the first agent's claim on a lead that has just come in."""
        self.admit()
        return self.pulled(self.agents[0])

    def settle(
        self,
        agent: int,
        token: UUID,
        code: str,
        *,
        note: str = "spoke to them",
        callback_at: datetime | None = None,
        callback_for: int | None = None,
        cadence: Cadence = factories.FRESH,
        attempted: bool = True,
        leave: Sequence[LeaveSpan] = (),
        contact_agent: int | None = None,
    ) -> Settle:
        def do() -> Settle:
            claim = self.engine.store.claim(token)
            facts = self.known[claim.lead_id] if claim else LeadFacts()
            outcome = factories.outcome(
                code,
                note=note,
                callback_at=callback_at,
                callback_for=callback_for,
                attempted=attempted,
                cadence=cadence,
                of=facts.worth,
                numbers=facts.numbers,
                emails=facts.emails,
                leave=leave,
                contact_agent=contact_agent,
            )
            done = self.engine.settle(agent=agent, token=token, outcome=outcome, now=self.now)
            if done.kind == "settled" and done.claim:
                self._after_settle(done.claim, factories.DISPOSITIONS[code])
            return done

        return self.act(do)

    def _after_settle(self, claim: Claim, chosen: Disposition) -> None:
        if claim.next_step == "closed":
            self.ground.close_lead(claim.lead_id, chosen.code)
        if chosen.tried:
            known = self.known[claim.lead_id]
            known.numbers = tuple(
                NumberFacts(n.value, (*n.calls, self.now)) if i == 0 else n
                for i, n in enumerate(known.numbers)
            )

    def extend(self, agent: int, token: UUID) -> datetime | None:
        return self.act(lambda: self.engine.extend(agent=agent, token=token, now=self.now))

    def release(self, agent: int, token: UUID) -> bool:
        until = rules.next_midnight(self.now, "UTC")
        return self.act(
            lambda: self.engine.release(
                agent=agent, token=token, reason=ReleaseReason.LANGUAGE, until=until, now=self.now
            )
        )

    # ---- the acts beside pulling

    @property
    def taking(self) -> Taking:
        return Taking(self.engine)

    def take(self, agent: int, lead: UUID, ground: Why, *, over: bool = False) -> Take:
        return self.act(
            lambda: self.taking.take(
                lead,
                agent=agent,
                ground=ground,
                over=over,
                lane_for=lambda: rules.Lane(ALWAYS, 24.0),
                now=self.now,
            )
        )

    def hand_over(self, agent: int, token: UUID, to: int) -> Claim | str:
        return self.act(
            lambda: self.taking.hand_over(
                agent=agent, token=token, to=to, brief="wants a quote", now=self.now
            )
        )

    def undo(self, agent: int, token: UUID) -> Claim | str:
        def do() -> Claim | str:
            done = self.taking.undo(agent=agent, token=token, now=self.now)
            if isinstance(done, Claim):
                self.ground.reopen_lead(done.lead_id)
            return done

        return self.act(do)

    def undo_closing(self, lead: UUID, *, actor: int, left: frozenset[int] = frozenset()) -> bool:
        def do() -> bool:
            closing = self.ground.store.last_closing(lead)
            done = closing is not None and self.taking.undo_closing(
                closing, left=left, actor=actor, now=self.now
            )
            if done:
                self.ground.reopen_lead(lead)
            return done

        return self.act(do)

    def resume(self, agent: int) -> Claim | None:
        return self.act(lambda: self.engine.resume(agent, now=self.now))

    # ---- leaders' acts

    def park(self, lead: UUID, *, actor: int | None = None) -> bool:
        return self.act(
            lambda: self.engine.park(
                lead,
                reason=rules.Park.BY_LEADER,
                review_at=self.review_at,
                actor=actor,
                now=self.now,
            )
        )

    def unpark(self, lead: UUID, *, actor: int | None = None) -> bool:
        known, by = self.known[lead], actor or self.agents[0]
        return self.act(
            lambda: self.engine.unpark(
                lead, windows=known.windows, worth=known.worth, actor=by, now=self.now
            )
        )

    def release_all(self, agent: int) -> int:
        """End a shift: release all claims and callbacks of an agent."""
        return self.act(lambda: self.engine.release_all(agent, now=self.now))

    def free_on_leave(self, agent: int, spans: Sequence[LeaveSpan]) -> int:
        """Give what is due during leave to everybody."""
        return self.act(lambda: self.engine.free_on_leave(agent, spans, now=self.now))

    def disable(self, agent: int) -> int:
        self.away.add(agent)
        return self.release_all(agent)

    def enable(self, agent: int) -> None:
        self.away.discard(agent)
