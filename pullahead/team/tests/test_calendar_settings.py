"""Settings of a calendar: typed, kept, read back; the organization's and a team's own."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from pullahead.base.errors import Invalid
from pullahead.base.transaction import OutsideTransaction, write_transaction
from pullahead.team import queries, services
from pullahead.team.calendar import OFFICE_WEEK, WorkSpan
from pullahead.team.calendar_input import (
    WEEKDAYS,
    CalendarSettings,
    as_typed,
    days_as_json,
    days_from_json,
    read_settings,
)
from pullahead.team.models import CalendarRow, Team

OFFICE = as_typed(CalendarSettings())
TYPED = OFFICE | {
    "zone": "Europe/Berlin",
    "country": "de",
    "subdivision": "BY",
    "friday": "9-12:30, 13:30-16",
    "saturday": "22:00-24:00",
    "closed": "2026-12-24 Christmas Eve\n\n2026-12-31",
    "opened": "2026-12-19 10:00-14:00",
}


def save(settings: CalendarSettings, team: Team | None = None) -> None:
    with write_transaction():
        services.save_calendar(settings=settings, team=team)


def team(name: str) -> Team:
    with write_transaction():
        return services.add_team(name=name)


def test_settings_are_read_as_people_type_them() -> None:
    read = read_settings(TYPED)
    assert (read.zone, read.country, read.subdivision) == ("Europe/Berlin", "DE", "BY")
    assert read.week[4] == (WorkSpan(time(9), time(12, 30)), WorkSpan(time(13, 30), time(16)))
    assert read.week[5] == (WorkSpan(time(22), time(0)),)
    assert read.week[6] == ()
    assert read.closed == ((date(2026, 12, 24), "Christmas Eve"), (date(2026, 12, 31), ""))
    assert read.opened == ((date(2026, 12, 19), (WorkSpan(time(10), time(14)),)),)


def test_what_was_read_is_written_back_and_kept_without_loss() -> None:
    read = read_settings(TYPED)
    assert read_settings(as_typed(read)) == read
    kept = days_from_json(**days_as_json(read))
    assert (kept.week, kept.closed, kept.opened) == (read.week, read.closed, read.opened)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("monday", "nine to five"),
        ("monday", "18:00-9:00"),
        ("monday", "9:00-9:00"),
        ("monday", "9:00-25:00"),
        ("monday", "24:00-9:00"),
        ("monday", "9:60-10:00"),
        ("monday", "٩:٠٠-١٠:٠٠"),
        ("monday", "9:00-12:00, 11:00-13:00"),
        ("monday", "22:00-24:00, 23:00-23:30"),
        ("monday", ", ".join(f"{n}:00-{n}:30" for n in range(7))),
        ("closed", "Christmas"),
        ("closed", "2026-02-30"),
        ("closed", "2026-12-24\n2026-12-24 again"),
        ("closed", "\n".join(f"20{n:02}-01-0{d}" for n in range(26, 60) for d in range(1, 8))),
        ("opened", "2026-12-19"),
        ("opened", "2026-12-19 always"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field(field: str, text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_settings(OFFICE | {field: text})
    assert [error.field for error in refused.value.errors] == [field]


def test_every_field_that_cannot_be_read_is_named_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        read_settings(OFFICE | {"monday": "x", "sunday": "y", "closed": "z"})
    assert [error.field for error in refused.value.errors] == ["monday", "sunday", "closed"]


def test_a_week_without_hours_and_a_day_both_off_and_worked_are_refused() -> None:
    with pytest.raises(Invalid, match="at least one weekday"):
        read_settings(dict.fromkeys(WEEKDAYS, ""))
    with pytest.raises(Invalid, match="also among the days off"):
        read_settings(OFFICE | {"closed": "2026-12-24", "opened": "2026-12-24 9:00-12:00"})


@given(st.dictionaries(st.sampled_from([*WEEKDAYS, "closed", "opened"]), st.text(max_size=40)))
def test_whatever_is_typed_is_read_or_refused(typed: dict[str, str]) -> None:
    try:
        read = read_settings(OFFICE | typed)
    except Invalid:
        return
    assert read_settings(as_typed(read)) == read


@pytest.mark.django_db
def test_an_installation_works_monday_to_friday_from_nine_to_six() -> None:
    calendar = queries.calendar()
    assert (calendar.zone, calendar.week) == ("UTC", OFFICE_WEEK)
    assert not calendar.holidays(2026)


@pytest.mark.django_db
def test_a_team_works_the_organizations_hours_until_it_has_its_own() -> None:
    own, other = team("Own"), team("Other")
    save(read_settings(TYPED))
    assert queries.calendar(own.pk).zone == "Europe/Berlin"
    save(read_settings(OFFICE | {"zone": "Asia/Tokyo"}), own)
    save(read_settings(OFFICE | {"zone": "Asia/Seoul"}), own)
    assert queries.calendar(own.pk).zone == "Asia/Seoul"
    assert queries.calendar(other.pk).zone == "Europe/Berlin"
    assert queries.calendar().zone == "Europe/Berlin"
    assert queries.calendar_settings(own.pk)[1]
    assert not queries.calendar_settings(other.pk)[1]
    assert CalendarRow.objects.count() == 2


@pytest.mark.django_db
def test_a_team_goes_back_to_the_organizations_hours() -> None:
    own = team("Own")
    save(read_settings(TYPED), own)
    with write_transaction():
        assert services.remove_calendar(team=own)
        assert not services.remove_calendar(team=own)
    assert queries.calendar(own.pk).zone == "UTC"
    assert not CalendarRow.objects.exists()


@pytest.mark.django_db
def test_there_is_one_default_calendar_and_no_part_without_its_country() -> None:
    save(CalendarSettings())
    for values in ({"is_default": True}, {"subdivision": "TX"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarRow.objects.create(week=[""] * 7, **values)


@pytest.mark.django_db
def test_a_calendar_is_saved_inside_an_act_only() -> None:
    own = team("Own")
    with pytest.raises(OutsideTransaction):
        services.save_calendar(settings=CalendarSettings())
    with pytest.raises(OutsideTransaction):
        services.remove_calendar(team=own)
