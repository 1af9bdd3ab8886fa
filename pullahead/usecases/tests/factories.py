"""Small sales floor for the use cases' tests: a clock moved by hand, people, sources, leads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.utils import timezone

from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.base.services import move_clock
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead, Source
from pullahead.leads.rules import LeadIn, read_lead
from pullahead.leads.services import source_named
from pullahead.pull import card_queries, models
from pullahead.pull.services import lay_defaults
from pullahead.team.models import Person
from pullahead.usecases.intake import receive as intake
from pullahead.usecases.intake import receive_batch
from pullahead.usecases.settings import users
from pullahead.usecases.work import pull, settle_input
from pullahead.usecases.work import settle as settling
from pullahead.usecases.work.home import ClaimView
from pullahead.usecases.work.settle import SettleResult

# A Tuesday, 15:00 UTC: 10:00 in Austin, 16:00 in London, 00:00 in Tokyo
START = datetime(2026, 5, 5, 15, tzinfo=UTC)
AUSTIN, LONDON, TOKYO = "+1512555", "+442079460", "+81312345"
NOTE = "Said what there was to say."


def said(token: UUID) -> str:
    """Return a note that differs from every earlier one."""
    return f"{NOTE} ({token.hex[:8]})"


def lay_floor() -> None:
    """Make a fresh install, on a Tuesday on which people in Austin and London may be called."""
    with write_transaction():
        lay_defaults()
    set_clock(START)


def set_clock(moment: datetime) -> None:
    """Set the clock to this moment."""
    with write_transaction():
        move_clock(offset=moment - datetime.now(UTC))


def later(**span: float) -> None:
    """Let time pass: `later(minutes=5)`."""
    with write_transaction():
        move_clock(offset=clock.offset() + timedelta(**span))


def person(name: str, role: str = "agent", team: str = "Sales", zone: str = "") -> Person:
    made = users.add_person(name=name, role=role, team=team, zone=zone)[0]
    Person.objects.filter(pk=made.pk).update(last_login=timezone.now())  # at work
    return made


def source(name: str = "web form", zone: str = "") -> Source:
    with write_transaction():
        found = source_named(name=name)
    Source.objects.filter(pk=found.pk).update(zone=zone)
    found.zone = zone
    return found


def austin(number: int = 100) -> str:
    """Return a reserved fictional number in Austin, Texas: 100 to 199."""
    return f"{AUSTIN}0{number}"


def london(number: int = 100) -> str:
    """Return a reserved fictional number in London: 0 to 999."""
    return f"{LONDON}{number:03}"


def lead_in(name: str = "Ana Lima", phone: str = "", email: str = "", **fields: str) -> LeadIn:
    """Return a row as read at this moment; its default phone is in Austin."""
    raw = {"name": name, "phone": phone if phone or email else austin(), "email": email}
    read = read_lead(raw | fields, country="US", zone="UTC", now=clock.now())
    if not isinstance(read, LeadIn):
        raise TypeError(f"this row is no lead: {read}")
    return read


def receive(
    name: str = "Ana Lima", phone: str = "", email: str = "", of: Source | None = None, **raw: str
) -> receive_batch.Received:
    """Receive one lead."""
    lead = lead_in(name, phone, email, **raw)
    return intake.receive(source_id=(of or source()).pk, lead=lead)


def admitted(name: str = "Ana Lima", phone: str = "", email: str = "", **raw: str) -> UUID:
    """Admit a new lead with an unknown person."""
    got = receive(name, phone, email, None, **raw)
    assert got.outcome == "admitted"
    return got.lead_id


def card(lead_id: UUID) -> models.CardRow:
    """Return the current card."""
    return models.CardRow.objects.select_related("lane", "team").get(pk=lead_id)


def lead(lead_id: UUID) -> Lead:
    return Lead.objects.get(pk=lead_id)


def pulled(agent: Person) -> ClaimView:
    """Return the claim that this agent pulls; there must be one."""
    got = pull.next_lead(agent_id=agent.pk)
    assert got.claim is not None, got.reasons
    return got.claim


def nothing(agent: Person) -> tuple[str, ...]:
    """Return the reasons why this agent gets no lead; there must be none."""
    got = pull.next_lead(agent_id=agent.pk)
    assert got.claim is None, got.claim
    return got.reasons


def settle(
    agent: Person,
    hand: ClaimView,
    code: str = "no_answer",
    note: str | None = None,
    callback_at: datetime | None = None,
    callback_for: Person | None = None,
    amount: Decimal | None = None,
    answers: Mapping[str, str] | None = None,
) -> SettleResult:
    """Settle a claim with a call on the agent's own phone and a new note."""
    word = settle_input.SettleInput(
        code,
        said(hand.token) if note is None else note,
        callback_at,
        callback_for.pk if callback_for else None,
        amount,
        dialled=True,
        answers=answers or {},
    )
    return settling.settle(agent_id=agent.pk, token=hand.token, word=word)


def callback_settled(agent: Person, hand: ClaimView, **ahead: float) -> datetime:
    """Settle with a callback so far ahead; return its moment."""
    at = clock.now().replace(microsecond=0) + timedelta(**ahead)
    settle(agent, hand, "callback", callback_at=at)
    return at


def kinds(lead_id: UUID) -> list[str]:
    """Return the kinds of the journal's lines on one lead, in order."""
    rows = Journal.objects.filter(lead_id=lead_id).order_by("id")
    return list(rows.values_list("kind", flat=True))


def assert_sound() -> None:
    """Check the invariants of every act: constraints, no dead queue, one place for each lead."""
    connection.check_constraints()
    assert not card_queries.unreachable().exists()
    open_leads = Lead.objects.filter(closed_at=None).count()
    assert models.CardRow.objects.count() == open_leads
