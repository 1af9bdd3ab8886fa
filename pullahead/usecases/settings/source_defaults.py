"""Defaults of each source's leads: cadence, team, value, skills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pullahead.base.errors import FieldError, Invalid, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.leads.models import Source
from pullahead.pull import configuration, models, reranking
from pullahead.pull.decay import CURVES, EVEN, LABELS
from pullahead.pull.services import DEFAULT_TEAM, FRESH, route_of
from pullahead.team.models import Person, Team
from pullahead.team.skills import read, written
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.settings.change_log import record_change

VALUE_AT_MOST = Decimal("999999999.99")
SKILLS_AT_MOST = 5  # required by the leads of one source
PAGE = 40  # sources: their fields fit in one form
HALF_LIFE_AT_MOST = 10_000.0  # hours, some 14 months


@dataclass(frozen=True, slots=True)
class SourceDefaults:
    """The defaults of a source's leads."""

    source_id: int
    source: str
    team: int | None
    cadence: int | None
    percent: float
    value: Decimal
    half_life_hours: float
    curve: str = EVEN
    needs_skills: str = ""


def all_source_defaults() -> tuple[SourceDefaults, ...]:
    """Return the defaults of every source; one without leads yet has the general ones."""
    fresh = models.Route()
    fallback = models.CadenceRow.objects.filter(name=FRESH).values_list("id", flat=True).first()
    usual = Team.objects.filter(name=DEFAULT_TEAM).values_list("id", flat=True).first()
    rows = []
    for source in Source.objects.select_related("route").order_by("name"):
        found: models.Route | None = getattr(source, "route", None)
        route = found or fresh
        rows.append(
            SourceDefaults(
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


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A page of the sources, with the choices of their fields."""

    starts: tuple[SourceDefaults, ...]
    teams: tuple[tuple[int, str], ...]
    cadences: tuple[tuple[int, str], ...]
    curves: tuple[tuple[str, str], ...]  # decay curves: name, label
    number: int  # from 1
    pages: int


def source_page(*, viewer: Person, number: int = 1) -> SourcePage:
    """Return a page of the sources; a number past the last page is the last one."""
    administrators_only(viewer)
    starts = all_source_defaults()
    pages = max(1, -(-len(starts) // PAGE))
    number = max(1, min(number, pages))
    return SourcePage(
        starts=starts[(number - 1) * PAGE : number * PAGE],
        teams=tuple(Team.objects.order_by("name").values_list("id", "name")),
        cadences=tuple(models.CadenceRow.objects.order_by("id").values_list("id", "name")),
        curves=tuple((name, translated(label)) for name, label in LABELS.items()),
        number=number,
        pages=pages,
    )


def save_starts(*, starts: Mapping[int, Mapping[str, Any]], by: Person) -> None:
    """Set the defaults of some sources' leads, for leads that come from now on: all, or none.

    The values are those of `SourceDefaults`, by the id of the source. Raise Invalid with one error
    for each wrong field, named `FIELD-ID`.
    """
    administrators_only(by)
    routes: dict[int, dict[str, Any]] = {}
    errors: list[FieldError] = []
    with write_transaction() as now:
        for source_id, values in starts.items():
            try:
                routes[source_id] = _checked_route(source_id, **values)
            except Invalid as problem:
                errors += [replace(one, field=f"{one.field}-{source_id}") for one in problem.errors]
        if errors:
            raise Invalid(_("Nothing was saved. Correct the marked fields."), errors=errors)
        for source_id, route in routes.items():
            _save_route(source_id, route, by, now)


def _checked_route(
    source_id: int,
    *,
    team: int,
    cadence: int,
    percent: float,
    value: Decimal,
    half_life_hours: float,
    curve: str = "",
    needs_skills: str = "",
) -> dict[str, Any]:
    """Return the fields of a route; an empty `curve` leaves the decay curve as it was."""
    _check_numbers(percent, value, half_life_hours)
    if curve and curve not in CURVES:
        raise wrong("curve", "unknown_curve", _("Choose the loss of interest from the list."))
    skills = _read_skills(needs_skills)
    _check_source(source_id, team, cadence)
    route: dict[str, Any] = {
        "team_id": team,
        "cadence_id": cadence,
        "chance": percent / 100,
        "value": value,
        "half_life_hours": half_life_hours,
        "needs_skills": skills,
    }
    return route | ({"curve": curve} if curve else {})


def _save_route(source_id: int, route: dict[str, Any], by: Person, now: datetime) -> None:
    source = Source.objects.get(pk=source_id)
    before = route_of(source=source)
    configuration.set_route(source=source, values=route)
    if route["needs_skills"] != before.needs_skills:
        reranking.ask(now=now, source=source_id)
    changes = route | {"value": str(route["value"])}
    record_change(JournalEvent.ROUTE_CHANGED, by, now, **{**changes, "source": source_id})


def _check_numbers(percent: float, value: Decimal, half_life_hours: float) -> None:
    if not 0.001 <= percent <= 100:
        raise wrong("percent", "out_of_range", _("Enter expected sales from 0.001 to 100 percent."))
    if not Decimal("0.01") <= value <= VALUE_AT_MOST:
        raise wrong(
            "value",
            "out_of_range",
            _("Enter a sale value from 0.01 to {most}.").format(most=f"{VALUE_AT_MOST:,}"),
        )
    if not 0.1 <= half_life_hours <= HALF_LIFE_AT_MOST:
        raise wrong(
            "half_life_hours", "out_of_range", _("Enter a half-life from 0.1 to 10,000 hours.")
        )


def _read_skills(needs_skills: str) -> str:
    skills, unread = read(needs_skills)
    if unread or len(skills) > SKILLS_AT_MOST:
        said = _("“{text}” is not a skill. Enter a kind and a code, such as lang:es or lic:US-TX.")
        said = said.format(text=unread[:40])
        raise wrong("needs_skills", "no_skill", said if unread else _("Enter at most five skills."))
    return written(skills)


def _check_source(source_id: int, team: int, cadence: int) -> None:
    """Raise unless the source, the team and the cadence exist."""
    if not Source.objects.filter(pk=source_id).exists():
        raise NotFound(_("Source not found. Reload the page."))
    if not Team.objects.filter(pk=team).exists():
        raise wrong("team", "unknown_team", _("Choose a team from the list."))
    if not models.CadenceRow.objects.filter(pk=cadence).exists():
        raise wrong("cadence", "unknown_cadence", _("Choose a follow-up plan from the list."))
