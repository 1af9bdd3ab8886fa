"""Draws of leads: their means are those that the world says."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pullahead.lab import draws, world


def test_the_mean_chance_of_a_sale_is_the_worlds_and_a_score_is_the_mean_of_its_leads() -> None:
    floor = world.load("moderate")
    leads = [draws.lead(floor, 1, n, 0.0) for n in range(6_000)]
    assert _mean([one.chance for one in leads]) == pytest.approx(0.13, rel=0.03)
    best = sorted(leads, key=lambda one: one.known_chance)[-1_000:]
    scored = _mean([one.known_chance for one in best])
    assert _mean([one.chance for one in best]) == pytest.approx(scored, rel=0.05)
    assert scored > 0.2


def test_without_a_spread_every_lead_has_the_mean_chance() -> None:
    floor = world.load("moderate")
    plain = replace(floor, sale=replace(floor.sale, known_sd=0.0, hidden_sd=0.0))
    one = draws.lead(plain, 1, 0, 0.0)
    assert one.chance == one.known_chance == pytest.approx(0.13)


def _mean(found: list[float]) -> float:
    return sum(found) / len(found)
