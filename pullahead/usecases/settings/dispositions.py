"""Settings of dispositions, with cadences on one page; `outcome_settings` saves them together.

A disposition is never deleted: old settles refer to it. It is disabled instead. At least one of
each kind stays enabled, so that every claim can be settled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import queries as base
from pullahead.base.errors import Conflict, FieldError, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.pull import configuration, models
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.cadences import CadenceView, cadence_view
from pullahead.usecases.settings.change_log import record_change

LABEL_LIMIT = 60
DISPOSITIONS_AT_MOST = 60
ALWAYS_OWN_WORDS = "always_own_words"  # the name of the setting


@dataclass(frozen=True, slots=True)
class DispositionView:
    """A disposition in the list."""

    code: str
    label: str
    kind: str
    flags: tuple[str, ...]
    active: bool
    last: bool  # the last enabled one of its kind: it cannot be disabled


@dataclass(frozen=True, slots=True)
class DispositionsPage:
    """The contents of the page."""

    dispositions: tuple[DispositionView, ...]
    plans: tuple[CadenceView, ...]
    own_words: bool  # every note in the agent's own words


def dispositions_page(*, viewer: Person) -> DispositionsPage:
    """Return the contents of the page. Raise NotFound except for administrators."""
    administrators_only(viewer)
    rows = list(all_dispositions())
    labels = {row.code: row.label for row in rows}
    on = [row.kind for row in rows if row.active]
    return DispositionsPage(
        dispositions=tuple(
            DispositionView(r.code, r.label, r.kind, _flags(r), r.active, _is_last(r, on))
            for r in rows
        ),
        plans=tuple(cadence_view(row, labels) for row in models.CadenceRow.objects.order_by("id")),
        own_words=own_words(),
    )


def _is_last(row: models.DispositionRow, on: list[str]) -> bool:
    """Return whether a row is the last enabled one of a kind that settles need."""
    needed = row.kind != models.DispositionKindChoices.NURTURE
    return needed and row.active and on.count(row.kind) < 2


def all_dispositions() -> QuerySet[models.DispositionRow]:
    """Return all dispositions, in the agents' order."""
    return models.DispositionRow.objects.order_by("position", "code")


def _flags(row: models.DispositionRow) -> tuple[str, ...]:
    said = {
        _("No attempt made"): not row.tried,
        _("Customer answered"): row.reached,
        _("Wrong number"): row.bad_number,
        _("Do not call"): row.opt_out,
        _("Agent enters the date"): row.dated,
    }
    return tuple(words for words, true in said.items() if true)


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
    """Add a disposition at the end of the list, and return its code, made from the label."""
    administrators_only(by)
    label = _checked_label(label)
    if kind not in models.DispositionKindChoices.values:
        raise wrong("kind", "unknown_kind", _("Choose the next step."))
    if (bad_number or opt_out) and kind != models.DispositionKindChoices.FINAL:
        said = _("Only an outcome that closes the lead can mean “wrong number” or “do not call”.")
        raise wrong("kind", "not_final", said)
    with write_transaction() as now:
        codes = list(models.DispositionRow.objects.values_list("code", flat=True))
        if len(codes) >= DISPOSITIONS_AT_MOST:
            said = _(
                "There are {limit} call outcomes, the maximum. Enable a disabled one instead."
            ).format(limit=DISPOSITIONS_AT_MOST)
            raise Conflict(said, code="enough_dispositions")
        code = _code(label, codes)
        configuration.add_disposition(
            code=code,
            label=label,
            kind=kind,
            tried=tried or reached,
            reached=reached,
            bad_number=bad_number,
            opt_out=opt_out,
        )
        record_change(JournalEvent.DISPOSITION_CHANGED, by, now, disposition=code, change="added")
    return code


def _code(label: str, taken: list[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", label.lower(), flags=re.ASCII).strip("_")[:34] or "outcome"
    tries = [plain, *(f"{plain}_{n}" for n in range(2, DISPOSITIONS_AT_MOST + 2))]
    return next(code for code in tries if code not in taken)


def _checked_label(label: str) -> str:
    label = clean_input(label)
    there = models.DispositionRow.objects.values_list("label", flat=True)
    if error := label_error(label, there):
        raise wrong(error.field, error.code, error.message)
    return label


def label_error(label: str, others: Iterable[str]) -> FieldError | None:
    """Return the error of a label beside the other labels, if there is one."""
    if not label or len(label) > LABEL_LIMIT or not label.isprintable():
        said = _("Enter a label of 1 to {limit} printable characters.").format(limit=LABEL_LIMIT)
        return FieldError("label", "label_required", said)
    if label.casefold() in {other.casefold() for other in others}:
        said = _("“{label}” already exists. Enter another label.").format(label=label)
        return FieldError("label", "label_taken", said)
    return None


def own_words() -> bool:
    """Return whether every note must be in the agent's own words."""
    return bool(base.setting(ALWAYS_OWN_WORDS))
