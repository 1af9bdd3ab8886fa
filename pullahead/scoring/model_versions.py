"""Model versions for administrators, and the two acts on a version.

These acts own their transaction, unlike other packages' writes. Use cases, which usually own it,
may not import this package.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from pullahead.base.transaction import write_transaction
from pullahead.base.translation import translated
from pullahead.base.wording import from_stored
from pullahead.leads.models import Source
from pullahead.scoring import bayes_stack, features, queries, services
from pullahead.scoring.early_fields import early_fields
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.page_helpers import administrators_only, percent, publishers, with_in_use
from pullahead.scoring.training_rows import MISSING
from pullahead.team.models import Person

SHOWN = 50
FIELDS = 6
# a field whose best and worst values differ by less (ln-odds) tells nothing worth reading
NOTHING = 0.1
NAMES = {
    "source": gettext_lazy("source"),
    "hour": gettext_lazy("hour of the inquiry"),
    "weekday": gettext_lazy("weekday of the inquiry"),
    "phone": gettext_lazy("first digits of the phone"),
    "mail": gettext_lazy("email provider"),
}


@dataclass(frozen=True, slots=True)
class ModelVersionRow:
    """Row of the page for one version.

    `promised`: predicted successes for each 100 actual ones. `first`: how often the right lead
    ranked first. `half`: share of successes in the better half. `who` is empty if the version was
    activated automatically.
    """

    id: int
    created_at: datetime
    state: str
    rows: int
    promised: str
    first: str
    half: str
    words: tuple[str, ...]
    refusals: tuple[str, ...]
    published_at: datetime | None
    who: str


@dataclass(frozen=True, slots=True)
class FieldEffect:
    """Field that separates leads: its values with the best and the worst odds.

    Each has its factor on the odds of a lead without known fields.
    """

    name: str
    best: str
    best_times: str
    worst: str
    worst_times: str


@dataclass(frozen=True, slots=True)
class SuspectField:
    """Field that the leak guard suspects, with its reason.

    `is_trusted`: a person says that it is known before the first call. `is_used`: the latest
    version used it.
    """

    field: str
    name: str
    reason: str
    is_trusted: bool
    is_used: bool


@dataclass(frozen=True, slots=True)
class ModelVersionsPage:
    """Contents of the page; `new` counts the outcomes since the latest version or rates."""

    in_use: ModelVersionRow | None
    versions: tuple[ModelVersionRow, ...]
    telling: tuple[FieldEffect, ...]
    usual: str
    new: int
    leaks: tuple[SuspectField, ...]  # of the latest version


def page(*, viewer: Person) -> ModelVersionsPage:
    """The versions, the latest first; NotFound except for administrators."""
    administrators_only(viewer)
    there = queries.in_use()
    rows = with_in_use(queries.versions()[:SHOWN], there)
    people = publishers(rows)
    seen = {row.pk: _seen(row, people) for row in rows}
    model = queries.model_of(there) if there is not None else None
    return ModelVersionsPage(
        in_use=seen[there.pk] if there is not None else None,
        versions=tuple(seen.values()),
        telling=_telling(model) if model is not None else (),
        usual=percent(bayes_stack.chance(model, {})) if model is not None else "",
        new=queries.outcomes_since(queries.latest_at()),
        leaks=_leaks(rows),
    )


def _leaks(rows: Sequence[ModelVersion]) -> tuple[SuspectField, ...]:
    """Return the suspects of the latest version; version 0.1.0 stored none."""
    latest = max(rows, key=lambda row: row.pk, default=None)
    if latest is None:
        return ()
    early = early_fields().names
    return tuple(
        SuspectField(
            name, _field(name), translated(from_stored(why)), name in early, key == "trusted"
        )
        for key in ("leaks", "trusted")
        for name, *why in latest.figures.get(key, [])
    )


def use(*, version_id: int, by: Person) -> None:
    """Put a version in use. Raises NotFound, and Conflict for one that was refused."""
    administrators_only(by)
    with write_transaction() as now:
        services.publish(version_id=version_id, now=now, by=by.pk)


def use_none(*, by: Person) -> None:
    """Activate the sources' start values."""
    administrators_only(by)
    with write_transaction() as now:
        services.unpublish(now=now, by=by.pk)


def _seen(row: ModelVersion, people: Mapping[int, str]) -> ModelVersionRow:
    ratio = row.figures["ratio"]
    return ModelVersionRow(
        id=row.pk,
        created_at=row.created_at,
        state=row.state,
        rows=row.rows,
        promised="–" if ratio is None else f"{100 * ratio:.0f}",
        first=_share(row.figures["within"]),
        half=_share(row.figures["at_half"]),
        words=_words(row.figures),
        refusals=services.reasons(row),
        published_at=row.published_at,
        who=people.get(row.published_by or 0, ""),
    )


def _words(figures: Mapping[str, Any]) -> tuple[str, ...]:
    """Describe a backtest in sentences, without figures that could not be measured."""
    rows, won = figures["rows"], figures["successes"]
    if not won:
        text = ngettext(
            "Backtest on {rows} lead without a success: its accuracy is unknown.",
            "Backtest on {rows} leads without a success: its accuracy is unknown.",
            rows,
        )
        return (text.format(rows=f"{rows:,}"),)
    text = ngettext(
        "Backtest on {rows} later lead; successes: {won}.",
        "Backtest on {rows} later leads; successes: {won}.",
        rows,
    )
    said = [text.format(rows=f"{rows:,}", won=f"{won:,}")]
    if figures["ratio"] is not None:
        text = _("Predicted successes for each 100 actual ones: {count}.")
        said.append(text.format(count=f"{100 * figures['ratio']:.0f}"))
    if figures["within"] is not None:
        text = _("The better of two open leads had the higher score {share} of the time.")
        said.append(text.format(share=percent(figures["within"])))
    if figures["at_half"] is not None:
        text = _("{share} of the successes were in the better half of the leads.")
        said.append(text.format(share=percent(figures["at_half"])))
    return tuple(said)


def _telling(model: bayes_stack.Model) -> tuple[FieldEffect, ...]:
    """The fields that move the odds most, from the best value that they know to the worst."""
    names = {str(pk): name for pk, name in Source.objects.values_list("pk", "name")}
    spans = []
    for part in model.parts:
        by = model.slope * part.weight
        ranked = sorted((by * term, code) for code, term in part.terms.items())
        if ranked and ranked[-1][0] - ranked[0][0] > NOTHING:
            spans.append((ranked[-1][0] - ranked[0][0], part, ranked[-1], ranked[0]))
    spans.sort(key=lambda span: -span[0])
    return tuple(
        FieldEffect(
            name=_field(part.field.name),
            best=_value(part, best[1], names),
            best_times=_times(best[0]),
            worst=_value(part, worst[1], names),
            worst_times=_times(worst[0]),
        )
        for _, part, best, worst in spans[:FIELDS]
    )


def _field(name: str) -> str:
    return str(NAMES.get(name, name.removeprefix(features.ATTRIBUTE)))


def _value(part: bayes_stack.Part, code: str, sources: Mapping[str, str]) -> str:
    """Return a code in words: a source's name, or the span between two cuts."""
    if code == MISSING:
        return _("unknown")
    if part.field.name == "source":
        return sources.get(code) or _("source {id}").format(id=code)
    cuts = part.field.cuts
    if cuts is None:
        return code
    at = int(code)
    if at == 0:
        return _("below {limit}").format(limit=f"{cuts[0]:g}")
    if at == len(cuts):
        return _("{limit} or more").format(limit=f"{cuts[-1]:g}")
    return _("{low} to {high}").format(low=f"{cuts[at - 1]:g}", high=f"{cuts[at]:g}")


def _times(term: float) -> str:
    return f"× {math.exp(term):.2g}"


def _share(share: float | None) -> str:
    return "–" if share is None else percent(share)
