"""`pullahead lab fit` and `lab replay`: a world from the tables of a floor, and its replay."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.lab.fit_facts import fit_facts
from pullahead.leads.models import Lead, SaleOutcome, Source
from pullahead.pull.models import ClaimRow
from pullahead.pull.services import route_of
from pullahead.team.models import Person
from pullahead.usecases.settings import api_keys, users

pytestmark = pytest.mark.commands
LEADS, MINUTE = 130, timedelta(minutes=1)


def worked(began: datetime) -> None:
    """Store closed leads with two calls each: every second one is reached at its second call."""
    api_keys.make_source_key(source="Web form", scopes=["leads:write"])
    users.add_person(name="Ana", role="agent", team="Sales")
    source, ana = Source.objects.get(), Person.objects.get(name="Ana")
    with write_transaction():
        route_of(source=source)
    leads, claims = [], []
    for n in range(LEADS):
        asked = began + timedelta(days=n // 10 * 7 // 5) + n % 10 * 30 * MINUTE
        leads.append(_lead(source, asked))
        for k, (after, code) in enumerate(((5, "no_answer"), (60, "qualified"))):
            if k and n % 2:
                continue
            claims.append(_claim(leads[-1].pk, ana, asked + after * MINUTE, k + 1, code))
    Lead.objects.bulk_create(leads)
    ClaimRow.objects.bulk_create(claims)
    now = clock.now()
    SaleOutcome.objects.create(
        lead=leads[0], verdict="won", currency="USD", at=now, kept_at=now, how="api"
    )


def _lead(source: Source, asked: datetime) -> Lead:
    return Lead(
        id=uuid4(),
        source=source,
        name="Known",
        admitted_at=asked,
        asked_at=asked,
        closed_at=asked + timedelta(hours=3),
        closed_as="dead",
    )


def _claim(lead: UUID, agent: Person, at: datetime, round: int, code: str) -> ClaimRow:
    return ClaimRow(
        token=uuid4(),
        lead_id=lead,
        agent=agent,
        round=round,
        slot=1,
        started_at=at,
        ends_at=at + 3 * MINUTE,
        ended_at=at + 2 * MINUTE,
        end=ClaimRow.End.SETTLED,
        disposition=code,
        note="Called",
        pull_reason="random",
    )


def test_a_world_is_fitted_on_the_floor_s_own_facts_and_replayed(says: Callable[..., str]) -> None:
    now = clock.now()
    monday = now - timedelta(days=now.weekday() + 21)
    worked(datetime(monday.year, monday.month, monday.day, 9, tzinfo=UTC))
    facts = fit_facts(since=now - timedelta(days=28), until=now)
    assert (len(facts.attempts), facts.people) == (195, 1)
    assert (facts.leads_reached, facts.leads_won, facts.contacts_unsold) == (65, 1, 64)
    assert sum(facts.arrivals) == LEADS
    assert {one.minutes for one in facts.attempts} == {2.0}
    assert [one.age_hours * 60 for one in facts.attempts[:1]] == [5.0]
    assert all(one.random for one in facts.attempts)
    with pytest.raises(AssertionError, match="A fit needs 200"):
        says("lab", "fit", "floor.json", "--days", "28")
    ClaimRow.objects.bulk_create(
        _claim(lead, Person.objects.get(name="Ana"), now - timedelta(days=4), 3, "no_answer")
        for lead in Lead.objects.filter(claims__round=1)
        .exclude(claims__round=2)
        .values_list("pk", flat=True)[:9]
    )
    said = says("lab", "fit", "floor.json", "--days", "28", "--draws", "10")
    assert "Attempts: 204" in said
    assert "minutes without a contact" in said
    said = says(
        "lab", "replay", "floor.json", "--policies", "pull-fifo,pull-lifo", "--seeds", "1"
    )  # fmt: skip
    assert "130 recorded leads and 1 person, 27 days." in said
    assert "pull-lifo" in said
    said = says("lab", "run", "floor.json", "--policies", "pull-fifo,pull-lifo", "--seeds", "1-2")
    assert "Each seed plays another draw." in said
    assert "chance of a sale given contact" in said  # with the interval of the fit
    assert "2 paired seeds" in said
