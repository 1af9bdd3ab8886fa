"""Dispute a pull: an agent gives the reason against it, and still works the lead."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.pull import disputes
from pullahead.pull.disputes import DisputeReason
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.not_found import CLAIM_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_code

REASONS = {
    DisputeReason.WRONG_PERSON: gettext_lazy("Wrong person"),
    DisputeReason.WRONG_LANGUAGE: gettext_lazy("Wrong language"),
    DisputeReason.ALREADY_CUSTOMER: gettext_lazy("Already a customer"),
    DisputeReason.BAD_NUMBER: gettext_lazy("Bad number"),
    DisputeReason.NOT_WORTH_IT: gettext_lazy("Not worth it"),
}


def reason_of(token: UUID) -> str:
    """Return the code of the claim's dispute, or ""."""
    return disputes.reason_of(token)


@retried
def dispute(*, agent_id: int, token: UUID, reason: str) -> None:
    """Store the agent's dispute of the current claim; an empty reason withdraws it.

    The lead stays with the agent, and the order of leads does not change. Raise NotFound for
    another agent's claim, Conflict `claim_lost` for one that ended, Invalid for an unknown reason.
    """
    code = clean_code(reason)
    with write_transaction() as now:
        try:
            claim, card = ENGINE.held(agent_id, token, now)
        except KeyError:
            raise NotFound(str(CLAIM_NOT_FOUND)) from None
        if card is None:
            raise Conflict(_("You no longer have this lead."), code="claim_lost")
        if code and code not in set(DisputeReason):
            codes = ", ".join(DisputeReason)
            raise wrong(
                "reason",
                "unknown_reason",
                _("Choose one of these reasons: {codes}.").format(codes=codes),
            )
        if code:
            disputes.store_dispute(token=token, reason=DisputeReason(code), now=now)
        elif not disputes.delete_dispute(token=token):
            return
        record(
            JournalEvent.CLAIM_DISPUTED,
            now=now,
            lead_id=claim.lead_id,
            actor_id=agent_id,
            data={"reason": code},
        )
