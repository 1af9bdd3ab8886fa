"""Gaps of a buying group, in the order in which they are asked. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from pullahead.buying import network
from pullahead.buying.rules import OPPOSED, STALE_DAYS, reach_of

DECIDER_HEARD = timedelta(days=21)
GROUP_HEARD = timedelta(days=30)
HEARD_AT_LEAST = 3
NEEDED_ROLES = ("approver", "gatekeeper", "user")
REACH_THAT_COUNTS = 0.5


class GapKind(StrEnum):
    """Kinds of gaps, in the order in which they are asked."""

    NO_DECIDER = "no_decider"
    DECIDER_SILENT = "decider_silent"
    ONE_PATH = "one_path"
    FEW_HEARD = "few_heard"
    ROLE_EMPTY = "role_empty"
    STANCE_UNKNOWN = "stance_unknown"
    NOBODY_OUTSIDE = "nobody_outside"
    NOBODY_AGAINST = "nobody_against"


# A group without one of these is covered: known, heard, and reached in more than one way
UNCOVERED = frozenset(
    (GapKind.NO_DECIDER, GapKind.DECIDER_SILENT, GapKind.ONE_PATH, GapKind.FEW_HEARD)
)


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A member of a buying group as the rules read them."""

    id: int
    name: str
    decides: bool = False
    roles: frozenset[str] = frozenset()
    stance: str = ""
    stance_at: datetime | None = None
    side: str = "theirs"
    heard_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """An open question about the group: its kind, and the members or the role that it is about."""

    kind: GapKind
    members: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    role: str = ""
    heard: tuple[str, ...] = field(default=())


def gaps(
    members: Sequence[GroupMember], links: Iterable[tuple[int, int]], now: datetime
) -> list[Gap]:
    """Return the gaps of the group; the first one is asked in the brief."""
    links = list(links)
    found = [
        *_decider_gaps(members, now),
        *_one_path(members, links),
        *_few_heard(members, now),
        *_empty_roles(members),
        *_unknown_stances(members, links, now),
    ]
    if not any(one.side == "outside" for one in members):
        found.append(Gap(GapKind.NOBODY_OUTSIDE))
    if not any(one.stance in OPPOSED for one in members):
        found.append(Gap(GapKind.NOBODY_AGAINST))
    return found


def _about(kind: GapKind, members: Iterable[GroupMember]) -> Gap:
    chosen = list(members)
    return Gap(kind, tuple(one.id for one in chosen), tuple(one.name for one in chosen))


def _decider_gaps(members: Sequence[GroupMember], now: datetime) -> list[Gap]:
    deciders = [one for one in members if one.decides]
    if not deciders:
        return [Gap(GapKind.NO_DECIDER)]
    if any(one.heard_at and now - one.heard_at <= DECIDER_HEARD for one in deciders):
        return []
    return [_about(GapKind.DECIDER_SILENT, deciders)]


def _one_path(members: Sequence[GroupMember], links: Collection[tuple[int, int]]) -> list[Gap]:
    """Find the member through whom alone all members who were heard reach a decider."""
    deciders = {one.id for one in members if one.decides}
    graph = network.directed([one.id for one in members], links)
    reached = network.hops(graph, deciders)
    heard = [
        one for one in members if one.heard_at and one.id in reached and one.id not in deciders
    ]
    if len(heard) < 2:
        return []
    # The last member of several in a row is the one whom all must pass.
    for one in sorted(members, key=lambda other: reached.get(other.id, 0)):
        if one.id not in reached or one.id in deciders:
            continue
        left = network.hops(graph, deciders, without=(one.id,))
        if all(other.id == one.id or other.id not in left for other in heard):
            names = tuple(other.name for other in heard)
            return [Gap(GapKind.ONE_PATH, (one.id,), (one.name,), heard=names)]
    return []


def _few_heard(members: Sequence[GroupMember], now: datetime) -> list[Gap]:
    heard = [one for one in members if one.heard_at and now - one.heard_at <= GROUP_HEARD]
    return [_about(GapKind.FEW_HEARD, heard)] if len(heard) < HEARD_AT_LEAST else []


def _empty_roles(members: Sequence[GroupMember]) -> list[Gap]:
    held = {role for one in members for role in one.roles}
    return [Gap(GapKind.ROLE_EMPTY, role=role) for role in NEEDED_ROLES if role not in held]


def _unknown_stances(
    members: Sequence[GroupMember], links: Iterable[tuple[int, int]], now: datetime
) -> list[Gap]:
    reach = hops_to_power(members, links)
    found = []
    for one in members:
        known = one.stance and one.stance_at and not is_stale(one.stance_at, now)
        if not known and reach_of(reach.get(one.id)) >= REACH_THAT_COUNTS:
            found.append(_about(GapKind.STANCE_UNKNOWN, [one]))
    return found


def is_stale(stance_at: datetime, now: datetime) -> bool:
    """Return whether a stance is too old to be believed."""
    return now - stance_at > timedelta(days=STALE_DAYS)


def hops_to_power(
    members: Iterable[GroupMember], links: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Return the links from each member to the nearest one who decides or approves."""
    members = list(members)
    graph = network.directed([one.id for one in members], links)
    power = [one.id for one in members if one.decides or "approver" in one.roles]
    return network.hops(graph, power)


def hops_to_decision(
    members: Iterable[GroupMember], links: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Return the links from each member to the nearest one who decides: the columns."""
    members = list(members)
    graph = network.directed([one.id for one in members], links)
    return network.hops(graph, [one.id for one in members if one.decides])
