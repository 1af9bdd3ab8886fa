"""Runs with faults: people vanish, replies are lost, people are disabled, clocks step.

The same floor and engine as the simulator's. After each answer and step the checker looks for a
broken guarantee. A seed that breaks one raises GuaranteeBroken with its last acts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from pullahead.lab import draws
from pullahead.lab.customers import LOST, UNREACHABLE, OpenCall
from pullahead.lab.draws import LabPerson
from pullahead.lab.fault_checks import GuaranteeChecker
from pullahead.lab.policies import POLICIES, LabPolicy
from pullahead.lab.simulated_leads import SimulatorStore
from pullahead.lab.simulator import WINDOWS, FloorSimulator
from pullahead.lab.virtual_clock import moment as true_moment
from pullahead.lab.world import FloorWorld, Horizon
from pullahead.pull.cadence import Disposition
from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Claim, EngineEvent

SWEEP = 200  # steps between two looks at every card
RELEASE_AFTER = 30.0  # minutes until a parked lead is set free


@dataclass(frozen=True, slots=True)
class FaultRates:
    """Chance of each fault, by act."""

    vanishes: float = 0.05  # after a pull; back after 1 to 60 minutes
    freezes: float = 0.03  # settles 1 to 40 minutes late, without renewing
    loses_pull: float = 0.05  # the reply of a pull; pulls again
    disabled: float = 0.01  # during a call; back after an hour
    steps: float = 0.01  # the clock steps by up to 10 minutes, either way
    poison: float = 0.02  # leads on which every page crashes


@dataclass(slots=True)
class WatchedStore(SimulatorStore):
    """Store of the simulator that counts what the journal says of a settle and of an end."""

    settles: dict[UUID, int] = field(default_factory=dict)
    ends: list[tuple[UUID, datetime]] = field(default_factory=list)

    def record(self, events: Sequence[EngineEvent]) -> None:
        for one in events:
            if one.lead_id is not None and one.kind == "claim.settled":
                self.settles[one.lead_id] = self.settles.get(one.lead_id, 0) + 1
            if one.lead_id is not None and one.kind == "claim.ended":
                self.ends.append((one.lead_id, one.at))


class FaultySimulator(FloorSimulator):
    """One run with faults and checks."""

    may_hold = True

    def __init__(
        self,
        world: FloorWorld,
        policy: LabPolicy,
        seed: int,
        rates: FaultRates | None = None,
        store: WatchedStore | None = None,
    ) -> None:
        self.watched = store or WatchedStore(forgets=True)
        super().__init__(world, policy, seed, store=self.watched)
        self.rates_of_faults = rates or FaultRates()
        self.luck = Random(f"{seed}:faults")
        self.offset = timedelta()
        self.checker = GuaranteeChecker(self.watched.cards)
        self.made: dict[UUID, int] = {}
        self.poison: set[UUID] = set()
        self.found_parked: set[UUID] = set()
        self.now = 0.0
        self.faults = 0
        self.steps_done = 0

    def clock(self, at: float) -> datetime:
        return true_moment(at) + self.offset

    def step(self) -> bool:
        """Play an event, perhaps after a step of the clock, then check."""
        if self._falls(self.rates_of_faults.steps):
            self.offset = timedelta(minutes=self.luck.uniform(-10, 10))
        following = self.events.next_at
        self.now = self.end if math.isinf(following) else following
        more = super().step()
        self._note_ends()
        self.steps_done += 1
        if self.steps_done % SWEEP == 0:
            self.checker.every_card()
            self._find_parked()
        return more

    def _note_ends(self) -> None:
        for lead, at in self.watched.ends:
            self.checker.expired(lead, at)
        self.watched.ends.clear()

    def _falls(self, chance: float) -> bool:
        fell = self.luck.random() < chance
        self.faults += fell
        return fell

    # ---- pull

    def _pull(self, person: LabPerson, at: float) -> Claim | None:
        claim = super()._pull(person, at)
        now = self.clock(at)
        self._note_ends()
        if claim is None:
            self.checker.got_nothing(person.id, self._lanes_of(person), now)
            return None
        self.checker.note(now, f"{person.id} got {claim.lead_id} as {claim.pull_reason}")
        self.checker.claimed(claim, now)
        if claim.pull_reason == "oldest":
            self.checker.oldest(claim, self._lanes_of(person), now)
        return claim

    def _lanes_of(self, person: LabPerson) -> list[int]:
        skills = self.skills_of(person)
        return [lane.id for lane in self.watched.by_skills.get(skills, ())]

    # ---- call

    def _call(self, person: LabPerson, claim: Claim, at: float) -> None:
        rates, now = self.rates_of_faults, self.clock(at)
        if claim.lead_id not in self.made:
            self.made[claim.lead_id] = 0
            if self.luck.random() < rates.poison:
                self.poison.add(claim.lead_id)
        if self._falls(rates.loses_pull):
            self.checker.note(now, f"{person.id} lost the reply and pulls again")
            self.checker.pulled_again(claim, super()._pull(person, at))
        if claim.lead_id in self.poison or self._falls(rates.vanishes):
            self.checker.note(now, f"{person.id} vanishes")
            self.events.plan(at + self.luck.uniform(1, 60), self.look, person)
            return
        if self._falls(rates.disabled):
            self.checker.note(now, f"{person.id} is disabled")
            self.engine.release_all(person.id, now=now)
            self.checker.freed(claim)
            self._expect_due()
            self.events.plan(at + 60, self.look, person)
            return
        if self._falls(rates.freezes):
            self.checker.note(now, f"{person.id} freezes")
            lead = self.store.leads[claim.lead_id]
            luck = draws.attempt(lead.draws, self.world.handling)
            call = OpenCall(person, claim, lead, luck, reached=False)
            self.events.plan(at + self.luck.uniform(1, 40), self._hang_up, call)
            return
        super()._call(person, claim, at)

    def renew(self, claim: Claim, at: float) -> None:
        now = self.clock(at)
        until = self.engine.extend(agent=claim.agent, token=claim.token, now=now, calling=True)
        self.checker.renewed(claim, until)

    def _hang_up(self, at: float, call: OpenCall) -> None:
        if call.lead.draws.id not in self.store.leads:
            self.look(at, call.person)  # closed meanwhile: the next pull says so
            return
        super()._hang_up(at, call)

    def _settle(
        self, call: OpenCall, chosen: Disposition, callback: datetime | None, now: datetime
    ) -> str:
        kind = super()._settle(call, chosen, callback, now)
        self.checker.note(now, f"{call.person.id} settles {call.claim.lead_id}: {kind}")
        if kind != "settled":
            return kind
        lead = call.claim.lead_id
        self.made[lead] = self.made.get(lead, 0) + 1
        again = super()._settle(call, chosen, callback, now)
        different = LOST if chosen is not LOST else UNREACHABLE
        other = super()._settle(call, different, None, now)
        self.checker.settled_as(call.claim, kind, again=again, other=other)
        if self.watched.settles.get(lead, 0) != self.made[lead]:
            raise self.checker.broken(8, f"{lead}: the journal counts other settles than were made")
        return kind

    def _find_parked(self) -> None:
        """Plan that a team lead sets parked leads free."""
        for lead_id, card in self.store.cards.items():
            if card.state is CardState.PARKED and lead_id not in self.found_parked:
                self.found_parked.add(lead_id)
                self.events.plan(self.now + RELEASE_AFTER, self._free, lead_id)

    def _free(self, at: float, lead_id: UUID) -> None:
        """Set a parked lead free, as a team lead does; another person takes it."""
        lead, card = self.store.leads.get(lead_id), self.store.cards.get(lead_id)
        if lead is None or card is None or card.state is not CardState.PARKED:
            return
        self.poison.discard(lead_id)
        self.checker.unparked(lead_id)
        now = self.clock(at)
        self.engine.unpark(lead_id, windows=WINDOWS, worth=lead.worth, actor=0, now=now)
        self._wake(lead.owner, at)


def hammer(floor: FloorWorld, seed: int, *, days: int = 3) -> FaultySimulator:
    """Play a few days of a world with faults. Raise GuaranteeBroken at the first broken one."""
    short = replace(floor, horizon=Horizon(0, max(days - 1, 1), 1))
    simulator = FaultySimulator(short, POLICIES["pull-next-best"], seed)
    simulator.run()
    return simulator
