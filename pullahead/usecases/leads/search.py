"""Search leads: team leads by any text, agents others' leads by a whole number or address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.leads import queries as leads
from pullahead.leads import search_queries
from pullahead.leads.handles import companies_in, read_sought
from pullahead.leads.models import Address, AddressKind, Lead
from pullahead.pull import models, rules
from pullahead.pull import queries as pull_queries
from pullahead.team.models import Person
from pullahead.usecases.leads import search_limit
from pullahead.usecases.leads.detail import reach_of, state_of

SHOWN = 20
OTHERS_SHOWN = 4
_ENDS_SHOWN = 2


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A lead that was found, without the details that the viewer may not see."""

    id: UUID
    name: str
    company: str
    phone: str  # international notation, masked for a viewer without access
    email: str
    may_see: bool
    mine: bool  # the viewer holds it
    state: str  # ready, held, scheduled, callback, parked, closed
    team: str
    holder: str
    holder_until: datetime | None
    owner: str
    due_at: datetime | None
    next_at: datetime | None
    park_reason: str
    review_at: datetime | None
    closed_as: str
    closed_at: datetime | None
    others: tuple[str, ...] = ()  # names of others at a shared number or mailbox


def search(*, text: str, viewer: Person) -> tuple[SearchHit, ...]:
    """Find at most 20 leads by a name, a number, a mailbox, a company or an id.

    Open leads come first, those who asked last before the others. Every lead can be found, for its
    person may call in. A hit shows name, state, holder and next moment; the rest follows the rules
    of `detail`.

    An agent finds others' leads by a whole number or email address only. Raise TooManySearches
    above the limit of an hour.
    """
    country = settings.CONFIG.country
    if not viewer.is_leader and search_limit.is_whole(text):
        search_limit.count(viewer)
    ids = search_queries.looked_up(read_sought(text, country=country))
    rows = list(Lead.objects.select_related("source").filter(pk__in=ids))
    if not viewer.is_leader:
        rows = _for_agent(text, viewer, rows)
    found = sorted(rows, key=lambda row: (row.closed_at is not None, -row.asked_at.timestamp()))
    shown = found[:SHOWN]
    there = models.CardRow.objects.select_related("team", "holder", "owner")
    cards = {card.lead_id: card for card in there.filter(pk__in=[row.pk for row in shown])}
    seen, reach = visible(viewer, shown, cards), _reach(shown)
    labels = pull_queries.labels() if any(row.closed_at for row in shown) else {}
    also = leads.also_at({a.value for there in reach.values() for a in there})
    return tuple(
        replace(
            _found(row, cards.get(row.pk), reach.get(row.pk, ()), viewer, row.pk in seen, labels),
            others=_others(row, reach.get(row.pk, ()), also),
        )
        for row in shown
    )


def _for_agent(text: str, viewer: Person, rows: Sequence[Lead]) -> list[Lead]:
    """Select the agent's own leads, and those with the whole number, email address or id."""
    if search_limit.is_whole(text) == search_limit.AN_ID:
        return list(rows)
    cards = models.CardRow.objects.in_bulk([row.pk for row in rows])
    kept = visible(viewer, rows, cards)
    if search_limit.is_whole(text):
        addresses = Address.objects.filter(lead_id__in=[row.pk for row in rows])
        kept |= search_limit.found_whole(text, addresses, country=settings.CONFIG.country)
    return [row for row in rows if row.pk in kept]


def _others(
    row: Lead, reach: Sequence[Address], also: Mapping[str, list[tuple[UUID, str]]]
) -> tuple[str, ...]:
    """Return the names of other people at the same address, each once.

    The person's own other leads are hits of their own.
    """
    there = dict(one for address in reach for one in also.get(address.match_key, ()))
    names = [name for lead_id, name in there.items() if lead_id != row.pk and name != row.name]
    return tuple(dict.fromkeys(name or _("no name given") for name in names))[:OTHERS_SHOWN]


def visible(
    viewer: Person, rows: Sequence[Lead], cards: Mapping[UUID, models.CardRow]
) -> frozenset[UUID]:
    """Select the leads that the viewer may see: `detail.may_see` for many, in two statements."""
    ids = frozenset(row.pk for row in rows)
    if viewer.is_admin:
        return ids
    held = models.ClaimRow.objects.filter(agent=viewer, lead_id__in=ids)
    closed = models.ClosingRow.objects.filter(by=viewer, lead_id__in=ids)
    both = held.values_list("lead_id").union(closed.values_list("lead_id"))
    seen = {lead_id for (lead_id,) in both}
    seen |= {i for i, card in cards.items() if card.owner_id == viewer.pk}
    if viewer.role == Person.Role.LEADER:
        routes = models.Route.objects.filter(team_id=viewer.team_id)
        ours = set(routes.values_list("source_id", flat=True))
        for row in rows:
            card = cards.get(row.pk)
            if card is None:
                led = row.source_id in ours
            else:
                led = card.team_id == viewer.team_id or card.state == rules.CardState.PARKED
            seen |= {row.pk} if led else set()
    return frozenset(seen)


def _reach(rows: Sequence[Lead]) -> dict[UUID, list[Address]]:
    """Return the addresses of these leads, the valid ones first."""
    found: dict[UUID, list[Address]] = {}
    there = Address.objects.filter(lead_id__in=[row.pk for row in rows])
    for address in there.order_by("-valid", "position", "id"):
        found.setdefault(address.lead_id, []).append(address)
    return found


def _found(
    row: Lead,
    card: models.CardRow | None,
    reach: Sequence[Address],
    viewer: Person,
    seen: bool,
    labels: Mapping[str, str],
) -> SearchHit:
    phone = next((a for a in reach if a.kind == AddressKind.PHONE), None)
    email = next((a for a in reach if a.kind == AddressKind.EMAIL), None)
    shown = reach_of(phone).shown if phone else ""
    mailbox = email.value if email else ""
    scheduled = card is not None and card.state == rules.CardState.SCHEDULED
    return SearchHit(
        id=row.pk,
        name=row.name,
        company=next(iter(companies_in(row.attributes)), ""),
        phone=shown if seen or phone is None else masked_phone(phone.value),
        email=mailbox if seen else masked_email(mailbox),
        may_see=seen,
        mine=card is not None and card.holder_id == viewer.pk,
        state=state_of(card),
        team=card.team.name if card else "",
        holder=card.holder.name if card and card.holder else "",
        holder_until=card.next_at if card and card.holder else None,
        owner=card.owner.name if card and card.owner else "",
        due_at=card.due_at if card else None,
        next_at=card.next_at if card and scheduled else None,
        park_reason=card.park_reason if card else "",
        review_at=card.review_at if card else None,
        closed_as=labels.get(row.closed_as, row.closed_as),
        closed_at=row.closed_at,
    )


def masked_phone(value: str) -> str:
    """Mask a number as +1 ••• 42: enough to tell two people apart, too little to call."""
    code = phonenumbers.parse(value).country_code
    return f"+{code} ••• {value[-_ENDS_SHOWN:]}"


def masked_email(value: str) -> str:
    """Mask an email address as a•••@example.com."""
    name, at, host = value.partition("@")
    return f"{name[:1]}•••{at}{host}" if at else ""
