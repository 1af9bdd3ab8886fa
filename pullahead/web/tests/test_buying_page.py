"""Buying and capacity: a floor of two weeks by hand, one click and its undo."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.leads.models import BuyingCap, Lead, Source
from pullahead.reports import floor_capacity
from pullahead.reports.buying import lead_worth, rare_worth
from pullahead.reports.governor import LeadWorth
from pullahead.reports.tests.factories import past_days
from pullahead.team.models import Person
from pullahead.usecases.settings import buying
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor


@pytest.fixture
def mia(ana: UUID) -> Person:
    return factories.add("Mia", role="marketer")


@pytest.fixture
def marketer(mia: Person) -> Visitor:
    return Visitor(mia)


def test_the_floor_of_two_weeks_by_hand(mia: Person, robin: Person) -> None:
    past_days(robin)

    found = floor_capacity.capacity_page(viewer=mia)

    # three claims of an hour a day; a lead takes an hour; 85 % of three hours are attainable
    assert [found.work, found.claim, found.people] == pytest.approx([60, 60, 1])
    assert found.expected == pytest.approx(3)
    assert found.workable == pytest.approx(3 * 0.85)
    assert found.load == pytest.approx(1 / 0.85)
    assert found.alarm
    assert [(row.leads, row.alone) for row in found.unstaffed] == [(43, 1)]  # ana: nobody was there
    assert [row.hour for row in found.hours if row.staffed] == [12, 13, 14]


def test_marketing_does_not_see_the_capacity_of_one_agent(mia: Person, robin: Person) -> None:
    past_days(robin)
    page = Visitor(mia).see("/sources/capacity")
    assert "By team and skill" not in page
    file = Visitor(mia).get("/sources/capacity?format=csv&table=groups").content.decode()
    assert len(file.splitlines()) == 1
    admin = Visitor(factories.add("Ada", role="admin"))
    assert "By team and skill" in admin.see("/sources/capacity")
    file = admin.get("/sources/capacity?format=csv&table=groups").content.decode()
    assert len(file.splitlines()) == 2


def test_a_source_whose_leads_rot_on_a_full_floor_is_over_bought(
    marketer: Visitor, robin: Person
) -> None:
    past_days(robin)
    assert "more leads than the floor can work" not in marketer.see("/sources")
    at = clock.now() - timedelta(days=6)
    for _ in range(20):
        source_id = Source.objects.get().pk
        lead = Lead(source_id=source_id, admitted_at=at, asked_at=at)
        lead.closed_at, lead.closed_as = at + timedelta(days=5), "not_interested"
        lead.save()
    page = marketer.see("/sources")
    assert "20 of 39 leads of the last 7 days lost half of their interest" in page


def test_one_click_sets_the_caps_and_an_undo_restores_them(
    marketer: Visitor, robin: Person
) -> None:
    past_days(robin)
    source = Source.objects.get(name="Web form")
    Source.objects.update(cap_day=9)
    page = marketer.see("/sources/buying")
    assert "Buy less" in page
    assert "the floor cannot work more" in page
    planned = int(page.split(f'name="cap-{source.pk}" value="')[1].split('"')[0])
    assert planned == 2  # 90 % of 153 minutes of work, at 60 minutes a lead

    page = marketer.send("/sources/buying/apply", **{f"cap-{source.pk}": str(planned)})
    assert "1 daily cap is set" in page
    assert Source.objects.get().cap_day == planned
    undo = f"/sources/buying/undo/{BuyingCap.objects.get().batch}"
    assert undo in page
    assert "1 cap is restored" in marketer.send(undo)
    assert Source.objects.get().cap_day == 9
    marketer.send(undo)
    assert marketer.status == 409
    kinds = list(Journal.objects.filter(kind__startswith="buying").values_list("kind", flat=True))
    assert kinds == ["buying.applied", "buying.undone"]


def test_a_cap_that_changed_since_is_left_alone(marketer: Visitor, mia: Person) -> None:
    source = Source.objects.get()
    batch = buying.apply_caps(caps={source.pk: 5}, by=mia)
    Source.objects.update(cap_day=7)
    assert buying.undo_caps(batch=batch, by=mia) == 0
    assert Source.objects.get().cap_day == 7


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("cap-x", "1", 422), ("cap-0", "1", 404), ("cap-" + "9" * 30, "1", 422), ("cap-1", "-1", 422),
     ("cap-99", "5", 404), ("cap-1", "9" * 12, 422)],
)  # fmt: skip
def test_wrong_caps_change_nothing(marketer: Visitor, field: str, value: str, status: int) -> None:
    marketer.send("/sources/buying/apply", **{field: value})
    assert marketer.status == status
    assert Source.objects.get().cap_day is None


def test_the_cost_of_an_hour_lowers_the_highest_price(marketer: Visitor, robin: Person) -> None:
    past_days(robin)
    highest = marketer.get("/sources/buying?format=csv").content.decode().split(",")
    assert "Enter an amount" in marketer.send("/sources/buying/hour-cost", amount="x")
    marketer.send("/sources/buying/hour-cost", amount="30")
    assert "do not include it" not in marketer.see("/sources/buying")
    lower = marketer.get("/sources/buying?format=csv").content.decode().split(",")
    marketer.send("/sources/buying/hour-cost", amount="")
    assert "do not include it" in marketer.see("/sources/buying")
    at = highest.index("highest_price") + 12
    assert float(highest[at]) - float(lower[at]) == pytest.approx(30, rel=0.01)


def test_the_worth_of_a_lead_has_its_interval() -> None:
    assert lead_worth([100.0] * 9, 50) is None
    start = LeadWorth(5.0)
    assert rare_worth([], 0, start, 100) == start
    few = rare_worth([], 30, start, 100)
    assert (few.profit, few.low) == (5.0, 0.0)
    assert few.high == pytest.approx(9.99, abs=0.01)
    # 300 leads without a sale say that a lead is worth 1 at most
    assert rare_worth([], 300, start, 100).profit == pytest.approx(1, abs=0.01)
    assert rare_worth([80.0, 160.0], 300, start, 100).high == pytest.approx(2.52, abs=0.01)
    found = lead_worth([100.0] * 16, 100)
    assert found is not None
    assert found.profit == 16
    assert found.low == pytest.approx(16 - 1.645 * 4, abs=0.01)
