"""Reasons that an agent can choose for a break."""

from __future__ import annotations

from django.utils.translation import gettext as _

from pullahead.base.errors import wrong
from pullahead.base.journal import JournalEvent
from pullahead.base.transaction import write_transaction
from pullahead.team import queries, services
from pullahead.team.models import Person
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_input
from pullahead.usecases.settings.change_log import record_change

AT_MOST, LONGEST = 20, 40


def break_reasons(*, viewer: Person) -> str:
    """Return the reasons, one a line. Raise NotFound except for administrators."""
    administrators_only(viewer)
    return "\n".join(queries.break_reasons())


def save(*, text: str, by: Person) -> None:
    """Offer these reasons, one a line, in this order. Raise Invalid for too many or too long."""
    administrators_only(by)
    lines = (clean_input(line) for line in text.splitlines())
    names = list(dict.fromkeys(line for line in lines if line))
    if len(names) > AT_MOST:
        raise wrong("reasons", "invalid", _("Enter at most {limit} reasons.").format(limit=AT_MOST))
    long = next((name for name in names if len(name) > LONGEST), None)
    if long is not None:
        said = _("“{name}” is too long. Enter at most {limit} characters on a line.")
        raise wrong("reasons", "invalid", said.format(name=long[:LONGEST], limit=LONGEST))
    with write_transaction() as now:
        services.set_break_reasons(names=names)
        record_change(JournalEvent.BREAKS_CHANGED, by, now, count=len(names))
