"""Conditions of alerts: when they hold, for whom, and what changes between two looks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from pullahead.floor.rules import (
    AlertFacts,
    AlertState,
    ClaimEnd,
    FloorAlertKind,
    FreshLead,
    SilentSource,
    TeamPresence,
    alerts_now,
    changes,
)

NOW = datetime(2026, 5, 5, 15, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def keys(facts: AlertFacts) -> list[str]:
    return [one.key for one in alerts_now(facts, NOW)]


@pytest.mark.parametrize(
    ("minutes", "open_now", "open_before", "alerts"),
    [
        (6, True, True, ["fresh:1"]),
        (5, True, True, []),  # five minutes are allowed
        (6, True, False, []),  # the calling hours opened within five minutes
        (6, False, True, []),  # it may not be called now
    ],
)
def test_a_fresh_lead_alerts_after_five_callable_minutes(
    minutes: int, open_now: bool, open_before: bool, alerts: list[str]
) -> None:
    lead = FreshLead(1, ago(minutes), open_now, open_before)
    assert keys(AlertFacts(fresh=(lead,))) == alerts


def test_the_fresh_leads_of_a_team_are_one_alert_with_the_oldest() -> None:
    leads = tuple(FreshLead(team, ago(m), True, True) for team, m in ((1, 9), (1, 20), (2, 7)))
    one, two = alerts_now(AlertFacts(fresh=leads), NOW)
    assert (one.count, one.since, two.count) == (2, ago(20), 1)


@pytest.mark.parametrize(
    ("agents", "present", "working", "leads", "alerts"),
    [
        (3, 0, True, 4, ["nobody:1"]),
        (3, 1, True, 4, []),
        (3, 0, False, 4, []),
        (3, 0, True, 0, []),
        (0, 0, True, 4, []),
    ],
)
def test_a_team_alerts_when_leads_wait_in_working_hours_and_nobody_is_present(
    agents: int, present: int, working: bool, leads: int, alerts: list[str]
) -> None:
    assert keys(AlertFacts(teams=(TeamPresence(1, agents, present, working, leads),))) == alerts


def ends(*expired: bool, last: float = 10) -> tuple[ClaimEnd, ...]:
    """Return the ends of one person's claims, newest first, ten minutes apart."""
    return tuple(ClaimEnd(7, 1, ago(last + 10 * n), one) for n, one in enumerate(expired))


@pytest.mark.parametrize(
    ("claims", "alerts"),
    [
        (ends(True, True, True), ["ended:7"]),
        (ends(True, True), []),
        (ends(False, True, True, True), []),  # the last one was settled
        (ends(True, False, True, True), []),
        (ends(True, True, True, last=121), []),
    ],
)
def test_three_expired_claims_in_a_row_alert_for_two_hours(
    claims: tuple[ClaimEnd, ...], alerts: list[str]
) -> None:
    assert keys(AlertFacts(claims=claims)) == alerts


def test_the_alert_counts_all_that_expired_in_a_row() -> None:
    (one,) = alerts_now(AlertFacts(claims=ends(True, True, True, True, False)), NOW)
    assert (one.count, one.person_id, one.team_id) == (4, 7, 1)


def test_a_silent_source_alerts() -> None:
    facts = AlertFacts(silent=(SilentSource(3, date(2026, 4, 28)),))
    assert [(one.kind, one.source_id) for one in alerts_now(facts, NOW)] == [
        (FloorAlertKind.SOURCE_SILENT, 3)
    ]


def test_an_alert_opens_once_changes_its_count_and_closes() -> None:
    state = AlertState(FloorAlertKind.FRESH_WAITS, "fresh:1", 1, count=2)
    first = changes({}, [state])
    assert (first.opened, first.updated, first.closed) == ((state,), (), frozenset())
    same = changes({"fresh:1": 2}, [state])
    assert (same.opened, same.updated, same.closed) == ((), (), frozenset())
    more = changes({"fresh:1": 1, "nobody:1": 5}, [state])
    assert (more.opened, more.updated, more.closed) == ((), (state,), frozenset({"nobody:1"}))
