"""What administrators set: dispositions, cadences, and what each source's leads start with.

A disposition is never deleted, for what was settled with it stays true; it is switched off, and at
least one of each kind stays on, so that every claim can be settled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models.query import QuerySet

from pullahead.base import queries as base
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import Event, record
from pullahead.base.services import set_setting
from pullahead.base.write import write
from pullahead.desk import spans
from pullahead.desk.typed import typed
from pullahead.desk.work import ALWAYS_OWN_WORDS
from pullahead.leads.models import Source
from pullahead.pull import models, replacing
from pullahead.pull.curves import CURVES, EVEN, LABELS
from pullahead.pull.services import DEFAULT_TEAM, FRESH, route_of
from pullahead.team.models import Person, Team
from pullahead.team.skills import read, written

LABEL_LIMIT = 60
DISPOSITIONS_AT_MOST = 60
VALUE_AT_MOST = Decimal("999999999.99")
SKILLS_AT_MOST = 5  # that leads of one source need
HALF_LIFE_AT_MOST = 10_000.0  # hours, some 14 months


@dataclass(frozen=True, slots=True)
class Outcome:
    """One disposition on the list."""

    code: str
    label: str
    kind: str
    flags: tuple[str, ...]
    active: bool
    last: bool  # the last of its kind that is on: it cannot be switched off


@dataclass(frozen=True, slots=True)
class Plan:
    """One cadence, in words."""

    id: int
    name: str
    offsets: str
    rounds: int
    waits: tuple[tuple[str, str], ...]  # disposition, how long after it


@dataclass(frozen=True, slots=True)
class Start:
    """What a source's leads start with."""

    source_id: int
    source: str
    team: int | None
    cadence: int | None
    percent: float
    value: Decimal
    half_life_hours: float
    curve: str = EVEN
    needs_skills: str = ""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Everything that the page shows."""

    dispositions: tuple[Outcome, ...]
    plans: tuple[Plan, ...]
    starts: tuple[Start, ...]
    curves: tuple[tuple[str, str], ...]  # how interest may fade: name, label
    teams: tuple[tuple[int, str], ...]
    own_words: bool  # every note in the agent's own words


def outcomes(*, viewer: Person) -> Outcomes:
    """The lists as they stand; NotFound but for administrators."""
    _administrators(viewer)
    rows = list(_all())
    labels = {row.code: row.label for row in rows}
    on = [row.kind for row in rows if row.active]
    return Outcomes(
        dispositions=tuple(
            Outcome(r.code, r.label, r.kind, _flags(r), r.active, r.active and on.count(r.kind) < 2)
            for r in rows
        ),
        plans=tuple(_plan(row, labels) for row in models.Cadence.objects.order_by("id")),
        starts=_starts(),
        teams=tuple(Team.objects.order_by("name").values_list("id", "name")),
        own_words=own_words(),
        curves=tuple(LABELS.items()),
    )


def _all() -> QuerySet[models.Disposition]:
    return models.Disposition.objects.order_by("position", "code")


def _flags(row: models.Disposition) -> tuple[str, ...]:
    said = {
        "no try was made": not row.tried,
        "a person answered": row.reached,
        "the number is bad": row.bad_number,
        "never call again": row.opt_out,
    }
    return tuple(words for words, true in said.items() if true)


def _plan(row: models.Cadence, labels: dict[str, str]) -> Plan:
    waits = tuple((labels.get(code, code), spans.said(m)) for code, m in row.waits.items())
    return Plan(row.pk, row.name, spans.all_said(row.offsets), len(row.offsets), waits)


def _starts() -> tuple[Start, ...]:
    """Of a source that no lead came from yet, what its first will start with."""
    fresh = models.Route()
    fallback = models.Cadence.objects.filter(name=FRESH).values_list("id", flat=True).first()
    usual = Team.objects.filter(name=DEFAULT_TEAM).values_list("id", flat=True).first()
    rows = []
    for source in Source.objects.select_related("route").order_by("name"):
        found: models.Route | None = getattr(source, "route", None)
        route = found or fresh
        rows.append(
            Start(
                source_id=source.pk,
                source=source.name,
                team=found.team_id if found else usual,
                cadence=found.cadence_id if found else fallback,
                percent=round(route.chance * 100, 4),
                value=Decimal(route.value),
                half_life_hours=route.half_life_hours,
                curve=route.curve,
                needs_skills=route.needs_skills,
            )
        )
    return tuple(rows)


# ---- dispositions


def relabel(*, code: str, label: str, by: Person) -> None:
    """Another label; what was settled with it shows the new one too."""
    _administrators(by)
    label = _checked_label(label, but=code)
    with write() as now:
        _one(code)
        models.Disposition.objects.filter(pk=code).update(label=label)
        _tell(Event.DISPOSITION_CHANGED, by, now, disposition=code, change="label")


def move(*, code: str, up: bool, by: Person) -> None:
    """One place up or down in the order in which agents see them; at the end nothing changes."""
    _administrators(by)
    with write() as now:
        rows = list(_all().select_for_update())
        at = next((n for n, row in enumerate(rows) if row.code == code), None)
        if at is None:
            raise NotFound("There is no such disposition.")
        to = max(0, min(len(rows) - 1, at - 1 if up else at + 1))
        rows.insert(to, rows.pop(at))
        for position, row in enumerate(rows, start=1):
            row.position = position
        models.Disposition.objects.bulk_update(rows, ["position"])
        _tell(Event.DISPOSITION_CHANGED, by, now, disposition=code, change="order")


def switch(*, code: str, on: bool, by: Person) -> None:
    """Offer it, or do not offer it any more. Conflict `last_of_kind` for the last of its kind."""
    _administrators(by)
    with write() as now:
        rows = list(_all().select_for_update())  # so that two cannot switch the last two off
        row = next((row for row in rows if row.code == code), None)
        if row is None:
            raise NotFound("There is no such disposition.")
        others = [o for o in rows if o.active and o.kind == row.kind and o.code != code]
        if not on and not others:
            said = f"“{row.label}” is the last of its kind that is on. Switch another on first."
            raise Conflict(said, code="last_of_kind")
        models.Disposition.objects.filter(pk=code).update(active=on)
        _tell(Event.DISPOSITION_CHANGED, by, now, disposition=code, change="on" if on else "off")


def add(
    *,
    label: str,
    kind: str,
    tried: bool,
    reached: bool,
    bad_number: bool,
    opt_out: bool,
    by: Person,
) -> str:
    """A new disposition, last in the order; its code is made from the label. The code."""
    _administrators(by)
    label = _checked_label(label)
    if kind not in models.Disposition.Kind.values:
        raise wrong("kind", "unknown_kind", "Choose what it leads to.")
    if (bad_number or opt_out) and kind != models.Disposition.Kind.FINAL:
        said = "Only what closes the lead can say that a number is bad, or never to call again."
        raise wrong("kind", "not_final", said)
    with write() as now:
        codes = list(models.Disposition.objects.values_list("code", flat=True))
        if len(codes) >= DISPOSITIONS_AT_MOST:
            said = f"There are {len(codes)} already; use one of those that are off."
            raise Conflict(said, code="enough_dispositions")
        code = _code(label, codes)
        models.Disposition.objects.create(
            code=code,
            label=label,
            kind=kind,
            tried=tried or reached,
            reached=reached,
            bad_number=bad_number,
            opt_out=opt_out,
            position=max([*_all().values_list("position", flat=True), 0]) + 1,
        )
        _tell(Event.DISPOSITION_CHANGED, by, now, disposition=code, change="added")
    return code


def _code(label: str, taken: list[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower(), flags=re.ASCII).strip("_")[:34] or "outcome"
    tries = [plain, *(f"{plain}_{n}" for n in range(2, DISPOSITIONS_AT_MOST + 2))]
    return next(code for code in tries if code not in taken)


def _checked_label(label: str, but: str = "") -> str:
    label = typed(label)
    if not label or len(label) > LABEL_LIMIT or not label.isprintable():
        said = f"A label has 1 to {LABEL_LIMIT} printable characters."
        raise wrong("label", "label_required", said)
    if models.Disposition.objects.filter(label__iexact=label).exclude(pk=but).exists():
        raise wrong("label", "label_taken", f"There is a disposition “{label}” already.")
    return label


def _one(code: str) -> models.Disposition:
    found = models.Disposition.objects.filter(pk=code).first()
    if found is None:
        raise NotFound("There is no such disposition.")
    return found


# ---- cadences and start values


def set_offsets(*, cadence_id: int, words: str, by: Person) -> None:
    """Another plan, for every settle from now on; what sleeps already wakes as it was told."""
    _administrators(by)
    try:
        offsets = spans.read(typed(words))
    except spans.NoPlan as error:
        raise wrong("words", "no_plan", str(error)) from error
    with write() as now:
        if not models.Cadence.objects.filter(pk=cadence_id).update(offsets=offsets):
            raise NotFound("There is no such cadence.")
        _tell(Event.CADENCE_CHANGED, by, now, cadence=cadence_id, offsets=offsets)


def set_start(
    *,
    source_id: int,
    team: int,
    cadence: int,
    percent: float,
    value: Decimal,
    half_life_hours: float,
    curve: str = "",
    needs_skills: str = "",
    by: Person,
) -> None:
    """What this source's leads start with: team, cadence, chance (per cent), value, half-life and
    how interest fades (as it was, if not given), and the skills that they need."""
    _administrators(by)
    if not 0.001 <= percent <= 100:
        raise wrong("percent", "out_of_range", "The chance is 0.001 to 100 per cent.")
    if not Decimal("0.01") <= value <= VALUE_AT_MOST:
        raise wrong("value", "out_of_range", f"The value is 0.01 to {VALUE_AT_MOST:,}.")
    if not 0.1 <= half_life_hours <= HALF_LIFE_AT_MOST:
        raise wrong("half_life_hours", "out_of_range", "The half-life is 0.1 to 10,000 hours.")
    if curve and curve not in CURVES:
        raise wrong("curve", "unknown_curve", "Choose how interest fades from the list.")
    skills, unread = read(needs_skills)
    if unread or len(skills) > SKILLS_AT_MOST:
        said = f"“{unread[:40]}” is no skill: write lang:es or lic:US-TX, say."
        raise wrong("needs_skills", "no_skill", said if unread else "Five skills at most.")
    with write() as now:
        source = Source.objects.filter(pk=source_id).first()
        if source is None:
            raise NotFound("There is no such source.")
        if not Team.objects.filter(pk=team).exists():
            raise wrong("team", "unknown_team", "Choose a team from the list.")
        if not models.Cadence.objects.filter(pk=cadence).exists():
            raise wrong("cadence", "unknown_cadence", "Choose a cadence from the list.")
        chance = percent / 100
        values = {"team_id": team, "cadence_id": cadence, "chance": chance, "value": value}
        before = route_of(source=source)
        route = models.Route.objects.filter(pk=before.pk)
        fades = {"curve": curve} if curve else {}
        needs = {"needs_skills": written(skills)}
        route.update(**values, **fades, **needs, half_life_hours=half_life_hours)
        if needs["needs_skills"] != before.needs_skills:
            replacing.ask(now=now, source=source_id)
        told = values | fades | needs
        told |= {"value": str(value), "half_life_hours": half_life_hours}
        _tell(Event.ROUTE_CHANGED, by, now, source=source_id, **told)


def set_own_words(*, always: bool, by: Person) -> None:
    """Whether every note must be in the agent's own words, also where nobody was reached."""
    _administrators(by)
    with write() as now:
        set_setting(name=ALWAYS_OWN_WORDS, value=always)
        _tell(Event.NOTES_CHANGED, by, now, always=always)


def own_words() -> bool:
    """Whether every note must be in the agent's own words."""
    return bool(base.setting(ALWAYS_OWN_WORDS))


def _administrators(by: Person) -> None:
    if not by.is_admin:
        raise NotFound("There is no such page.")


def _tell(kind: Event, by: Person, now: datetime, **data: Any) -> None:
    record(kind, now=now, actor_id=by.pk, data=data)
