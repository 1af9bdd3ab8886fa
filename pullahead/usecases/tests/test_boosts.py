"""Boosts of sources and filters: the order follows them, and the highest of several counts."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import pytest

from pullahead.base import clock, jobs
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.pull.boost_rules import BoostFilter
from pullahead.pull.models import Route
from pullahead.team.models import Person
from pullahead.usecases.leads import receipts
from pullahead.usecases.settings import boosts
from pullahead.usecases.tests.factories import (
    austin,
    card,
    later,
    person,
    pulled,
    receive,
    settle,
    source,
)
from pullahead.usecases.work import reranking_job

pytestmark = pytest.mark.usefixtures("floor")
STEPS: dict[str, Any] = {
    boosts.KIND: boosts.step,
    reranking_job.KIND: reranking_job.step,
}


def work_off() -> None:
    """Run the jobs that are due."""
    while True:
        with write_transaction() as now:
            held = jobs.lease(kinds=STEPS, now=now)
        if held is None:
            return
        while held is not None:
            held = STEPS[held.kind](held)


def boosted(by: Person, factor: float = 2.0, hours: float = 1, **change: Any) -> int:
    """Boost the source *fair*."""
    given: dict[str, Any] = {
        "source_id": source("fair").pk,
        "factor": factor,
        "until": clock.now() + timedelta(hours=hours),
        "reason": "The fair ends today",
    }
    return boosts.add(by=by, **(given | change)).id


def test_the_higher_of_two_boosts_orders_leads_until_it_ends(ana: Person, lee: Person) -> None:
    receive("Plain", austin(100), of=source("web"))
    fair = receive("Fair", austin(101), of=source("fair")).lead_id
    key = card(fair).key
    boosted(lee, 1.5, hours=2)
    boosted(lee, 3.0, hours=1)
    work_off()
    assert Route.objects.get(source__name="fair").boost == 3.0
    assert card(fair).key > key
    hand = pulled(ana)
    assert hand.lead.id == fair
    shown = receipts.receipt(token=hand.token, viewer=lee).boost
    assert shown is not None
    assert (shown.factor, shown.reason) == (3.0, "The fair ends today")
    later(hours=1, minutes=1)
    work_off()
    assert Route.objects.get(source__name="fair").boost == 1.5
    (left,) = boosts.boost_page(viewer=lee).running
    boosts.end(boost_id=left.id, by=lee)
    work_off()
    assert Route.objects.get(source__name="fair").boost == 1.0
    assert abs(card(fair).key - key) < 1e-6


def test_a_boost_has_limits_and_belongs_to_team_leads(ana: Person, lee: Person) -> None:
    receive("Fair", austin(101), of=source("fair"))
    for change in (
        {"factor": 3.1},
        {"factor": None},
        {"factor": float("nan")},
        {"until": clock.now() - timedelta(seconds=1)},
        {"until": clock.now() + timedelta(days=8)},
        {"reason": " "},
        {"source_id": 10**6},
        {"source_id": None},
        {"conditions": BoostFilter("state")},
        {"conditions": BoostFilter(equals="TX")},
        {"conditions": BoostFilter(least_value=float("nan"))},
    ):
        with pytest.raises(Invalid):
            boosted(lee, **change)
    with pytest.raises(NotFound):
        boosted(ana)
    with pytest.raises(Invalid):
        boosted(person("Ola", role="leader", team="Elsewhere"))


def test_a_filter_boosts_the_leads_of_a_team_that_match_it(ana: Person, lee: Person) -> None:
    pool = receive("Pool", austin(100), of=source("web"), product="Pool").lead_id
    roof = receive("Roof", austin(101), of=source("web"), product="Roof").lead_id
    keys = {lead: card(lead).key for lead in (pool, roof)}
    found = boosted(lee, source_id=None, conditions=BoostFilter("product", "pool "))
    boosted(lee, 3.0, source_id=None, conditions=BoostFilter("product", "Pool", 1e6))
    work_off()
    gains = {lead: card(lead).key - key for lead, key in keys.items()}
    assert gains == pytest.approx({pool: math.log(2), roof: 0})
    late = receive("Late", austin(102), of=source("web"), product="Pool").lead_id
    assert card(late).key == pytest.approx(card(pool).key, abs=0.01)  # boosted as it arrives
    hand = pulled(ana)
    assert hand.lead.id in {pool, late}
    shown = receipts.receipt(token=hand.token, viewer=lee).boost
    assert shown is not None
    assert (shown.factor, shown.about) == (2.0, "Sales, product = pool")
    settle(ana, hand)
    assert card(hand.lead.id).key > keys[roof]  # a settle ranks the next round with it
    boosts.end(boost_id=found, by=lee)
    work_off()
    left = pool if hand.lead.id == late else late
    assert card(left).key == pytest.approx(keys[pool], abs=0.01)


def test_an_ended_boost_is_resumed_once_until_its_time(lee: Person) -> None:
    receive("Fair", austin(101), of=source("fair"))
    first = boosted(lee)
    until = boosts.end(boost_id=first, by=lee).until_at
    assert [one.id for one in boosts.boost_page(viewer=lee).ended] == [first]
    assert boosts.resume(boost_id=first, by=lee).until_at == until
    assert Route.objects.get(source__name="fair").boost == 2.0
    with pytest.raises(NotFound):
        boosts.resume(boost_id=first, by=lee)
    assert boosts.boost_page(viewer=lee).ended == ()
