"""Read the buying group of a deal: members, influence, gaps, the drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.buying import drawing, gaps, network, queries
from pullahead.buying.gaps import Gap, GroupMember
from pullahead.buying.queries import GroupContact, GroupLink
from pullahead.buying.rules import ROLES, STANCES, reach_of
from pullahead.pipeline.models import Deal
from pullahead.team import pod_queries
from pullahead.team.models import Person
from pullahead.usecases.buying.also_on import OtherDeal, also_on
from pullahead.usecases.buying.gap_words import question, reason, role_words, stance_words
from pullahead.usecases.deals.access import visible_deal
from pullahead.usecases.deals.findings import called

TABLE_FROM = 41  # members; a larger group is shown as a table at first


@dataclass(frozen=True, slots=True)
class InfluenceView:
    """Influence on another member."""

    whom: int
    name: str
    helps: bool
    strength: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member of the buying group."""

    id: int
    contact_id: UUID
    name: str
    as_role: str
    email: str
    phone: str
    side: str
    decides: bool
    sees_at: datetime | None
    roles: tuple[str, ...]
    role_words: str
    stance: str
    sign: str
    stance_words: str
    stance_at: datetime | None
    stale: bool
    hops: int | None
    reach: float
    between: float  # share of the shortest ways of influence through this member
    cuts_off: tuple[str, ...]  # names that reach the decision only through this member
    heard_at: datetime | None
    brought_by: int | None
    left_at: datetime | None
    influences: tuple[InfluenceView, ...]
    also_on: tuple[OtherDeal, ...]


@dataclass(frozen=True, slots=True)
class GapView:
    """A gap with its question."""

    kind: str
    question: str
    reason: str
    members: tuple[int, ...]
    role: str


@dataclass(frozen=True, slots=True)
class BuyingGroup:
    """The buying group of a deal as its page and the API show it."""

    deal_id: UUID
    members: tuple[MemberView, ...]
    gaps: tuple[GapView, ...]
    shows_stance: bool
    density: float
    distance: float

    @property
    def large(self) -> bool:
        """Return whether the table is shown first."""
        return len(self.members) >= TABLE_FROM


def sees_stance(viewer: Person, deal: Deal) -> bool:
    """Return whether the viewer sees stance and influence: the deal's pod, and its team leads.

    A contributor never does, also as a member of the pod.
    """
    if not viewer.works_leads:
        return False
    leads = viewer.is_admin or (viewer.is_leader and viewer.team_id == deal.team_id)
    return leads or pod_queries.is_member(viewer, deal.pod)


def buying_group(*, deal_id: UUID, viewer: Person) -> BuyingGroup:
    """Return the buying group of a deal; stance and influence only for those who may see them."""
    deal = visible_deal(deal_id, viewer)
    now = clock.now()
    shows = sees_stance(viewer, deal)
    rows = queries.group_of(deal_id)
    links = queries.links_of(deal_id) if shows else []
    facts = _present(rows)
    pairs = [(one.who, one.whom) for one in links]
    found = gaps.gaps(facts, pairs, now) if shows else []
    others = also_on([one.row for one in rows], deal_id, viewer)
    graph = network.directed([one.id for one in facts], pairs)
    return BuyingGroup(
        deal_id=deal_id,
        members=tuple(_members(rows, links, shows, now, others)),
        gaps=tuple(map(_gap, found)),
        shows_stance=shows,
        density=network.density(graph),
        distance=network.mean_distance(graph),
    )


def first_gap(deal_id: UUID, viewer: Person) -> GapView | None:
    """Return the first gap of a deal, for the brief; None where the viewer may not see it."""
    deal = visible_deal(deal_id, viewer)
    if not sees_stance(viewer, deal):
        return None
    pairs = [(one.who, one.whom) for one in queries.links_of(deal_id)]
    found = gaps.gaps(_present(queries.group_of(deal_id)), pairs, clock.now())
    return _gap(found[0]) if found else None


def _present(rows: Sequence[GroupContact]) -> list[GroupMember]:
    """Return the members who have not left."""
    return [one.member for one in rows if one.left_at is None]


def _gap(gap: Gap) -> GapView:
    return GapView(str(gap.kind), question(gap), reason(gap), gap.members, gap.role)


@dataclass(frozen=True, slots=True)
class _Measures:
    """Measures of all members, by id."""

    hops: dict[int, int]
    power: dict[int, int]
    between: dict[int, float]
    cut: dict[int, list[int]]
    names: dict[int, str]


def _members(
    rows: Sequence[GroupContact],
    links: Sequence[GroupLink],
    shows: bool,
    now: datetime,
    others: Mapping[int, tuple[OtherDeal, ...]],
) -> list[MemberView]:
    facts = _present(rows)
    pairs = [(one.who, one.whom) for one in links]
    graph = network.directed([one.id for one in facts], pairs)
    found = _Measures(
        gaps.hops_to_decision(facts, pairs),
        gaps.hops_to_power(facts, pairs),
        network.betweenness(graph),
        network.cut_off(graph, [one.id for one in facts if one.decides]),
        {one.row.pk: called(one.contact) for one in rows},
    )
    return [_member(one, links, found, shows, now, others.get(one.row.pk, ())) for one in rows]


def _member(
    one: GroupContact,
    links: Sequence[GroupLink],
    found: _Measures,
    shows: bool,
    now: datetime,
    others: tuple[OtherDeal, ...],
) -> MemberView:
    key, member, contact = one.row.pk, one.member, one.contact
    stance = member.stance if shows else ""
    roles = tuple(role for role in ROLES if role in member.roles)
    return MemberView(
        id=key,
        contact_id=contact.pk,
        name=found.names[key],
        as_role=contact.as_role if contact.name else "",
        email=contact.email,
        phone=contact.phone,
        side=contact.side,
        decides=member.decides,
        sees_at=one.row.sees_problem_at,
        roles=roles,
        role_words=", ".join(map(role_words, ("decider", *roles) if member.decides else roles)),
        stance=stance,
        sign=STANCES.get(stance, "?"),
        stance_words=stance_words(stance),
        stance_at=member.stance_at if shows else None,
        stale=bool(stance and member.stance_at and gaps.is_stale(member.stance_at, now)),
        hops=found.hops.get(key),
        reach=float(reach_of(found.power.get(key))),
        between=found.between.get(key, 0.0),
        cuts_off=tuple(found.names[other] for other in found.cut.get(key, ())),
        heard_at=member.heard_at,
        brought_by=one.brought_by,
        left_at=one.left_at,
        influences=_influences(key, links, found.names),
        also_on=others,
    )


def _influences(
    key: int, links: Sequence[GroupLink], names: dict[int, str]
) -> tuple[InfluenceView, ...]:
    return tuple(
        InfluenceView(link.whom, names[link.whom], link.helps, link.strength)
        for link in links
        if link.who == key
    )


def influence_drawing(group: BuyingGroup, *, base: str = "") -> str:
    """Return the influence graph as SVG; its boxes link to the rows of the table twin."""
    members = [one for one in group.members if one.left_at is None]
    names = {one.id: one.name for one in members}
    boxes = [
        drawing.GraphBox(
            one.id,
            one.name,
            one.role_words or one.as_role,
            one.stance,
            one.sign,
            f"{base}#member-{one.id}",
            _box_title(one),
        )
        for one in members
    ]
    links = [
        drawing.GraphLink(
            one.id, other.whom, other.helps, other.strength, _link_title(one.name, other)
        )
        for one in members
        for other in one.influences
        if other.whom in names
    ]
    hops = {one.id: one.hops for one in members if one.hops is not None}
    return drawing.influence_svg(
        boxes, links, hops, heads=_heads(hops.values()), label=_("Who influences whom")
    )


def _heads(hops: object) -> dict[int | None, str]:
    known = sorted(set(hops))  # type: ignore[call-overload]
    steps = {
        one: ngettext("{n} step", "{n} steps", one).format(n=one) if one else _("decider")
        for one in known
    }
    return {None: _("no path known"), **steps}


def _box_title(one: MemberView) -> str:
    parts = [one.name, one.role_words, one.stance_words]
    return ", ".join(part for part in parts if part)


def _link_title(name: str, link: InfluenceView) -> str:
    said = (
        _("{who} influences {whom} in our favor")
        if link.helps
        else _("{who} influences {whom} against us")
    )
    return said.format(who=name, whom=link.name)
