"""Reads of the law: packs in force, calling hours, and what is known of a lead's numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from pullahead.base import clock, sql
from pullahead.pull import law, models
from pullahead.pull.packs import read_pack
from pullahead.pull.picking import NumberRow
from pullahead.pull.places import Override, place_of
from pullahead.pull.store.facts import number_rows, windows_text
from pullahead.pull.windows import Hours, Window, place_in

CALL = "call"
# a call that dropped may be redialled, and so may one whose settle was taken back
UNPACED = frozenset({"dropped", "undone"})


def limits(now: datetime | None = None) -> law.Limits:
    """The packs in force today, where the organisation is, and the lists kept. One statement."""
    rows = sql.read(_LISTS)
    lists = [DncRow(name, country, at) for name, country, at, _ in rows if name is not None]
    return limits_of(lists, str(rows[0][3] or ""), now or clock.now())


class DncRow(NamedTuple):
    """A list in use, as the database gives it."""

    name: str
    country: str
    as_of: object


def limits_of(lists: Iterable[DncRow], stamp: str, now: datetime) -> law.Limits:
    """The limits of these lists and of the packs with this stamp, that of the latest."""
    today = now.astimezone(ZoneInfo(settings.CONFIG.time_zone)).date()
    known = tuple(
        law.DncList(row.name, row.country, as_of)
        for row in lists
        if (as_of := clock.moment(row.as_of)) is not None
    )
    return law.Limits(_packs(stamp, today), known)


# The lists in use, each with the stamp of the latest pack: packs are only ever added
_LISTS = """
SELECT l.name, l.country, l.as_of,
  (SELECT p.stamp FROM pull_rulepack p ORDER BY p.id DESC LIMIT 1)
FROM (SELECT 1 AS n) AS one LEFT JOIN leads_dnclist l ON l.current
"""


@lru_cache(maxsize=16)
def _packs(stamp: str, today: date) -> tuple[law.Pack, ...]:
    """The packs in force, read once for the same rows and the same day.

    Where none was ever laid, those of law.py: no installation calls without a limit unawares.
    """
    found = tuple(
        read_pack(row.name, row.version, row.jurisdiction, row.rules) for row in in_force(today)
    )
    return found or law.SHIPPED.packs


def in_force(today: date) -> list[models.RulePack]:
    """Of each name the version that holds on this day, by jurisdiction and name."""
    found: dict[str, models.RulePack] = {}
    rows = models.RulePack.objects.filter(valid_from__lte=today)
    for row in rows.order_by("valid_from", "version"):
        found[row.name] = row
    return sorted(found.values(), key=lambda row: (row.jurisdiction, row.name))


def hours(packs: Iterable[law.Pack] | None = None) -> Hours:
    """The calling windows and holidays as they stand now; `packs` are those in force."""
    return hours_of(windows_text(), limits().packs if packs is None else tuple(packs))


def hours_with(windows: str, stamp: str, now: datetime) -> Hours:
    """The same, of windows and the latest pack's stamp that were read with something else."""
    return hours_of(windows, limits_of((), stamp, now).packs)


@lru_cache(maxsize=8)
def hours_of(text: str, packs: tuple[law.Pack, ...]) -> Hours:
    """The same, of windows that the database wrote as one text. Compiled once for the same text:
    what it learns of the clock is worth keeping."""
    stored = [
        Window(where, day, time.fromisoformat(opens), time.fromisoformat(closes))
        for where, day, opens, closes in json.loads(text)
    ]
    on = [pack for pack in packs if not pack.off]
    return Hours(windows_with(stored, on), [day for pack in on for day in pack.holidays])


def windows_with(stored: Sequence[Window], packs: Iterable[law.Pack]) -> tuple[Window, ...]:
    """The windows that hold: of packs that name some, those instead of what is stored there."""
    own = {pack.jurisdiction: pack.windows for pack in packs if pack.windows and not pack.off}
    kept = (window for window in stored if window.jurisdiction not in own)
    return (*kept, *(window for windows in own.values() for window in windows))


def overrides() -> tuple[Override, ...]:
    """What prefixes tell that the phone library does not."""
    rows = models.ZoneOverride.objects.order_by("id")
    return tuple(Override(r.prefix, tuple(r.zones), r.jurisdiction, r.toll_free) for r in rows)


def numbers(
    lead_id: UUID,
    now: datetime,
    limits: law.Limits = law.SHIPPED,
    rows: Iterable[NumberRow] | None = None,
) -> tuple[tuple[law.Number, ...], bool]:
    """The lead's valid phones in order, each with what the law asks about it, whosever lead the
    calls were for; and whether the owner of one of them asked not to be called.

    The laws of the lead's lane hold for all its numbers. One statement, but where its `rows` are
    there; one more where there are several numbers, which may be of several places.
    """
    found: dict[str, law.Number] = {}
    opted_out, windows = False, ""
    there = number_rows(lead_id, now - limits.back) if rows is None else rows
    for value, at, channel, outcome, opted, listed, consent, lane, asked in there:
        opted_out, windows = opted_out or bool(opted), lane or ""
        number = found.setdefault(
            value,
            law.Number(
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


def _with_attempt(number: law.Number, at: datetime, channel: str, outcome: str) -> law.Number:
    """The number with one attempt more, later than those before it."""
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


def _law_of(value: str, known: Sequence[Override]) -> tuple[str, ...]:
    place = place_of(value, known, "UTC")
    return (place.jurisdiction,) if place is not None else ()


def moment_for(value: datetime) -> Any:
    """A moment as a statement of our own takes it."""
    return connection.ops.adapt_datetimefield_value(value)
