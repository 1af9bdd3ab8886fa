"""Saved views of the list of leads: named filters, private or shared with the team.

A view gives no access: it is an address of the list, and each viewer sees their own leads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.base.transaction import retried, write_transaction
from pullahead.team import queries as team
from pullahead.team import services as team_write
from pullahead.team.models import Person
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.leads.lead_list import for_leaders

FILTERS = ("q", "state", "source", "team", "since", "reason", "overdue", "closed_as")
TEXT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class View:
    """A saved view."""

    id: int
    name: str
    query: str  # the query string of the list
    shared: bool
    whose: str  # "" for the viewer's own
    may_remove: bool


def views(*, viewer: Person) -> tuple[View, ...]:
    """Return the viewer's own views, and those that their team shares. Raise NotFound for
    agents.
    """
    for_leaders(viewer)
    return tuple(
        View(
            id=row.pk,
            name=row.name,
            query=urlencode(_in_order(row.filters)),
            shared=row.shared,
            whose="" if row.owner_id == viewer.pk else row.owner.name,
            may_remove=row.owner_id == viewer.pk or viewer.is_admin,
        )
        for row in team.saved_views(viewer)
    )


def query_of(sent: Mapping[str, str]) -> str:
    """Select the filters among the parameters of a request."""
    return urlencode(_in_order(sent))


@retried
def save(*, name: str, filters: Mapping[str, str], shared: bool, by: Person) -> None:
    """Save the filters under a name, and replace one's own view of that name. Raise Invalid."""
    for_leaders(by)
    with write_transaction():
        kept = dict(_in_order(filters))
        team_write.save_view(owner=by, name=clean_input(name), filters=kept, shared=shared)


@retried
def remove(*, view_id: int, by: Person) -> None:
    """Delete a view. Raise NotFound for another person's."""
    for_leaders(by)
    with write_transaction():
        if not team_write.remove_view(view_id=view_id, by=by):
            raise NotFound(_("View not found."))


def _in_order(sent: Mapping[str, str]) -> list[tuple[str, str]]:
    given = [(name, clean_input(str(sent.get(name, "")))[:TEXT_LIMIT]) for name in FILTERS]
    return [(name, text) for name, text in given if text]
