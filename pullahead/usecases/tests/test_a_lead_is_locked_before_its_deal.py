"""Acts on a lead and its deal lock the lead first. Otherwise two of them can deadlock."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, closing, findings
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added, deal, published
from pullahead.usecases.tests.test_deals_from_leads import qualified
from pullahead.usecases.work import correct, undo

Act = Callable[[DealFloor, UUID, UUID, UUID], object]


def _ask_again(floor: DealFloor, lead: UUID, claim: UUID, deal: UUID) -> None:
    factories.receive("Ana Lima", factories.austin(), message="Could we start in May?")


ACTS: dict[str, Act] = {
    "ask again": _ask_again,
    "undo the settle": lambda f, lead, claim, deal: undo.undo(agent_id=f.ana.pk, token=claim),
    "correct the settle": lambda f, lead, claim, deal: correct.correct(
        lead_id=lead, disposition="not_interested", reason="They said no to me.", by=f.lee
    ),
    "lose": lambda f, lead, claim, deal: closing.lose(
        deal_id=deal, by=f.ana, reason="wrong_person"
    ),
}


pytestmark = pytest.mark.usefixtures("_postgres")


@pytest.fixture
def _postgres() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's; on SQLite one writer runs at a time")


@pytest.fixture
def floor(ana: Person, bo: Person, lee: Person, cy: Person) -> DealFloor:
    return published(ana, bo, lee, cy)


@pytest.mark.parametrize("act", ACTS)
def test_the_lead_is_locked_first(act: str, floor: DealFloor) -> None:
    lead, claim, deal = qualified(floor.ana)
    with CaptureQueriesContext(connection) as seen:
        ACTS[act](floor, lead, claim, deal)
    assert_leads_first(seen)


def test_a_person_who_moves_loses_the_leads_before_the_deals(floor: DealFloor) -> None:
    mine = qualified(floor.ana)[2]
    acts.pull(deal_id=mine, by=floor.ana)
    factories.admitted("Eva Roth")
    factories.pulled(floor.ana)
    factories.person("Dan", team="Support")
    with CaptureQueriesContext(connection) as seen:
        users.change(person_id=floor.ana.pk, role="marketer", team="Support", by=floor.cy)
    assert_leads_first(seen)


def test_erasing_a_contact_locks_it_and_all_its_deals_before_it_writes_one(
    floor: DealFloor,
) -> None:
    here, there = added(floor.ana, "Roof for Ines Castro"), added(floor.ana, "Ines Castro, hall")
    findings.add_contact(deal_id=there, by=floor.ana, name="Ines Castro")
    one = DealContact.objects.get()
    DealContact.objects.create(deal_id=here, contact=one.contact, added_at=one.added_at)
    with CaptureQueriesContext(connection) as seen:
        findings.forget_contact(deal_id=there, by=floor.lee, contact=one.pk)
    locks = [
        sql.partition(' FROM "')[2].partition('"')[0]
        for sql in (query["sql"] for query in seen.captured_queries)
        if "FOR NO KEY UPDATE" in sql
    ]
    assert locks[-3:] == ["leads_contact", "pipeline_deal", "pipeline_deal"]
    assert [deal(here).title, deal(there).title] == ["Roof for …", "…, hall"]


def assert_leads_first(seen: CaptureQueriesContext) -> None:
    """Check that no lead or card is written first time after a deal is locked."""
    touched = [name for one in seen.captured_queries for name in [touches(one["sql"])] if name]
    assert "deal" in touched
    assert "lead" not in touched or touched.index("lead") < touched.index("deal"), touched


def touches(sql: str) -> str:
    """Return what a statement locks or updates: `lead` (also its card), `deal` or nothing."""
    for name, tables in {"lead": ("leads_lead", "pull_card"), "deal": ("pipeline_deal",)}.items():
        for table in tables:
            if sql.startswith(f'UPDATE "{table}"') or (
                "FOR NO KEY UPDATE" in sql and f'FROM "{table}"' in sql
            ):
                return name
    return ""
