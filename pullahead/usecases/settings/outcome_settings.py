"""Save dispositions, cadences and the rule of notes together: all of them, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base.errors import FieldError, Invalid
from pullahead.base.journal import JournalEvent
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.pull import configuration, models
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings import durations
from pullahead.usecases.settings.change_log import record_change
from pullahead.usecases.settings.dispositions import (
    ALWAYS_OWN_WORDS,
    all_dispositions,
    label_error,
)

LABEL, ACTIVE, WORDS = "label", "active", "words"


@dataclass(frozen=True, slots=True)
class OutcomeChanges:
    """Changes of one save; what is missing stays as it is."""

    labels: Mapping[str, str] = field(default_factory=dict)  # by code
    active: Mapping[str, bool] = field(default_factory=dict)  # by code
    order: Sequence[str] = ()  # codes in the agents' order; others follow
    plans: Mapping[int, str] = field(default_factory=dict)  # attempts in words, by cadence
    own_words: bool | None = None  # whether every note must be in the agent's own words


def save(*, changes: OutcomeChanges, by: Person) -> int:
    """Save the changes in one transaction, and return how many there were.

    Raise Invalid with one error for each wrong field, named `label-CODE`, `active-CODE` or
    `words-ID`; then nothing is saved.
    """
    administrators_only(by)
    offsets, errors = _read_plans(changes.plans)
    with write_transaction() as now:
        # two requests must not disable the last two of a kind
        rows = list(all_dispositions().select_for_update(no_key=True))
        labels = {code: clean_input(label) for code, label in changes.labels.items()}
        errors += [*_label_errors(rows, labels), *_active_errors(rows, changes.active)]
        if errors:
            raise Invalid(_("Nothing was saved. Correct the marked fields."), errors=errors)
        return sum(
            (
                _save_rows(rows, labels, changes.active, by, now),
                _save_order(rows, changes.order, by, now),
                _save_plans(offsets, by, now),
                _save_notes(changes.own_words, by, now),
            )
        )


def _read_plans(plans: Mapping[int, str]) -> tuple[dict[int, list[int]], list[FieldError]]:
    known = dict(models.CadenceRow.objects.values_list("id", "offsets"))
    read: dict[int, list[int]] = {}
    errors = []
    for cadence, words in plans.items():
        try:
            offsets = durations.read(clean_input(words))
        except durations.NoPlan as error:
            errors.append(FieldError(f"{WORDS}-{cadence}", "no_plan", str(error)))
            continue
        if cadence in known and offsets != known[cadence]:
            read[cadence] = offsets
    return read, errors


def _label_errors(
    rows: Sequence[models.DispositionRow], labels: Mapping[str, str]
) -> Iterable[FieldError]:
    """Judge the labels as they are after the save, so that two labels may be swapped."""
    after = {row.code: labels.get(row.code, row.label) for row in rows}
    for code, label in labels.items():
        others = (text for other, text in after.items() if other != code)
        if error := label_error(label, others):
            yield FieldError(f"{LABEL}-{code}", error.code, error.message)


def _active_errors(
    rows: Sequence[models.DispositionRow], active: Mapping[str, bool]
) -> Iterable[FieldError]:
    """Refuse to disable the last of a kind, so that every claim can be settled."""
    left = {row.kind for row in rows if active.get(row.code, row.active)}
    left.add(models.DispositionKindChoices.NURTURE)  # no claim needs one to be settled
    for row in rows:
        if row.active and row.kind not in left:
            said = _(
                "“{label}” is the last enabled outcome with this next step. Enable another first."
            ).format(label=row.label)
            yield FieldError(f"{ACTIVE}-{row.code}", "last_of_kind", said)


def _save_rows(
    rows: Sequence[models.DispositionRow],
    labels: Mapping[str, str],
    active: Mapping[str, bool],
    by: Person,
    now: datetime,
) -> int:
    done = 0
    for row in rows:
        label, on = labels.get(row.code, row.label), active.get(row.code, row.active)
        if label != row.label:
            configuration.label_disposition(code=row.code, label=label)
            _record(row.code, "label", by, now)
            done += 1
        if on != row.active:
            configuration.enable_disposition(code=row.code, active=on)
            _record(row.code, "on" if on else "off", by, now)
            done += 1
    return done


def _save_order(
    rows: Sequence[models.DispositionRow], order: Sequence[str], by: Person, now: datetime
) -> int:
    """Save the order; outcomes that were added meanwhile stay behind the others."""
    place = {code: n for n, code in enumerate(order)}
    before = [row.code for row in rows]
    after = sorted(before, key=lambda code: place.get(code, len(place)))
    if not order or after == before:
        return 0
    configuration.order_dispositions(codes=after)
    for code in after:
        if before.index(code) != after.index(code):
            _record(code, "order", by, now)
    return 1


def _save_plans(offsets: Mapping[int, list[int]], by: Person, now: datetime) -> int:
    for cadence, minutes in offsets.items():
        configuration.set_offsets(cadence_id=cadence, offsets=minutes)
        record_change(JournalEvent.CADENCE_CHANGED, by, now, cadence=cadence, offsets=minutes)
    return len(offsets)


def _save_notes(always: bool | None, by: Person, now: datetime) -> int:
    if always is None:
        return 0
    set_setting(name=ALWAYS_OWN_WORDS, value=always)
    record_change(JournalEvent.NOTES_CHANGED, by, now, always=always)
    return 1


def _record(code: str, change: str, by: Person, now: datetime) -> None:
    record_change(JournalEvent.DISPOSITION_CHANGED, by, now, disposition=code, change=change)
