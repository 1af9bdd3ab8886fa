"""What the law lets be called: caps, gaps, quarantines, lists, and who asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pullahead.pull import law, rules
from pullahead.pull.law import Number, PickFacts
from pullahead.pull.rules import Card, State
from pullahead.pull.tests.factories import NOON, lead_id

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READY = Card(lead_id(1), team=1, lane=1, state=State.READY, key=0.0)


def facts(*calls: datetime, opted_out: bool = False, zone: str = "UTC") -> PickFacts:
    return PickFacts(opted_out, (Number("+15555550100", calls),), zone)


def test_do_not_call_comes_before_everything() -> None:
    verdict = law.may_call(READY, PickFacts(True, (), "UTC"), now=NOON)
    assert (verdict.ok, verdict.close, verdict.rule) == (False, True, "do_not_call")


@given(ages=st.lists(st.timedeltas(timedelta(seconds=1), 3 * DAY), max_size=12))
def test_no_number_is_ever_called_a_fourth_time_in_24_hours(ages: list[timedelta]) -> None:
    calls = [NOON - age for age in ages]
    verdict = law.may_call(READY, facts(*calls), now=NOON)
    at = NOON if verdict.ok else verdict.sleep_until
    assert at is not None
    assert sum(at - DAY < call <= at for call in calls) < 3
    if not verdict.ok:  # and not a second later than it must be
        before = at - timedelta(microseconds=1)
        assert sum(before - DAY < call <= before for call in calls) >= 3


def test_a_promise_of_an_earlier_day_waits_for_its_clock_time_where_they_are() -> None:
    promise = rules.promised(READY, owner=1, due=NOON, now=NOON - HOUR, tried=True)
    tomorrow = NOON + DAY - 2 * HOUR
    verdict = law.may_call(promise, facts(zone="America/New_York"), now=tomorrow)
    assert verdict.sleep_until == NOON + DAY
    assert law.may_call(promise, facts(zone="America/New_York"), now=NOON + DAY).ok
    assert law.may_call(promise, facts(zone="America/New_York"), now=NOON + HOUR).ok
