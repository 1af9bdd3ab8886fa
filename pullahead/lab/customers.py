"""Customers of a simulation: whether they answer, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

from pullahead.lab import draws
from pullahead.lab.draws import DAY, HOUR, AttemptDraws, LabPerson
from pullahead.lab.sharing import LeadSharing
from pullahead.lab.simulated_leads import LabLead
from pullahead.lab.virtual_clock import minute
from pullahead.lab.world import FloorWorld
from pullahead.pull.cadence import Disposition, DispositionKind
from pullahead.pull.store.port import Claim

ON_TIME = 15.0  # minutes

NO_ANSWER = Disposition("no_answer", "No answer", DispositionKind.NEXT)
UNREACHABLE = Disposition("unreachable", "Not reached", DispositionKind.FINAL)
CALL_BACK = Disposition("callback", "Call back later", DispositionKind.CALLBACK, reached=True)
# a callback of a floor without reminders: the next attempt, from the agreed time on
QUEUED = Disposition("queued", "Call again later", DispositionKind.NEXT, reached=True)
WON = Disposition("won", "Won", DispositionKind.FINAL, reached=True)
LOST = Disposition("not_interested", "Not interested", DispositionKind.FINAL, reached=True)


@dataclass(frozen=True, slots=True)
class OpenCall:
    """Call under way: who, on which claim, and how it will end."""

    person: LabPerson
    claim: Claim
    lead: LabLead
    luck: AttemptDraws
    reached: bool


class Customers:
    """Customers of a world, with the draws of each lead."""

    def __init__(self, world: FloorWorld, sharing: LeadSharing) -> None:
        self.world, self.sharing = world, sharing

    def contact_chance(self, lead: LabLead, claim: Claim, at: float) -> float:
        """Return the chance that a call reaches the customer."""
        agreed = lead.agreed if claim.was_due_at is None else minute(claim.was_due_at)
        lead.agreed = None
        if agreed is not None and at <= agreed + ON_TIME:
            return self.world.callbacks.kept_share
        by_round = self.world.contact.by_round
        base = by_round[min(claim.round, len(by_round)) - 1] * lead.draws.reach
        if claim.agent in lead.callers:
            base *= self.world.contact.same_person
        return min(base * lead.draws.segment.left((at - lead.draws.at) / HOUR), 1.0)

    def outcome(self, call: OpenCall, at: float, *, last: bool) -> tuple[Disposition, float | None]:
        """Return how a call ends, and the minute of a callback. `last`: the plan ends with it."""
        lead, luck = call.lead, call.luck
        if not call.reached:
            return (UNREACHABLE if last else NO_ANSWER), None
        chance = min(lead.draws.chance * call.person.skill, draws.MOST_CHANCE)
        lead.course.reached = True
        lead.course.expected_sales += chance
        lead.course.expected_value += chance * lead.draws.value
        if luck.sale < chance:
            lead.course.sold = True
            return WON, None
        if luck.callback < self.world.callbacks.share:
            agreed = self._agreed(at, luck.delay)
            if last or not self.sharing.policy.callbacks_wait:
                return CALL_BACK, agreed
            lead.agreed = agreed
            return QUEUED, agreed
        return LOST, None

    def _agreed(self, at: float, delay: float) -> float:
        """Return the minute of a callback, inside a shift and half an hour before its end."""
        least, most = self.world.callbacks.delay_hours
        wanted, shifts = at + (least + delay * (most - least)) * HOUR, self.world.shifts
        day = self.sharing.working_day(wanted)
        begins, ends = day * DAY + shifts.begins_hour * HOUR, day * DAY + shifts.ends_hour * HOUR
        inside = min(max(wanted, begins), max(ends - 30, begins))
        return inside if inside > at else wanted
