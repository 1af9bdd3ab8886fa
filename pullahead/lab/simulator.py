"""The simulator: a floor of a world, played by the real engine with a virtual clock.

The simulator decides only what happens outside the product: when leads arrive, who is at work, what
a customer says and how long a call takes. Which lead comes next, when it comes again and what may
be called is decided by `pull.engine.Engine` over the memory store.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from uuid import UUID

from pullahead.compliance.calling_hours import Hours, daily
from pullahead.lab import draws
from pullahead.lab.customers import LOST, QUEUED, UNREACHABLE, Customers, OpenCall
from pullahead.lab.draws import DAY, HOUR, LabPerson, LeadDraws
from pullahead.lab.event_queue import EventQueue
from pullahead.lab.figures import FigureCollector, PlayedCourse, RunFigures
from pullahead.lab.policies import NO_ONE, LabPolicy, ranked, skill_of
from pullahead.lab.pull_limits import PullLimits
from pullahead.lab.push_queues import PushQueues
from pullahead.lab.queue_estimates import QueueEstimates, floor_rates
from pullahead.lab.sharing import LeadSharing
from pullahead.lab.simulated_leads import PAST_CALLS, LabLead, SimulatorStore
from pullahead.lab.virtual_clock import START, minute, moment
from pullahead.lab.world import FloorWorld
from pullahead.pull.agent_context import AgentContext
from pullahead.pull.cadence import Cadence, CallbackRequest, Disposition
from pullahead.pull.engine import TAKEN_BACK_AT_ONCE, Engine
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import CardState
from pullahead.pull.settle_rules import SettleContext
from pullahead.pull.store.port import Claim

WINDOWS = "ZZ@UTC"
HOURS = Hours(daily("ZZ", time(0), time(0)))  # shifts alone limit the calls
NOTE = "A simulated call."
RENEWED_MINUTES = 4.0  # an open page renews its claim so often
PULLS_AT_ONCE = 10
NOON = 12 * HOUR
HALF_DAY = 13.5


def review_at(_team: int) -> datetime:
    """Return when a parked lead is reviewed: no lead is parked without a fault."""
    return START + timedelta(days=400)


class FloorSimulator:
    """One run of a world under a policy with a seed."""

    # whether a person may hold a lead when they pull: only after a fault
    may_hold = False

    def __init__(
        self,
        world: FloorWorld,
        policy: LabPolicy,
        seed: int,
        store: SimulatorStore | None = None,
    ) -> None:
        self.world, self.policy, self.seed = world, policy, seed
        self.store = store or SimulatorStore(forgets=True)
        tokens = count(1)
        self.engine = Engine(self.store, lambda: UUID(int=next(tokens)))
        self.people = draws.people(world, seed)
        self.sharing = LeadSharing(policy, world.shifts, self.people)
        self.customers = Customers(world, self.sharing)
        self.coins = Random(f"{seed}:coins")
        self.rates = floor_rates(world)
        offsets = tuple(timedelta(hours=h) for h in world.plan.offsets_hours)
        self.cadence = Cadence(offsets, {})
        self.waiting: dict[int, tuple[LabPerson, float]] = {}
        self.queues = PushQueues()
        self.estimates = QueueEstimates(self.people, self.store, self.rates)
        self.limits = PullLimits(world)
        self.events = EventQueue()
        self.arrivals: Iterator[LeadDraws] = draws.leads(world, seed)
        self.end = world.horizon.days * DAY
        self.counted_from = world.horizon.warm_up_days * DAY
        self.counted_until = self.counted_from + world.horizon.counted_days * DAY
        self.found = FigureCollector()

    # ---- the run

    def run(self) -> RunFigures:
        """Play the whole run and return its figures."""
        self.begin()
        while self.step():
            pass
        return self.finish()

    def begin(self) -> None:
        """Write the first events."""
        self._expect_lead()
        for person in self.people:
            self.events.plan(person.at_work(person.since), self.look, person)
            if person.until < self.end:
                self.events.plan(person.until, self._leave, person)
        if self.policy.batch_minutes:
            self.events.plan(self.policy.batch_minutes, self._batch, None)
        if self.policy.hands_over:
            for day in range(self.world.horizon.days):
                for hour in (self.world.shifts.begins_hour, HALF_DAY):
                    self.events.plan(day * DAY + hour * HOUR, self._hand_over, None)
        for day in range(int(self.counted_from // DAY), int(self.counted_until // DAY)):
            self.events.plan(day * DAY + NOON, self._count_dead, None)

    def step(self) -> bool:
        """Play the next event; return False at the end of the run."""
        if self.events.next_at >= self.end:
            return False
        self.events.play()
        return True

    def finish(self) -> RunFigures:
        """Count the leads that are open at the end, and return the figures."""
        for lead in self.store.leads.values():
            if lead.counted:
                self.found.add(lead.course, self.end)
        return self.found.figures(self.policy.name, self.seed)

    def clock(self, at: float) -> datetime:
        """Return what the clock says at a minute."""
        return moment(at)

    # ---- leads

    def _expect_lead(self) -> None:
        if (following := next(self.arrivals, None)) is not None:
            self.events.plan(following.at, self._arrive, following)

    def _arrive(self, at: float, arrived: LeadDraws) -> None:
        """Admit a lead, in its queue."""
        self._expect_lead()
        policy, now = self.policy, self.clock(at)
        person = None
        if not policy.is_pull and not policy.batch_minutes:
            person = self.sharing.next(at)
        skills = "" if policy.is_pull else NO_ONE if person is None else skill_of(person.id)
        lead = LabLead(
            arrived,
            PlayedCourse(asked=at),
            now,
            self._worth(arrived, now, skills),
            owner=person.id if person else 0,
            counted=self.counted_from <= at < self.counted_until,
        )
        self.store.leads[arrived.id] = lead
        if not policy.is_pull:
            self.queues.add(arrived.id, lead.owner)
        card = self.engine.new_card(
            arrived.id,
            team=1,
            windows=WINDOWS,
            worth=lead.worth,
            park="",
            review_at=review_at,
            now=now,
        )
        self.engine.admit([card], now=now)
        if arrived.patience < math.inf:
            self.events.plan(at + arrived.patience, self._withdraw, arrived.id)
        self._wake(lead.owner, at)

    def _worth(self, lead: LeadDraws, asked_at: datetime, skills: str) -> RankingInputs:
        segment = lead.segment
        known = RankingInputs(
            lead.value,
            lead.known_chance,
            segment.ranked_half_life_hours,
            asked_at,
            segment.ranked_curve,
            rates=self.rates,
        )
        return ranked(self.policy.order, known=known, skills=skills, asked_at=asked_at)

    def _withdraw(self, at: float, lead_id: UUID) -> None:
        """Close a lead whose customer withdraws before the first attempt."""
        lead = self.store.leads.get(lead_id)
        if lead is None or lead.course.first is not None:
            return
        lead.course.withdrawn = at
        self.engine.close(lead_id, actor=None, code="withdrawn", now=self.clock(at))
        self._forget(lead, at)

    def _forget(self, lead: LabLead, at: float) -> None:
        """Drop all that is known of a closed lead, so that memory grows with open leads only."""
        if lead.counted:
            self.found.add(lead.course, at)
        lead_id = lead.draws.id
        del self.store.leads[lead_id]
        self.store.forget(lead_id)
        self.queues.drop(lead_id, lead.owner)

    # ---- people

    def look(self, at: float, person: LabPerson) -> None:
        """Pull for a person who is free; without a lead, the person waits."""
        begins = person.at_work(at)
        if begins > at:
            self.events.plan(begins, self.look, person)
            return
        claim = self._pull(person, at)
        if claim is None:
            self.waiting[person.id] = (person, at)
        else:
            self._call(person, claim, at)

    def _wake(self, owner: int, at: float) -> None:
        """Let the people who wait for a lead of this queue look again at their next moment."""
        if not self.policy.is_pull:
            found = self.waiting.pop(owner, None)
            looking = [found] if found else []
        else:
            looking = list(self.waiting.values())
            self.waiting.clear()
        every = self.world.people.look_again_minutes
        for person, since in looking:
            steps = math.ceil((at - since) / every) if every else 0
            self.events.plan(since + steps * every if every else at, self.look, person)

    def _pull(self, person: LabPerson, at: float) -> Claim | None:
        """Pull as the product does: requeue what is due, then ask the engine."""
        now, store = self.clock(at), self.store
        skills = self.skills_of(person)
        coin = self.coins.random() if self.policy.exploration else 1.0
        for _ in range(PULLS_AT_ONCE):
            if store.something_due(now):
                self.engine.requeue_due(now=now, review_at=review_at, limit=TAKEN_BACK_AT_ONCE)
            due = store.callback_due(person.id, now)
            lanes = store.waiting_lanes(skills, callbacks=due)
            if not lanes and not self.may_hold:
                break
            context = AgentContext(
                person.id,
                True,
                HOURS,
                review_at,
                wait_estimate=self.estimates.of(skills, at),
                exploration=self.policy.exploration,
                skills=frozenset({skills}) if skills else frozenset(),
                holds=self.may_hold,
                callback_due=due,
                lanes=lanes,
                rates=self.rates,
                gate=self.limits.facts(person.id, now),
                trial=self.policy.trial,
            )
            pulled = self.engine.pull(context, now=now, coin=coin)
            if not pulled.more and pulled.reason != "busy":
                self._expect_due()
                opens_at = self.limits.opens_at(person.id, pulled, now)
                if opens_at is not None:
                    self.events.plan(minute(opens_at), self._opens, person)
                return pulled.claim
        self._expect_due()
        return None

    def _opens(self, at: float, person: LabPerson) -> None:
        """Let a person who waits behind a limit look again."""
        if self.waiting.pop(person.id, None) is not None:
            self.look(at, person)

    def skills_of(self, person: LabPerson) -> str:
        """Return the skill set whose lanes a person works: the shared ones, or their own queue."""
        return "" if self.policy.is_pull else skill_of(person.id)

    def _call(self, person: LabPerson, claim: Claim, at: float) -> None:
        """Call the lead of a claim, and renew the claim until the call ends."""
        lead = self.store.leads[claim.lead_id]
        luck = draws.attempt(lead.draws, self.world.handling)
        reached = luck.contact < self.customers.contact_chance(lead, claim, at)
        lead.callers.add(person.id)
        minutes = (luck.talk_minutes if reached else luck.ring_minutes) * person.tempo
        course = lead.course
        course.first = at if course.first is None else course.first
        course.attempts += 1
        ends = at + minutes
        renewed = at + RENEWED_MINUTES
        while renewed < ends:
            self.renew(claim, renewed)
            renewed += RENEWED_MINUTES
        self.events.plan(ends, self._hang_up, OpenCall(person, claim, lead, luck, reached))

    def renew(self, claim: Claim, at: float) -> None:
        """Renew a claim, as an open page does."""
        now = self.clock(at)
        self.engine.extend(agent=claim.agent, token=claim.token, now=now, calling=True)

    def _hang_up(self, at: float, call: OpenCall) -> None:
        """Settle the call, then pull again."""
        lead, now = call.lead, self.clock(at)
        chosen, agreed = self._outcome(call, at)
        callback = None if agreed is None else self.clock(agreed)
        done = self._settle(call, chosen, callback, now)
        if done == "refused":
            self.found.refused += 1
            done = self._settle(call, LOST if call.reached else UNREACHABLE, None, now)
        self.found.cycles += 1
        lead.calls = (*lead.calls[-PAST_CALLS:], now)
        if not call.reached:
            lead.unanswered.append(now)
        if done == "settled" and lead.draws.id not in self.store.cards:
            self._forget(lead, at)
        self._expect_due()
        self.look(at, call.person)

    def _outcome(self, call: OpenCall, at: float) -> tuple[Disposition, float | None]:
        """Return how a call ends, and the minute of a callback."""
        card = self.store.cards.get(call.lead.draws.id)
        last = card is not None and card.round >= self.cadence.rounds
        return self.customers.outcome(call, at, last=last)

    def _settle(
        self, call: OpenCall, chosen: Disposition, callback: datetime | None, now: datetime
    ) -> str:
        lead, cadence = call.lead, self.cadence
        if callback is not None and chosen is QUEUED:
            cadence, callback = replace(cadence, waits={QUEUED.code: callback - now}), None
        context = SettleContext(
            disposition=chosen,
            note=NOTE,
            body_hash=chosen.code,
            cadence=cadence,
            worth=lead.worth,
            hours=HOURS,
            asked=CallbackRequest(callback, None),
            unanswered=lead.unanswered,
            numbers=lead.numbers(),
        )
        person, token = call.person.id, call.claim.token
        return self.engine.settle(agent=person, token=token, outcome=context, now=now).kind

    def _expect_due(self) -> None:
        """Plan a look for each card that was scheduled since the last time."""
        for card in self.store.cards.scheduled:
            if card.owner is not None and card.owner_at is not None:
                self.events.plan(minute(card.owner_at), self._callback_due, card.owner)
            if card.next_at is not None:
                self.events.plan(minute(card.next_at), self._due, card.lead_id)
        self.store.cards.scheduled.clear()

    def _callback_due(self, at: float, owner: int) -> None:
        if (found := self.waiting.pop(owner, None)) is not None:
            self.events.plan(at, self.look, found[0])

    def _due(self, at: float, lead_id: UUID) -> None:
        if (lead := self.store.leads.get(lead_id)) is not None:
            self._wake(lead.owner, at)

    # ---- push

    def _batch(self, at: float, _: None) -> None:
        """Share out the leads that arrived since the last batch."""
        for lead_id in self.queues.of(0):
            self._hand(lead_id, at)
        self.events.plan(at + self.policy.batch_minutes, self._batch, None)

    def _leave(self, at: float, person: LabPerson) -> None:
        """Let a person leave for good: callbacks are freed at once, the queue later."""
        self.engine.release_all(person.id, now=self.clock(at))
        self._expect_due()
        if not self.policy.is_pull:
            self.events.plan(self.sharing.after(at, self.policy.leaver_days), self._empty, person)

    def _hand_over(self, at: float, _: None) -> None:
        for person in self.sharing.away(at):
            self._empty(at, person)

    def _empty(self, at: float, person: LabPerson) -> None:
        """Hand over every lead of a person's queue."""
        for lead_id in self.queues.of(person.id):
            self._hand(lead_id, at)

    def _hand(self, lead_id: UUID, at: float) -> None:
        """Move a lead to the queue of the person whose turn it is."""
        person, lead = self.sharing.next(at), self.store.leads[lead_id]
        card = self.store.cards[lead_id]
        if person is None or card.state is CardState.HELD:
            return
        lead.worth = replace(lead.worth, skills=skill_of(person.id))
        self.engine.move_hours(lead_id, windows=WINDOWS, worth=lead.worth, now=self.clock(at))
        self.queues.drop(lead_id, lead.owner)
        self.queues.add(lead_id, person.id)
        lead.owner = person.id
        self._expect_due()
        self._wake(person.id, at)

    def _count_dead(self, at: float, _: None) -> None:
        """Count the ready leads in queues of people who are away."""
        if int(at // DAY) % 7 not in self.world.shifts.weekdays:
            return
        away = {person.id for person in self.sharing.away(at)}
        self.found.dead.append(self.queues.ready(away, self.store.cards))
