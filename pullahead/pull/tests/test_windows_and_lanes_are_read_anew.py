"""A pull detects changed windows and lanes, and never takes others for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time

import pytest

from pullahead.compliance.models import CallingWindow
from pullahead.pull.models import LaneRow
from pullahead.pull.store.pull_facts import pull_facts_row
from pullahead.pull.store.rows import lanes_in

NOW = datetime(2026, 3, 3, 15, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_a_lane_is_seen_once_it_is_there() -> None:
    before = lanes_in(pull_facts_row(1, NOW, NOW).lanes)
    made = LaneRow.objects.create(windows="US@America/Chicago", half_life_hours=7.0)
    assert {lane.id for lane in lanes_in(pull_facts_row(1, NOW, NOW).lanes)} == {
        *(lane.id for lane in before),
        made.pk,
    }


def test_windows_that_were_put_back_under_the_same_ids_are_read() -> None:
    before = pull_facts_row(1, NOW, NOW).windows
    rows = list(CallingWindow.objects.all())
    CallingWindow.objects.all().delete()
    for row in rows:
        row.opens = time(0, 1)
        row.save(force_insert=True)
    assert len(rows) > 1
    opens = [window[2] for window in json.loads(pull_facts_row(1, NOW, NOW).windows)]
    assert set(opens) == {"00:01:00"} != {window[2] for window in json.loads(before)}
