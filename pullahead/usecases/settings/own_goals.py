"""A person's own goals for a day."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.transaction import retried, write_transaction
from pullahead.team.goals import GOAL_AT_MOST, goals_of, set_goals
from pullahead.team.models import Person
from pullahead.team.queries import PersonLock


@dataclass(frozen=True, slots=True)
class OwnGoals:
    """Goals for one day; None is no goal."""

    saved: int | None = None
    contacts: int | None = None
    sales: int | None = None


def own_goals(*, viewer: Person) -> OwnGoals:
    """Return the viewer's goals, which are visible to the viewer only."""
    row = goals_of(viewer.pk)
    return OwnGoals(row.saved, row.contacts, row.sales)


@retried
def change_goals(*, typed: OwnGoals, by: Person) -> None:
    """Replace the goals of a person. Raise Invalid for a number out of bounds.

    No line in the journal: the goals decide nothing, and are for the person alone.
    """
    values = {"saved": typed.saved, "contacts": typed.contacts, "sales": typed.sales}
    for name, value in values.items():
        if value is not None and not 1 <= value <= GOAL_AT_MOST:
            said = _("Enter a number from 1 to {most}, or leave the goal blank.")
            raise wrong(name, "invalid", said.format(most=GOAL_AT_MOST))
    with write_transaction(lock=PersonLock(by.pk).take):
        set_goals(person_id=by.pk, **values)
