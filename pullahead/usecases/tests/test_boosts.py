"""Boosts of sources: the order follows them, and the higher of two counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pullahead.base import clock, jobs
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.pull.models import Route
from pullahead.team.models import Person
from pullahead.usecases.leads import receipts
from pullahead.usecases.settings import boosts
from pullahead.usecases.tests.factories import austin, card, later, person, pulled, receive, source
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
    return boosts.add(by=by, **(given | change)).pk


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
    boosts.end(boost_id=left.pk, by=lee)
    work_off()
    assert Route.objects.get(source__name="fair").boost == 1.0
    assert abs(card(fair).key - key) < 1e-6


def test_a_boost_has_limits_and_belongs_to_team_leads(ana: Person, lee: Person) -> None:
    receive("Fair", austin(101), of=source("fair"))
    for change in (
        {"factor": 3.1},
        {"factor": None},
        {"factor": float("nan")},
        {"until": clock.now()},
        {"until": clock.now() + timedelta(days=8)},
        {"reason": " "},
        {"source_id": 10**6},
    ):
        with pytest.raises(Invalid):
            boosted(lee, **change)
    with pytest.raises(NotFound):
        boosted(ana)
    with pytest.raises(Invalid):
        boosted(person("Ola", role="leader", team="Elsewhere"))
