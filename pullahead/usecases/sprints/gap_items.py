"""Add the item that closes a gap of the Delivery: kind capability, for the objective."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.sprints.rules import CAPABILITY
from pullahead.team.models import Person
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.sprints import items
from pullahead.usecases.sprints.delivery import delivery_of, gap_text
from pullahead.usecases.sprints.items import ItemInput


def add_gap_item(*, deal_id: UUID, by: Person, objective_id: UUID, offer_id: UUID) -> UUID:
    """Add an item for an offer that meets an objective in part or not at all; return its id.

    A gap has one open item: a second request returns its id and adds nothing.
    """
    visible_deal(deal_id, by)
    cells = {
        (one.id, cell.offer.id): cell
        for one in delivery_of(deal_id).objectives
        for cell in one.cells
    }
    cell = cells.get((objective_id, offer_id))
    if cell is None:
        raise NotFound(_("Objective not found. Reload the page."))
    if cell.item is not None:
        return cell.item
    if not cell.needs_item:
        raise wrong("fit", "invalid", _("Only a fit of “in part” or “no” has a gap to close."))
    typed = ItemInput(
        gap_text(cell.offer, cell.gap), "M", kind=CAPABILITY, objective_id=objective_id
    )
    return items.add(deal_id=deal_id, by=by, typed=typed)
