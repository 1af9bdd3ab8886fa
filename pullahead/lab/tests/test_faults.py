"""Runs with faults: every guarantee holds, and a store that breaks one is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from pullahead.lab import world
from pullahead.lab.fault_checks import GuaranteeBroken
from pullahead.lab.faults import FaultySimulator, WatchedStore
from pullahead.lab.policies import POLICIES
from pullahead.pull.rules import Card
from pullahead.pull.selection import Picked
from pullahead.pull.store.port import Hold

MODERATE = world.load("moderate")
SMALL = replace(MODERATE, horizon=world.Horizon(0, 1, 1), people=replace(MODERATE.people, count=3))


def run(
    seed: int, floor: world.FloorWorld = SMALL, store: WatchedStore | None = None
) -> FaultySimulator:
    simulator = FaultySimulator(floor, POLICIES["pull-next-best"], seed, store=store)
    simulator.run()
    return simulator


class TakenTwice(WatchedStore):
    """Store that forgets who has a card."""

    def _hold(self, card: Card, hold: Hold) -> Card:
        held = WatchedStore._hold(self, card, hold)
        self.cards[card.lead_id] = card
        return held


class FalselyEmpty(WatchedStore):
    """Store that finds no card at times."""

    def claim_best(
        self, hold: Hold, offers: Sequence[tuple[int, float]], now: datetime
    ) -> Picked | None:
        return None if now.minute == 30 else WatchedStore.claim_best(self, hold, offers, now)


def test_every_guarantee_holds_under_faults() -> None:
    found = run(1)
    assert found.faults > 20
    assert found.checker.checks > 200


@pytest.mark.parametrize(
    ("store", "number"), [(TakenTwice(forgets=True), 1), (FalselyEmpty(forgets=True), 9)]
)
def test_a_store_that_breaks_a_guarantee_is_found(store: WatchedStore, number: int) -> None:
    with pytest.raises(GuaranteeBroken, match=rf"Guarantee (7|13|{number}):"):
        run(1, store=store)


@pytest.mark.lab
@pytest.mark.parametrize("seed", range(2, 32))
def test_every_guarantee_holds_in_long_runs(seed: int) -> None:
    long = replace(
        MODERATE, horizon=world.Horizon(0, 3, 1), people=replace(MODERATE.people, count=5)
    )
    run(seed, long)
