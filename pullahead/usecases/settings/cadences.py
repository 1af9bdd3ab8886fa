"""Settings of cadences: when each attempt follows the first."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from pullahead.base.errors import NotFound, wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.pull import configuration, models
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings import durations
from pullahead.usecases.settings.change_log import record_change


@dataclass(frozen=True, slots=True)
class CadenceView:
    """A cadence in words."""

    id: int
    name: str
    offsets: str
    rounds: int
    waits: tuple[tuple[str, str], ...]  # disposition, wait


def cadence_view(row: models.CadenceRow, labels: dict[str, str]) -> CadenceView:
    """Describe a cadence for the settings page."""
    waits = tuple((labels.get(code, code), durations.in_words(m)) for code, m in row.waits.items())
    return CadenceView(
        row.pk, row.name, durations.all_in_words(row.offsets), len(row.offsets), waits
    )


def set_offsets(*, cadence_id: int, words: str, by: Person) -> None:
    """Change the attempts of a cadence for later settles; scheduled leads keep their time."""
    administrators_only(by)
    try:
        offsets = durations.read(clean_input(words))
    except durations.NoPlan as error:
        raise wrong("words", "no_plan", str(error)) from error
    with write_transaction() as now:
        if not configuration.set_offsets(cadence_id=cadence_id, offsets=offsets):
            raise NotFound(_("Follow-up plan not found. Reload the page."))
        record_change(JournalEvent.CADENCE_CHANGED, by, now, cadence=cadence_id, offsets=offsets)
