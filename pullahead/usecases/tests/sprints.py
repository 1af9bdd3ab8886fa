"""Deals with buyer's steps and items of a pod, for the tests of sprints. Wednesday, 2 December."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from pullahead.base.transaction import write_transaction
from pullahead.conversations.models import Promise
from pullahead.leads.contacts import add_contact
from pullahead.pipeline import finding_services
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import BuyerStep, Item
from pullahead.team.models import Person, Pod
from pullahead.usecases.sprints import items
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.tests import deals, factories

WEDNESDAY = datetime(2026, 12, 2, 9, 20, tzinfo=UTC)
FRIDAY = date(2026, 12, 4)


@dataclass(frozen=True, slots=True)
class SprintFloor:
    """Two sellers, a team lead, their pod, and two deals."""

    ana: Person
    bo: Person
    lee: Person
    pod: Pod
    northgate: UUID
    harbour: UUID
    ines: UUID

    def item(self, what: str, size: str = "M", deal: UUID | None = None, **more: object) -> UUID:
        """Add an item."""
        typed = ItemInput(what, size, **more)  # type: ignore[arg-type]
        return items.add(deal_id=deal or self.northgate, by=self.ana, typed=typed)

    def step(
        self, name: str, due: date | None = None, *, deal: UUID | None = None, ines: bool = False
    ) -> UUID:
        """Add a step of the buyer."""
        return BuyerStep.objects.create(
            deal_id=deal or self.northgate,
            name=name,
            due=due,
            position=BuyerStep.objects.count() + 1,
            contact_id=self.ines if ines else None,
            added_at=WEDNESDAY,
        ).pk


def laid(ana: Person, bo: Person, lee: Person, cy: Person) -> SprintFloor:
    """Make the floor."""
    factories.set_clock(WEDNESDAY)
    deals.published(ana, bo, lee, cy)
    northgate = deals.added(ana, "Northgate", 186_000)
    harbour = deals.added(ana, "Harbour", 24_000)
    Deal.objects.filter(pk=northgate).update(chance=0.35)
    Deal.objects.filter(pk=harbour).update(chance=0.6)
    with write_transaction() as now:
        ines = add_contact(now=now, name="Ines Prado", company="Northgate Hotels")
        deal = Deal.objects.get(pk=northgate)
        finding_services.add_to_deal(deal, ines.pk, decides=True, sees=False, now=now)
    pod = Pod.objects.get(team_id=ana.team_id, is_default=True)
    return SprintFloor(ana, bo, lee, pod, northgate, harbour, ines.pk)


def item(item_id: UUID) -> Item:
    return Item.objects.select_related("promise", "sprint").get(pk=item_id)


def promise_of(item_id: UUID) -> Promise:
    found = item(item_id).promise
    assert found is not None
    return found


def hours(value: float) -> Decimal:
    return Decimal(str(value))
