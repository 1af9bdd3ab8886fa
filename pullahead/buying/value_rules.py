"""Measures of a value network: exchange, impact and creation. Pure.

Exchange asks whether the network is in balance, impact what the receivers get of it, creation what
each role gives and adds. A deliverable that has ended is in none of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pullahead.buying import network

KINDS = ("tangible", "intangible")
HOW = ("add", "extend", "convert")
RATING_LEAST, RATING_MOST = -3, 3


@dataclass(frozen=True, slots=True)
class Exchange:
    """A deliverable between two roles, as the measures read it."""

    n: int
    giver: int
    receiver: int
    what: str
    tangible: bool
    rating: int | None = None  # by the receiver
    triggers: str = ""
    how: str = ""
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RoleBalance:
    """Deliverables that a role gives and gets."""

    role: int
    gives: int
    gets: int


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """Balance of a value network; shares are between 0 and 1."""

    deliverables: int
    roles: int
    intangible: float
    reciprocity: float  # directed pairs of roles that are answered
    density: float
    distance: float
    balances: tuple[RoleBalance, ...]
    only_give: tuple[int, ...]
    only_get: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ImpactRow:
    """Deliverables that a role gets, unrated ones first."""

    role: int
    rating: float | None  # mean
    unrated: int
    received: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class CreationRow:
    """Deliverables that a role gives, with their cost and their mean rating."""

    role: int
    cost: Decimal
    rating: float | None
    without_how: int
    given: tuple[Exchange, ...]


def exchange(roles: Sequence[int], rows: Sequence[Exchange]) -> ExchangeView:
    """Return the balance of the network."""
    pairs = {(one.giver, one.receiver) for one in rows}
    answered = sum((end, start) in pairs for start, end in pairs)
    graph = network.directed(roles, sorted(pairs))
    balances = tuple(
        RoleBalance(
            role,
            sum(one.giver == role for one in rows),
            sum(one.receiver == role for one in rows),
        )
        for role in roles
    )
    return ExchangeView(
        deliverables=len(rows),
        roles=len(roles),
        intangible=sum(not one.tangible for one in rows) / len(rows) if rows else 0.0,
        reciprocity=answered / len(pairs) if pairs else 0.0,
        density=network.density(graph),
        distance=network.mean_distance(graph),
        balances=balances,
        only_give=tuple(one.role for one in balances if one.gives and not one.gets),
        only_get=tuple(one.role for one in balances if one.gets and not one.gives),
    )


def impact(roles: Sequence[int], rows: Sequence[Exchange]) -> list[ImpactRow]:
    """Return what each role gets; the role with most unrated deliverables first."""
    found = []
    for role in roles:
        received = [one for one in rows if one.receiver == role]
        if received:
            received.sort(key=lambda one: (one.rating is not None, one.rating or 0, one.n))
            unrated = sum(one.rating is None for one in received)
            found.append(ImpactRow(role, _mean(received), unrated, tuple(received)))
    return sorted(found, key=lambda row: -row.unrated)


def creation(roles: Sequence[int], rows: Sequence[Exchange]) -> list[CreationRow]:
    """Return what each role gives, with cost and how it adds value."""
    found = []
    for role in roles:
        given = sorted((one for one in rows if one.giver == role), key=lambda one: one.n)
        if given:
            cost = sum((one.cost for one in given if one.cost is not None), Decimal(0))
            unclear = sum(not one.how for one in given)
            found.append(CreationRow(role, cost, _mean(given), unclear, tuple(given)))
    return found


def _mean(rows: Iterable[Exchange]) -> float | None:
    ratings = [one.rating for one in rows if one.rating is not None]
    return sum(ratings) / len(ratings) if ratings else None
