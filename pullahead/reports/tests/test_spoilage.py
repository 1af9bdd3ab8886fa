"""Spoilage, worked out by hand: the example of the measures."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pullahead.pull.decay import LIST, curve
from pullahead.reports import spoilage
from pullahead.reports.spoilage import SpoilageCause, WaitingWorth

HOUR = 3600.0
CONTACT = tuple(0.30 * by for by in (1, 0.92, 0.79, 0.58, 0.43, 0.40))
LEAD = WaitingWorth(value=100, chance=0.05, contact=CONTACT, curve=curve("even", 105.6))


def test_the_example_of_the_measures() -> None:
    assert spoilage.contact_chance_left(CONTACT) == pytest.approx(0.7552, abs=5e-5)
    assert LEAD.at(0) == pytest.approx(3.776, abs=5e-4)
    assert spoilage.loss(LEAD, 2 * HOUR, 6 * HOUR) == pytest.approx(0.0966, abs=5e-5)
    assert spoilage.loss_a_minute(LEAD, 2 * HOUR) == pytest.approx(0.000408, abs=5e-7)


def test_losses_telescope_to_less_than_the_worth_and_match_the_loss_a_minute() -> None:
    lead = WaitingWorth(100, 0.05, CONTACT, curve(LIST, 105.6))
    ages = [n * HOUR for n in range(2_000)]
    parts = [spoilage.loss(lead, a, b) for a, b in pairwise(ages)]
    assert sum(parts) == pytest.approx(spoilage.loss(lead, 0, ages[-1]))
    assert 0 < sum(parts) < lead.at(0)
    assert spoilage.loss(lead, 0, 60) == pytest.approx(spoilage.loss_a_minute(lead, 30), rel=1e-5)
    assert spoilage.loss(lead, -HOUR, 0) == 0.0


def test_later_rounds_have_less_to_lose() -> None:
    assert spoilage.rounds_left(CONTACT, 1) == CONTACT
    assert spoilage.rounds_left(CONTACT, 6) == spoilage.rounds_left(CONTACT, 9) == CONTACT[-1:]


@pytest.mark.parametrize(
    ("open_now", "able", "free", "found"),
    [
        (False, 3, 3, SpoilageCause.OUTSIDE_HOURS),
        (True, 0, 0, SpoilageCause.NO_SKILL),
        (True, 3, 0, SpoilageCause.ALL_BUSY),
        (True, 3, 1, SpoilageCause.NOT_PULLED),
    ],
)
def test_the_first_cause_counts(open_now: bool, able: int, free: int, found: SpoilageCause) -> None:
    assert spoilage.cause(open=open_now, able=able, free=free) is found
