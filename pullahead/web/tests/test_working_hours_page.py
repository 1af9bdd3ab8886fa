"""*Working hours*: the organization's calendar, a team's own, and the reviews that follow."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from pullahead.base.models import Journal
from pullahead.pull.models import CardRow
from pullahead.team.models import CalendarRow, Team
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow

WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "9:00-18:00") | {
    "saturday": "",
    "sunday": "",
}


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


def review_after_parking(admin: Visitor, lead_id: UUID) -> datetime | None:
    """Park the lead for its team; return the end of the review."""
    admin.send("/leads/act", act="park", lead=str(lead_id), sure="1")
    return CardRow.objects.get(lead_id=lead_id).review_at


def test_the_page_shows_the_default_hours_and_every_team(admin: Visitor) -> None:
    page = admin.see("/settings/hours")
    assert page.count("Mon-Fri 09:00-18:00") == 1 + Team.objects.count()
    assert "Remove hours" not in page
    assert "No holidays or days off within a year" in admin.see("/settings/hours/0")


def test_reviews_end_with_the_next_working_day_of_the_organization(
    admin: Visitor, ana: UUID
) -> None:
    # it is Tuesday; the clocks of Sao Paulo are three hours behind
    facts = WEEK | {"zone": "America/Sao_Paulo", "wednesday": "", "thursday": "8-12, 13-17:30"}
    page = admin.send("/settings/hours/0/save", **facts)
    assert "The hours are saved and apply now." in page
    assert "Mon-Tue 09:00-18:00; Thu 08:00-12:00, 13:00-17:30; Fri 09:00-18:00" in page
    assert review_after_parking(admin, ana) == datetime(2027, 9, 16, 20, 30, tzinfo=UTC)


def test_a_teams_own_hours_win_until_they_are_removed(admin: Visitor, ana: UUID) -> None:
    team = CardRow.objects.get(lead_id=ana).team
    admin.send(f"/settings/hours/{team.pk}/save", **WEEK, closed="2027-09-15 Team day\n2027-09-16")
    assert f'Remove hours<span class="unseen">: {team.name}' in admin.see("/settings/hours")
    assert "Team day" in admin.see(f"/settings/hours/{team.pk}")
    assert review_after_parking(admin, ana) == datetime(2027, 9, 17, 18, tzinfo=UTC)
    admin.send(f"/settings/hours/{team.pk}/remove")
    assert "Remove hours" not in admin.see("/settings/hours")
    assert not CalendarRow.objects.exists()
    kept = [line.data for line in Journal.objects.filter(kind="calendar.changed").order_by("pk")]
    assert [(line["change"], line["team"], line["closed"]) for line in kept] == [
        ("saved", team.pk, 2),
        ("removed", team.pk, 0),
    ]


def test_holidays_of_the_country_are_shown_by_name_and_passed_by(admin: Visitor) -> None:
    admin.send("/settings/hours/0/save", **WEEK, country="us", subdivision="TX")
    page = admin.see("/settings/hours/0")
    assert "Thanksgiving Day" in page
    assert "US-TX" in admin.see("/settings/hours")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("monday", "nine to five", "Can’t read “nine to five”"),
        ("monday", "9-18\x00x", "Null characters"),
        ("sunday", "18:00-9:00", "Can’t read"),
        ("zone", "Mars/Base", "is not a time zone"),
        ("zone", "../../etc/passwd", "is not a time zone"),
        ("country", "QQ", "No holidays are known for “QQ”"),
        ("country", "USA", "at most 2 characters"),
        ("subdivision", "TX", "Enter the country"),
        ("closed", "Christmas", "Begin each line with a date"),
        ("opened", "2027-12-24", "Enter the hours of 2027-12-24"),
    ],
)
def test_what_cannot_be_saved_is_said_beside_its_field(
    admin: Visitor, field: str, typed: str, said: str
) -> None:
    page = admin.send("/settings/hours/0/save", **(WEEK | {"friday": "7:07-8:08", field: typed}))
    assert (admin.status, said in page) == (422, True)
    assert "7:07-8:08" in page
    assert not CalendarRow.objects.exists()


def test_a_part_that_the_country_does_not_have_is_refused_with_those_that_it_has(
    admin: Visitor,
) -> None:
    page = admin.send("/settings/hours/0/save", **WEEK, country="GB", subdivision="TX")
    assert "Use one of these: ENG, NIR, SCT, WLS." in page


@pytest.mark.parametrize("team", ["999999", str(10**30)])
def test_a_team_that_there_is_not_is_not_found(admin: Visitor, team: str) -> None:
    for act in ("", "/save", "/remove"):
        if act:
            admin.send(f"/settings/hours/{team}{act}", **WEEK)
        else:
            admin.see(f"/settings/hours/{team}")
        assert admin.status == 404
    admin.send("/settings/hours/0/remove")
    assert admin.status == 404


def test_a_day_of_review_that_no_calendar_reaches_is_refused(admin: Visitor, ana: UUID) -> None:
    admin.send("/settings/hours/0/save", **WEEK, zone="America/Los_Angeles")
    for day in ("9999-12-31", "0001-01-01"):
        page = admin.send("/leads/act", act="park", lead=str(ana), sure="1", review_on=day)
        assert "180 days from now" in page
