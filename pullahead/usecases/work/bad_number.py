"""The next step after a bad number, before the agent chooses it; by the rule of the settle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pullahead.base import clock
from pullahead.compliance import rules
from pullahead.pull import queries as pull_queries
from pullahead.pull import settle_rules
from pullahead.pull.store.database import seen_card
from pullahead.pull.store.settle_facts import read_facts
from pullahead.usecases.leads.detail import international
from pullahead.usecases.work.pull import DispositionChoice
from pullahead.usecases.work.settle import gather
from pullahead.usecases.work.settle_input import SettleInput


@dataclass(frozen=True, slots=True)
class StepAfterBadNumber:
    """The next step. `address` is "" where the lead ends, `at` None where the step is at once."""

    address: str = ""
    at: datetime | None = None


def step_after_bad_number(
    *, token: UUID, choices: tuple[DispositionChoice, ...]
) -> StepAfterBadNumber | None:
    """Return the next step of this claim's lead; None where no bad-number outcome is offered."""
    code = next((one.code for one in choices if one.bad_number), None)
    facts = read_facts(token, code) if code is not None else None
    if code is None or facts is None or facts.disposition is None:
        return None
    now = clock.now()
    card = seen_card(facts.claim.lead_id)
    outcome = gather(facts, SettleInput(code), now)
    if card is None:
        return StepAfterBadNumber()
    due = settle_rules.due_after(outcome, facts.disposition, card, now=now)
    if due is None:
        return StepAfterBadNumber()
    left = outcome.left
    at, windows = due, pull_queries.windows_of_lane(card.lane)
    if left.phones:
        at = max(due, _free_at(facts.claim.lead_id, left.phones, now))
    if windows:
        at = pull_queries.hours().next_open(windows, at) or at
    address = international(left.phones[0]) if left.phones else left.emails[0]
    return StepAfterBadNumber(address, at if at > now else None)


def _free_at(lead_id: UUID, left: tuple[str, ...], now: datetime) -> datetime:
    """Return the first moment at which one of these numbers can be called."""
    limits = pull_queries.limits(now)
    numbers = pull_queries.numbers(lead_id, now, limits)[0]
    verdicts = [rules.may_dial(one, limits, now=now) for one in numbers if one.value in left]
    return min((one.wait_until or now for one in verdicts), default=now)
