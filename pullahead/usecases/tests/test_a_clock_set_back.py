"""A machine's clock that is set back a day ends claims on SQLite all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from pullahead.base import queries as base
from pullahead.base import steady_clock
from pullahead.base.services import set_setting
from pullahead.base.steady_clock import ClockReading, is_stale, set_back
from pullahead.base.transaction import write_transaction
from pullahead.pull.models import ClaimRow
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import admitted, card, later, pulled
from pullahead.usecases.work.claims import current_claim

DAY = timedelta(days=1)
NOON = ClockReading(datetime(2026, 5, 5, 12, tzinfo=UTC), 1_000.0, "first")
LATER = replace(NOON, wall=NOON.wall + timedelta(minutes=5), since_boot=1_300.0)


@pytest.mark.parametrize(
    ("now", "back"),
    [
        (LATER, timedelta()),
        (replace(LATER, wall=LATER.wall - timedelta(seconds=30)), timedelta()),
        (replace(LATER, wall=LATER.wall + DAY), timedelta()),
        (replace(LATER, wall=LATER.wall - DAY), DAY),
        # The machine was started again 40 s ago
        (ClockReading(NOON.wall - DAY, 40.0, "second"), DAY + timedelta(seconds=40)),
        (ClockReading(NOON.wall + DAY, 40.0, "second"), timedelta()),
    ],
)
def test_the_time_since_the_start_tells_how_far_the_clock_was_set_back(
    now: ClockReading, back: timedelta
) -> None:
    assert set_back(NOON, now) == back


def test_a_reading_is_replaced_after_a_minute_a_restart_and_a_step() -> None:
    assert not is_stale(NOON, NOON)
    assert is_stale(NOON, LATER)
    assert is_stale(NOON, replace(NOON, boot="second"))
    assert is_stale(NOON, replace(NOON, wall=NOON.wall + DAY))


@pytest.fixture
def set_back_a_day(ana: Person) -> None:
    """Leave a claim, then set the clock back: the stored reading and the claim are of tomorrow."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's clock is the server's")
    admitted()
    pulled(ana)
    now = steady_clock.reading()
    tomorrow = replace(now, wall=now.wall + DAY)
    with write_transaction():
        set_setting(name=steady_clock.ANCHOR, value=tomorrow.as_json())
    claim = ClaimRow.objects.get()
    ClaimRow.objects.update(ends_at=claim.ends_at + DAY)
    row = card(claim.lead_id)
    type(row).objects.update(next_at=claim.ends_at + DAY)


def test_a_claim_ends_in_time_although_the_clock_was_set_back(
    set_back_a_day: None, ana: Person, bo: Person
) -> None:
    lead = ClaimRow.objects.get().lead_id
    later(minutes=6)
    assert pulled(bo).lead.id == lead
    assert current_claim(agent_id=ana.pk) is None
    kept = steady_clock.stored(base.setting(steady_clock.ANCHOR))
    assert kept is not None
    assert kept.wall < datetime.now(UTC) + TOO_LATE


def test_the_ends_are_moved_once(set_back_a_day: None, ana: Person) -> None:
    ends_at = ClaimRow.objects.get().ends_at
    assert pulled(ana).ends_at == pulled(ana).ends_at
    assert ClaimRow.objects.get().ends_at > ends_at - DAY - TOO_LATE


TOO_LATE = timedelta(minutes=5)
