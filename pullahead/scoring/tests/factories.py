"""Leads as work leaves them, written straight into the tables."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pullahead.base.ids import new_id
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Address, Inquiry, Lead, SaleOutcome, Source
from pullahead.leads.services import source_named
from pullahead.pull.models import Attempt, CardRow
from pullahead.pull.services import lay_defaults, route_of
from pullahead.team.models import Team

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)
PAGES = {"good": 0.5, "fair": 0.2, "poor": 0.04}


def source(name: str = "web form") -> Source:
    """A source with its start values."""
    with write_transaction():
        lay_defaults()
        found = source_named(name=name)
        route_of(source=found)
    return found


def lead(
    of: Source,
    *,
    days_ago: float = 30,
    closed_as: str = "",
    tried: bool = True,
    phone: str = "+15125550100",
    mail: str = "",
    **attributes: Any,
) -> Lead:
    """One lead that came so long ago; closed a day later as told, else open and parked."""
    came = NOW - timedelta(days=days_ago)
    made = Lead(id=new_id(), source=of, admitted_at=came, asked_at=came)
    if closed_as:
        made.closed_at, made.closed_as = came + timedelta(days=1), closed_as
    with write_transaction():
        Lead.objects.bulk_create([made])
        if not closed_as:
            _park(made)
        hash_ = str(made.pk)
        Inquiry.objects.create(
            lead=made, source=of, row_hash=hash_, asked_at=came, admitted_at=came,
            attributes=attributes,
        )  # fmt: skip
        if phone:
            Address.objects.create(lead=made, kind="phone", value=phone)
        if mail:
            Address.objects.create(lead=made, kind="email", value=mail, position=2)
        if tried:
            Attempt.objects.create(lead=made, value=phone, at=came + timedelta(hours=1))
    return made


def _park(made: Lead) -> None:
    team = Team.objects.order_by("pk").first() or Team.objects.create(name="Sales")
    CardRow.objects.create(
        lead_id=made.pk, team=team, state="parked", key=0, park_reason="no_phone",
        review_at=NOW + timedelta(days=9),
    )  # fmt: skip


def outcome(of: Lead, verdict: str, *, days_ago: float = 1) -> None:
    """Record a sale outcome."""
    at = NOW - timedelta(days=days_ago)
    with write_transaction():
        SaleOutcome.objects.create(
            lead=of, verdict=verdict, currency="USD", at=at, kept_at=at, how="api"
        )


def season(of: Source, leads: int = 400, *, seed: int = 1, won: str = "won") -> None:
    """Closed leads of three landing pages, evenly over the last 200 days, chances as in PAGES."""
    dice = random.Random(seed)
    made: list[tuple[Lead, str]] = []
    for n in range(leads):
        page = dice.choice(list(PAGES))
        came = NOW - timedelta(days=200 * (1 - n / leads) + 2)
        end = won if dice.random() < PAGES[page] else "not_interested"
        closed = came + timedelta(days=1)
        row = Lead(id=new_id(), source=of, admitted_at=came, asked_at=came)
        row.closed_at, row.closed_as = closed, end
        made.append((row, page))
    _keep(of, made)


def _keep(of: Source, made: Sequence[tuple[Lead, str]]) -> None:
    with write_transaction():
        Lead.objects.bulk_create(lead for lead, _ in made)
        Inquiry.objects.bulk_create(
            Inquiry(
                lead=lead, source=of, row_hash=str(lead.pk), asked_at=lead.asked_at,
                admitted_at=lead.admitted_at, attributes={"page": page},
            )
            for lead, page in made
        )  # fmt: skip
        Attempt.objects.bulk_create(
            Attempt(lead=lead, value="+15125550100", at=lead.asked_at) for lead, _ in made
        )
