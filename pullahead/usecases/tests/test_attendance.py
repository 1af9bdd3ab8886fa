"""Shifts and leave: what they do to pulls and callbacks, and who may change them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.team.models import Person, ShiftPlan
from pullahead.usecases.settings import attendance
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    later,
    nothing,
    person,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import handover, home

pytestmark = pytest.mark.usefixtures("floor")
WEEK = {"tuesday": "9:00-12:00, 13:00-18:00", "wednesday": "9:00-18:00"}


def test_off_shift_next_says_when_the_shift_begins(ana: Person, lee: Person) -> None:
    admitted()
    attendance.save_shift(typed=WEEK | {"zone": "Europe/Berlin"}, by=lee, team_id=ana.team_id)
    set_clock(datetime(2026, 5, 5, 16, 30, tzinfo=UTC))  # 18:30 in Berlin
    (said,) = nothing(ana)
    assert said.startswith("Your shift begins at 07:00 on 6 May.")
    assert home.today(agent_id=ana.pk).gate == said
    attendance.save_shift(typed={"tuesday": "9:00-24:00"}, by=lee, person_id=ana.pk)
    pulled(ana)
    assert attendance.remove_shift(by=lee, person_id=ana.pk)
    # the plan of each day is known later
    assert ShiftPlan.objects.filter(to_at=None).count() == 1
    assert ShiftPlan.objects.exclude(to_at=None).get().person_id == ana.pk


def test_a_shift_that_ends_during_a_lead_ends_after_it(ana: Person, lee: Person) -> None:
    for name, number in (("One", 100), ("Two", 101)):
        admitted(name, austin(number))
    attendance.save_shift(typed={"tuesday": "9:00-18:00"}, by=lee, person_id=ana.pk)
    set_clock(datetime(2026, 5, 5, 17, 58, tzinfo=UTC))
    claim = pulled(ana)
    set_clock(datetime(2026, 5, 5, 18, 1, tzinfo=UTC))
    assert pulled(ana).token == claim.token  # still that lead
    settle(ana, claim, "not_interested")
    assert nothing(ana)[0].startswith("Your shift begins at")


def test_leave_shuts_the_gate_and_gives_callbacks_to_any_agent(
    ana: Person, bo: Person, lee: Person
) -> None:
    lead = admitted()
    settle(ana, pulled(ana), "callback", callback_at=clock.now() + timedelta(days=2))
    today = clock.now().date()
    added = attendance.add_leave(
        person_id=ana.pk, kind="vacation", first=today, last=today + timedelta(days=3), by=lee
    )
    assert (added.freed, card(lead).owner_id) == (1, None)
    assert nothing(ana)[0].startswith("You are on leave until 00:00 on 9 May.")
    # agreed during the leave: anybody's too
    other = admitted("Ben Ode", austin(101))
    hand = pulled(bo)
    at = clock.now() + timedelta(days=1)
    settle(bo, hand, "asked_for", callback_at=at, callback_for=ana)
    assert (card(other).owner_id, card(other).next_at) == (None, at)
    admitted("Cid Fox", austin(102))
    hand = pulled(bo)
    with pytest.raises(Conflict):
        handover.hand_over(agent_id=bo.pk, token=hand.token, to=ana.pk, brief="Wants a larger one")
    settle(bo, hand, "won")
    (leave,) = attendance.of_person(person_id=ana.pk, viewer=lee).leaves
    attendance.end_leave(leave_id=leave.id, by=lee)
    later(minutes=1)
    assert card(lead).owner_id is None
    assert "leave until" not in nothing(ana)[0]
    kinds = list(Journal.objects.filter(kind__startswith="leave.").values_list("kind", flat=True))
    assert kinds == ["leave.added", "leave.ended"]


DAY = date(2026, 5, 6)
LEAVE: dict[str, Any] = {"kind": "sick", "first": DAY, "last": None}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"first": None}, "first"),
        ({"last": DAY - timedelta(days=1)}, "last"),
        ({"first": date(2026, 5, 1), "last": date(2026, 5, 2)}, "last"),
        ({"last": date(2029, 1, 1)}, "last"),
    ],
)
def test_impossible_leave_is_refused(
    ana: Person, lee: Person, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        attendance.add_leave(person_id=ana.pk, by=lee, **(LEAVE | change))
    assert refused.value.errors[0].field == field


@pytest.mark.parametrize(
    "act",
    [
        lambda who, by: attendance.of_person(person_id=who.pk, viewer=by),
        lambda who, by: attendance.of_team(team_id=who.team_id, viewer=by),
        lambda who, by: attendance.save_shift(typed=WEEK, by=by, person_id=who.pk),
        lambda who, by: attendance.remove_shift(by=by, team_id=who.team_id),
        lambda who, by: attendance.add_leave(person_id=who.pk, by=by, **LEAVE),
    ],
)
def test_only_those_who_lead_a_person_change_shifts_and_leave(
    ana: Person, bo: Person, cy: Person, act: Callable[[Person, Person], object]
) -> None:
    for stranger in (ana, bo, person("Ola", role="leader", team="Elsewhere")):
        with pytest.raises(NotFound):
            act(ana, stranger)
    act(ana, cy)


def test_the_hours_of_a_shift_are_checked(ana: Person, lee: Person) -> None:
    for typed, field in (
        ({}, "monday"),
        ({"friday": "9-25"}, "friday"),
        ({"monday": "9:00-18:00", "zone": "Mars"}, "zone"),
    ):
        with pytest.raises(Invalid) as refused:
            attendance.save_shift(typed=typed, by=lee, person_id=ana.pk)
        assert refused.value.errors[0].field == field
