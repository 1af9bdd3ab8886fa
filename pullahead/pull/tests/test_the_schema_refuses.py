"""Raw SQL against every CHECK, key and trigger of lead pull: the database itself refuses.

Guarantees 1 (a second holder), 5 (no dead queue) and 25 (append-only) must not rest on our code.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from pullahead.pull.models import CardRow
from pullahead.pull.tests import factories
from pullahead.pull.tests.floor import Floor
from pullahead.pull.tests.grounds import database_ground
from pullahead.pull.tests.invariants import broken

pytestmark = pytest.mark.usefixtures("db")
MOMENT = "'2026-03-04 15:00:00+00:00'"
POSTGRES = connection.vendor == "postgresql"


@pytest.fixture
def floor() -> Iterator[Floor]:
    with database_ground() as ground:
        yield Floor(ground)


@contextmanager
def refused(by: str = "") -> Iterator[None]:
    """Expect a refusal by the database, at once or at the commit, by the named constraint."""
    try:
        with transaction.atomic():
            yield
            connection.check_constraints()
    except DatabaseError as error:
        said = str(error)
    else:
        said = "the database took it"
    assert by in said, said
    assert said != "the database took it"


def sql(text: str, *values: UUID) -> None:
    given: list[Any] = [v.hex if not POSTGRES else v for v in values]
    with connection.cursor() as cursor:
        cursor.execute(text, given)


def change(lead: UUID, what: str) -> None:
    sql(f"UPDATE pull_card SET {what} WHERE lead_id = %s", lead)


def holding(agent: int) -> str:
    token = "'00000000-0000-0000-0000-000000000001'" if POSTGRES else f"'{1:032}'"
    return f"state = 'held', holder_id = {agent}, token = {token}, slot = 1, next_at = {MOMENT}"


def test_one_agent_never_holds_two_cards(floor: Floor) -> None:
    held, free = floor.pulled_one().lead_id, floor.admit()
    assert held != free
    with refused("card_one_hold" if POSTGRES else "UNIQUE"):
        change(free, holding(floor.agents[0]))


def test_a_lead_never_has_two_cards(floor: Floor) -> None:
    lead = floor.admit()
    named = ", ".join(str(f.column) for f in CardRow._meta.concrete_fields)
    with refused():
        sql(
            f"INSERT INTO pull_card ({named}) SELECT {named} FROM pull_card WHERE lead_id = %s",
            lead,
        )


@pytest.mark.parametrize("missing", ["holder_id", "token", "slot", "next_at"])
def test_a_held_card_has_holder_token_slot_and_end(floor: Floor, missing: str) -> None:
    lead = floor.admit()
    with refused("card_"):
        change(lead, holding(floor.agents[0]))
        change(lead, f"{missing} = NULL")


@pytest.mark.parametrize("left", ["holder_id = {}", "slot = 1"])
def test_a_card_that_nobody_holds_keeps_nothing_of_a_hold(floor: Floor, left: str) -> None:
    lead = floor.admit()
    with refused("card_held"):
        change(lead, left.format(floor.agents[0]))


def test_a_sleeper_has_a_moment(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_scheduled"):
        change(lead, "state = 'scheduled', next_at = NULL")


def test_a_ready_card_waits_for_nothing(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_ready"):
        change(lead, f"next_at = {MOMENT}")


@pytest.mark.skipif(not POSTGRES, reason="only PostgreSQL has a moment called infinity")
@pytest.mark.parametrize("never", ["infinity", "-infinity"])
def test_a_moment_is_finite(floor: Floor, never: str) -> None:
    lead = floor.admit()
    with refused("card_finite"):
        change(lead, f"state = 'scheduled', next_at = '{never}'")
    with refused("card_finite"):
        change(lead, f"state = 'parked', park_reason = 'x', review_at = '{never}'")


def test_a_parked_card_has_a_reason_and_a_review(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_parked"):
        change(lead, f"state = 'parked', park_reason = '', review_at = {MOMENT}")
    with refused("card_parked"):
        change(lead, "state = 'parked', park_reason = 'no_phone', review_at = NULL")
    with refused("card_parked"):
        change(lead, f"park_reason = 'no_phone', review_at = {MOMENT}")


def test_every_card_has_a_team_that_exists(floor: Floor) -> None:
    lead = floor.admit()
    with refused("team_id"):
        change(lead, "team_id = NULL")
    with refused("team_id"):
        change(lead, "team_id = 987654")


def test_only_a_parked_card_may_lack_a_lane(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_lane"):
        change(lead, "lane_id = NULL")


def test_a_callback_sleeps_and_has_owner_moment_and_due_time(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_callback"):
        change(lead, f"owner_id = {floor.agents[0]}, owner_at = {MOMENT}, due_at = {MOMENT}")
    with refused("card_callback"):
        scheduled = f"state = 'scheduled', next_at = {MOMENT}"
        change(lead, f"{scheduled}, owner_id = {floor.agents[0]}, owner_at = {MOMENT}")


def test_a_state_that_is_none_is_refused(floor: Floor) -> None:
    lead = floor.admit()
    with refused("card_"):
        change(lead, "state = 'gone'")


def test_a_slot_is_one_or_two(floor: Floor) -> None:
    lead = floor.pulled_one().lead_id
    with refused("card_slot"):
        change(lead, "slot = 3")


def test_an_open_lead_has_a_card(floor: Floor) -> None:
    lead = floor.admit()
    with refused():
        sql("DELETE FROM pull_card WHERE lead_id = %s", lead)
    with refused():
        floor.ground.open_lead(factories.lead_id(999))


def test_a_closed_lead_has_no_card(floor: Floor) -> None:
    lead = floor.admit()
    with refused():
        sql(f"UPDATE leads_lead SET closed_at = {MOMENT}, closed_as = 'won' WHERE id = %s", lead)


def test_a_lead_is_closed_as_something(floor: Floor) -> None:
    lead = floor.admit()
    floor.close(lead)
    with refused("lead_closed_with_disposition"):
        sql("UPDATE leads_lead SET closed_as = '' WHERE id = %s", lead)


def test_a_claim_that_ended_says_how_and_a_settled_one_has_a_note(floor: Floor) -> None:
    floor.pulled_one()
    with refused("claim_ended"):
        sql(f"UPDATE pull_claim SET ended_at = {MOMENT}")
    with refused("claim_settled"):
        sql(f"UPDATE pull_claim SET ended_at = {MOMENT}, \"end\" = 'settled', note = ''")


def test_a_claim_of_round_0_and_a_closing_without_a_note_are_refused(floor: Floor) -> None:
    claim = floor.pulled_one()
    with refused("claim_round"):
        sql("UPDATE pull_claim SET round = 0")
    floor.close(claim.lead_id, actor=floor.agents[0], note="known")
    with refused("closing_explained"):
        sql("UPDATE pull_closing SET note = ''")


@pytest.mark.parametrize("table", ["base_journal", "pull_receipt"])
def test_the_record_can_only_grow(floor: Floor, table: str) -> None:
    floor.pulled_one()
    with refused("append-only"):
        sql(f"UPDATE {table} SET at = {MOMENT}")
    with refused("append-only"):
        sql(f"DELETE FROM {table}")
    if POSTGRES:
        with refused("append-only"):
            sql(f"TRUNCATE {table} CASCADE")


def test_after_all_these_attacks_everything_is_as_it_was(floor: Floor) -> None:
    claim = floor.pulled_one()
    with refused():
        change(claim.lead_id, "token = NULL")
    assert floor.card(claim.lead_id).token == claim.token
    assert broken(floor.ground) == []
