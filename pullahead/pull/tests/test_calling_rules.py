"""Calling rules: caps, gaps, quarantines, lists, and requested calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pullahead.compliance import packs
from pullahead.compliance import rules as compliance
from pullahead.compliance.calling_hours import Hours
from pullahead.compliance.defaults.packs import SHIPPED_PACKS
from pullahead.compliance.rules import CallCap, NumberFacts, RulePackRules
from pullahead.pull import cadence, call_rules
from pullahead.pull.rules import Card, CardState
from pullahead.pull.selection import PickFacts
from pullahead.pull.tests.factories import NOON, lead_id

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READY = Card(lead_id(1), team=1, lane=1, state=CardState.READY, key=0.0)


def facts(*calls: datetime, opted_out: bool = False, zone: str = "UTC") -> PickFacts:
    return PickFacts(opted_out, (NumberFacts("+15555550100", calls),), zone)


def test_do_not_call_comes_before_everything() -> None:
    verdict = call_rules.may_call(READY, PickFacts(True, (), "UTC"), now=NOON)
    assert (verdict.ok, verdict.close, verdict.rule) == (False, True, "do_not_call")


@given(ages=st.lists(st.timedeltas(timedelta(seconds=1), 3 * DAY), max_size=12))
def test_no_number_is_ever_called_a_fourth_time_in_24_hours(ages: list[timedelta]) -> None:
    calls = [NOON - age for age in ages]
    verdict = call_rules.may_call(READY, facts(*calls), now=NOON)
    at = NOON if verdict.ok else verdict.wait_until
    assert at is not None
    assert sum(at - DAY < call <= at for call in calls) < 3
    if not verdict.ok:  # and not a second later than it must be
        before = at - timedelta(microseconds=1)
        assert sum(before - DAY < call <= before for call in calls) >= 3


def test_a_callback_of_an_earlier_day_waits_for_its_clock_time_where_they_are() -> None:
    callback = cadence.to_callback(READY, owner=1, due=NOON, now=NOON - HOUR, tried=True)
    tomorrow = NOON + DAY - 2 * HOUR
    verdict = call_rules.may_call(callback, facts(zone="America/New_York"), now=tomorrow)
    assert verdict.wait_until == NOON + DAY
    assert call_rules.may_call(callback, facts(zone="America/New_York"), now=NOON + DAY).ok
    assert call_rules.may_call(callback, facts(zone="America/New_York"), now=NOON + HOUR).ok


REFUSED = (NOON - DAY, "not_interested")
LIMITS = compliance.RuleSet(
    (
        RulePackRules("Everywhere", 1, "*", caps=(CallCap(3, DAY),), gap=HOUR / 2),
        RulePackRules("United States", 4, "US", list_age=31 * DAY),
        RulePackRules("Florida", 2, "US-FL", caps=(CallCap(2, DAY),)),
        RulePackRules("Regulation F", 1, "US", caps=(CallCap(7, 7 * DAY),)),
        RulePackRules("Off", 1, "*", caps=(CallCap(1, 300 * DAY),), off=True),
        RulePackRules(
            "Refusals", 3, "*", quarantine=30 * DAY, refusing=frozenset({"not_interested"})
        ),
    ),
    (compliance.DncListAge("national", "US", NOON - 30 * DAY),),
)


def number(**known: Any) -> NumberFacts:
    return NumberFacts("+15125550100", jurisdictions=("US-FL",), consent=True, **known)


@pytest.mark.parametrize(
    ("known", "asked", "rule", "pack", "until"),
    [
        ({}, False, "", "", None),
        # the strictest cap of all packs holds: Florida's two, not the three of everywhere
        ({"calls": (NOON - 3 * HOUR, NOON - HOUR)}, True, "calls_in_24_h", "Florida v2", 21 * HOUR),
        ({"calls": (NOON - DAY, NOON - HOUR)}, False, "", "", None),
        (
            {"calls": tuple(NOON - n * 23 * HOUR for n in range(1, 8))},
            False,
            "calls_in_days",
            "Regulation F v1",
            7 * HOUR,
        ),
        ({"paced_from": NOON - HOUR / 3}, False, "called_just_now", "Everywhere v1", HOUR / 6),
        ({"paced_from": NOON - HOUR / 3}, True, "", "", None),  # the customer asked for it
        ({"paced_from": NOON - HOUR / 2}, False, "", "", None),
        ({"came_to": (REFUSED,)}, False, "refused_lately", "Refusals v3", 29 * DAY),
        ({"came_to": (REFUSED,)}, True, "", "", None),
        ({"came_to": ((NOON - DAY, "no_answer"),)}, False, "", "", None),
        # of two that bar it, the one that bars it longer is named
        (
            {"paced_from": NOON, "came_to": ((NOON - 29 * DAY, "not_interested"),)},
            False,
            "refused_lately",
            "Refusals v3",
            DAY,
        ),
    ],
)  # fmt: skip
def test_each_rule_says_its_name_its_pack_and_until_when(
    known: dict[str, Any], asked: bool, rule: str, pack: str, until: timedelta | None
) -> None:
    verdict = compliance.may_dial(number(**known), LIMITS, asked=asked, now=NOON)
    said = (verdict.rule, verdict.origin, verdict.wait_until)
    assert said == (rule, pack, until and NOON + until)
    if until:  # to the moment: not before, and then indeed
        free, early = NOON + until, NOON + until - timedelta(microseconds=1)
        assert not compliance.may_dial(number(**known), LIMITS, asked=asked, now=early).ok
        assert compliance.may_dial(number(**known), LIMITS, asked=asked, now=free).ok


def test_an_inquiry_since_then_lifts_gap_and_quarantine() -> None:
    refused = number(came_to=(REFUSED,), paced_from=NOON - HOUR / 3)
    before = replace(refused, asked_at=NOON - 2 * DAY)
    assert compliance.may_dial(before, LIMITS, now=NOON).rule == "refused_lately"
    between = replace(refused, asked_at=NOON - HOUR)
    assert compliance.may_dial(between, LIMITS, now=NOON).rule == "called_just_now"
    assert compliance.may_dial(replace(refused, asked_at=NOON), LIMITS, now=NOON).ok


def test_a_list_bars_a_number_without_consent_and_an_old_list_bars_them_all() -> None:
    listed = replace(number(listed="national"), consent=False)
    assert compliance.may_dial(listed, LIMITS, asked=True, now=NOON).rule == "on_a_list"
    assert compliance.may_dial(replace(listed, consent=True), LIMITS, now=NOON).ok
    plain = replace(number(), consent=False)
    assert compliance.may_dial(plain, LIMITS, now=NOON).ok
    stale = NOON + DAY  # 31 days after it was made
    verdict = compliance.may_dial(plain, LIMITS, now=stale)
    assert (verdict.rule, verdict.wait_until) == ("list_too_old", stale + compliance.LOOK_AGAIN)
    assert compliance.may_dial(replace(plain, consent=True), LIMITS, now=stale).ok
    assert compliance.may_dial(replace(plain, jurisdictions=("BR",)), LIMITS, now=stale).ok


def test_a_lead_waits_for_its_first_free_number_or_is_parked_when_all_are_barred() -> None:
    busy = number(calls=(NOON - 3 * HOUR, NOON - HOUR))
    listed = replace(number(listed="state"), consent=False)

    def said(*numbers: NumberFacts) -> tuple[str, str, bool]:
        facts = PickFacts(False, numbers, "UTC", limits=LIMITS)
        verdict = call_rules.may_call(READY, facts, now=NOON)
        return verdict.rule, verdict.park, verdict.wait_until is not None

    assert said(listed) == ("on_a_list", "on_a_list", False)
    assert said(listed, busy) == ("calls_in_24_h", "", True)
    assert said(listed, busy, number()) == ("", "", False)


def test_the_packs_that_a_lead_was_checked_against_are_those_of_its_places_that_are_on() -> None:
    brazil = replace(number(), jurisdictions=("BR",))
    anywhere = [["Everywhere", 1], ["Refusals", 3]]
    us = [["Everywhere", 1], ["United States", 4], ["Florida", 2], ["Regulation F", 1]]
    for numbers, packs_checked in (
        ((number(),), [*us, ["Refusals", 3]]),
        ((brazil,), anywhere),
        ((brazil, number()), [*us, ["Refusals", 3]]),
        ((), []),
    ):
        there = PickFacts(False, numbers, "UTC", limits=LIMITS)
        checked = call_rules.pull_check(READY, there, "", Hours(()), now=NOON)["packs"]
        assert checked == packs_checked, numbers


@given(
    ages=st.lists(st.timedeltas(timedelta(seconds=1), 9 * DAY), max_size=14),
    caps=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 200)), min_size=1, max_size=3),
)
def test_no_cap_is_ever_passed_and_nobody_waits_longer_than_they_must(
    ages: list[timedelta], caps: list[tuple[int, int]]
) -> None:
    calls = [NOON - age for age in ages]
    pack = RulePackRules("any", 1, "*", caps=tuple(CallCap(n, hours * HOUR) for n, hours in caps))
    verdict = compliance.may_dial(
        NumberFacts("+1", tuple(calls)), compliance.RuleSet((pack,)), now=NOON
    )

    def fits(at: datetime) -> bool:
        return all(sum(at - c.within < call <= at for call in calls) < c.calls for c in pack.caps)

    assert fits(verdict.wait_until or NOON)
    if verdict.wait_until:
        assert not fits(verdict.wait_until - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        ("caps", {"caps": [{"calls": 0, "hours": 24}]}),
        ("caps", {"caps": [{"calls": 3, "hours": 24, "days": 1}]}),
        ("caps", {"caps": "3 in 24"}),
        ("gap_minutes", {"gap_minutes": True}),
        ("quarantine_days", {"quarantine_days": 10**30}),
        ("list_days", {"list_days": -1}),
        ("refusing", {"refusing": ["Not interested!"]}),
        ("windows", {"windows": [[7, "09:00", "20:00"]]}),
        ("windows", {"windows": [[0, "20:00", "09:00"]]}),
        ("windows", {"windows": [["Mon", "09:00"]]}),
        ("holidays", {"holidays": [["2026-02-30", "no such day"]]}),
        ("holidays", {"holidays": [None]}),
        ("rules", {"unheard_of": 1}),
        ("rules", [1, 2]),
    ],
)
def test_a_pack_out_of_shape_names_its_field(field: str, kept: object) -> None:
    with pytest.raises(packs.BadPack) as bad:
        packs.read_pack("any", 1, "US", kept)
    assert bad.value.field == field
    assert bad.value.message


def test_packs_are_kept_and_told_so_that_they_read_back_the_same() -> None:
    for shipped in SHIPPED_PACKS:
        pack = packs.read_pack(shipped.name, 1, shipped.jurisdiction, shipped.rules)
        assert packs.read_pack(pack.name, 1, pack.jurisdiction, packs.kept_as(pack)) == pack
    assert len({one.name for one in SHIPPED_PACKS}) == len(SHIPPED_PACKS)
    typed = {
        "caps": packs.typed_caps("3 in 24 hours\n7 in 7 days"),
        "windows": packs.typed_windows("Mon-Fri 09:00-12:00\nMon-Wed 14:00-20:00\nsat 10:00-00:00"),
        "holidays": packs.typed_holidays("2026-12-25 Christmas\n2026-01-01"),
    }
    pack = packs.read_pack("any", 1, "US-TX", typed)
    assert packs.caps_as_text(pack) == "3 in 24 hours\n7 in 7 days"
    told = packs.windows_as_text(pack.windows)
    assert told == "Mon-Fri 09:00-12:00\nMon-Wed 14:00-20:00\nSat 10:00-00:00"
    assert packs.holidays_as_text(pack) == "2026-01-01\n2026-12-25 Christmas"
    for odd, read in (
        ("three a day", packs.typed_caps),
        ("Fri-Mon 09:00-10:00", packs.typed_windows),
        ("Xyz 09:00-10:00", packs.typed_windows),
    ):
        with pytest.raises(packs.BadPack):
            read(odd)
