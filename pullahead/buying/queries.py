"""Reads of buying groups and scenarios."""

from __future__ import annotations

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
    ScenarioSign,
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


def group_of(deal_id: UUID) -> list[GroupContact]:
    """Return the contacts of a deal as members; those who decide first."""
    rows = DealContact.objects.filter(deal_id=deal_id).select_related("contact")
    members = {one.pk: one for one in BuyingMember.objects.filter(deal_contact__deal=deal_id)}
    roles: dict[int, set[str]] = {}
    found = MemberRole.objects.filter(member__deal_contact__deal=deal_id)
    for key, role in found.values_list("member_id", "role"):
        roles.setdefault(key, set()).add(role)
    heard = heard_at(deal_id)
    return [
        _group_contact(one, members.get(one.pk), roles.get(one.pk, set()), heard)
        for one in rows.order_by("-decides", "pk")
    ]


def _group_contact(
    row: DealContact, member: BuyingMember | None, roles: set[str], heard: dict[UUID, datetime]
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
            heard_at=heard.get(contact.pk),
        ),
        member.brought_by_id if member is not None else None,
        member.left_at if member is not None else None,
    )


def heard_at(deal_id: UUID) -> dict[UUID, datetime]:
    """Return when each contact of a deal last said something, or moved a promise."""
    said = Said.objects.filter(conversation__deal=deal_id, contact__isnull=False)
    moved = PromiseMove.objects.filter(
        promise__deal=deal_id, contact__isnull=False, conversation__undone_at=None
    )
    found: dict[UUID, datetime] = {}
    for rows in (said, moved):
        for contact, at in rows.values_list("contact_id").annotate(last=Max("at")):
            found[contact] = max(at, found.get(contact, at))
    return found


def links_of(deal_id: UUID) -> list[GroupLink]:
    """Return who influences whom in a deal."""
    rows = Influence.objects.filter(who__deal_contact__deal=deal_id).order_by("pk")
    found = rows.values_list("who_id", "whom_id", "helps", "strength")
    return [GroupLink(*one) for one in found]


def link_between(who: int, whom: int) -> GroupLink | None:
    """Return the influence of a member on another."""
    rows = Influence.objects.filter(who=who, whom=whom)
    found = rows.values_list("who_id", "whom_id", "helps", "strength").first()
    return GroupLink(*found) if found is not None else None


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
