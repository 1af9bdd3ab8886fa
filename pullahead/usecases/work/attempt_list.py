"""What stands beside the lead in hand: what was tried in this claim, and the call that is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base import clock
from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries
from pullahead.pull.take_rules import needs_no_try
from pullahead.usecases.work.attempts import CALL


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One try of this claim: `value` is the address, `outcome` a disposition's code or ""."""

    at: datetime
    channel: str
    value: str
    outcome: str


@dataclass(frozen=True, slots=True)
class AttemptsView:
    """All tries of a claim, in order; while a call is open, since when and until when it keeps.

    `handed_over_by` is who handed it over live: it is theirs again if this agent lets go.
    """

    made: tuple[AttemptView, ...] = ()
    calling_since: datetime | None = None
    kept_until: datetime | None = None
    handed_over_by: str = ""
    # no call has to be told: the customer came to us, or a colleague handed them over
    needs_none: bool = False

    @property
    def called(self) -> bool:
        """Whether a call was logged, or none has to be."""
        return self.needs_none or any(one.channel == CALL for one in self.made)

    def on(self, value: str) -> tuple[AttemptView, ...]:
        """Those on one address."""
        return tuple(one for one in self.made if one.value == value)


def tries(*, agent_id: int, token: UUID) -> AttemptsView:
    """What was tried in this claim; nothing for a token that is not theirs."""
    claim = models.ClaimRow.objects.filter(pk=token, agent_id=agent_id).first()
    if claim is None:
        return AttemptsView()
    made = tuple(
        AttemptView(one.at, one.channel, one.value, one.outcome)
        for one in pull_queries.attempts_of(token)
    )
    needs_none = needs_no_try(claim.ground, claim.why)
    handed_over_by = (
        models.CardRow.objects.filter(token=token)
        .values_list("handed_over_by__name", flat=True)
        .first()
    )
    if claim.calling_since is None or claim.end:
        return AttemptsView(made, handed_over_by=handed_over_by or "", needs_none=needs_none)
    calls = [one.at for one in made if one.channel == CALL]
    since = calls[-1] if calls else claim.calling_since
    return AttemptsView(
        made, since, claim.started_at + rules.CALL_STOP, handed_over_by or "", needs_none
    )


def holds(agent_id: int) -> bool:
    """Whether a lead is in this agent's hands, for a page that waits for one."""
    held = models.CardRow.objects.filter(state=rules.CardState.HELD, holder_id=agent_id, slot=1)
    return held.filter(next_at__gt=clock.now()).exists()
