"""Inputs that decide an agent's next lead: those of the gate, with what to do about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pullahead.base import clock
from pullahead.pull import card_queries, gate
from pullahead.pull.gate import STANDING_AT_MOST, TRIAL, GateAnswer, GateFacts
from pullahead.pull.gate import AgentLimits as AgentLimits
from pullahead.team import queries as team
from pullahead.team.models import Person, Standing
from pullahead.usecases.common.moments import time_or_date
from pullahead.usecases.common.timezones import organisation_zone, start_of_day
from pullahead.usecases.settings.attendance import attendance_now
from pullahead.usecases.work.claim_banner import holding
from pullahead.usecases.work.gate import facts_of, gate_words
from pullahead.usecases.work.presence import state_words

PARTS = {
    "worked": gettext_lazy("Leads worked on time"),
    "callbacks": gettext_lazy("Callbacks made on time"),
    "quick": gettext_lazy("Called within 2 minutes"),
    "results": gettext_lazy("Your results, compared with the expected results"),
}


@dataclass(frozen=True, slots=True)
class GateLine:
    """One input of the gate: its name, its value, whether it shuts the gate, and what to do."""

    name: str
    value: str
    shuts: bool = False
    advice: str = ""


@dataclass(frozen=True, slots=True)
class OwnGate:
    """The answer of the gate, and all that it looked at."""

    answer: GateAnswer
    facts: GateFacts
    words: str  # "" while the gate is open
    lines: tuple[GateLine, ...]
    standing: Standing | None


def own_gate(*, viewer: Person) -> OwnGate:
    """Return what decides the viewer's next lead now."""
    now, zone = clock.now(), viewer.zone or organisation_zone()
    facts = facts_of(viewer.pk, now, start_of_day(now, zone))
    answer, standing = gate.decide(facts, now), team.standing_of(viewer.pk)
    lines = (
        *_time(viewer, facts, now, zone),
        *_work(viewer, now),
        *_limits(facts, now),
        _skills(viewer.pk),
        _standing(standing, facts, now, zone),
    )
    words = gate_words(answer, now=now, zone=zone)
    return OwnGate(answer, facts, words, lines, standing)


def _time(viewer: Person, facts: GateFacts, now: datetime, zone: str) -> Iterator[GateLine]:
    shift = attendance_now([viewer], now)[viewer.pk].shift
    text = _("No shifts are planned for you, so you are on shift while you are signed in.")
    if shift.planned and shift.on:
        text = _("On shift")
        if shift.ends_at:
            text = _("On shift until {time}").format(time=_at(shift.ends_at, now, zone))
    elif shift.begins_at:
        text = _("Begins at {time}").format(time=_at(shift.begins_at, now, zone))
    yield GateLine(_("Shift"), text, facts.off_shift, _("Your team lead sets the shifts."))
    leave = next(iter(team.leaves_of(viewer.pk, after=now)), None)
    text = _("None")
    if facts.leave_until:
        text = _("Until {time}").format(time=_at(facts.leave_until, now, zone))
    elif leave:
        text = _("None now, next from {time}").format(time=_at(leave.from_at, now, zone))
    yield GateLine(
        _("Leave"),
        text,
        facts.leave_until is not None,
        _("During leave, your callbacks go to other agents."),
    )


def _work(viewer: Person, now: datetime) -> Iterator[GateLine]:
    words = state_words(viewer.presence, viewer.presence_reason)
    yield GateLine(_("State"), words, advice=_("Next lead ends a break."))
    claim = holding(viewer.pk)
    yield GateLine(
        _("Current lead"),
        _("One") if claim else _("None"),
        claim is not None,
        _("Save a result first. Until then, Next lead opens this lead again.") if claim else "",
    )
    due, later = card_queries.callbacks_of(viewer.pk, now)
    text = _("{due} due, {later} later").format(due=due, later=later)
    yield GateLine(_("Your callbacks"), text, advice=_("Due callbacks come before other leads."))


def _limits(facts: GateFacts, now: datetime) -> Iterator[GateLine]:
    limits = facts.limits
    for name, count, limit in (
        (_("Open callbacks and follow-ups"), facts.open_work, limits.open_work),
        (_("Leads in the last hour"), len(facts.last_hour(now)), limits.per_hour),
        (_("Leads today"), facts.today(), limits.per_day),
    ):
        if limit is None:
            yield GateLine(name, _("No limit"))
        else:
            text = _("{count} of {limit}").format(count=count, limit=limit)
            yield GateLine(name, text, count >= limit, _("Your team lead sets the limit."))


def _skills(person_id: int) -> GateLine:
    found = team.dated_skills([person_id]).get(person_id, {})
    words = [
        _("{skill} until {day}").format(skill=code, day=last) if last else code
        for code, last in sorted(found.items())
    ]
    return GateLine(
        _("Skills"),
        ", ".join(words) or _("None"),
        advice=_("You get leads that need no skill, or only skills that you have."),
    )


def _standing(standing: Standing | None, facts: GateFacts, now: datetime, zone: str) -> GateLine:
    name = _("Standing")
    if standing is None or standing.computed_at < now - STANDING_AT_MOST:
        return GateLine(name, _("Not measured in the last two days"), advice=_no_effect())
    parts = [
        f"{PARTS[part]} {round(100 * share)} %"
        for part, share in standing.parts.items()
        if part in PARTS
    ]
    text = ngettext(
        "{score} of 100, from {claims} lead in 28 days",
        "{score} of 100, from {claims} leads in 28 days",
        standing.claims,
    ).format(score=round(standing.score), claims=standing.claims)
    text = "; ".join([text, *parts])
    return GateLine(name, text, advice=_effect(standing, facts, now, zone))


def _no_effect() -> str:
    return _("A score of your recent work. It does not limit your new leads.")


def _effect(standing: Standing, facts: GateFacts, now: datetime, zone: str) -> str:
    if standing.first_at > now - TRIAL:
        end = _at(standing.first_at + TRIAL, now, zone)
        return _(
            "A score of your recent work. During the trial, until {time}, it does not limit"
            " your new leads."
        ).format(time=end)
    if facts.throttle is None:
        return _no_effect()
    text = _(
        "While new leads are scarce, at most one in {every} of your leads is new. Call your leads "
        "and callbacks on time: a standing of 50 or more removes this limit."
    )
    return text.format(every=facts.throttle.every)


def _at(moment: datetime, now: datetime, zone: str) -> str:
    local = ZoneInfo(zone)
    return time_or_date(moment.astimezone(local), now.astimezone(local))
