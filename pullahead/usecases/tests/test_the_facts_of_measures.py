"""Facts that measures are computed from: terms of a pull, time ready, callbacks, ends of calls."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from pullahead.pull.models import Attempt, CallbackRow, CardRow, IntervalRow, ReceiptRow
from pullahead.team.models import Person
from pullahead.usecases.tests.factories import (
    START,
    admitted,
    austin,
    callback_settled,
    card,
    later,
    pulled,
    settle,
)
from pullahead.usecases.work import attempts, undo

pytestmark = pytest.mark.usefixtures("floor")
PAST = import_module("pullahead.pull.migrations.0013_facts_of_the_past")


def intervals() -> list[Any]:
    """Return the intervals: lead, round, and minutes from the start."""
    rows = IntervalRow.objects.order_by("until", "lead_id")
    return [
        (row.lead_id, row.lane_id, row.round, (row.since - START).total_seconds() // 60,
         (row.until - START).total_seconds() // 60)
        for row in rows
    ]  # fmt: skip


def callbacks() -> list[Any]:
    """Return the callbacks in the order of their making."""
    columns = ("lead_id", "claim_id", "owner_id", "due_at", "made_at", "resolved_at", "how")
    return list(CallbackRow.objects.order_by("made_at", "due_at").values_list(*columns))


def test_a_receipt_has_the_terms_of_the_pull(ana: Person) -> None:
    admitted(value="2000")
    later(hours=105.6)
    row = ReceiptRow.objects.get(token=pulled(ana).token)
    assert (row.value, row.chance, row.contact) == (2000, 0.05, 0.42)
    assert row.decay == pytest.approx(0.5, abs=1e-4)  # one half-life
    assert row.minutes == pytest.approx(0.42 * 6.3 + 0.58 * 1.5)
    assert (row.service_class, row.model_version, row.rates_version) == ("fresh", None, None)


def test_the_time_ready_ends_with_a_pull_and_begins_with_a_release(ana: Person) -> None:
    there = admitted()
    later(minutes=7)
    lane = card(there).lane_id
    hand = pulled(ana)
    assert intervals() == [(there, lane, 1, 0, 7)]
    settle(ana, hand)  # the next attempt is due 45 min after this one
    later(minutes=50)
    pulled(ana)
    assert intervals()[1:] == [(there, lane, 2, 52, 57)]


def test_a_callback_is_made_moved_and_settled_by_its_claims(ana: Person, bo: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    due = callback_settled(ana, hand, hours=2)
    assert callbacks() == [
        (there, hand.token, ana.pk, due, CallbackRow.objects.get().made_at, None, "")
    ]
    later(hours=2.5)
    again = pulled(bo)  # the grace is over
    moved = callback_settled(bo, again, hours=1)
    assert [(row[2], row[3], row[6]) for row in callbacks()] == [
        (ana.pk, due, "moved"),
        (bo.pk, moved, ""),
    ]
    undo.undo(agent_id=bo.pk, token=again.token)
    assert [row[6] for row in callbacks()] == ["", "undone"]
    settle(bo, pulled(bo), "not_interested")
    assert [row[6] for row in callbacks()] == ["settled", "undone"]


def test_hanging_up_ends_the_call(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    to = hand.lead.contact_points[0].id
    attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=to, channel="call")
    later(minutes=3)
    attempts.hang_up(agent_id=ana.pk, token=hand.token)
    call = Attempt.objects.get()
    assert call.ended_at is not None
    assert round((call.ended_at - call.at).total_seconds()) == 180
    assert call.source == "agent"


def test_the_journal_tells_an_upgrade_the_intervals_and_callbacks(ana: Person, bo: Person) -> None:
    for n in range(3):
        admitted(f"Lead {n}", austin(101 + n))
        later(minutes=3)
    settle(ana, pulled(ana))
    first = pulled(ana)
    callback_settled(ana, first, hours=2)
    undo.undo(agent_id=ana.pk, token=first.token)
    callback_settled(ana, pulled(ana), hours=3)
    later(hours=3.5)
    callback_settled(bo, pulled(bo), hours=1)
    later(hours=1)
    settle(bo, pulled(bo), "won")
    before = intervals(), callbacks()
    ready = dict(CardRow.objects.filter(state="ready").values_list("pk", "ready_at"))
    assert len(before[0]) == 3
    assert len(before[1]) == 3
    IntervalRow.objects.all().delete()
    CallbackRow.objects.all().delete()
    CardRow.objects.update(ready_at=None)

    PAST.fill(apps, None)

    assert (intervals(), callbacks()) == before
    assert dict(CardRow.objects.filter(state="ready").values_list("pk", "ready_at")) == ready
