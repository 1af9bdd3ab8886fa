"""Nurturing on the pages: the plan editor, the agent's choice, and the lead's line."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.pull.models import Attempt, CardRow, ClaimRow, NurturePlanRow
from pullahead.scoring import rate_service
from pullahead.scoring.contact_rates import ENOUGH
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import pulled, settle
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(agent: Visitor) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def test_the_plan_shows_its_dates_and_can_be_changed(admin: Visitor) -> None:
    page = admin.see("/settings/nurturing")
    assert "2, 5, 10, 20, 40, 70, 100" in page
    assert "16 Sep 2027" in page  # two days after a contact today
    plan = NurturePlanRow.objects.get()
    assert "Saved" in admin.send(f"/settings/nurturing/{plan.pk}", words="3, 9")
    plan.refresh_from_db()
    assert plan.offsets == [3 * 1440, 9 * 1440]


def test_a_refused_plan_shows_the_error_beside_its_field(admin: Visitor) -> None:
    plan = NurturePlanRow.objects.get()
    page = admin.send(f"/settings/nurturing/{plan.pk}", words="9, 3")
    assert admin.status == 422
    assert "smallest first" in page
    assert 'value="9, 3"' in page
    page = admin.send("/settings/nurturing/add", words="2")
    assert admin.status == 422
    assert "Choose a source, an outcome, or both" in page


def test_a_plan_of_an_outcome_is_added_and_removed(admin: Visitor) -> None:
    assert "added" in admin.send("/settings/nurturing/add", outcome="later", words="7, 30")
    own = NurturePlanRow.objects.get(disposition="later")
    assert "Later (date)" in admin.see("/settings/nurturing")
    assert "removed" in admin.send(f"/settings/nurturing/{own.pk}/remove")
    assert not NurturePlanRow.objects.filter(pk=own.pk).exists()


def test_an_agent_saves_a_quote_and_sees_the_next_contact(
    agent: Visitor, leader: Visitor, ana: UUID
) -> None:
    agent.send("/next/pull")
    hand = agent.hand()
    assert "Interested: quote sent" in agent.see("/next")
    page = agent.settle(hand.token, disposition="quote_sent", note="Wants it by May", then="stop")
    assert "next contact" in page
    assert "Contact 1 of 7, nurturing: Interested: quote sent" in leader.see(f"/leads/{ana}")
    upcoming = agent.see("/coming-back")
    assert "Your leads in nurturing" in upcoming
    assert "1 of 7" in upcoming
    due = CardRow.objects.get(pk=ana).touch_at
    assert due is not None
    factories.later(due - clock.now())
    agent.send("/next/pull")
    page = agent.see("/next")
    assert "Contact 1 of 7, nurturing: Interested: quote sent" in page
    assert "Your follow-up 1 is due" in page


def test_later_takes_the_date_that_the_customer_named(agent: Visitor, ana: UUID) -> None:
    agent.send("/next/pull")
    hand = agent.hand()
    at = clock.now() + timedelta(days=30)
    agent.settle(hand.token, disposition="later", note="After the holidays", then="stop")
    assert agent.status == 422
    assert "Enter the date that the customer named" in agent.text
    agent.settle(
        hand.token,
        disposition="later",
        note="After the holidays",
        callback_at=f"{at:%Y-%m-%dT%H:%M}",
        then="stop",
    )
    card = CardRow.objects.get(pk=ana)
    assert card.stage == "later"
    assert card.touch_at is not None
    assert abs(card.touch_at - at) < timedelta(hours=13)


QUOTES = 4


def test_sold_touches_raise_the_measured_factor_of_their_stage(
    admin: Visitor, robin: Person, ana: UUID
) -> None:
    for n in range(1, QUOTES):
        factories.lead(f"Ben {n}", f"+15125550{150 + n}")
    for _ in range(QUOTES):
        settle(robin, pulled(robin), "quote_sent")
    factories.later(timedelta(days=3))
    for _ in range(QUOTES):
        settle(robin, pulled(robin), "won")
    assert measured_again() is False, "too few results"
    repeated(Attempt.objects.filter(claim__stage="").order_by("id")[0], times=ENOUGH)

    assert measured_again()
    page = " ".join(admin.see("/settings/chance").split())
    assert row(page, "Lead score factor during nurturing: quote sent") == ["1.50", "1.86"]
    assert f"{QUOTES} won of {QUOTES} leads" in page
    assert f"{QUOTES} of {QUOTES} saved results" in page


def measured_again() -> bool:
    """Measure the rates as the worker does; return whether a version is new."""
    with write_transaction() as now:
        return rate_service.keep(found=rate_service.measured(), now=now) is not None


def repeated(attempt: Attempt, times: int) -> None:
    """Copy a first attempt and its claim, so that there are enough results to measure."""
    facts = ClaimRow.objects.filter(attempts=attempt).values().get()
    claims = [ClaimRow(**facts | {"token": uuid4()}) for _ in range(times)]
    ClaimRow.objects.bulk_create(claims)
    call = Attempt.objects.filter(pk=attempt.pk).values().get()
    Attempt.objects.bulk_create(
        Attempt(**call | {"id": None, "claim_id": one.token}) for one in claims
    )


def row(page: str, name: str) -> list[str]:
    """Return the figures of a row of the page."""
    cells = re.findall(r">([^<>]+)<", page.partition(name)[2])
    return [cell.strip() for cell in cells if cell.strip()][:2]
