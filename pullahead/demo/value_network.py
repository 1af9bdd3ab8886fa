"""Draw the value network of Northgate Hotels: who gives what to whom."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final
from uuid import UUID

from pullahead.usecases.buying import value
from pullahead.usecases.buying.value import DeliverableInput
from pullahead.usecases.buying.value_page import value_network
from pullahead.usecases.common.permissions import Person

ROLES: Final[Mapping[str, str]] = {
    "Our fitters": "ours",
    "Operations": "theirs",
    "Night manager": "theirs",
    "Purchasing": "theirs",
    "Guests": "theirs",
    "Board": "theirs",
    "Architect": "outside",
}
# giver, receiver, what, tangible, rating, what it makes them do, how it adds value, cost
DELIVERABLES: Final = (
    ("Our fitters", "Operations", "fitting by empty nights", True, 2, "", "convert", 9400),
    ("Operations", "Our fitters", "list of empty nights", True, 3, "", "add", None),
    ("Operations", "Night manager", "plan of closed floors", True, 1, "", "extend", None),
    ("Night manager", "Operations", "word on noise", False, None, "", "", None),
    ("Operations", "Purchasing", "need in numbers", True, 2, "ask for terms", "add", None),
    ("Purchasing", "Operations", "budget", True, -1, "", "", None),
    ("Night manager", "Guests", "quiet mornings", False, 3, "come back", "add", None),
    ("Guests", "Night manager", "praise at check-out", False, 2, "", "", None),
    ("Purchasing", "Board", "comparison of offers", True, None, "", "extend", None),
    ("Board", "Purchasing", "approval", True, 1, "order", "convert", None),
    ("Our fitters", "Night manager", "trust before the first night", False, 1, "", "add", None),
    ("Operations", "Guests", "breakfast without a gap", False, 3, "", "convert", None),
    ("Board", "Operations", "confidence", False, None, "", "", None),
    ("Architect", "Operations", "advice on layout", False, 2, "", "extend", None),
    ("Architect", "Night manager", "warning of fire rules", False, None, "", "", None),
)  # fmt: skip


def lay(deal: UUID, by: Person) -> None:
    """Add the roles and their deliverables to a deal."""
    for name, side in ROLES.items():
        value.add_role(deal_id=deal, by=by, name=name, side=side)
    ids = {one.name: one.id for one in value_network(deal_id=deal, viewer=by).roles}
    for giver, receiver, what, tangible, rating, triggers, how, cost in DELIVERABLES:
        typed = DeliverableInput(
            giver=ids[giver],
            receiver=ids[receiver],
            what=what,
            kind="tangible" if tangible else "intangible",
            rating=rating,
            triggers=triggers,
            how=how,
            cost=Decimal(cost) if cost is not None else None,
        )
        value.save_deliverable(deal_id=deal, by=by, typed=typed)
