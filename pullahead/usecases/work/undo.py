"""Undo an agent's own last settle."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Conflict, NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import queries as leads
from pullahead.leads import services as leads_write
from pullahead.pull.store.port import Claim
from pullahead.pull.take_rules import FINAL_UNDO, LONGEST
from pullahead.team.queries import PersonLock
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND, LEAD_NOT_FOUND
from pullahead.usecases.leads.lifecycle import another_open
from pullahead.usecases.work import qualified
from pullahead.usecases.work.claims import current_claim
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.settle_effects import take_wrote_back
from pullahead.usecases.work.take import TAKING, lock_agents


@dataclass(frozen=True, slots=True)
class Undone:
    """The result of an undo."""

    name: str
    hand: ClaimView | None  # None: the agent holds another lead, and gets this one next


@retried
def undo(*, agent_id: int, token: UUID) -> Undone:
    """Undo the settle of this claim, with all that it wrote; until the agent's next save.

    A final settle can be undone for 10 seconds at least. Raise NotFound for another agent's claim.
    Raise Conflict for an unsettled claim, after another save, and where the lead has moved on.
    """
    before = _settled_by(agent_id, token)
    lead = leads.lead(before.lead_id)
    if lead is None:
        raise NotFound(str(LEAD_NOT_FOUND))
    closed = before.next_step == "closed"

    def lock() -> None:
        qualified.lock_publish(before.disposition)
        lock_agents([PersonLock(agent_id)], lead)

    with write_transaction(lock=lock) as now:
        ENGINE.store.lock_cards((lead.pk,), (agent_id,))
        if closed and another_open(lead):
            raise _not_undone("moved_on")
        undone = TAKING.undo(agent=agent_id, token=token, now=now)
        if isinstance(undone, str):
            raise _not_undone(undone)
        take_wrote_back(before, undone, now=now)
        if closed:
            leads_write.reopen(lead_id=lead.pk)
            qualified.take_deal_back(token, now=now, actor=agent_id)
    hand = current_claim(agent_id=agent_id)
    return Undone(lead.name, hand if hand and hand.lead.id == lead.pk else None)


def _settled_by(agent_id: int, token: UUID) -> Claim:
    claim = ENGINE.store.claim(token)
    if claim is None or claim.agent != agent_id:
        raise NotFound(str(CLAIM_NOT_FOUND))
    return claim


def _not_undone(reason: str) -> Conflict:
    match reason:
        case "saved_since":
            return Conflict(
                _(
                    "Not undone: you have saved another result since. A team lead can correct the "
                    "result."
                ),
                code="saved_since",
            )
        case "moved_on":
            return Conflict(
                _("Not undone: the lead has changed since. A team lead can correct the result."),
                code="moved_on",
            )
    return Conflict(_("There is nothing to undo."), code="not_settled")


def may_undo(*, agent_id: int, token: UUID) -> bool:
    """Check whether to offer an undo: the agent's last save, or a final settle seconds ago."""
    claim = ENGINE.store.claim(token)
    if claim is None or claim.agent != agent_id or claim.end != "settled" or not claim.ended_at:
        return False
    if claim.next_step == "closed" and clock.now() <= claim.ended_at + FINAL_UNDO:
        return True
    return not ENGINE.store.saved_since(agent_id, claim.ended_at, LONGEST)
