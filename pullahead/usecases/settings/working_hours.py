"""Settings of working hours: the calendars of the organization and of teams."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Invalid, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated_error
from pullahead.compliance.places import zone_is_known
from pullahead.team import queries, services
from pullahead.team.calendar_input import WEEKDAYS as WEEKDAYS
from pullahead.team.calendar_input import (
    CalendarSettings,
    as_typed,
    hours_text,
    read_settings,
)
from pullahead.team.models import Person, Team
from pullahead.team.public_holidays import is_known, named_days, places
from pullahead.usecases.common.not_found import PAGE_NOT_FOUND, TEAM_NOT_FOUND
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.change_log import record_change

ORGANIZATION = 0  # the id of the organization's calendar, beside the ids of teams
DAYS_AHEAD, DAYS_SHOWN = 365, 8


@dataclass(frozen=True, slots=True)
class DayOff:
    """A holiday or a day off to come."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One calendar in words."""

    team_id: int
    name: str
    own: bool
    zone: str
    hours: tuple[str, ...]
    place: str
    next_end: datetime


@dataclass(frozen=True, slots=True)
class HoursPage:
    """One calendar as it can be edited."""

    team_id: int
    name: str
    own: bool
    initial: Mapping[str, str]
    days_off: tuple[DayOff, ...]
    default_zone: str


def working_hours(*, viewer: Person) -> tuple[HoursRow, ...]:
    """The organization's working hours, then each team's; NotFound except for administrators."""
    _administrators(viewer)
    now = clock.now()
    teams = Team.objects.order_by("name").values_list("pk", "name")
    return tuple(_row(team_id, name, now) for team_id, name in [(ORGANIZATION, ""), *teams])


def one_calendar(*, team_id: int, viewer: Person) -> HoursPage:
    """One calendar; that of a team without its own begins with the organization's."""
    _administrators(viewer)
    team = _team(team_id)
    said, own = queries.calendar_settings(team.pk if team else None)
    return HoursPage(
        team_id,
        team.name if team else "",
        own,
        as_typed(said),
        _days_off(said, clock.now()),
        str(settings.CONFIG.time_zone),
    )


def save(*, team_id: int, typed: Mapping[str, str], by: Person) -> None:
    """Replace a calendar. Raise Invalid beside each field."""
    _administrators(by)
    team = _team(team_id)
    said = _read(typed)
    if said.zone and not zone_is_known(said.zone):
        text = _("“{zone}” is not a time zone. Use a name such as Europe/Berlin.")
        raise wrong("zone", "invalid", text.format(zone=said.zone[:60]))
    _check_place(said)
    with write_transaction() as now:
        services.save_calendar(settings=said, team=team)
        _record(by, now, team, "saved", said)


def remove(*, team_id: int, by: Person) -> bool:
    """Let a team work the organization's hours again. False where it does so already."""
    _administrators(by)
    team = _team(team_id)
    if team is None:
        raise NotFound(str(TEAM_NOT_FOUND))
    with write_transaction() as now:
        removed = services.remove_calendar(team=team)
        if removed:
            _record(by, now, team, "removed", queries.calendar_settings()[0])
    return removed


def countries() -> tuple[str, ...]:
    """The codes of the countries whose holidays are known."""
    return tuple(places())


def _read(typed: Mapping[str, str]) -> CalendarSettings:
    try:
        return read_settings({field: _cleaned(text) for field, text in typed.items()})
    except Invalid as problem:
        errors = [translated_error(error) for error in problem.errors]
        raise Invalid(" ".join(error.message for error in errors), errors=errors) from None


def _check_place(said: CalendarSettings) -> None:
    if said.subdivision and not said.country:
        raise wrong("country", "invalid", _("Enter the country of this state or region."))
    if said.country and not is_known(said.country):
        text = _("No holidays are known for “{country}”. Enter a code such as US, or none.")
        raise wrong("country", "invalid", text.format(country=said.country[:20]))
    if said.subdivision and not is_known(said.country, said.subdivision):
        known = ", ".join(places()[said.country]) or "none"
        text = _("“{region}” is not a region of {country}. Use one of these: {known}.")
        message = text.format(region=said.subdivision[:20], country=said.country, known=known)
        raise wrong("subdivision", "invalid", message)


def _row(team_id: int, name: str, now: datetime) -> HoursRow:
    said, own = queries.calendar_settings(team_id or None)
    calendar = queries.calendar_of(said)
    return HoursRow(
        team_id,
        name,
        own,
        calendar.zone,
        tuple(week_text(said)),
        "-".join(filter(None, (said.country, said.subdivision))),
        calendar.end_of_working_day(now),
    )


def week_text(said: CalendarSettings) -> list[str]:
    """The week in words, days of equal hours in a row together: *Mon-Fri 09:00-18:00*."""
    found: list[tuple[str, str, str]] = []
    for day, hours in zip(WEEKDAYS, said.week, strict=True):
        short, text = day[:3].title(), hours_text(hours)
        if found and found[-1][2] == text:
            found[-1] = (found[-1][0], short, text)
        else:
            found.append((short, short, text))
    return [
        f"{first if first == last else f'{first}-{last}'} {text}"
        for first, last, text in found
        if text
    ]


def _days_off(said: CalendarSettings, now: datetime) -> tuple[DayOff, ...]:
    """The next holidays and days off within a year, with their names."""
    today = queries.calendar_of(said).local_day(now)
    worked = {day for day, _ in said.opened}
    found = dict(named_days(said.country, said.subdivision, today.year)) if said.country else {}
    if said.country:
        found |= named_days(said.country, said.subdivision, today.year + 1)
    found |= {day: name or found.get(day, "") for day, name in said.closed}
    last = today + timedelta(days=DAYS_AHEAD)
    rows = [DayOff(day, found[day]) for day in sorted(found) if today <= day <= last]
    return tuple(row for row in rows if row.day not in worked)[:DAYS_SHOWN]


def _cleaned(text: str) -> str:
    return "\n".join(clean_input(line) for line in text.splitlines())


def _record(by: Person, now: datetime, team: Team | None, act: str, said: CalendarSettings) -> None:
    record_change(
        JournalEvent.CALENDAR_CHANGED,
        by,
        now,
        team=team.pk if team else None,
        change=act,
        zone=said.zone,
        country=said.country,
        subdivision=said.subdivision,
        closed=len(said.closed),
        opened=len(said.opened),
    )


def _team(team_id: int) -> Team | None:
    """The team of this id; None for the organization. Raises NotFound."""
    if team_id == ORGANIZATION:
        return None
    found = Team.objects.filter(pk=team_id).first() if team_id < queries.BIGGEST else None
    if found is None:
        raise NotFound(str(TEAM_NOT_FOUND))
    return found


def _administrators(viewer: Person) -> None:
    if not viewer.is_admin:
        raise NotFound(str(PAGE_NOT_FOUND))
