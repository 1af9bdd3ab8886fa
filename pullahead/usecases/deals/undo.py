"""Undo the last act on a deal, for ten seconds, by the person who did it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict
from pullahead.pipeline import block_services, queries, rules, signal_services
from pullahead.pipeline.models import Transition
from pullahead.pipeline.services import RESTORED, DealMove
from pullahead.team.models import Person
from pullahead.usecases.deals import close_undo
from pullahead.usecases.deals.access import ActContext, ActRequest, move, perform
from pullahead.usecases.deals.closing import take_lead_back

MOMENTS = {"hold_until", "next_at", "started_at", "stage_at", "closed_at"}
NO_UNDO = {"add", "undo", "remap", "reopen"}


def undo(*, deal_id: UUID, by: Person, seq: int | None = None) -> None:
    """Put a deal back to where it was before the person's last act.

    Raise Conflict `undo_over` after ten seconds or after another act, and `limit_reached` where
    the former place is full by now.
    """

    def verb(context: ActContext) -> None:
        last = queries.last_transition(deal_id)
        if last is None or not undoable(last, by.pk, context.now):
            raise Conflict(_("This action can no longer be undone."), code="undo_over")
        closed = context.deal.closed_at is not None
        if closed:
            close_undo.put_back(context.deal, last.before, now=context.now, by=by.pk)
        move(context, DealMove("undo", _restored(last), by.pk, context.flow.version.pk))
        block_services.block_again(last.before.get("blocks", []))
        signal_services.unanswer(last.before.get("signals", []))
        if closed:
            take_lead_back(context)

    perform(ActRequest(deal_id, by, seq, closes=True), verb)


def undoable(last: Transition, person_id: int, now: datetime) -> bool:
    """Return whether this person may undo the transition at this moment."""
    if last.kind in NO_UNDO or last.actor_id != person_id or last.origin != "live":
        return False
    return last.at >= now - rules.UNDO_WITHIN - rules.UNDO_GRACE


def _restored(last: Transition) -> dict[str, Any]:
    return {name: _value(name, last.before[name]) for name in RESTORED if name in last.before}


def _value(name: str, stored: Any) -> Any:
    if stored is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(stored)
    return Decimal(str(stored)) if name == "value" else stored
