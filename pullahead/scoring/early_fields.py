"""Fields that a person says are known before the first call, although the leak guard suspects them.

The guard judges by figures and can be wrong: a budget that every buyer states is no leak. The names
are in one setting; the next version that is learned uses these fields.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from pullahead.base import queries as base
from pullahead.base.errors import wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.services import set_setting
from pullahead.base.transaction import require_transaction, retried, write_transaction
from pullahead.scoring import features
from pullahead.scoring.models import ModelVersion
from pullahead.scoring.page_helpers import administrators_only
from pullahead.team.models import Person

SETTING = "score_early_fields"
MOST, NAME_LENGTH = 100, 200


@dataclass(frozen=True, slots=True)
class EarlyFields:
    """The fields, and when a person last changed them."""

    names: frozenset[str] = frozenset()
    changed_at: datetime | None = None


def early_fields() -> EarlyFields:
    """Return the fields that a person says are known before the first call."""
    kept = base.setting(SETTING) or {}
    changed = kept.get("changed_at")
    return EarlyFields(
        frozenset(kept.get("names", ())), datetime.fromisoformat(changed) if changed else None
    )


def trust(*, field: str, by: Person) -> None:
    """Let the score use a field that the leak guard left out. Raise Invalid for another field."""
    administrators_only(by)
    _change(field, known_early=True, by=by)


def distrust(*, field: str, by: Person) -> None:
    """Leave the judgment of a field to the leak guard again. Raise Invalid for another field."""
    administrators_only(by)
    _change(field, known_early=False, by=by)


def change_by_command(*, field: str, known_early: bool) -> None:
    """Change a field from the command line. Raise Invalid for a field that is not listed."""
    _change(field, known_early=known_early, by=None)


@retried
def _change(field: str, *, known_early: bool, by: Person | None) -> None:
    with write_transaction() as now:
        change_within(field=field, known_early=known_early, actor_id=by.pk if by else None, now=now)


def change_within(*, field: str, known_early: bool, actor_id: int | None, now: datetime) -> None:
    """Change a field inside the caller's transaction; the versions' lock lets one in at a time."""
    require_transaction()
    locked = ModelVersion.objects.select_for_update(no_key=True).order_by("pk")
    list(locked.values_list("pk")[:1])
    names = set(early_fields().names)
    known = {name for version in _latest() for name in version}
    found = next((name for name in sorted(known | names) if _is_named(name, field)), "")
    if not found or (known_early and len(names) >= MOST):
        said = _("The leak guard did not leave out a field “{field}”. Nothing was changed.")
        raise wrong("field", "unknown_field", said.format(field=field[:NAME_LENGTH]))
    if (found in names) == known_early:
        return
    names ^= {found}
    set_setting(name=SETTING, value={"names": sorted(names), "changed_at": now.isoformat()})
    data = {"field": found.removeprefix(features.ATTRIBUTE), "known_early": known_early}
    record(JournalEvent.SCORE_FIELD_CHANGED, now=now, actor_id=actor_id, data=data)


def _latest() -> list[list[str]]:
    """Return the fields that the latest version left out, or used because of a person."""
    figures = ModelVersion.objects.order_by("-pk").values_list("figures", flat=True).first() or {}
    return [[name for name, *_why in figures.get(key, ())] for key in ("leaks", "trusted")]


def _is_named(name: str, field: str) -> bool:
    return field.strip() in (name, name.removeprefix(features.ATTRIBUTE))
