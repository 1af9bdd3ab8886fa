"""Lead details as each viewer may see them.

An agent sees leads that they hold or held, and their callbacks, without value, score, cost and
source. A team lead also sees the team's leads and parked ones. An administrator sees all. For a
viewer, other leads do not exist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import phonenumbers
from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound
from pullahead.base.translation import translated
from pullahead.base.wording import from_stored
from pullahead.compliance.calling_hours import MAIL, place_in
from pullahead.leads import queries as leads
from pullahead.leads.attribution import without_clicks
from pullahead.leads.models import Address, AddressKind, Lead
from pullahead.pull import models, plan_queries, rules
from pullahead.pull.selection import service_class
from pullahead.team.models import Person
from pullahead.usecases.common.timezones import organisation_zone
from pullahead.usecases.leads.detail_records import (
    AddressRecord,
    CardRecord,
    InquiryRecord,
    LeadRecord,
    SaleOutcomeRecord,
    Viewer,
)
from pullahead.usecases.leads.detail_rows import DetailRows, of_lead
from pullahead.usecases.leads.timeline import TimelineEntry, may_see_amount, timeline

ABSENT = 2
OPTED_OUT, OPTED_OUT_OF_CALLS, OPTED_OUT_OF_EMAIL = (
    *("opted_out", "opted_out_of_calls", "opted_out_of_email"),
)  # reasons why an address is unusable


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """An address of a lead. `valid`: the address works, and its owner has not opted out."""

    id: int
    kind: str  # phone, email
    value: str
    shown: str  # international notation for a phone
    valid: bool
    reason: str = ""
    extension: str = ""

    @property
    def dial(self) -> str:
        """Return the number with its extension, as a telephone link has it (RFC 3966)."""
        return f"{self.value};ext={self.extension}" if self.extension else self.value


@dataclass(frozen=True, slots=True)
class IntakeNote:
    """A part of an inquiry that was cut, left out or not understood; line 0 without a file."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class InquiryView:
    """An inquiry of a lead."""

    at: datetime
    source: str
    words: str
    attributes: Mapping[str, str]
    cost: Decimal | None = None  # None for agents
    admitted_at: datetime | None = None
    notes: tuple[IntakeNote, ...] = ()


@dataclass(frozen=True, slots=True)
class SaleOutcomeView:
    """A sale outcome. An agent sees the value only of an outcome that they entered."""

    verdict: str  # won, lost
    value: Decimal | None
    currency: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeadDetail:
    """A lead as one viewer may see it. Value and score are None for agents."""

    id: UUID
    name: str
    state: str  # ready, held, scheduled, callback, parked, closed
    round: int
    rounds: int
    source: str
    team: str
    contact_points: tuple[ContactPoint, ...]
    inquiries: tuple[InquiryView, ...]
    timeline: tuple[TimelineEntry, ...]
    attributes: Mapping[str, str]
    asked_at: datetime
    admitted_at: datetime
    zones: tuple[str, ...] = ()
    open_now: bool = False
    legal_until: datetime | None = None
    next_open: datetime | None = None
    next_at: datetime | None = None
    due_at: datetime | None = None
    holder: str = ""
    holder_until: datetime | None = None
    owner: str = ""
    park_reason: str = ""
    review_at: datetime | None = None
    closed_as: str = ""
    closed_at: datetime | None = None
    value: Decimal | None = None
    chance: float | None = None
    earlier: UUID | None = None
    sale_outcome: SaleOutcomeView | None = None
    can_unpark: bool = False
    can_close: bool = False
    can_record_outcome: bool = False  # may record a sale outcome
    service: str = ""  # class: callback, fresh, follow-up, aged; "" when closed
    # of a nurtured lead, the outcome of its plan and when that was saved; `rounds` are its touches
    nurturing: str = ""
    nurtured_since: datetime | None = None
    touch_at: datetime | None = None


def may_see(person: Person, rows: DetailRows) -> bool:
    """Check whether this lead exists for this person."""
    if person.is_admin or (rows.card is not None and rows.card.holder_id == person.pk):
        return True
    if rows.ever_held(person):
        return True
    if person.role != Person.Role.LEADER:
        return False
    if rows.card is not None:
        return rows.card.team_id == person.team_id or rows.card.state == rules.CardState.PARKED
    return rows.route is not None and rows.route.team_id == person.team_id


def visible_lead(lead_id: UUID, person: Person) -> tuple[Lead, models.CardRow | None]:
    """Return a lead and its card. Raise NotFound for a lead that this person may not see."""
    _seen(lead_id, person)
    lead = Lead.objects.select_related("source").get(pk=lead_id)
    return lead, models.CardRow.objects.filter(pk=lead_id).first()


def _seen(lead_id: UUID, person: Person) -> DetailRows:
    rows = of_lead(lead_id, person.pk)
    if rows is None or not may_see(person, rows):
        raise NotFound(_("Lead not found."))
    return rows


def lead_detail(*, lead_id: UUID, viewer: Person) -> LeadDetail:
    """Return a lead's details and timeline. Raise NotFound for one that the viewer may not see."""
    return build_detail(_seen(lead_id, viewer), viewer)


def build_detail(rows: DetailRows, viewer: Viewer) -> LeadDetail:
    """Build what the viewer may see of a lead from its rows."""
    lead, card, route = rows.lead, rows.card, rows.route
    money, zone = viewer.is_leader, ZoneInfo(viewer.zone or organisation_zone())
    return LeadDetail(
        id=lead.id,
        name=lead.name,
        state=state_of(card),
        round=card.round if card else 0,
        rounds=_rounds(rows),
        source=lead.source.name if money else "",
        team=card.team.name if card else route.team.name if route else "",
        contact_points=_contact_points(rows),
        inquiries=_inquiries(rows.inquiries, money=money),
        timeline=timeline(rows, viewer, zone),
        attributes=lead.attributes if money else without_clicks(lead.attributes),
        asked_at=lead.asked_at,
        admitted_at=lead.admitted_at,
        closed_as=rows.labels.get(lead.closed_as, lead.closed_as),
        closed_at=lead.closed_at,
        value=lead.value if money else None,
        chance=rows.chance if money and route else None,
        earlier=lead.earlier_id,
        sale_outcome=_sale_outcome(leads.standing(rows.outcomes), viewer),
        can_unpark=money and card is not None and card.state == rules.CardState.PARKED,
        can_close=money and card is not None,
        can_record_outcome=money,
        service=service_of(lead, card, rows.at),
        **_card_facts(rows) | _nurturing(rows),
    )


def service_of(
    lead: Lead | LeadRecord, card: models.CardRow | CardRecord | None, now: datetime
) -> str:
    """Return the class of an open lead: callback, fresh, follow-up, aged; "" for a closed one."""
    if card is None:
        return ""
    callback, tried = card.due_at is not None, card.round > 1
    return service_class(
        callback=callback,
        tried=tried,
        asked_at=lead.asked_at,
        now=now,
        nurtured=bool(card.stage),
    )


def _rounds(rows: DetailRows) -> int:
    """Return the attempts of the lead's plan: touches where it is nurtured.

    A lead that is past the end of its plan, as after a callback, is at the last attempt.
    """
    if rows.card is not None and rows.card.stage:
        touches = plan_queries.nurture_plan(rows.lead.source_id, rows.card.stage)
        return max(len(touches), rows.card.round)
    rounds = len(rows.route.cadence.offsets) if rows.route else 0
    return max(rounds, rows.card.round) if rounds and rows.card is not None else rounds


def _nurturing(rows: DetailRows) -> dict[str, Any]:
    """Return the outcome that began or continued a lead's nurturing, and when it was saved."""
    card = rows.card
    if card is None or not card.stage:
        return {}
    saved = [one.ended_at for one in rows.claims if one.settled_as == card.stage and one.ended_at]
    return {
        "nurturing": rows.labels.get(card.stage, card.stage),
        "nurtured_since": max(saved, default=None),
        "touch_at": card.touch_at,
    }


def _sale_outcome(outcome: SaleOutcomeRecord | None, viewer: Viewer) -> SaleOutcomeView | None:
    if outcome is None:
        return None
    value = outcome.value if may_see_amount(outcome, viewer) else None
    return SaleOutcomeView(outcome.verdict, value, outcome.currency, outcome.at)


def state_of(card: models.CardRow | CardRecord | None) -> str:
    """Return a lead's state: ready, held, scheduled, callback, parked, closed."""
    if card is None:
        return "closed"
    return "callback" if card.state == rules.CardState.SCHEDULED and card.due_at else card.state


def _card_facts(rows: DetailRows) -> dict[str, Any]:
    """Return the facts of the card: holder, next step, calling hours."""
    card, now, hours = rows.card, rows.at, rows.hours
    if card is None:
        return {}
    facts: dict[str, Any] = {
        "next_at": card.next_at if card.state == rules.CardState.SCHEDULED else None,
        "due_at": card.due_at,
        "holder": rows.names.get(card.holder_id or 0, ""),
        "holder_until": card.next_at if card.holder_id else None,
        "owner": rows.names.get(card.owner_id or 0, ""),
        "park_reason": card.park_reason,
        "review_at": card.review_at,
    }
    if card.lane is not None:
        windows = card.lane.windows
        facts |= {
            "zones": place_in(windows).zones if windows != MAIL else (),
            "open_now": hours.is_open(windows, now),
            "legal_until": hours.open_until(windows, now),
            "next_open": hours.next_open(windows, now),
        }
    return facts


def _contact_points(rows: DetailRows) -> tuple[ContactPoint, ...]:
    """Return the lead's addresses, the usable ones first; an opt-out makes one unusable.

    The rules are those of `dial_check`. The opt-out of a phone bars every address of the lead; the
    opt-out of a mailbox bars that mailbox.
    """
    no_calls = any(kind == AddressKind.PHONE for kind, _ in rows.opted_out)
    found = []
    for address in rows.addresses:
        reach, is_phone = reach_of(address), address.kind == AddressKind.PHONE
        if (address.kind, address.match_key) in rows.opted_out or (is_phone and no_calls):
            reason = OPTED_OUT_OF_CALLS if is_phone else OPTED_OUT_OF_EMAIL
            reach = replace(reach, valid=False, reason=reason)
        elif no_calls:
            reach = replace(reach, valid=False, reason=OPTED_OUT)
        found.append(reach)
    return tuple(sorted(found, key=lambda one: not one.valid))


def reach_of(address: Address | AddressRecord) -> ContactPoint:
    """Return an address in the form that people read."""
    shown = address.value
    if address.kind == AddressKind.PHONE:
        shown = international(address.value)
    if address.extension:
        shown = _("{number} ext. {extension}").format(number=shown, extension=address.extension)
    return ContactPoint(
        address.id,
        address.kind,
        address.value,
        shown,
        address.valid,
        address.reason,
        address.extension,
    )


@lru_cache(maxsize=4_096)
def international(phone: str) -> str:
    """Format a number in international notation."""
    number = phonenumbers.parse(phone)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _inquiries(rows: Sequence[InquiryRecord], *, money: bool) -> tuple[InquiryView, ...]:
    def cost(value: Decimal | None) -> Decimal | None:
        return value if money else None

    return tuple(
        InquiryView(
            at=i.asked_at,
            source=i.source.name if money else "",
            words=i.words,
            attributes=i.attributes if money else without_clicks(i.attributes),
            cost=cost(i.cost),
            admitted_at=i.admitted_at,
            notes=tuple(
                IntakeNote(line, column, translated(from_stored(why)))
                for line, column, *why in i.notes
            ),
        )
        for i in rows
    )
