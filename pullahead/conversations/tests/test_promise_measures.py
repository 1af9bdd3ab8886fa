"""Promises kept: by the first date, and not answered *not yet*."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pullahead.conversations.measures import MoveFact, PromiseFact, promise_measures

START = datetime(2026, 12, 7, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def fact(*moves: str, ours: bool = True, due: int = 24, reason: str = "") -> PromiseFact:
    """Return a promise whose moves are an hour apart, due so many hours after the first."""
    states = {"request": "", "promise": "requested", "report": "promised"}
    made = [
        MoveFact(move, states.get(move, "reported"), START + timedelta(hours=n), reason)
        for n, move in enumerate(moves)
    ]
    return PromiseFact(ours, START + timedelta(hours=due), tuple(made))


def test_a_promise_is_kept_by_its_first_date_and_without_a_not_yet() -> None:
    facts = [
        fact("promise", "report", "satisfied"),
        fact("promise", "report", "not_yet", "report", "satisfied"),
        fact("promise", "report", due=0),  # reported an hour late
        fact("promise", "counter", reason="dearer_deal"),
        fact("promise", "void"),  # a lost deal counts nowhere
        fact("promise", "void", "revived", "report", "satisfied"),  # the loss was undone
        fact("promise", "report", ours=False),
        fact("promise", "report", due=24 * 9),  # due after the period
    ]
    found = promise_measures(facts, since=START, until=START + WEEK)
    assert (found.ours.kept, found.ours.due, found.ours.percent) == (2, 5, 40)
    assert dict(found.ours.reasons) == {"late": 1, "not_yet": 1, "dearer_deal": 1}
    assert found.theirs.percent == 100
    assert (found.judged, found.first_time) == (3, 2)


def test_the_time_to_answer_is_the_median_of_requests() -> None:
    facts = [fact("request", "promise"), fact("request"), fact("request", "void")]
    found = promise_measures(facts, since=START, until=START + WEEK)
    assert (found.answered, found.median_answer) == (1, timedelta(hours=1))
    assert promise_measures([], since=START, until=START + WEEK).ours.percent is None
