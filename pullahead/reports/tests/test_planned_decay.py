"""Times in which a lead was scheduled or with an agent, from the times that are known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pullahead.reports.planned_decay import KnownTime, planned_of

LEAD = UUID(int=1)
DAY = datetime(2026, 5, 4, tzinfo=UTC)


def at(hour: float) -> datetime:
    return DAY + timedelta(hours=hour)


def ready(first: float, last: float, number: int = 1, *, nurtured: bool = False) -> KnownTime:
    return KnownTime(at(first), at(last), number, nurtured, held=False)


def claim(first: float, last: float, step: str, number: int = 1, **more: Any) -> KnownTime:
    nurtured = more.get("nurtured", False)
    return KnownTime(at(first), at(last), number, nurtured, held=True, next_step=step)


def planned(known: list[KnownTime], **more: Any) -> list[tuple[int, float, float]]:
    """Return round, first and last hour of each planned time from 0 to 24 h."""
    left = [at(hour) for hour in more.get("left", ())]
    since, until = at(more.get("since", 0)), at(more.get("until", 24))
    found = planned_of(
        LEAD, known, left=left, since=since, until=until, round_now=more.get("round_now")
    )
    times = [
        (one.round, (one.since - DAY) / timedelta(hours=1), (one.until - DAY) / timedelta(hours=1))
        for one in found
    ]
    return sorted(times, key=lambda one: one[1])


def test_a_lead_is_with_an_agent_and_then_scheduled_for_the_next_round() -> None:
    known = [ready(1, 2), claim(2, 2.5, "round"), ready(6, 7, 2), claim(7, 7.5, "closed", 2)]
    assert planned(known) == [(1, 2, 2.5), (2, 2.5, 6), (2, 7, 7.5)]


def test_an_open_lead_is_scheduled_until_now() -> None:
    known = [ready(1, 2), claim(2, 3, "callback")]
    assert planned(known, round_now=1) == [(1, 2, 3), (1, 3, 24)]
    assert planned([ready(1, 2), claim(2, 24, "")]) == [(1, 2, 24)]  # with an agent now


def test_only_the_part_inside_the_period_counts() -> None:
    known = [claim(-8, -6, "round"), ready(4, 5, 2), claim(5, 26, "round", 2)]
    assert planned(known) == [(2, 0, 4), (2, 5, 24)]


def test_a_deferred_lead_is_scheduled() -> None:
    assert planned([ready(1, 2), ready(8, 9)], left=[9]) == [(1, 2, 8)]


def test_a_parked_or_closed_lead_is_not_scheduled_until_it_comes_back() -> None:
    known = [claim(1, 2, "round"), ready(9, 10, 2), claim(10, 11, "round", 2)]
    assert planned(known, left=[5, 14]) == [(1, 1, 2), (2, 2, 5), (2, 10, 11), (3, 11, 14)]
    assert planned([claim(1, 2, "closed"), ready(9, 24)]) == [(1, 1, 2)]


def test_a_nurtured_lead_is_left_out() -> None:
    known = [
        claim(1, 2, "touch"),
        ready(9, 10, nurtured=True),
        claim(10, 11, "callback", nurtured=True),
    ]
    assert planned(known) == [(1, 1, 2)]
