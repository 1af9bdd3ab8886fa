"""Read the value network of a deal: drawing, exchange, impact, creation, the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.buying import drawing, value_rules, value_services
from pullahead.buying.models import Deliverable
from pullahead.buying.value_rules import Exchange, ExchangeView
from pullahead.conversations.models import Promise
from pullahead.team.models import Person
from pullahead.usecases.buying.value import COLUMNS
from pullahead.usecases.deals.access import visible_deal

DELIVERED = frozenset(("reported", "satisfied", "rested"))
DEAD = frozenset(("declined", "withdrawn", "revoked"))


@dataclass(frozen=True, slots=True)
class ValueRoleView:
    """A role with what it gives and gets."""

    id: int
    name: str
    side: str
    gives: int
    gets: int


@dataclass(frozen=True, slots=True)
class DeliverableView:
    """A deliverable."""

    n: int
    giver_id: int
    giver: str
    receiver_id: int
    receiver: str
    what: str
    kind: str
    rating: int | None
    triggers: str
    how: str
    cost: Decimal | None
    promise_id: UUID | None
    promise: str  # delivered, late, open, or blank
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoleRows:
    """A role with its deliverables, for the views of impact and creation."""

    name: str
    rating: float | None
    unrated: int
    cost: Decimal
    without_how: int
    rows: tuple[DeliverableView, ...]


@dataclass(frozen=True, slots=True)
class PromiseOption:
    """A promise that may stand behind a deliverable."""

    id: UUID
    what: str


@dataclass(frozen=True, slots=True)
class ValueNetwork:
    """The value network of a deal as its page shows it."""

    roles: tuple[ValueRoleView, ...]
    deliverables: tuple[DeliverableView, ...]
    exchange: ExchangeView
    only_give: str
    only_get: str
    impact: tuple[RoleRows, ...]
    creation: tuple[RoleRows, ...]
    promises: tuple[PromiseOption, ...]


def value_network(*, deal_id: UUID, viewer: Person) -> ValueNetwork:
    """Return the value network of a deal."""
    visible_deal(deal_id, viewer)
    now = clock.now()
    roles = value_services.roles_of(deal_id)
    names = {one.pk: one.name for one in roles}
    views = [_view(one, now) for one in value_services.deliverables_of(deal_id)]
    live = [_exchange(one) for one in views if one.ended_at is None]
    by_number = {one.n: one for one in views}
    found = value_rules.exchange(list(names), live)
    counts = {one.role: one for one in found.balances}

    def shown(rows: Sequence[Exchange]) -> tuple[DeliverableView, ...]:
        return tuple(by_number[one.n] for one in rows)

    return ValueNetwork(
        roles=tuple(
            ValueRoleView(one.pk, one.name, one.side, counts[one.pk].gives, counts[one.pk].gets)
            for one in roles
        ),
        deliverables=tuple(views),
        exchange=found,
        only_give=", ".join(names[one] for one in found.only_give),
        only_get=", ".join(names[one] for one in found.only_get),
        impact=tuple(
            RoleRows(names[row.role], row.rating, row.unrated, Decimal(0), 0, shown(row.received))
            for row in value_rules.impact(list(names), live)
        ),
        creation=tuple(
            RoleRows(names[row.role], row.rating, 0, row.cost, row.without_how, shown(row.given))
            for row in value_rules.creation(list(names), live)
        ),
        promises=tuple(
            PromiseOption(one.pk, one.what) for one in value_services.promises_of(deal_id)
        ),
    )


def _view(one: Deliverable, now: datetime) -> DeliverableView:
    return DeliverableView(
        n=one.n,
        giver_id=one.giver_id,
        giver=one.giver.name,
        receiver_id=one.receiver_id,
        receiver=one.receiver.name,
        what=one.what,
        kind=one.kind,
        rating=one.rating,
        triggers=one.triggers,
        how=one.how,
        cost=one.cost,
        promise_id=one.promise_id,
        promise=_promise_state(one.promise, now) if one.promise is not None else "",
        ended_at=one.ended_at,
    )


def _promise_state(promise: Promise, now: datetime) -> str:
    """Return whether a deliverable with a promise is delivered, late or open."""
    if promise.state in DELIVERED:
        return "delivered"
    if promise.state in DEAD:
        return "ended"
    return "late" if promise.due_at is not None and promise.due_at < now else "open"


def _exchange(one: DeliverableView) -> Exchange:
    return Exchange(
        one.n, one.giver_id, one.receiver_id, one.what, one.kind == "tangible",
        one.rating, one.triggers, one.how, one.cost,
    )  # fmt: skip


def value_drawing(network: ValueNetwork) -> str:
    """Return the value network as SVG; its boxes link to the table."""
    boxes = [
        drawing.GraphBox(one.id, one.name, href=f"#role-{one.id}", title=one.name)
        for one in network.roles
    ]
    groups: dict[tuple[int, int, bool], list[int]] = {}
    for one in network.deliverables:
        if one.ended_at is None:
            key = (one.giver_id, one.receiver_id, one.kind == "tangible")
            groups.setdefault(key, []).append(one.n)
    lines = [
        drawing.ValueLine(giver, receiver, tuple(numbers), tangible)
        for (giver, receiver, tangible), numbers in groups.items()
    ]
    return drawing.value_svg(boxes, lines, label=_("Value network"))


def value_rows(network: ValueNetwork) -> Sequence[Sequence[str | int | Decimal | None]]:
    """Return the network as rows of a CSV file, with headings."""
    rows: list[Sequence[str | int | Decimal | None]] = [COLUMNS]
    rows += [
        (
            one.n, one.giver, one.receiver, one.what, one.kind, one.rating, one.triggers,
            one.how, one.cost,
        )
        for one in network.deliverables
        if one.ended_at is None
    ]  # fmt: skip
    return rows
