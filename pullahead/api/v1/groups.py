"""The endpoints of buying groups: members, gaps, the network of influence."""

from __future__ import annotations

from django.http import HttpRequest

from pullahead.api.answers import ErrorAnswer
from pullahead.api.auth import agent
from pullahead.api.group_schemas import GapOut, MemberBody, MemberOut, NetworkOut
from pullahead.api.routers import EndpointRouter
from pullahead.api.v1.common import WITH_ID, WITH_TOKEN, Id, known_id, opened_by
from pullahead.usecases.buying import members
from pullahead.usecases.buying.group import buying_group
from pullahead.usecases.buying.members import MemberInput, TypedLink
from pullahead.usecases.settings.api_keys import PULL

router = EndpointRouter(tags=["buying groups"])


@router.get(
    "/deals/{deal_id}/members",
    **opened_by(PULL),
    response={200: list[MemberOut], WITH_ID: ErrorAnswer},
    summary="List the members of a buying group",
)
def list_members(request: HttpRequest, deal_id: Id) -> list[MemberOut]:
    """List the members, those who decide first. Stance and influence only for the deal's team."""
    group = buying_group(deal_id=known_id(deal_id), viewer=agent(request))
    return [MemberOut.model_validate(one, from_attributes=True) for one in group.members]


@router.put(
    "/deals/{deal_id}/members/{member_id}",
    **opened_by(PULL),
    response={200: MemberOut, WITH_TOKEN: ErrorAnswer},
    summary="Change a member of a buying group",
)
def put_member(request: HttpRequest, deal_id: Id, member_id: int, body: MemberBody) -> MemberOut:
    """Replace what is known of a member. Sending it again changes nothing."""
    person, known = agent(request), known_id(deal_id)
    links = None
    if body.influences is not None:
        links = [TypedLink(one.whom, one.helps, one.strength) for one in body.influences]
    typed = MemberInput(
        decides=body.decides,
        sees=body.sees_problem,
        roles=tuple(body.roles),
        stance=body.stance,
        brought_by=body.brought_by,
        left=body.left,
    )
    members.save_member(deal_id=known, by=person, member=member_id, typed=typed, links=links)
    group = buying_group(deal_id=known, viewer=person)
    found = next(one for one in group.members if one.id == member_id)
    return MemberOut.model_validate(found, from_attributes=True)


@router.get(
    "/deals/{deal_id}/gaps",
    **opened_by(PULL),
    response={200: list[GapOut], WITH_ID: ErrorAnswer},
    summary="List the gaps of a buying group",
)
def list_gaps(request: HttpRequest, deal_id: Id) -> list[GapOut]:
    """List the open questions about the group, the first one to ask first."""
    group = buying_group(deal_id=known_id(deal_id), viewer=agent(request))
    return [GapOut.model_validate(one, from_attributes=True) for one in group.gaps]


@router.get(
    "/deals/{deal_id}/network",
    **opened_by(PULL),
    response={200: NetworkOut, WITH_ID: ErrorAnswer},
    summary="Read the network of influence",
)
def read_network(request: HttpRequest, deal_id: Id) -> NetworkOut:
    """Read hops, reach and betweenness of each member, and the density of the network."""
    group = buying_group(deal_id=known_id(deal_id), viewer=agent(request))
    return NetworkOut.model_validate(group, from_attributes=True)
