"""Writes of scoring:

evaluate a model, store the trial, publish a version, go back to an earlier one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, NotFound
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import require_transaction
from pullahead.base.translation import translated
from pullahead.base.wording import as_stored, from_stored
from pullahead.scoring import bayes_stack, evaluation, queries, rules, serialization
from pullahead.scoring.early_fields import early_fields
from pullahead.scoring.models import ModelVersion, VersionState


def tried(*, now: datetime) -> tuple[evaluation.Trial, int]:
    """Fit all known leads without leaks, and backtest the model. Return the trial and the outcomes.

    Writes nothing and takes seconds for 20,000 leads: call it outside write_transaction().
    """
    known = queries.known(now)
    found = evaluation.hold(known.history, day=queries.day_of(now), today=_today(known))
    return replace(found, leaks=known.leaks, trusted=known.trusted), known.outcomes


def _today(known: queries.LeadFeatures) -> evaluation.CurrentFit:
    """The version in use, or the sources' start values, on the rows that are known."""
    version = queries.in_use()
    if version is None:
        starts = queries.start_chances()
        chances = [starts.get(source, bayes_stack.START_CHANCE) for source in known.sources]
        return evaluation.CurrentFit(
            None, lambda start, end: [_inside(p) for p in chances[start:end]]
        )
    model = queries.model_of(version)

    def theirs(start: int, end: int) -> Sequence[float]:
        columns = {name: values[start:end] for name, values in known.history.columns.items()}
        return bayes_stack.chances(model, columns, end - start)

    return evaluation.CurrentFit(queries.day_of(version.created_at), theirs)


def _inside(chance: float) -> float:
    """A start value of 1 is allowed; one that was wrong must not cost the whole log-loss."""
    return min(chance, 1 - 1e-6)


def keep(
    *, found: evaluation.Trial, outcomes: int, now: datetime, publish_it: bool = True
) -> ModelVersion:
    """Store a trial as a version; activate the version if its backtest allows it.

    Raises Unreadable for a model that could not be read again.
    """
    require_transaction()
    refused = bool(found.refusals)
    fields = {
        "leaks": [[leak.field, *as_stored(leak.reason)] for leak in found.leaks],
        "trusted": [[leak.field, *as_stored(leak.reason)] for leak in found.trusted],
    }
    parameters = serialization.to_plain(found.model)
    serialization.from_plain(parameters)  # what could not be read again must never be in use
    version = ModelVersion.objects.create(
        created_at=now,
        kind=serialization.KIND,
        parameters=parameters,
        figures=asdict(found.figures) | {"today": found.today} | fields,
        refusals=[as_stored(one) for one in found.refusals],
        rows=found.model.rows,
        outcomes=outcomes,
        state=VersionState.REFUSED if refused else VersionState.KEPT,
    )
    data = {"version": version.pk, "rows": version.rows, "refused": refused}
    record(JournalEvent.SCORE_MODEL_TESTED, now=now, data=data)
    if publish_it and not refused:
        publish(version_id=version.pk, now=now)
        version.refresh_from_db(fields=["state", "published_at"])
    return version


def reasons(version: ModelVersion) -> tuple[str, ...]:
    """Return why a version was rejected, in the reader's language. Version 0.1.0 stored texts."""
    stored = ([one] if isinstance(one, str) else one for one in version.refusals)
    return tuple(translated(from_stored(one)) for one in stored)


def publish(*, version_id: int, now: datetime, by: int | None = None) -> None:
    """Put a version in use, an earlier one too; the previously active one stays stored.

    Raises NotFound, and Conflict for one whose backtest failed. Chances of cards change when the
    caller writes them (scoring.queries.scores).
    """
    require_transaction()
    _one_at_a_time()
    version = ModelVersion.objects.filter(pk=version_id).first()
    if version is None:
        raise NotFound(_("Version not found."))
    if version.state == VersionState.REFUSED:
        raise Conflict(
            _("Version {version} was rejected and cannot be used. {reasons}").format(
                version=version.pk, reasons=" ".join(reasons(version))
            )
        )
    if version.state == VersionState.IN_USE:
        return
    former = _take_out()
    version.state = VersionState.IN_USE
    version.published_at, version.published_by = now, by
    version.save(update_fields=["state", "published_at", "published_by"])
    data = {"version": version.pk, "before": former}
    record(JournalEvent.SCORE_MODEL_PUBLISHED, now=now, actor_id=by, data=data)


def unpublish(*, now: datetime, by: int | None = None) -> None:
    """Deactivate the version in use: chances are the sources' start values again."""
    require_transaction()
    _one_at_a_time()
    former = _take_out()
    if former is not None:
        data = {"version": None, "before": former}
        record(JournalEvent.SCORE_MODEL_PUBLISHED, now=now, actor_id=by, data=data)


def _one_at_a_time() -> None:
    """Lock the row of the first version, so that concurrent activations follow each other."""
    list(ModelVersion.objects.select_for_update(no_key=True).order_by("pk").values_list("pk")[:1])


def _take_out() -> int | None:
    """Deactivate the version in use; return its id."""
    there = ModelVersion.objects.filter(state=VersionState.IN_USE)
    former = there.values_list("pk", flat=True).first()
    if former is not None:
        ModelVersion.objects.filter(pk=former).update(state=VersionState.KEPT)
    return former


def due(*, now: datetime) -> bool:
    """Return whether to learn again: 100 outcomes since the last version, or a night with one.

    Also once after a person changed which fields the score may use.
    """
    last_at, changed_at = queries.latest_at(), early_fields().changed_at
    if last_at is not None and changed_at is not None and changed_at > last_at:
        return True
    return rules.refit_due(outcomes=queries.outcomes_since(last_at), last_at=last_at, now=now)
