"""Store an opt-out although its request is refused: the agent can add a missing note later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy

from pullahead.base.errors import NotFound, Problem
from pullahead.base.transaction import retried, write_transaction
from pullahead.leads import opt_outs
from pullahead.pull import queries as pull_queries
from pullahead.pull.queries import SettleEffects
from pullahead.pull.services import keep_effects
from pullahead.pull.store.settle_facts import HandLock
from pullahead.usecases.common.engine import ENGINE
from pullahead.usecases.common.sanitize import clean_code

OPT_OUT_KEPT = gettext_lazy(
    "The opt-out is saved: no one can call or write to these numbers and addresses."
)


def opts_out(disposition: str) -> bool:
    """Check whether this disposition opts the person out, enabled or not.

    A code in capitals, and a label in place of the code, are refused; their opt-out counts.
    """
    said = _plain(clean_code(disposition))
    return bool(said) and said in {_plain(name) for name in pull_queries.opt_out_names()}


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", " ", name.casefold()).strip()


@contextmanager
def opt_out_kept(keep: Callable[[], bool]) -> Iterator[None]:
    """Run an act. If it is refused, call `keep` to store its opt-out, and say so in the refusal.

    The act's transaction has ended by then. `keep` returns False where there is no opt-out.
    """
    try:
        yield
    except Problem as problem:
        if keep():
            _say_kept(problem)
        raise


def _say_kept(problem: Problem) -> None:
    """Add that the opt-out is saved to the message, and to the first error of a field."""
    problem.message = f"{problem.message} {OPT_OUT_KEPT}"
    if problem.errors:
        first, *rest = problem.errors
        problem.errors = (replace(first, message=f"{first.message} {OPT_OUT_KEPT}"), *rest)


@retried
def keep_from_settle(*, agent_id: int, token: UUID, disposition: str) -> bool:
    """Record the opt-out of a refused settle.

    Return False for a disposition that is no opt-out, for another agent's claim, and for an undone
    settle: a repeated request must not restore a mistake.
    """
    if not opts_out(disposition):
        return False
    lock = HandLock(agent_id, token)
    try:
        with write_transaction(lock=lock.take) as now:
            claim = ENGINE.store.claim(token)
            if claim is None or claim.agent != agent_id or claim.end == "undone":
                return False
            new = opt_outs.opt_out(lead_id=claim.lead_id, now=now, actor_id=agent_id)
            keep_effects(claim=token, effects=SettleEffects(opted_out=tuple(new)))
    except NotFound:
        return False
    return True


@retried
def keep_for_lead(*, lead_id: UUID, disposition: str, actor_id: int) -> bool:
    """Record the opt-out of a team lead's refused act on a lead."""
    if not opts_out(disposition):
        return False
    with write_transaction() as now:
        ENGINE.store.card(lead_id)  # lock order: card, then numbers
        opt_outs.opt_out(lead_id=lead_id, now=now, actor_id=actor_id)
    return True
