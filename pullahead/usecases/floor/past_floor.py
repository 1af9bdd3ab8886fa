"""Play a floor of the past: the real engine over the memory store, with the moment as an argument.

Nothing is written while it plays. `finished` returns the leads that closed since the last call,
with all that the engine recorded about them; `remaining` those that are open at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from pullahead.compliance.calling_hours import place_in
from pullahead.compliance.rules import RuleSet
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.pull import rules
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.cadence import CallbackRequest
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Engine
from pullahead.pull.ranking import estimate_wait
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, PickFacts, Rule
from pullahead.pull.settle_rules import NO_PLAN, ContactPoints, SettleContext
from pullahead.pull.store.memory import MemoryStore
from pullahead.pull.store.port import Claim as Claim
from pullahead.pull.store.port import EngineEvent, Hold
from pullahead.pull.store.port import Receipt as Receipt
from pullahead.pull.take import Taking
from pullahead.team.models import PresenceState as PresenceState
from pullahead.team.past_presence import PastSpan as PastSpan
from pullahead.usecases.floor.past_leads import PastAttempt as PastAttempt
from pullahead.usecases.floor.past_leads import PastSale as PastSale
from pullahead.usecases.floor.past_leads import PlayedLead as PlayedLead
from pullahead.usecases.floor.past_settings import PastSettings, stored_lane

TRIES_OF_A_PULL = 10
GIVEN_UP = "not_interested"
DIALED_AFTER = timedelta(seconds=12)
RENEWED_EVERY = timedelta(minutes=4)


@dataclass(frozen=True, slots=True)
class PastOutcome:
    """The end of a call, as an agent enters it."""

    code: str
    note: str
    callback_at: datetime | None = None
    amount: Decimal | None = None


@dataclass(slots=True)
class PastStore(MemoryStore):
    """The memory store with the lanes of the database, so that receipts name real lanes."""

    leads: dict[UUID, PlayedLead] = field(default_factory=dict)

    def lane(self, lane: Lane) -> Lane:
        for there in self.all_lanes:
            if there.like(lane):
                return there
        made = stored_lane(lane)
        self.all_lanes.append(made)
        return made

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        """Look at the lanes with a ready card first: a lane is a pass over all cards."""
        ready = {card.lane for card in self.cards.values() if card.state == CardState.READY}
        few = [offer for offer in offers if offer[0] in ready]
        # Not super(): a class with slots is made anew
        found = MemoryStore.claim_best(self, hold, few, now) if few else None
        return self._known(found or MemoryStore.claim_best(self, hold, offers, now))

    def claim_callback(self, hold: Hold, lanes: Sequence[int], now: datetime) -> Picked | None:
        return self._known(MemoryStore.claim_callback(self, hold, lanes, now))

    def claim_exploration(
        self,
        hold: Hold,
        rule: Rule,
        lanes: Sequence[int],
        callbacks: Sequence[int],
        now: datetime,
    ) -> Picked | None:
        found = MemoryStore.claim_exploration(self, hold, rule, lanes, callbacks, now)
        return self._known(found)

    def _known(self, picked: Picked | None) -> Picked | None:
        """Return a pick with what is known of its lead, so that its receipt has the terms."""
        if picked is None:
            return None
        return replace(picked, worth=self.leads[picked.card.lead_id].worth)

    def pick_facts(self, picked: Picked, *, limits: RuleSet, now: datetime) -> PickFacts:
        lead = self.leads[picked.card.lead_id]
        zone = place_in(lead.windows).zones[0] if picked.card.due_at else "UTC"
        return PickFacts(False, lead.numbers(), zone, bool(lead.row.email), limits)


@dataclass(slots=True)
class PastFloor:
    """A floor whose moment each act receives; one act at a time."""

    settings: PastSettings
    new_id: Callable[[datetime | None], UUID]
    store: PastStore = field(default_factory=PastStore)
    empty: list[Receipt] = field(default_factory=list)  # of pulls without a lead
    spans: list[PastSpan] = field(default_factory=list)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.engine = Engine(self.store, lambda: self.new_id(None))

    @property
    def leads(self) -> dict[UUID, PlayedLead]:
        """The leads that are not finished, by id."""
        return self.store.leads

    # ---- in

    def receive(self, *, source_id: int, fields: Mapping[str, str], at: datetime) -> PlayedLead:
        """Admit a new lead at `at`. Raise ValueError for one that is refused or never callable."""
        source = self.settings.sources[source_id]
        given = {**fields, "received_at": at.isoformat()}
        row = read_lead(given, country="", zone=self.settings.zone, now=at)
        if not isinstance(row, LeadIn) or not (windows := self.settings.windows(source, row)):
            raise ValueError(f"the demo made a lead that cannot be called: {fields}")
        worth = self.settings.worth(source, row)
        lead = PlayedLead(self.new_id(at), source, row, at, windows, worth)
        self.leads[lead.id] = lead
        received = EngineEvent("lead.received", at, lead.id, None, {"source": source_id})
        card = self._new_card(lead, at)
        self.store.record([received])
        self.engine.admit([card], now=at)
        self._sort_out()
        return lead

    def open_again(
        self, lead: PlayedLead, *, excluded_agent: int, excluded_until: datetime, now: datetime
    ) -> None:
        """Open a closed lead for every agent but one."""
        lead.closed_at, lead.closed_as = None, ""
        Taking(self.engine).reopen(self._new_card(lead, now), actor=None, now=now, why="again")
        card = self.store.cards[lead.id]  # with the moment at which it became ready
        kept = replace(card, excluded_agent=excluded_agent, excluded_until=excluded_until)
        self.store.put(kept, was=card)
        self._sort_out()

    def _new_card(self, lead: PlayedLead, now: datetime) -> Card:
        return self.engine.new_card(
            lead.id,
            team=lead.source.route.team_id,
            windows=lead.windows,
            worth=lead.worth,
            park="",
            review_at=self._review_at(now),
            now=now,
        )

    # ---- an agent's acts

    def pull(self, agent: int, *, coin: float, people: int, now: datetime) -> Claim | None:
        """Return a claim on the next lead, or None."""
        ready = sum(card.state == CardState.READY for card in self.store.cards.values())
        context = AgentContext(
            agent,
            True,
            self.settings.hours,
            self._review_at(now),
            wait_estimate=estimate_wait(ready=ready, agents=people, rates=self.settings.rates),
            exploration=self.settings.exploration,
            limits=self.settings.limits,
            rates=self.settings.rates,
            trial=self.settings.trial_at(now),
        )
        for _ in range(TRIES_OF_A_PULL):
            self.engine.requeue_due(
                now=now, review_at=self._review_at(now), limit=TAKEN_BACK_AT_ONCE
            )
            pulled = self.engine.pull(context, now=now, coin=coin)
            self._sort_out()
            if not pulled.more and pulled.reason != "busy":
                return pulled.claim
        return None

    def lead_of(self, claim: Claim) -> PlayedLead:
        """Return the lead of a claim."""
        return self.leads[claim.lead_id]

    def renew(self, claim: Claim, *, until: datetime) -> None:
        """Renew the claim until its call ends, as an open page does."""
        at = claim.started_at + RENEWED_EVERY
        while at < until:
            self.engine.extend(agent=claim.agent, token=claim.token, now=at, calling=True)
            at += RENEWED_EVERY

    def settle(self, claim: Claim, outcome: PastOutcome, *, now: datetime) -> bool:
        """Settle a claim after a call; return False if the rules refuse it."""
        lead = self.lead_of(claim)
        context = self._context(lead, claim, outcome)
        done = self.engine.settle(agent=claim.agent, token=claim.token, outcome=context, now=now)
        if done.claim is None or done.kind != "settled":
            return False
        chosen = self.settings.dispositions[outcome.code]
        if chosen.tried:
            dialed = claim.started_at + DIALED_AFTER
            lead.attempts.append(
                PastAttempt(claim.token, claim.agent, dialed, now, chosen.reached, chosen.code)
            )
        if chosen.bad_number:
            lead.bad_number = chosen.code
        if outcome.amount is not None:
            lead.sale = PastSale(outcome.amount, now, now, claim.agent, from_file=False)
        if done.claim.next_step == "closed":
            lead.closed_at, lead.closed_as = now, chosen.code
        self._sort_out()
        return True

    def release(self, claim: Claim, *, reason: str, now: datetime) -> None:
        """Release a claim; the agent does not get the lead again that day."""
        self.engine.release(
            agent=claim.agent,
            token=claim.token,
            reason=ReleaseReason(reason),
            until=rules.next_midnight(now, self.settings.zone),
            now=now,
        )
        self._sort_out()

    def _context(self, lead: PlayedLead, claim: Claim, outcome: PastOutcome) -> SettleContext:
        chosen = self.settings.dispositions[outcome.code]
        card = self.store.cards.get(lead.id)
        stage = card.stage if card is not None else ""
        plans = (lead.source.plan(outcome.code), lead.source.plan(stage))
        return SettleContext(
            disposition=chosen,
            note=outcome.note,
            body_hash="",
            cadence=lead.source.cadence,
            worth=lead.worth,
            hours=self.settings.hours,
            asked=CallbackRequest(outcome.callback_at, None),
            unanswered=[one.at for one in lead.attempts if not one.reached],
            numbers=lead.numbers(),
            limits=self.settings.limits,
            plan=next((plan for plan in plans if plan.rounds), NO_PLAN),
            owned_until=self.settings.owned_until,
            left=ContactPoints((), tuple(filter(None, [lead.row.email]))),
        )

    def is_last(self, claim: Claim) -> bool:
        """Return whether only a final disposition is accepted without a contact."""
        card, cadence = self.store.cards[claim.lead_id], self.lead_of(claim).source.cadence
        return not card.stage and claim.round >= cadence.rounds

    def leave(self, agent: int, *, now: datetime) -> None:
        """End the shift of an agent: callbacks and touches are for any agent from now on."""
        self.engine.release_all(agent, now=now)
        self._sort_out()

    # ---- a team lead's acts

    def waiting(self) -> list[PlayedLead]:
        """Return the open leads that no agent has and nobody agreed to call back."""
        states = {CardState.READY, CardState.SCHEDULED}
        cards = self.store.cards.values()
        free = [card for card in cards if card.state in states and card.due_at is None]
        return [self.leads[card.lead_id] for card in free]

    def close(self, leads: Collection[PlayedLead], *, by: int, note: str, now: datetime) -> None:
        """Close leads as a team lead does."""
        for lead in leads:
            if self.engine.close(lead.id, actor=by, code=GIVEN_UP, note=note, now=now):
                lead.closed_at, lead.closed_as = now, GIVEN_UP
                lead.closing = self.store.last_closing(lead.id)
        self.store.closings.clear()
        self._sort_out()

    # ---- out

    def finished(self, keeps: Callable[[PlayedLead], bool]) -> list[PlayedLead]:
        """Return the leads that closed since the last call, and forget all but those to keep."""
        closed = [lead for lead in self.leads.values() if lead.closed_at is not None]
        done = [lead for lead in closed if not keeps(lead)]
        for lead in done:
            del self.leads[lead.id]
        return self._with_facts(done)

    def remaining(self) -> list[PlayedLead]:
        """Return the leads that are left, with the cards of those that are open."""
        left = list(self.leads.values())
        for lead in left:
            lead.card = self.store.cards.get(lead.id)
        return self._with_facts(left)

    def spend(
        self, agent: int, state: PresenceState, since: datetime, until: datetime, reason: str = ""
    ) -> None:
        """Record the time that an agent spends in a state."""
        if until > since:
            self.spans.append(PastSpan(agent, state, since, until, reason))

    def spent(self) -> list[PastSpan]:
        """Return the states of the agents since the last call."""
        found, self.spans = self.spans, []
        return found

    def empty_pulls(self) -> list[Receipt]:
        """Return the receipts of pulls that found no lead since the last call."""
        found, self.empty = self.empty, []
        return found

    def _with_facts(self, leads: list[PlayedLead]) -> list[PlayedLead]:
        known = {lead.id: lead for lead in leads}
        for claim in list(self.store.claims.values()):
            if (lead := known.get(claim.lead_id)) is not None:
                # The card before a settle serves an undo of today only
                lead.claims.append(replace(self.store.claims.pop(claim.token), undo=None))
        for interval in self.store.intervals:
            if (lead := known.get(interval.lead_id)) is not None:
                lead.intervals.append(interval)
        for callback in self.store.callbacks:
            if (lead := known.get(callback[0].lead_id)) is not None:
                lead.callbacks.append(callback)
        self.store.intervals = [x for x in self.store.intervals if x.lead_id not in known]
        self.store.callbacks = [c for c in self.store.callbacks if c[0].lead_id not in known]
        return leads

    def _sort_out(self) -> None:
        """Move what the store recorded to the leads that it is about."""
        for event in self.store.journal:
            if event.lead_id is not None:
                self.leads[event.lead_id].events.append(event)
        for receipt in self.store.receipts:
            there = self.leads[receipt.lead_id].receipts if receipt.lead_id else self.empty
            there.append(receipt)
        self.store.journal.clear()
        self.store.receipts.clear()

    def _review_at(self, now: datetime) -> rules.ReviewAt:
        return lambda _team: self.settings.calendar.end_of_working_day(now)
