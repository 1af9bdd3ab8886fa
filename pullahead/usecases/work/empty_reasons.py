"""The reasons why a pull has no lead for this agent."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base import clock
from pullahead.compliance.calling_hours import Hours
from pullahead.pull import card_queries
from pullahead.pull import queries as pull_queries
from pullahead.pull.gate import OPEN, GateAnswer
from pullahead.team import queries as team
from pullahead.team.skills import able
from pullahead.usecases.common.moments import time_or_date
from pullahead.usecases.work.gate import gate_words


def empty_reasons(
    reason: str, agent_id: int, zone: str, shut: GateAnswer = OPEN
) -> tuple[tuple[str, ...], datetime | None]:
    """Return the reasons, with clock times in `zone`, and when to ask again.

    `shut` is the answer of the gate, if the gate refused the pull.
    """
    now = clock.now()
    if reason == "not_active":
        return (_("Your account is disabled. Ask an admin."),), None
    if reason == "busy":
        return (_("Other agents are getting leads right now. Try again."),), now
    if not shut.open:
        return (gate_words(shut, now=now, zone=zone),), shut.until
    hours, local = pull_queries.hours(), ZoneInfo(zone)
    found = (
        _shut(agent_id, hours, now, local),
        _unable(agent_id, now),
        _own_callbacks(agent_id, hours, now, local),
        _scheduled(agent_id, hours, now, local),
        _given_back(agent_id, hours, now, local),
    )
    reasons = tuple(words for words, _ in found if words)
    if not reasons:
        reasons = (_("No lead is ready: each one is closed, parked or with an agent."),)
    return reasons, min((at for _, at in found if at), default=None)


QueueFacts = tuple[str, datetime | None]


def _unable(agent_id: int, now: datetime) -> QueueFacts:
    """Count the ready leads that need skills the agent lacks."""
    has = team.skills_of(agent_id)
    beyond = [w for w in card_queries.waiting(now) if not able(w.lane.skills, has)]
    if not beyond:
        return "", None
    lacks = sorted({skill for w in beyond for skill in w.lane.skills.split()} - has)
    count = sum(w.ready for w in beyond)
    text = ngettext(
        "{count} lead needs skills that you do not have: {skills}",
        "{count} leads need skills that you do not have: {skills}",
        count,
    )
    return text.format(count=f"{count:,}", skills=", ".join(lacks)), None


def _shut(agent_id: int, hours: Hours, now: datetime, zone: ZoneInfo) -> QueueFacts:
    """Count the ready leads outside calling hours."""
    mine = card_queries.waiting(now, team.skills_of(agent_id))
    shut = [w for w in mine if not hours.is_open(w.lane.windows, now)]
    if not shut:
        return "", None
    opens = [t for w in shut if (t := hours.next_open(w.lane.windows, now))]
    total = sum(w.ready for w in shut)
    capped = any(w.ready >= card_queries.COUNT_AT_MOST for w in shut)
    count = f"{total:,}{'+' if capped else ''}"
    if not opens:
        text = ngettext(
            "{count} lead outside calling hours", "{count} leads outside calling hours", total
        )
        return text.format(count=count), None
    text = ngettext(
        "{count} lead outside calling hours until {time}",
        "{count} leads outside calling hours until {time}",
        total,
    )
    return text.format(count=count, time=clock_time(min(opens), now, zone)), min(opens)


def _own_callbacks(agent_id: int, hours: Hours, now: datetime, zone: ZoneInfo) -> QueueFacts:
    """Describe the agent's own next callback."""
    mine = card_queries.next_callbacks(agent_id, now)
    if not mine:
        return "", None
    opens = (hours.callback_next_open(windows, max(own, now)) for own, _, windows in mine)
    theirs = [at for at in opens if at]
    due = clock_time(min(due for _, due, _ in mine), now, zone)
    return _("Your next callback is due at {time}").format(time=due), min(theirs, default=None)


def _scheduled(agent_id: int, hours: Hours, now: datetime, zone: ZoneInfo) -> QueueFacts:
    scheduled = card_queries.scheduled_at_most(agent_id, now)
    if not scheduled:
        return "", None
    wakes = _first_scheduled(hours, now)
    count = f"{scheduled:,}{'+' if scheduled >= card_queries.COUNT_AT_MOST else ''}"
    if not wakes:
        text = ngettext(
            "{count} lead scheduled for its next attempt",
            "{count} leads scheduled for their next attempt",
            scheduled,
        )
        return text.format(count=count), None
    text = ngettext(
        "{count} lead scheduled for its next attempt at {time}",
        "{count} leads scheduled for their next attempt, the first at {time}",
        scheduled,
    )
    return text.format(count=count, time=clock_time(wakes, now, zone)), wakes


def _given_back(agent_id: int, hours: Hours, now: datetime, zone: ZoneInfo) -> QueueFacts:
    """Count the callable leads that this agent released."""
    open_lanes = {
        w.lane.id for w in card_queries.waiting(now) if hours.is_open(w.lane.windows, now)
    }
    back = [t for lane, t in card_queries.given_back(agent_id, now) if lane in open_lanes]
    if not back:
        return "", None
    until = clock_time(min(back), now, zone)
    text = ngettext(
        "{count} lead that you released, only for other agents until {time}",
        "{count} leads that you released, only for other agents until {time}",
        len(back),
    )
    return text.format(count=f"{len(back):,}", time=until), min(back)


def _first_scheduled(hours: Hours, now: datetime) -> datetime | None:
    """Return the first moment at which a scheduled lead is due and can be called."""
    best: datetime | None = None
    for next_at, windows in card_queries.next_scheduled(now):
        if best is not None and next_at >= best:
            break
        at = hours.next_open(windows, next_at)
        best = min((t for t in (best, at) if t), default=None)
    return best


def clock_time(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    """Return 14:10, or 14:10 on 5 May for another day."""
    return time_or_date(moment.astimezone(zone), now.astimezone(zone))
