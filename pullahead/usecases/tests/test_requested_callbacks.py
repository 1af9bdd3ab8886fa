"""A callback that the customer requested has its own right under the rule packs."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict
from pullahead.base.transaction import write_transaction
from pullahead.compliance.calling_hours import Hours, daily
from pullahead.compliance.models import RulePack
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    nothing,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work.attempts import try_on
from pullahead.usecases.work.claims import extend

pytestmark = pytest.mark.usefixtures("floor")

LATE = datetime(2026, 5, 6, 3, 30, tzinfo=UTC)  # 22:30 in Austin


def any_hour(jurisdiction: str, *, allowed: bool = True) -> None:
    """Add a rule pack that decides about requested callbacks."""
    with write_transaction():
        RulePack.objects.create(
            name=f"Callbacks {jurisdiction}", version=1, jurisdiction=jurisdiction,
            valid_from=date(2026, 1, 1), rules={"callbacks_any_hour": allowed}, made_at=clock.now(),
        )  # fmt: skip


@pytest.fixture
def ana() -> Person:
    return person("Ana", zone="UTC")


def test_with_the_right_a_late_callback_is_agreed_pulled_and_dialed(ana: Person) -> None:
    any_hour("US")
    there = admitted(phone=austin(101))
    settle(ana, pulled(ana), "callback", callback_at=LATE)
    set_clock(LATE)
    hand = pulled(ana)
    assert hand.lead.id == there
    phone = next(one for one in hand.lead.contact_points if one.kind == "phone")
    assert try_on(agent_id=ana.pk, token=hand.token, address_id=phone.id, channel="call").link


def test_the_right_is_the_customers_and_not_that_of_other_leads(ana: Person) -> None:
    any_hour("US")
    admitted("Bo Lee", phone=austin(102))
    set_clock(LATE)
    assert any("calling hours" in reason for reason in nothing(ana))


def test_the_right_ends_half_an_hour_after_the_moment(ana: Person) -> None:
    any_hour("US")
    admitted(phone=austin(101))
    settle(ana, pulled(ana), "callback", callback_at=LATE)
    set_clock(LATE)
    hand = pulled(ana)
    phone = next(one for one in hand.lead.contact_points if one.kind == "phone")
    for minutes in (4, 8, 12, 16, 20, 24, 28):
        set_clock(LATE + timedelta(minutes=minutes))
        assert pulled(ana).token == hand.token
        extend(agent_id=ana.pk, token=hand.token)
    set_clock(LATE + timedelta(minutes=31))
    with pytest.raises(Conflict):
        try_on(agent_id=ana.pk, token=hand.token, address_id=phone.id, channel="call")


def test_the_most_specific_jurisdiction_with_a_pack_decides() -> None:
    windows = daily("US", time(8), time(21))
    hours = Hours(windows, (), {"US": True, "US-FL": False})
    assert hours.any_hour("US@America/Chicago")
    assert hours.any_hour("US-TX@America/Chicago")
    assert not hours.any_hour("US-FL@America/New_York")
    assert not hours.any_hour("US-TX+US-FL@America/Chicago")
    assert not hours.any_hour("BR@America/Sao_Paulo")
    assert not hours.is_open("US@America/Chicago", LATE)
    assert hours.callback_next_open("US@America/Chicago", LATE) == LATE
