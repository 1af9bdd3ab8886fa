"""Settings of dispositions, with cadences and the defaults of sources on one page.

A disposition is never deleted: old settles refer to it. It is disabled instead. At least one of
each kind stays enabled, so that every claim can be settled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models.query import QuerySet
from django.utils.translation import gettext as _

from pullahead.base import queries as base
from pullahead.base.errors import Conflict, NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.pull import configuration, models
from pullahead.pull.decay import LABELS
from pullahead.team.models import Person, Team
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.cadences import CadenceView, cadence_view
from pullahead.usecases.settings.change_log import record_change
from pullahead.usecases.settings.source_defaults import SourceDefaults, all_source_defaults

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
    starts: tuple[SourceDefaults, ...]
    curves: tuple[tuple[str, str], ...]  # decay curves: name, label
    teams: tuple[tuple[int, str], ...]
    own_words: bool  # every note in the agent's own words


def dispositions_page(*, viewer: Person) -> DispositionsPage:
    """Return the contents of the page. Raise NotFound but for administrators."""
    administrators_only(viewer)
    rows = list(_all())
    labels = {row.code: row.label for row in rows}
    on = [row.kind for row in rows if row.active]
    return DispositionsPage(
        dispositions=tuple(
            DispositionView(r.code, r.label, r.kind, _flags(r), r.active, _is_last(r, on))
            for r in rows
        ),
        plans=tuple(cadence_view(row, labels) for row in models.CadenceRow.objects.order_by("id")),
        starts=all_source_defaults(),
        teams=tuple(Team.objects.order_by("name").values_list("id", "name")),
        own_words=own_words(),
        curves=tuple(LABELS.items()),
    )


def _is_last(row: models.DispositionRow, on: list[str]) -> bool:
    """Return whether a row is the last enabled one of a kind that settles need."""
    needed = row.kind != models.DispositionKindChoices.NURTURE
    return needed and row.active and on.count(row.kind) < 2


def _all() -> QuerySet[models.DispositionRow]:
    return models.DispositionRow.objects.order_by("position", "code")


def _flags(row: models.DispositionRow) -> tuple[str, ...]:
    said = {
        _("No attempt made"): not row.tried,
        _("Customer answered"): row.reached,
        _("Wrong number"): row.bad_number,
        _("Do not call"): row.opt_out,
        _("Asks for the date"): row.dated,
    }
    return tuple(words for words, true in said.items() if true)


# ---- dispositions


def relabel(*, code: str, label: str, by: Person) -> None:
    """Rename a disposition; earlier settles show the new label too."""
    administrators_only(by)
    label = _checked_label(label, but=code)
    with write_transaction() as now:
        _one(code)
        configuration.label_disposition(code=code, label=label)
        record_change(JournalEvent.DISPOSITION_CHANGED, by, now, disposition=code, change="label")


def move(*, code: str, up: bool, by: Person) -> None:
    """Move a disposition one place up or down in the agents' list; at the end nothing changes."""
    administrators_only(by)
    with write_transaction() as now:
        rows = list(_all().select_for_update(no_key=True))
        at = next((n for n, row in enumerate(rows) if row.code == code), None)
        if at is None:
            raise NotFound(_("Call outcome not found. Reload the page."))
        to = max(0, min(len(rows) - 1, at - 1 if up else at + 1))
        rows.insert(to, rows.pop(at))
        configuration.order_dispositions(codes=[row.code for row in rows])
        record_change(JournalEvent.DISPOSITION_CHANGED, by, now, disposition=code, change="order")


def switch(*, code: str, on: bool, by: Person) -> None:
    """Enable or disable a disposition. Raise Conflict `last_of_kind` for the last of its kind."""
    administrators_only(by)
    with write_transaction() as now:
        # Two requests must not disable the last two
        rows = list(_all().select_for_update(no_key=True))
        row = next((row for row in rows if row.code == code), None)
        if row is None:
            raise NotFound(_("Call outcome not found. Reload the page."))
        others = [o for o in rows if o.active and o.kind == row.kind and o.code != code]
        # no claim needs an outcome of nurturing to be settled
        if not on and not others and row.kind != models.DispositionKindChoices.NURTURE:
            said = _(
                "“{label}” is the last enabled outcome with this next step. Enable another first."
            ).format(label=row.label)
            raise Conflict(said, code="last_of_kind")
        configuration.enable_disposition(code=code, active=on)
        record_change(
            JournalEvent.DISPOSITION_CHANGED,
            by,
            now,
            disposition=code,
            change="on" if on else "off",
        )


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
                "There are {count} call outcomes, the maximum. Enable a disabled one instead."
            ).format(count=len(codes))
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


def _checked_label(label: str, but: str = "") -> str:
    label = clean_input(label)
    if not label or len(label) > LABEL_LIMIT or not label.isprintable():
        said = _("Enter a label of 1 to {limit} printable characters.").format(limit=LABEL_LIMIT)
        raise wrong("label", "label_required", said)
    if models.DispositionRow.objects.filter(label__iexact=label).exclude(pk=but).exists():
        raise wrong(
            "label",
            "label_taken",
            _("“{label}” already exists. Enter another label.").format(label=label),
        )
    return label


def _one(code: str) -> models.DispositionRow:
    found = models.DispositionRow.objects.filter(pk=code).first()
    if found is None:
        raise NotFound(_("Call outcome not found. Reload the page."))
    return found


# ---- cadences and start values


def set_own_words(*, always: bool, by: Person) -> None:
    """Require the agent's own words in every note, or only where someone was reached."""
    administrators_only(by)
    with write_transaction() as now:
        set_setting(name=ALWAYS_OWN_WORDS, value=always)
        record_change(JournalEvent.NOTES_CHANGED, by, now, always=always)


def own_words() -> bool:
    """Return whether every note must be in the agent's own words."""
    return bool(base.setting(ALWAYS_OWN_WORDS))
