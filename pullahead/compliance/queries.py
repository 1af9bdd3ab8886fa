"""Reads of the calling rules: packs in force, calling hours, and facts about a lead's numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.compliance import models, rules
from pullahead.compliance.calling_hours import Holiday, Hours, Window, place_in
from pullahead.compliance.packs import read_pack
from pullahead.compliance.places import PrefixOverride, place_of
from pullahead.team.public_holidays import named_days

CALL = "call"
_WINDOWS = {
    "postgresql": """
SELECT json_agg(json_build_array(w.jurisdiction, w.weekday, w.opens, w.closes) ORDER BY w.id)::text
FROM compliance_callingwindow w
""",
    "sqlite": """
SELECT json_group_array(json_array(w.jurisdiction, w.weekday, w.opens, w.closes))
FROM (SELECT * FROM compliance_callingwindow ORDER BY id) w
""",
}
# a dropped call may be redialed, and so may one whose settle was undone
UNPACED = frozenset({"dropped", "undone"})


def limits(now: datetime | None = None) -> rules.RuleSet:
    """Return today's packs in force (today at the organization) and the lists. One statement."""
    rows = statements.read(_LISTS)
    lists = [DncRow(name, country, at) for name, country, at, _ in rows if name is not None]
    return limits_of(lists, str(rows[0][3] or ""), now or clock.now())


class DncRow(NamedTuple):
    """List in use, in the database's form."""

    name: str
    country: str
    as_of: object


def limits_of(lists: Iterable[DncRow], stamp: str, now: datetime) -> rules.RuleSet:
    """Return the limits of these lists, and of the packs whose latest has this stamp."""
    today = now.astimezone(ZoneInfo(settings.CONFIG.time_zone)).date()
    known = tuple(
        rules.DncListAge(row.name, row.country, as_of)
        for row in lists
        if (as_of := clock.moment(row.as_of)) is not None
    )
    return rules.RuleSet(_packs(stamp, today), known)


# Lists in use, each with the stamp of the latest pack: packs are only ever added
_LISTS = """
SELECT l.name, l.country, l.as_of,
  (SELECT p.stamp FROM compliance_rulepack p ORDER BY p.id DESC LIMIT 1)
FROM (SELECT 1 AS n) AS one LEFT JOIN compliance_dnclist l ON l.current
"""


@lru_cache(maxsize=16)
def _packs(stamp: str, today: date) -> tuple[rules.RulePackRules, ...]:
    """Return the packs in force, read once for equal rows and an equal day.

    Without any stored pack, return those of rules.py: no installation calls without a limit
    unawares.
    """
    found = tuple(
        with_public_holidays(
            read_pack(row.name, row.version, row.jurisdiction, row.rules), today.year
        )
        for row in in_force(today)
    )
    return found or rules.SHIPPED.packs


def with_public_holidays(pack: rules.RulePackRules, year: int) -> rules.RulePackRules:
    """Return the pack with the public holidays of this year and the next, if it asks for them.

    No act looks further ahead: a callback is at most 180 days away.
    """
    if not pack.public_holidays:
        return pack
    country, _, part = pack.jurisdiction.partition("-")
    typed = {one.day for one in pack.holidays}
    days = {**named_days(country, part, year), **named_days(country, part, year + 1)}
    more = (Holiday(pack.jurisdiction, day, days[day]) for day in sorted(days) if day not in typed)
    return replace(pack, holidays=(*pack.holidays, *more))


def in_force(today: date) -> list[models.RulePack]:
    """Return the version of each name that holds on this day, by jurisdiction and name."""
    found: dict[str, models.RulePack] = {}
    rows = models.RulePack.objects.filter(valid_from__lte=today)
    for row in rows.order_by("valid_from", "version"):
        found[row.name] = row
    return sorted(found.values(), key=lambda row: (row.jurisdiction, row.name))


def hours(packs: Iterable[rules.RulePackRules] | None = None) -> Hours:
    """Return the calling windows and holidays as they are now; `packs` are those in force."""
    return hours_of(windows_text(), limits().packs if packs is None else tuple(packs))


def hours_with(windows: str, stamp: str, now: datetime) -> Hours:
    """Compile hours from windows and a pack stamp that another statement read."""
    return hours_of(windows, limits_of((), stamp, now).packs)


@lru_cache(maxsize=8)
def hours_of(text: str, packs: tuple[rules.RulePackRules, ...]) -> Hours:
    """Compile hours from windows that the database wrote as one text, once for each text.

    A compiled object caches clock changes, and is therefore worth keeping.
    """
    stored = [
        Window(where, day, time.fromisoformat(opens), time.fromisoformat(closes))
        for where, day, opens, closes in json.loads(text)
    ]
    on = [pack for pack in packs if not pack.off]
    rights: dict[str, bool] = {}
    for pack in on:
        rights[pack.jurisdiction] = rights.get(pack.jurisdiction, False) or pack.callbacks_any_hour
    holidays = [day for pack in on for day in pack.holidays]
    return Hours(windows_with(stored, on), holidays, rights)


def windows_with(
    stored: Sequence[Window], packs: Iterable[rules.RulePackRules]
) -> tuple[Window, ...]:
    """Return the windows that hold: a pack's own windows replace the stored ones."""
    own = {pack.jurisdiction: pack.windows for pack in packs if pack.windows and not pack.off}
    kept = (window for window in stored if window.jurisdiction not in own)
    return (*kept, *(window for windows in own.values() for window in windows))


def windows_statement() -> str:
    """Return the statement that reads all calling windows as one JSON text."""
    return " ".join(_WINDOWS[connection.vendor].split())


def windows_text() -> str:
    """Return all calling windows as one JSON text; an equal text reuses its compiled hours."""
    return str(statements.read(windows_statement(), {})[0][0] or "[]")


def overrides() -> tuple[PrefixOverride, ...]:
    """Return corrections of the phone library, by prefix."""
    rows = models.ZoneOverride.objects.order_by("id")
    return tuple(
        PrefixOverride(r.prefix, tuple(r.zones), r.jurisdiction, r.toll_free) for r in rows
    )


def numbers(
    rows: Iterable[rules.NumberRow],
) -> tuple[tuple[rules.NumberFacts, ...], bool]:
    """Return the facts of the lead's valid phones in order, and whether one owner opted out.

    Calls count for any lead. The rules of the lead's lane hold for all its numbers. Several numbers
    of several places still need one statement.
    """
    found: dict[str, rules.NumberFacts] = {}
    opted_out, windows = False, ""
    for value, at, channel, outcome, opted, listed, consent, lane, asked in rows:
        opted_out, windows = opted_out or bool(opted), lane or ""
        number = found.setdefault(
            value,
            rules.NumberFacts(
                value, listed=listed or "", consent=bool(consent), asked_at=clock.moment(asked)
            ),
        )
        if (tried := clock.moment(at)) is not None:
            found[value] = _with_attempt(number, tried, channel, outcome)
    laws = _laws_of(windows)
    known = overrides() if len(found) > 1 else ()
    return tuple(
        replace(number, jurisdictions=(*laws, *_law_of(number.value, known)) if known else laws)
        for number in found.values()
    ), opted_out


def _with_attempt(
    number: rules.NumberFacts, at: datetime, channel: str, outcome: str
) -> rules.NumberFacts:
    """Return the number with one more attempt, later than those before it."""
    came_to = (*number.came_to, (at, outcome)) if outcome else number.came_to
    if channel != CALL:
        return replace(number, came_to=came_to)
    paced = None if outcome in UNPACED else at
    return replace(number, calls=(*number.calls, at), paced_from=paced, came_to=came_to)


def _laws_of(windows: str) -> tuple[str, ...]:
    try:
        return tuple(place_in(windows).jurisdiction.split("+"))
    except ValueError:
        return ()


def _law_of(value: str, known: Sequence[PrefixOverride]) -> tuple[str, ...]:
    place = place_of(value, known, "UTC")
    return (place.jurisdiction,) if place is not None else ()


def moment_for(value: datetime) -> Any:
    """Return a moment as a parameter of a raw statement."""
    return connection.ops.adapt_datetimefield_value(value)
