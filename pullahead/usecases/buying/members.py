"""Acts on members of a buying group: roles, stance, influence, who left. Each can be undone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, Forbidden, NotFound, wrong
from pullahead.base.transaction import retried
from pullahead.buying import queries, services
from pullahead.buying.models.group import STRENGTHS
from pullahead.buying.rules import ROLES, STANCES
from pullahead.pipeline import finding_services
from pullahead.pipeline.models import DealContact
from pullahead.pipeline.rules import DealAct
from pullahead.team.models import Person
from pullahead.usecases.buying.group import sees_stance
from pullahead.usecases.deals.access import ActContext, ActRequest, perform

LINKS_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class MemberInput:
    """All that an act sets of a member."""

    decides: bool = False
    sees: bool = False
    roles: tuple[str, ...] = ()
    stance: str = ""
    brought_by: int | None = None
    left: bool = False


@dataclass(frozen=True, slots=True)
class TypedLink:
    """Influence on another member, as typed."""

    whom: int
    helps: bool = True
    strength: int = 2


@dataclass(frozen=True, slots=True)
class Before:
    """State before an act, so that an undo can put it back. It fits into a session as JSON."""

    member: int
    fields: dict[str, Any] | None = None
    stance_at: str | None = None
    whom: int | None = None
    link: list[Any] | None = None  # helps and strength; None: there was no influence

    def as_json(self) -> dict[str, Any]:
        """Return the state as JSON."""
        return asdict(self)


@retried
def save_member(
    *,
    deal_id: UUID,
    by: Person,
    member: int,
    typed: MemberInput,
    links: Sequence[TypedLink] | None = None,
) -> Before:
    """Set roles, stance, and whether a member decides, sees the problem or left.

    `links` replaces their influence on others; None leaves it.
    """
    checked = checked_member(typed)
    made: list[Before] = []

    def verb(context: ActContext) -> None:
        guard(context)
        made.append(apply_member(context, member, checked))
        if links is not None:
            _replace_links(context, member, links)

    perform(ActRequest(deal_id, by), verb)
    return made[0]


def checked_member(typed: MemberInput) -> MemberInput:
    """Return the input if its roles and stance exist. Raise Invalid."""
    if any(one not in ROLES for one in typed.roles):
        raise wrong("roles", "unknown_role", _("Choose roles from the list."))
    if typed.stance and typed.stance not in STANCES:
        raise wrong("stance", "unknown_stance", _("Choose a stance from the list."))
    return typed


def guard(context: ActContext) -> None:
    """Raise unless the person may change the group of an open deal."""
    context.need(DealAct.DISCARD)
    if not sees_stance(context.by, context.deal):
        raise Forbidden(_("Only the pod of the deal and team leads can change its buying group."))


def member_row(context: ActContext, member: int) -> DealContact:
    """Return a contact of the deal that is not forgotten. Raise NotFound."""
    row = finding_services.contacts_of(context.deal.pk).filter(pk=member).first()
    if row is None or row.contact.forgotten_at is not None:
        raise NotFound(_("Member not found. Reload the page."))
    return row


def _state(row: DealContact, deal_id: UUID) -> tuple[MemberInput, datetime | None]:
    found = next(one for one in queries.group_of(deal_id) if one.row.pk == row.pk)
    member = found.member
    state = MemberInput(
        decides=row.decides,
        sees=row.sees_problem_at is not None,
        roles=tuple(one for one in ROLES if one in member.roles),
        stance=member.stance,
        brought_by=found.brought_by,
        left=found.left_at is not None,
    )
    return state, member.stance_at


def apply_member(context: ActContext, member: int, typed: MemberInput) -> Before:
    """Write a member inside the caller's act, and return the state before."""
    row = member_row(context, member)
    state, stance_at = _state(row, context.deal.pk)
    if typed.brought_by is not None:
        if typed.brought_by == member:
            raise wrong("brought_by", "same_member", _("Choose another member."))
        member_row(context, typed.brought_by)
    finding_services.mark(row, decides=typed.decides, sees=typed.sees, now=context.now)
    if set(typed.roles) != set(state.roles):
        services.set_roles(member, typed.roles)
    if typed.stance or state.stance:
        # A stance that is saved again is confirmed: it is new from now.
        services.set_stance(member, typed.stance, at=context.now)
    if typed.brought_by != state.brought_by:
        services.set_brought_by(member, typed.brought_by)
    if typed.left != state.left:
        services.set_left(member, context.now if typed.left else None)
    note(context, "member", member)
    at = stance_at.isoformat() if stance_at is not None else None
    return Before(member, asdict(state), at)


def set_role(context: ActContext, member: int, roles: Collection[str]) -> None:
    """Add roles to a member inside the caller's act."""
    member_row(context, member)
    state, _at = _state(member_row(context, member), context.deal.pk)
    services.set_roles(member, {*state.roles, *roles})
    note(context, "roles", member)


def set_stance(context: ActContext, member: int, stance: str) -> None:
    """Set the stance of a member inside the caller's act."""
    member_row(context, member)
    services.set_stance(member, stance, at=context.now)
    note(context, "stance", member)


def member_state(context: ActContext, member: int) -> Before:
    """Return a member as they are now, for an undo."""
    state, at = _state(member_row(context, member), context.deal.pk)
    return Before(member, asdict(state), at.isoformat() if at is not None else None)


def restore_member(context: ActContext, was: Before, now: Before) -> None:
    """Put a member back inside the caller's act, unless they were changed since."""
    rows = finding_services.contacts_of(context.deal.pk)
    if not rows.filter(pk=was.member, contact__forgotten_at=None).exists():
        return
    present = json.loads(json.dumps(member_state(context, was.member).as_json()))
    if present == now.as_json():
        _restore(context, was)


def restore_link(context: ActContext, was: Before) -> None:
    """Remove the influence that a line drew, or put back the one before it."""
    rows = finding_services.contacts_of(context.deal.pk).filter(contact__forgotten_at=None)
    if was.whom is not None and rows.filter(pk__in=(was.member, was.whom)).count() == 2:
        _restore(context, was)


@retried
def save_link(
    *, deal_id: UUID, by: Person, who: int, whom: int, helps: bool = True, strength: int = 2
) -> Before:
    """Store that a member influences another."""
    made: list[Before] = []

    def verb(context: ActContext) -> None:
        guard(context)
        made.append(link(context, who, whom, helps=helps, strength=strength))

    perform(ActRequest(deal_id, by), verb)
    return made[0]


def link(
    context: ActContext, who: int, whom: int, *, helps: bool = True, strength: int = 2
) -> Before:
    """Store an influence inside the caller's act, and return the state before."""
    if strength not in STRENGTHS:
        raise wrong("strength", "invalid", _("Choose a strength between 1 and 3."))
    if who == whom:
        raise wrong("whom", "same_member", _("Choose another member."))
    member_row(context, who)
    member_row(context, whom)
    before = _link_before(who, whom)
    if before.link is None and len(queries.links_of(context.deal.pk)) >= LINKS_AT_MOST:
        raise Conflict(_("This deal has 200 influences. Nothing was added."), code="too_many")
    services.set_link(who, whom, helps=helps, strength=strength)
    note(context, "influence", who)
    return before


def _replace_links(context: ActContext, member: int, links: Sequence[TypedLink]) -> None:
    wanted = {one.whom for one in links}
    for one in queries.links_of(context.deal.pk):
        if one.who == member and one.whom not in wanted:
            services.cut_link(member, one.whom)
    for typed in links:
        link(context, member, typed.whom, helps=typed.helps, strength=typed.strength)


def _link_before(who: int, whom: int) -> Before:
    found = queries.link_between(who, whom)
    was = [found.helps, found.strength] if found is not None else None
    return Before(who, whom=whom, link=was)


@retried
def cut_link(*, deal_id: UUID, by: Person, who: int, whom: int) -> Before:
    """Remove the influence of a member on another."""
    made: list[Before] = []

    def verb(context: ActContext) -> None:
        guard(context)
        member_row(context, who)
        made.append(_link_before(who, whom))
        services.cut_link(who, whom)
        note(context, "influence", who)

    perform(ActRequest(deal_id, by), verb)
    return made[0]


@retried
def undo(*, deal_id: UUID, by: Person, before: Mapping[str, Any]) -> None:
    """Put back what the last act on a member or an influence changed."""
    state = Before(**before)

    def verb(context: ActContext) -> None:
        guard(context)
        _restore(context, state)

    perform(ActRequest(deal_id, by), verb)


def _restore(context: ActContext, state: Before) -> None:
    member_row(context, state.member)
    if state.fields is not None:
        fields = {**state.fields, "roles": tuple(state.fields["roles"])}
        apply_member(context, state.member, MemberInput(**fields))
        if state.stance_at is not None:
            at = datetime.fromisoformat(state.stance_at)
            services.set_stance(state.member, fields["stance"], at=at)
        return
    assert state.whom is not None
    member_row(context, state.whom)
    if state.link is None:
        services.cut_link(state.member, state.whom)
    else:
        helps, strength = state.link
        services.set_link(state.member, state.whom, helps=helps, strength=strength)
    note(context, "influence", state.member)


def note(context: ActContext, what: str, row: int | str) -> None:
    """Add the journal line of a change of the group or plan."""
    services.note_change(context.deal, what, row, now=context.now, actor=context.by.pk)
