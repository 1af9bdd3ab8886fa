"""Phones of the sample: each has a place, and they need few lanes."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pullahead.compliance.calling_hours import Hours, window_set
from pullahead.compliance.defaults.us import SHIPPED_WINDOWS
from pullahead.compliance.defaults.zones import DEFAULT_OVERRIDES
from pullahead.compliance.places import place_of
from pullahead.leads.rules import read_phone

SAMPLE = Path(__file__).parents[4] / "shared" / "data" / "leads-sample.csv"


@pytest.mark.wide
@pytest.mark.skipif(
    not SAMPLE.exists(), reason="the sample is not here: ../shared/data/leads-sample.csv"
)
def test_every_phone_of_the_sample_has_a_place_and_may_be_called_some_time() -> None:
    with SAMPLE.open(encoding="utf-8-sig", newline="") as file:
        phones = [read_phone(row["Telephone"], "BR") for row in csv.DictReader(file)]
    lanes: Counter[str] = Counter()
    for phone in phones:
        if isinstance(phone, str):
            place = place_of(phone, DEFAULT_OVERRIDES)
            assert place is not None
            lanes[window_set(place)] += 1
    print(dict(lanes))
    assert sum(lanes.values()) == 8_000 - 235
    assert set(lanes) == {
        "BR@America/Manaus",
        "BR@America/Recife",
        "BR@America/Rio_Branco",
        "BR@America/Sao_Paulo",
    }
    hours = Hours(SHIPPED_WINDOWS)
    now = datetime(2026, 1, 17, 23, tzinfo=UTC)
    assert all(hours.next_open(lane, now) is not None for lane in lanes)
