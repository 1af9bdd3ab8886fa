"""Lay the work of a pod's week: items of three deals, taken, blocked, asked for and done."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

from pullahead.base import clock
from pullahead.base.errors import Problem
from pullahead.demo import northgate
from pullahead.usecases.common.permissions import Person
from pullahead.usecases.deals import edit
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.floor import demo
from pullahead.usecases.sprints import delivery, items, plan_acts, taking
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.sprints.plan import deal_plan
from pullahead.usecases.sprints.plan_acts import StepInput

# title, company, value, chance, step, days from today
OTHERS: Final = (
    ("Lobby joinery", "Brightside", 60_000, 50, "sample room", 16),
    ("Cabin interiors", "Harbour Cruises", 24_000, 60, "drawing approved", 19),
)
# deal, what, size, step or objective
ITEMS: Final = (
    (0, "Fire certificate", "M", "fire safety review"),
    (0, "Business case", "M", "board"),
    (0, "Mock-up room", "L", "we cannot lose one breakfast service"),
    (0, "Brochure", "S", ""),
    (1, "Sample doors", "S", "sample room"),
    (2, "Cabin sketch", "M", "drawing approved"),
)


def lay(first: UUID) -> None:
    """Add two deals beside Northgate's, and the items of all three."""
    people = demo.sellers()
    deals = [first, *(_deal(people[0], *other) for other in OTHERS)]
    made: dict[str, UUID] = {}
    for deal, what, size, serves in ITEMS:
        made[what] = _item(people[0], deals[deal], what, size, serves)
    _take(made["Fire certificate"], people[1])
    with contextlib.suppress(Problem):
        items.done(item_id=made["Fire certificate"], by=people[1])
    _take(made["Cabin sketch"], people[2])
    with contextlib.suppress(Problem):
        taking.ask(item_id=made["Sample doors"], by=people[0], person_id=people[3].pk)
    items.block(item_id=made["Mock-up room"], by=people[0], why="Waits for their floor plan")
    # After the items, whose acts would answer it
    northgate.move_board(deals[0], people[0])


def _deal(
    by: Person, title: str, company: str, value: int, chance: int, step: str, days: int
) -> UUID:
    typed = DealInput(title, company, Decimal(value), chance=chance)
    deal = edit.add(typed=typed, by=by)
    edit.change(deal_id=deal, typed=typed, by=by)
    due: date = clock.now().date() + timedelta(days=days)
    plan_acts.add_step(deal_id=deal, by=by, typed=StepInput(step, due), first=True)
    return deal


def _item(by: Person, deal: UUID, what: str, size: str, serves: str) -> UUID:
    steps = {one.name: one.id for one in deal_plan(deal_id=deal, viewer=by).steps}
    wishes = {one.words: one.id for one in delivery.delivery_of(deal).objectives}
    typed = ItemInput(what, size, step_id=steps.get(serves), objective_id=wishes.get(serves))
    return items.add(deal_id=deal, by=by, typed=typed)


def _take(item: UUID, by: Person) -> None:
    with contextlib.suppress(Problem):
        taking.take(item_id=item, by=by)
