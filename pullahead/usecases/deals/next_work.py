"""Order of a seller's *Next*: own due callbacks, customers who wait, leads, then deals."""

from __future__ import annotations

from pullahead.base import clock
from pullahead.pipeline import queries
from pullahead.pipeline.next_deal import Urgency
from pullahead.pull import card_queries
from pullahead.team.models import Person
from pullahead.usecases.deals.board import NextStep, next_for_home
from pullahead.usecases.work.attempts import holds


def answer_before_lead(*, viewer: Person) -> NextStep | None:
    """Return the deal whose customer the viewer answers before a lead is pulled; None without one.

    A lead on a claim, and an own callback that is due, come first.
    """
    if not queries.signals_wait(viewer.team_id):
        return None
    if holds(viewer.pk) or card_queries.callbacks_of(viewer.pk, clock.now())[0]:
        return None
    step = next_for_home(viewer=viewer)
    return step if step is not None and step.urgency == Urgency.ANSWER else None


def deal_after_leads(*, viewer: Person) -> NextStep | None:
    """Return the next deal of a seller for whom no lead is ready; None without one."""
    return next_for_home(viewer=viewer)
