"""Measured rates for administrators, and the two acts on a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pullahead.base.transaction import write_transaction
from pullahead.pull.contact_rates import HOURS, START, Rates, minutes, read
from pullahead.scoring import rate_service
from pullahead.scoring.contact_rates import ENOUGH, ENOUGH_FOR_HOURS
from pullahead.scoring.models import RatesVersion
from pullahead.scoring.page_helpers import administrators_only, percent, publishers, with_in_use
from pullahead.team.models import Person

SHOWN = 20
# an hour that is nearer to the mean is not named
TELLING = 0.03


@dataclass(frozen=True, slots=True)
class RateFigure:
    """One figure: its start value, its measured value, and its sample."""

    name: str
    start: str
    measured: str
    on: str


@dataclass(frozen=True, slots=True)
class HourFigure:
    """Local hour of customers, and its contact rate relative to the mean."""

    name: str
    times: str


@dataclass(frozen=True, slots=True)
class RateVersionRow:
    """Version as a row of the page; `who` is empty if it was activated automatically."""

    id: int
    created_at: datetime
    claims: int
    first: str  # reached in round 1
    minutes: str  # of a claim in round 1
    in_use: bool
    published_at: datetime | None
    who: str


@dataclass(frozen=True, slots=True)
class RateVersionsPage:
    """Figures of the current rates, else of the latest measurement; and the versions."""

    shown: RateVersionRow | None
    figures: tuple[RateFigure, ...]
    best: tuple[HourFigure, ...]
    worst: tuple[HourFigure, ...]
    versions: tuple[RateVersionRow, ...]
    enough: int = ENOUGH
    enough_for_hours: int = ENOUGH_FOR_HOURS


def page(*, viewer: Person) -> RateVersionsPage:
    """List measured rates beside the start values. Raise NotFound except for administrators."""
    administrators_only(viewer)
    there = rate_service.versions().filter(in_use=True).first()
    rows = with_in_use(rate_service.versions()[:SHOWN], there)
    people = publishers(rows)
    top = there or (rows[0] if rows else None)
    rates = read(top.figures) if top is not None else START
    best, worst = _hours(rates)
    return RateVersionsPage(
        shown=_seen(top, people) if top is not None else None,
        figures=_figures(rates, top.counts) if top is not None else (),
        best=best,
        worst=worst,
        versions=tuple(_seen(row, people) for row in rows),
    )


def use(*, version_id: int, by: Person) -> None:
    """Activate these rates. Raise NotFound."""
    administrators_only(by)
    with write_transaction() as now:
        rate_service.use(version_id=version_id, now=now, by=by.pk)


def use_start(*, by: Person) -> None:
    """Activate the start values."""
    administrators_only(by)
    with write_transaction() as now:
        rate_service.use_start(now=now, by=by.pk)


def _seen(row: RatesVersion, people: Mapping[int, str]) -> RateVersionRow:
    rates = read(row.figures)
    return RateVersionRow(
        id=row.pk,
        created_at=row.created_at,
        claims=sum(row.counts["tried"]),
        first=percent(rates.contact[0]),
        minutes=_minutes(minutes(1, rates)),
        in_use=row.in_use,
        published_at=row.published_at,
        who=people.get(row.published_by or 0, ""),
    )


def _reached_in(touch: int, last: int) -> str:
    """Name the figure of one contact of the nurturing plan."""
    if touch == last:
        return _("Answered at nurturing contact {n} or later").format(n=touch)
    return _("Answered at nurturing contact {n}").format(n=touch)


def _nurtured(rates: Rates, counts: Mapping[str, Any]) -> list[RateFigure]:
    """Return the figures of nurtured leads: contact by touch, and the factor of each stage."""
    last = len(START.touches)
    # versions before 0.2 counted no touches
    touched = counts.get("touched") or [0] * last
    answered = counts.get("answered") or [0] * last
    touches = zip(START.touches, rates.touches, touched, answered, strict=True)
    found = [
        RateFigure(
            _reached_in(k, last),
            percent(start),
            percent(own),
            _("{reached} of {tried} saved results").format(
                reached=f"{reached:,}", tried=f"{tried:,}"
            )
            if tried
            else _("no saved result yet"),
        )
        for k, (start, own, tried, reached) in enumerate(touches, start=1)
    ]
    decided = {one["stage"]: one for one in counts.get("stages") or ()}
    starts = dict(START.stages)
    for stage, factor in rates.stages:
        one = decided.get(stage)
        found.append(
            RateFigure(
                _("Lead score factor during nurturing: {stage}").format(
                    stage=stage.replace("_", " ")
                ),
                f"{starts.get(stage, 1.0):.2f}",
                f"{factor:.2f}",
                _("{won} won of {leads} leads").format(
                    won=f"{one['won']:,}", leads=f"{one['leads']:,}"
                )
                if one
                else _("no lead won or lost yet"),
            )
        )
    return found


def _figures(rates: Rates, counts: Mapping[str, Any]) -> tuple[RateFigure, ...]:
    last = len(START.contact)
    rounds = zip(START.contact, rates.contact, counts["tried"], counts["reached"], strict=True)
    contact = [
        RateFigure(
            _answered(k, last),
            percent(start),
            percent(own),
            _answers(reached, tried),
        )
        for k, (start, own, tried, reached) in enumerate(rounds, start=1)
    ]
    talks, silences = counts["talks"], counts["silences"]
    return (
        *contact,
        *_nurtured(rates, counts),
        RateFigure(
            _("Minutes with an answer"),
            _minutes(START.talk),
            _minutes(rates.talk),
            _sample(talks),
        ),
        RateFigure(
            _("Minutes without an answer"),
            _minutes(START.no_answer),
            _minutes(rates.no_answer),
            _sample(silences),
        ),
    )


def _answered(nth: int, last: int) -> str:
    if nth == last:
        return _("Answered at attempt {n} or later").format(n=nth)
    return _("Answered at attempt {n}").format(n=nth)


def _answers(reached: int, tried: int) -> str:
    if not tried:
        return _("no saved result yet")
    text = _("{reached} of {total} saved results")
    return text.format(reached=f"{reached:,}", total=f"{tried:,}")


def _sample(count: int) -> str:
    text = ngettext("{count} saved result", "{count} saved results", count)
    return text.format(count=f"{count:,}")


def _hours(rates: Rates) -> tuple[tuple[HourFigure, ...], tuple[HourFigure, ...]]:
    """Return the three best and the three worst hours that differ from the mean."""
    ranked = sorted(enumerate(rates.hours), key=lambda hour: -hour[1])
    best = [hour for hour in ranked[:3] if hour[1] > 1 + TELLING]
    worst = [hour for hour in ranked[:-4:-1] if hour[1] < 1 - TELLING]
    return tuple(map(_hour, best)), tuple(map(_hour, worst))


def _hour(hour: tuple[int, float]) -> HourFigure:
    at, by = hour
    return HourFigure(f"{at}–{(at + 1) % HOURS or HOURS} h", f"× {by:.2f}")


def _minutes(found: float) -> str:
    return f"{found:.1f} min"
