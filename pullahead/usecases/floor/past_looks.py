"""Second looks of the past: the draw and the result, by the rules of the product.

The engine opens a drawn lead again, and another agent pulls it like any other lead.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from pullahead.base.journal import JournalEvent
from pullahead.pull import second_look_rules, second_looks
from pullahead.pull.second_look_rules import AFTER, KEPT_AWAY, MOST, UNTIL
from pullahead.pull.second_looks import PastLook
from pullahead.pull.store.port import Claim, EngineEvent
from pullahead.usecases.floor.past_floor import PastFloor, PlayedLead


@dataclass(frozen=True, slots=True)
class PastEnd:
    """Settle that ended a claim: of which agent, with which outcome, when."""

    claim: UUID
    agent: int
    code: str
    at: datetime


@dataclass(slots=True)
class PastLooks:
    """Draws and results on a floor that is played. The worker of a real floor runs once a day."""

    floor: PastFloor
    dead: Counter[int] = field(default_factory=Counter)  # dead leads by agent
    drawable: dict[UUID, PastEnd] = field(default_factory=dict)  # by lead
    results: dict[UUID, PastEnd] = field(default_factory=dict)  # by lead

    def note(self, lead: PlayedLead, claim: Claim, code: str, now: datetime) -> None:
        """Note a settle: the result of a look, or a dead lead that may be drawn."""
        end, look = PastEnd(claim.token, claim.agent, code, now), lead.look
        if look is not None and look.success is None and claim.agent != look.agent:
            self.results.setdefault(lead.id, end)
        if lead.closed_at is None or code not in self.floor.settings.dead:
            return
        self.dead[claim.agent] += 1
        if look is None and second_looks.coin(claim.token) < MOST:
            self.drawable[lead.id] = end

    def keeps(self, lead: PlayedLead) -> bool:
        """Return whether a closed lead may still be drawn, or has a look without a result."""
        return lead.waits_for_look or lead.id in self.drawable

    def run(self, now: datetime) -> None:
        """Store the results that came, then draw."""
        for lead_id, by in self.results.items():
            self._settle(self.floor.leads[lead_id], by, now)
        self.results.clear()
        for lead_id, closed in list(self.drawable.items()):
            if now - closed.at >= AFTER:
                self._draw(self.floor.leads[lead_id], closed, now)
            if lead_id in self.drawable and now - closed.at > UNTIL:
                del self.drawable[lead_id]

    def _settle(self, lead: PlayedLead, by: PastEnd, now: datetime) -> None:
        look, settings = lead.look, self.floor.settings
        if look is None:
            return
        success = second_look_rules.succeeded(
            was_reached=look.was_reached,
            reached=settings.dispositions[by.code].reached,
            qualified=by.code in settings.qualifying,
        )
        lead.look = replace(look, by=by.claim, settled_at=by.at, success=success)
        said = {"claim": look.claim.hex, "success": success}
        lead.events.append(EngineEvent(JournalEvent.SECOND_LOOK_SETTLED, now, lead.id, None, said))

    def _draw(self, lead: PlayedLead, closed: PastEnd, now: datetime) -> None:
        """Open a dead lead for every agent but its own, if its coin says so."""
        chance = second_look_rules.probability(self.dead[closed.agent])
        if second_looks.coin(closed.claim) >= chance:
            return
        del self.drawable[lead.id]
        reached = self.floor.settings.dispositions[closed.code].reached
        lead.look = PastLook(closed.claim, lead.id, closed.agent, reached, chance, now)
        said = {"claim": closed.claim.hex, "probability": round(chance, 4)}
        lead.events.append(EngineEvent(JournalEvent.SECOND_LOOK_DRAWN, now, lead.id, None, said))
        lead.bad_number = ""  # the look tests this number again
        until = now + KEPT_AWAY
        self.floor.open_again(lead, excluded_agent=closed.agent, excluded_until=until, now=now)
