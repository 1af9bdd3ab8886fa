"""Time at work: shifts without leave, else presence without away, else runs of claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from pullahead.base import clock
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead, Source
from pullahead.pull.models import ClaimRow
from pullahead.pull.services import lay_defaults
from pullahead.reports import at_work, speed
from pullahead.reports.group_capacity import CapacityGroup, group_row
from pullahead.reports.period_facts import facts_of
from pullahead.reports.periods import Period
from pullahead.reports.staff_minutes import StaffMinutes
from pullahead.reports.tempo_figures import NO_FIGURES
from pullahead.reports.time_use import time_report
from pullahead.reports.work_facts import Scope
from pullahead.team.models import Leave, Person, Presence, ShiftPlan, Team

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def span(day: int, first: float, last: float) -> tuple[datetime, datetime]:
    begins = MONDAY + timedelta(days=day)
    return begins + first * HOUR, begins + last * HOUR


def test_spans_are_cut_out_of_others() -> None:
    left = at_work.without([span(0, 8, 12), span(0, 13, 17)], [span(0, 7, 9), span(0, 10, 14)])
    assert left == [span(0, 9, 10), span(0, 14, 17)]
    assert at_work.cut([span(0, 8, 12)], *span(0, 13, 14)) == []


def test_a_person_with_shifts_is_forecast_by_them_and_others_by_their_weekday() -> None:
    today = MONDAY.date()
    before, later = today - timedelta(days=7), today + timedelta(days=7)
    staff = StaffMinutes({1: {before: 90.0}, 2: {before: 60.0}}, {1: {later: 300.0}})
    assert staff.on(later, today).middle == 360
    assert staff.on(later, today, [2]).middle == 60
    assert staff.on(today, today, [1]).middle == 0


def test_a_group_works_its_minutes_at_the_attainable_occupancy() -> None:
    group = CapacityGroup("team", "East", frozenset({1, 2}), leads=10, minutes=80)
    row = group_row(group, staffed=200, occupancy=0.5, usual=5)
    assert [row.workable, row.load] == pytest.approx([12.5, 0.8])
    assert group_row(CapacityGroup("skill", "es", frozenset(), 0, 0), 0, 0.5, 5).load is None


@pytest.mark.django_db
def test_shifts_win_over_presence_and_presence_over_claims() -> None:
    team = Team.objects.create(name="East")
    add = {"team": team, "role": Person.Role.AGENT}
    ana, bo, cy = (Person.objects.create(name=name, **add) for name in ("Ana", "Bo", "Cy"))
    tuesday = MONDAY + timedelta(days=1)
    ShiftPlan.objects.create(
        person=ana, zone="UTC", week=["09:00-17:00"] * 7, from_at=tuesday, to_at=None
    )
    Leave.objects.create(
        person=ana,
        kind="sick",
        from_at=MONDAY + timedelta(days=2),
        to_at=MONDAY + timedelta(days=3),
    )
    for person, state, spent in (
        (ana, "available", span(0, 8, 9)),  # before the plan
        (ana, "available", span(1, 6, 7)),
        (bo, "claim", span(1, 9, 10)),
        (bo, "break", span(1, 10, 11)),
        (bo, "away", span(1, 11, 20)),
    ):
        Presence.objects.create(person=person, state=state, from_at=spent[0], to_at=spent[1])
    source = Source.objects.create(name="form")
    now = clock.now()
    for agent, spent in ((bo, span(0, 9, 10)), (cy, span(1, 9, 9.5)), (cy, span(1, 10, 10.5))):
        lead = Lead.objects.create(
            source=source, admitted_at=now, asked_at=now, closed_at=now, closed_as="won"
        )
        ClaimRow.objects.create(
            token=lead.pk, lead=lead, agent=agent, round=1, slot=1, started_at=spent[0],
            ends_at=spent[1], ended_at=spent[1], end="settled", disposition="won", note="Bought",
        )  # fmt: skip
    found = at_work.staffed_spans(MONDAY, MONDAY + timedelta(days=4))
    assert found[ana.pk] == [span(0, 8, 9), span(1, 9, 17), span(3, 9, 17)]
    assert found[bo.pk] == [span(0, 9, 10), span(1, 9, 11)]
    assert found[cy.pk] == [span(1, 9, 10.5)]
    there = at_work.present_spans(MONDAY, MONDAY + timedelta(days=4), breaks=False)
    assert there[bo.pk] == [span(0, 9, 10), span(1, 9, 10)]


@pytest.mark.django_db
def test_the_use_of_a_persons_day() -> None:
    with write_transaction():
        lay_defaults()
    team = Team.objects.create(name="East")
    ana = Person.objects.create(name="Ana", team=team, role=Person.Role.AGENT)
    ShiftPlan.objects.create(person=ana, zone="UTC", week=["09:00-17:00"] * 7, from_at=MONDAY)
    for state, spent in (
        ("claim", span(0, 9, 10)),
        ("available", span(0, 10, 11)),
        ("wrap_up", span(0, 11, 11.5)),
        ("away", span(0, 11.5, 24)),
    ):
        Presence.objects.create(person=ana, state=state, from_at=spent[0], to_at=spent[1])
    source, at = Source.objects.create(name="form"), MONDAY + 9 * HOUR
    for tries in (6, 1):  # closed without contact: one after all attempts
        lead = Lead.objects.create(
            source=source, admitted_at=at, asked_at=at, closed_at=at, closed_as="not_interested"
        )
        for n in range(tries):
            ClaimRow.objects.create(
                token=uuid4(), lead=lead, agent=ana, round=n + 1, slot=1, started_at=at,
                ends_at=at, ended_at=at, end="settled", disposition="no_answer", note="Rang out",
            )  # fmt: skip
    period = Period(MONDAY.date(), MONDAY.date(), "UTC", MONDAY + timedelta(days=3))
    handle = speed.spread([1_800])
    figures = replace(NO_FIGURES, settled=1, contacts=1, handle=handle)
    work = facts_of(period, Scope())

    found = time_report(period, Scope(), {ana.pk: "Ana"}, work, {ana.pk: figures})

    (mine,) = found.rows
    assert mine.available == 2.5
    assert mine.occupancy == pytest.approx(0.5)  # (30 + 30) ÷ (30 + 30 + 60) min
    assert mine.adherence == pytest.approx(2.5 / 8)
    assert (mine.tempo.settled, mine.tempo.contacts, mine.tempo.wins) == (0.4, 0.4, 0)
    assert (found.worked_out, found.given_up, found.persistence) == (1, 2, 0.5)
    assert found.rhythm is None  # the day is over
