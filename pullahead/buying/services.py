"""Writes of buying groups. The caller has the deal's lock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.buying.models import (
    BuyingMember,
    DealFrame,
    DealScenario,
    Influence,
    MemberRole,
    ScenarioSign,
)
from pullahead.buying.rules import ROLES
from pullahead.pipeline.models import Deal


def note_change(deal: Deal, what: str, row: int | str, *, now: datetime, actor: int) -> None:
    """Record in the journal which row of the group or plan was changed; no words, no stance."""
    record(
        JournalEvent.BUYING_CHANGED,
        now=now,
        lead_id=deal.lead_id,
        deal_id=deal.pk,
        actor_id=actor,
        data={"what": what, "row": row},
    )


def member(deal_contact: int) -> BuyingMember:
    """Return the member row of a contact of the deal; add it if there is none."""
    require_transaction()
    found, _made = BuyingMember.objects.get_or_create(deal_contact_id=deal_contact)
    return found


def set_roles(deal_contact: int, roles: Collection[str]) -> None:
    """Replace the roles of a member."""
    member(deal_contact)
    MemberRole.objects.filter(member=deal_contact).exclude(role__in=roles).delete()
    had = set(MemberRole.objects.filter(member=deal_contact).values_list("role", flat=True))
    MemberRole.objects.bulk_create(
        MemberRole(member_id=deal_contact, role=one)
        for one in ROLES
        if one in roles and one not in had
    )


def set_stance(deal_contact: int, stance: str, *, at: datetime | None) -> None:
    """Store how much a member works for us; blank: unknown."""
    member(deal_contact)
    BuyingMember.objects.filter(pk=deal_contact).update(
        stance=stance, stance_at=at if stance else None
    )


def set_brought_by(deal_contact: int, brought_by: int | None) -> None:
    """Store which member brought another into the talks."""
    member(deal_contact)
    if brought_by is not None:
        member(brought_by)
    BuyingMember.objects.filter(pk=deal_contact).update(brought_by=brought_by)


def set_left(deal_contact: int, at: datetime | None) -> None:
    """Store when a member left the group; None: they are in it."""
    member(deal_contact)
    BuyingMember.objects.filter(pk=deal_contact).update(left_at=at)


def set_link(who: int, whom: int, *, helps: bool, strength: int) -> None:
    """Store that a member influences another."""
    member(who)
    member(whom)
    Influence.objects.update_or_create(
        who_id=who, whom_id=whom, defaults={"helps": helps, "strength": strength}
    )


def cut_link(who: int, whom: int) -> None:
    """Remove the influence of a member on another."""
    require_transaction()
    Influence.objects.filter(who=who, whom=whom).delete()


def forget_member(contact_id: UUID) -> None:
    """Erase the stance of a contact in every deal; roles and links stay, without a name."""
    require_transaction()
    BuyingMember.objects.filter(deal_contact__contact=contact_id).update(stance="", stance_at=None)


def set_frame(deal: Deal, words: str, *, by: int, now: datetime) -> None:
    """Store the job that the customer wants done; blank removes it."""
    require_transaction()
    if not words:
        DealFrame.objects.filter(deal=deal).delete()
        return
    DealFrame.objects.update_or_create(
        deal=deal, defaults={"job_to_be_done": words, "by_id": by, "at": now}
    )


def add_scenario(deal: Deal, text: str, *, by: int, now: datetime) -> DealScenario:
    """Add a way in which the purchase may go on."""
    require_transaction()
    return DealScenario.objects.create(deal=deal, text=text, by_id=by, at=now, state_at=now)


def add_sign(scenario: int, text: str) -> ScenarioSign:
    """Add a sign that announces a scenario."""
    require_transaction()
    return ScenarioSign.objects.create(scenario_id=scenario, text=text)


def change_scenario(scenario: int, **fields: Any) -> None:
    """Write the state of a scenario with its time."""
    require_transaction()
    DealScenario.objects.filter(pk=scenario).update(**fields)


def see_sign(sign: int, at: datetime | None) -> None:
    """Store when a sign was seen; None: not yet."""
    require_transaction()
    ScenarioSign.objects.filter(pk=sign).update(seen_at=at)
