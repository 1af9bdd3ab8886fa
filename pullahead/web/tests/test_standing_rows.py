"""Standing and results over expectation of a small floor, from its tables."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.pull.release_reasons import ReleaseReason
from pullahead.reports import expectation, standing_rows
from pullahead.reports.expectation import ExpectedPull
from pullahead.reports.yield_rates import maturity_in_use
from pullahead.team.models import Person
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, later, pulled, settle
from pullahead.usecases.work import claims

DAY = timedelta(days=1)


@pytest.fixture
def ana(db: None) -> Person:
    factories.lay_floor()
    return factories.person("Ana")


def test_a_win_is_credited_to_the_pull_that_reached_the_lead_first(ana: Person) -> None:
    bo = factories.person("Bo")
    admitted("Lead 1", austin(101))
    settle(ana, pulled(ana))  # no answer
    later(minutes=50)
    settle(bo, pulled(bo), "callback", callback_at=clock.now() + timedelta(hours=1))
    later(hours=1.5)
    settle(ana, pulled(ana), "won")  # reached before: no pull of this measure

    pulls, wins = expectation.expected_pulls(clock.now())

    assert [(pull.agent, pull.won) for pull in pulls] == [(ana.pk, False), (bo.pk, True)]
    first, second = (pull.chance for pull in pulls)
    assert first == pytest.approx(0.05 * 0.42, rel=1e-3)
    assert second == pytest.approx(0.05 * 0.42 * 0.92 * 0.5 ** (50 / 60 / 105.6), rel=1e-3)
    assert [win.delay for win in wins] == [1]


def test_each_person_is_judged_by_the_maturity_of_the_own_pulls() -> None:
    now = factories.START
    curve = maturity_in_use([])
    pulls = [ExpectedPull(1, now - 30 * DAY, 0.1, won=True)] * 10
    pulls += [ExpectedPull(2, now - 7 * DAY, 0.1)] * 100
    found = expectation.judge(pulls, curve, now)
    # E is Σe × the rest of the floor's wins ÷ expectation
    assert found[2].expected == pytest.approx(100 * 0.1 * 0.37 * 10 / (10 * 0.1 * 0.79))
    assert (found[1].wins, found[1].expected) == (10, 0)
    assert math.isclose(found[1].ratio, 30 / 20)


def test_standing_counts_claims_worked_in_time(ana: Person) -> None:
    for n in range(4):
        admitted(f"Lead {n}", austin(101 + n))
    settle(ana, pulled(ana))
    for reason in (ReleaseReason.LANGUAGE, ReleaseReason.OTHER):
        claims.release(agent_id=ana.pk, token=pulled(ana).token, reason=reason, note="Not now.")
    pulled(ana)
    later(minutes=6)
    pulled(ana)  # the claim before has ended by itself

    there = standing_rows.inputs_of(clock.now())[ana.pk]

    assert (there.claims, there.working_days, there.quick) == (3, 1, None)
    assert there.worked.share == pytest.approx(1 / 3, abs=0.01)
    row = standing_rows.standing_rows(clock.now(), {})[0]
    assert (row.person_id, row.score, row.every) == (ana.pk, 50, 0)  # a newcomer
    assert row.parts["worked"] == pytest.approx(1 / 3, abs=0.01)
    assert row.counts == {"worked": (1, 3), "callbacks": (0, 0)}
    assert row.results is not None
    assert (row.results[0], row.results[2]) == (0, 20)
