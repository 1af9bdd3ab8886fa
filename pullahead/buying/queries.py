"""Reads of buying groups and scenarios."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from pullahead.buying.gaps import GroupMember
from pullahead.buying.models import (
    BuyingMember,
    DealFrame,
    DealScenario,
    Influence,
    MemberRole,
    MomentOfTruth,
    ScenarioSign,
    ValueRole,
)
from pullahead.conversations.models import PromiseMove, Said
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import DealContact


@dataclass(frozen=True, slots=True)
class GroupLink:
    """Influence of a member on another; members are ids of contacts of the deal."""

    who: int
    whom: int
    helps: bool
    strength: int


@dataclass(frozen=True, slots=True)
class GroupContact:
    """A contact of a deal with all that is known of them as a member."""

    row: DealContact
    contact: Contact
    member: GroupMember
    brought_by: int | None
    left_at: datetime | None


def roles_of(deal_id: UUID) -> dict[int, frozenset[str]]:
    """Return the roles of the contacts of a deal that have one."""
    found = MemberRole.objects.filter(member__deal_contact__deal_id=deal_id)
    roles: dict[int, frozenset[str]] = {}
    for key, role in found.values_list("member_id", "role"):
        roles[key] = roles.get(key, frozenset()) | {role}
    return roles


def group_of(deal_id: UUID) -> list[GroupContact]:
    """Return the contacts of a deal as members; those who decide first."""
    return groups_of([deal_id]).get(deal_id, [])


def groups_of(deal_ids: Collection[UUID]) -> dict[UUID, list[GroupContact]]:
    """Return the contacts of deals as members, by deal; those who decide first."""
    rows = DealContact.objects.filter(deal_id__in=deal_ids).select_related("contact")
    known = BuyingMember.objects.filter(deal_contact__deal__in=deal_ids)
    members = {one.pk: one for one in known}
    roles: dict[int, set[str]] = {}
    found = MemberRole.objects.filter(member__deal_contact__deal__in=deal_ids)
    for key, role in found.values_list("member_id", "role"):
        roles.setdefault(key, set()).add(role)
    heard = _heard(deal_ids)
    groups: dict[UUID, list[GroupContact]] = {}
    for one in rows.order_by("-decides", "pk"):
        group = groups.setdefault(one.deal_id, [])
        at = heard.get((one.deal_id, one.contact_id))
        group.append(_group_contact(one, members.get(one.pk), roles.get(one.pk, set()), at))
    return groups


def _group_contact(
    row: DealContact, member: BuyingMember | None, roles: set[str], heard_at: datetime | None
) -> GroupContact:
    contact = row.contact
    return GroupContact(
        row,
        contact,
        GroupMember(
            id=row.pk,
            name=contact.name or contact.as_role,
            decides=row.decides,
            roles=frozenset(roles),
            stance=member.stance if member is not None else "",
            stance_at=member.stance_at if member is not None else None,
            side=contact.side,
            heard_at=heard_at,
        ),
        member.brought_by_id if member is not None else None,
        member.left_at if member is not None else None,
    )


def _heard(deal_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], datetime]:
    """Return when each contact of deals last said something, or moved a promise."""
    said = Said.objects.filter(conversation__deal__in=deal_ids, contact__isnull=False)
    moved = PromiseMove.objects.filter(
        promise__deal__in=deal_ids, contact__isnull=False, conversation__undone_at=None
    )
    found: dict[tuple[UUID, UUID], datetime] = {}
    for rows, name in ((said, "conversation__deal"), (moved, "promise__deal")):
        for deal, contact, at in rows.values_list(name, "contact_id").annotate(last=Max("at")):
            found[deal, contact] = max(at, found.get((deal, contact), at))
    return found


def links_of(deal_id: UUID) -> list[GroupLink]:
    """Return who influences whom in a deal."""
    return links_in([deal_id]).get(deal_id, [])


def links_in(deal_ids: Collection[UUID]) -> dict[UUID, list[GroupLink]]:
    """Return who influences whom, by deal."""
    rows = Influence.objects.filter(who__deal_contact__deal__in=deal_ids).order_by("pk")
    found: dict[UUID, list[GroupLink]] = {}
    names = ("who__deal_contact__deal", "who_id", "whom_id", "helps", "strength")
    for deal, *one in rows.values_list(*names):
        found.setdefault(deal, []).append(GroupLink(*one))
    return found


def link_between(who: int, whom: int) -> GroupLink | None:
    """Return the influence of a member on another."""
    rows = Influence.objects.filter(who=who, whom=whom)
    found = rows.values_list("who_id", "whom_id", "helps", "strength").first()
    return GroupLink(*found) if found is not None else None


@dataclass(frozen=True, slots=True)
class StoredMember:
    """All rows about a member of a group."""

    member: BuyingMember | None
    roles: tuple[str, ...]
    influences: tuple[Influence, ...]
    influenced_by: tuple[Influence, ...]
    value_roles: tuple[str, ...]
    moments: tuple[MomentOfTruth, ...]


def stored_of(deal_contact: int) -> StoredMember:
    """Return all rows about a contact of a deal as a member."""
    roles = MemberRole.objects.filter(member=deal_contact).order_by("pk")
    names = ValueRole.objects.filter(member=deal_contact).order_by("pk")
    return StoredMember(
        BuyingMember.objects.filter(pk=deal_contact).first(),
        tuple(roles.values_list("role", flat=True)),
        tuple(Influence.objects.filter(who=deal_contact).order_by("pk")),
        tuple(Influence.objects.filter(whom=deal_contact).order_by("pk")),
        tuple(names.values_list("name", flat=True)),
        tuple(MomentOfTruth.objects.filter(members=deal_contact).order_by("at", "pk")),
    )


def frame_of(deal_id: UUID) -> DealFrame | None:
    """Return the job that the customer wants done."""
    return DealFrame.objects.filter(deal=deal_id).select_related("by").first()


def scenarios_of(deal_id: UUID) -> list[DealScenario]:
    """Return the scenarios of a deal with their signs; those watched first."""
    rows = DealScenario.objects.filter(deal=deal_id).prefetch_related("signs")
    return sorted(rows.order_by("pk"), key=lambda one: (one.state != "watching", one.pk))


def sign(deal_id: UUID, sign_id: int) -> ScenarioSign | None:
    """Return a sign of the deal."""
    return ScenarioSign.objects.filter(scenario__deal=deal_id, pk=sign_id).first()
