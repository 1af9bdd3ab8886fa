"""Callback times in the customer's time: read the text, and check it before it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Invalid, wrong
from pullahead.compliance.calling_hours import MAIL, place_in
from pullahead.pull import models
from pullahead.pull import queries as pull_queries
from pullahead.pull.cadence import CALLBACK_AT_MOST, Refusal
from pullahead.pull.settle_rules import refuse_callback_moment
from pullahead.usecases.common.timezones import zone_of
from pullahead.usecases.work.callback_text import (
    CallbackProblem,
    CallbackReading,
    canonical,
    read_callback_text,
)
from pullahead.usecases.work.refusal_words import (
    WORDS,
    barred_words,
    first_minute,
    place_name,
    short,
)


@dataclass(frozen=True, slots=True)
class CallbackClock:
    """The clock in which a callback time is read: the customer's, where it is known."""

    zone: ZoneInfo
    is_customers: bool


@dataclass(frozen=True, slots=True)
class CallbackChoice:
    """A moment to choose instead, and the text that names it."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class CallbackPreview:
    """The moment that a typed text names, or why it is none."""

    clock: CallbackClock
    at: datetime | None = None
    seen: str = ""  # text that names the moment, also a minute later
    problem: str = ""
    choices: tuple[CallbackChoice, ...] = ()


def callback_clock(zones: Sequence[str], agent_id: int, now: datetime) -> CallbackClock:
    """Return the customer's clock, or the agent's where several clocks are possible."""
    offsets = {now.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}
    if len(offsets) == 1:
        return CallbackClock(ZoneInfo(zones[0]), is_customers=True)
    return CallbackClock(ZoneInfo(zone_of(agent_id)), is_customers=False)


def read_callback(text: str, zones: Sequence[str], agent_id: int) -> datetime:
    """Return the moment that the agent typed. Raise Invalid for a text that is not one moment."""
    now = clock.now()
    there = callback_clock(zones, agent_id, now)
    reading = _read(text, there, now)
    if reading.problem is not None:
        raise _unreadable(reading, there.zone)
    return reading.moments[0]


def preview_callback(
    text: str, *, lead_id: UUID, zones: Sequence[str], agent_id: int
) -> CallbackPreview:
    """Return the moment that a text names, and whether the calling rules bar it."""
    now = clock.now()
    there = callback_clock(zones, agent_id, now)
    reading = _read(text, there, now)
    if reading.problem == CallbackProblem.EMPTY:
        return CallbackPreview(there)
    if reading.problem is not None:
        problem = _unreadable(reading, there.zone).message
        return CallbackPreview(there, problem=problem, choices=_choices(reading, there, now))
    at = reading.moments[0]
    if problem := _out_of_range(at, now):
        return CallbackPreview(there, at, problem=problem)
    refusal = _refused(lead_id, at, now)
    if refusal is not None:
        allowed = first_minute(refusal)
        choices = (CallbackChoice(allowed, canonical(allowed, there.zone)),) if allowed else ()
        problem = barred_words(refusal, there.zone, zone_of(agent_id))
        return CallbackPreview(there, at, problem=problem, choices=choices)
    return CallbackPreview(there, at, canonical(at, there.zone))


def zones_of_lane(lane: int | None) -> tuple[str, ...]:
    """Return the zones where the customers of a lane may be."""
    windows = pull_queries.windows_of_lane(lane)
    return place_in(windows).zones if windows and windows != MAIL else ()


def _read(text: str, there: CallbackClock, now: datetime) -> CallbackReading:
    language = get_language() or "en"
    return read_callback_text(text, now=now, zone=there.zone, language=language)


def _choices(
    reading: CallbackReading, there: CallbackClock, now: datetime
) -> tuple[CallbackChoice, ...]:
    return tuple(
        CallbackChoice(at, canonical(at, there.zone)) for at in reading.moments if at > now
    )


def _out_of_range(at: datetime, now: datetime) -> str:
    if at <= now:
        return str(WORDS["callback_at_past"])
    if at > now + CALLBACK_AT_MOST:
        return _too_far()
    return ""


def _too_far() -> str:
    return str(WORDS["callback_at_too_far"]).format(limit=CALLBACK_AT_MOST.days)


def _refused(lead_id: UUID, at: datetime, now: datetime) -> Refusal | None:
    """Return the rule that bars this moment, as the settle would."""
    card = models.CardRow.objects.select_related("lane").filter(pk=lead_id).first()
    if card is None or card.lane is None:
        return None
    limits = pull_queries.limits(now)
    return refuse_callback_moment(
        at,
        windows=card.lane.windows,
        hours=pull_queries.hours(limits.packs),
        numbers=pull_queries.numbers(lead_id, now, limits)[0],
        limits=limits,
    )


def _unreadable(reading: CallbackReading, zone: ZoneInfo) -> Invalid:
    """Say why a text is not one moment, and what to type instead."""
    place = place_name(zone)
    shown = [short(at.astimezone(zone)) for at in reading.moments]
    texts = [canonical(at, zone) for at in reading.moments]
    match reading.problem:
        case CallbackProblem.EMPTY:
            code, said = "callback_at_required", str(WORDS["callback_at_required"])
        case CallbackProblem.NO_TIME:
            code, said = "callback_at_time_missing", _("Add a time of day, such as 10:00.")
        case CallbackProblem.TOO_FAR:
            code = "callback_at_too_far"
            said = _too_far()
        case CallbackProblem.TWICE:
            code = "callback_at_twice"
            said = _(
                "The clocks in {place} are set back that night, so {time} happens twice. "
                "Enter {first} for the first time, or {second} for the second."
            ).format(place=place, time=shown[0], first=texts[0], second=texts[-1])
        case CallbackProblem.GAP:
            code = "callback_at_skipped"
            said = _(
                "The clocks in {place} are set forward that night and skip this time. "
                "Enter {first} or {second}."
            ).format(place=place, first=shown[0], second=shown[-1])
        case _:
            code = "callback_at_unreadable"
            said = _(
                "Can’t read this time. Enter a time such as 2p, tomorrow 10, fri 9:30 or in 2 h."
            )
    return wrong("callback_at", code, said)
