"""The worker publishes callbacks kept and spoilage for the floor and the wallboard."""

from __future__ import annotations

from datetime import timedelta

from pullahead.base import clock, jobs
from pullahead.base.transaction import write_transaction
from pullahead.floor.models import TeamFigures
from pullahead.usecases.floor import callbacks, live, published, wallboard
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, callback_settled, later, pulled
from pullahead.worker import floor_job


def test_callbacks_and_spoilage_reach_the_floor(db: None) -> None:
    factories.lay_floor()
    ana, lee = factories.person("Ana"), factories.person("Lee", role="leader")
    admitted("One", austin(101))
    admitted("Two", austin(102))
    admitted("Three", austin(103))
    for _ in range(2):
        callback_settled(ana, pulled(ana), minutes=20)
    later(minutes=19)
    factories.settle(ana, pulled(ana), "not_interested")
    later(minutes=20)

    _publish()

    floor = live.fresh_floor(viewer=lee)
    assert floor.published is not None
    assert (floor.published.due, floor.published.kept, floor.published.missed) == (2, 1, 1)
    assert floor.published.kept_share == 50
    assert floor.published.lost is not None
    kept = wallboard.wallboard(viewer=lee).figures[0]
    assert (kept.value, kept.percent, kept.detail) == (50, True, "1 of 2, 1 missed")
    TeamFigures.objects.update(computed_at=clock.now() - timedelta(minutes=11))
    assert published.figures(None, clock.now()) is None


def test_a_callback_that_was_given_away_counts_for_its_new_owner_only(db: None) -> None:
    factories.lay_floor()
    ana, bo = factories.person("Ana"), factories.person("Bo")
    lee = factories.person("Lee", role="leader")
    lead = admitted()
    callback_settled(ana, pulled(ana), minutes=20)
    later(minutes=19)
    callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=lee)
    factories.settle(bo, pulled(bo), "not_interested")
    later(minutes=20)
    _publish()
    found = published.figures(None, clock.now())
    assert found is not None
    assert (found.due, found.kept, found.missed) == (1, 1, 0)


def _publish() -> None:
    with write_transaction() as now:
        jobs.enqueue(kind=floor_job.KIND, now=now, key=floor_job.KIND)
        held = jobs.lease(kinds=[floor_job.KIND], now=now)
    assert held is not None
    floor_job.step(held)
