"""The record of a check: what a pull or a dial was permitted on, without a name or a phone."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from pullahead.compliance.call_check import call_check
from pullahead.compliance.calling_hours import Hours, daily
from pullahead.compliance.rules import CallCap, DncListAge, NumberFacts, RulePackRules, RuleSet

NOON = datetime(2027, 6, 1, 16, tzinfo=UTC)  # 12:00 in New York
DAY = timedelta(days=1)
FLORIDA = "US-FL@America/New_York"
HOURS = Hours(daily("US-FL", time(8), time(20)))
LIMITS = RuleSet(
    (
        RulePackRules("United States", 4, "US", list_age=31 * DAY),
        RulePackRules("Florida", 2, "US-FL", caps=(CallCap(3, DAY),)),
        RulePackRules("Brazil", 1, "BR", caps=(CallCap(1, DAY),)),
    ),
    (
        DncListAge("National list", "US", NOON - 10 * DAY),
        DncListAge("Não Me Ligue", "BR", NOON - 90 * DAY),
    ),
)
MOBILE = NumberFacts("+13055550100", (NOON - 2 * DAY, NOON - DAY / 2), jurisdictions=("US-FL",))
HOME = replace(MOBILE, value="+13055550101", calls=(), listed="National list")


def test_a_pull_records_hours_packs_lists_counts_and_each_number() -> None:
    record = call_check(FLORIDA, [MOBILE, HOME], LIMITS, HOURS, asked=False, now=NOON)
    assert record == {
        "windows": FLORIDA,
        "open": True,
        "until": "2027-06-02T00:00:00+00:00",
        "asked": False,
        "packs": [["United States", 4], ["Florida", 2]],
        "lists": [["National list", "US", (NOON - 10 * DAY).isoformat()]],
        "numbers": [
            {
                "place": 1,
                "listed": "",
                "consent": False,
                "last_call": (NOON - DAY / 2).isoformat(),
                "calls": [["Florida v2", 3, 24.0, 1]],
                "rule": "",
                "pack": "",
            },
            {
                "place": 2,
                "listed": "National list",
                "consent": False,
                "last_call": None,
                "calls": [["Florida v2", 3, 24.0, 0]],
                "rule": "on_a_list",
                "pack": "National list",
            },
        ],
    }


def test_a_record_holds_no_phone_and_fits_into_json() -> None:
    record = call_check(FLORIDA, [MOBILE, HOME], LIMITS, HOURS, asked=True, now=NOON)
    text = json.dumps(record)
    assert "3055550" not in text
    assert json.loads(text) == record


def test_a_dial_records_the_dialed_number_alone() -> None:
    record = call_check(
        FLORIDA, [MOBILE, HOME], LIMITS, HOURS, asked=False, now=NOON, dialed=HOME.value
    )
    assert [one["place"] for one in record["numbers"]] == [2]


def test_closed_hours_and_a_lead_without_a_phone_are_recorded_as_such() -> None:
    late = NOON + DAY / 2
    record = call_check(FLORIDA, [MOBILE], LIMITS, HOURS, asked=True, now=late)
    assert (record["open"], record["until"], record["asked"]) == (False, None, True)
    empty = call_check("", [], LIMITS, HOURS, asked=False, now=NOON)
    assert (empty["open"], empty["packs"], empty["numbers"]) == (False, [], [])
