"""Do-not-call numbers, for administrators: find an address, add it, remove it.

An opt-out bars a phone number or an email address for every lead. A number on an imported list is
not an opt-out; the next version of the list replaces it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from pullahead.base.errors import Conflict, wrong
from pullahead.base.journal import JournalEvent, record
from pullahead.base.transaction import retried, write_transaction
from pullahead.compliance import dnc_lists
from pullahead.leads import opt_outs
from pullahead.leads import queries as leads
from pullahead.leads.models import AddressKind, OptOut
from pullahead.leads.parsing.fields import BadField, read_email
from pullahead.leads.parsing.mailboxes import match_key
from pullahead.leads.parsing.phones import read_phone
from pullahead.team.models import Person
from pullahead.team.queries import names_of
from pullahead.usecases.common.permissions import administrators_only
from pullahead.usecases.common.sanitize import clean_text
from pullahead.usecases.leads.detail import international
from pullahead.usecases.leads.search import masked_email, masked_phone

REASON_LIMIT = 500
TEXT_LIMIT = 300
LATEST = 20


@dataclass(frozen=True, slots=True)
class OptOutRow:
    """An opt-out, or an address without one (`at` is None)."""

    kind: str
    value: str
    shown: str
    at: datetime | None = None
    reason: str = ""
    who: str = ""  # the administrator who entered it


@dataclass(frozen=True, slots=True)
class DoNotCallEntry:
    """The answer of a search: the address with its opt-out, and the lists with it."""

    address: OptOutRow
    lists: tuple[tuple[str, datetime], ...]  # name, date of the list
    leads: int  # with this address, open or closed


def look_up(*, text: str, viewer: Person) -> DoNotCallEntry:
    """Return what bars a phone number or an email address. Raise Invalid for other text."""
    administrators_only(viewer)
    kind, value = _read(text, "address")
    found = leads.opt_out_of(kind, value)
    on = dnc_lists.lists_with(match_key(value)) if kind == AddressKind.PHONE else ()
    return DoNotCallEntry(
        address=_row(found) if found else OptOutRow(kind, value, _shown(kind, value)),
        lists=tuple((one.name, one.as_of) for one in on),
        leads=len(leads.leads_at(kind, value)),
    )


def latest(*, viewer: Person) -> tuple[OptOutRow, ...]:
    """Return the latest opt-outs, of any origin."""
    administrators_only(viewer)
    rows = leads.latest_opt_outs(LATEST)
    who = names_of([row.actor_id for row in rows if row.actor_id])
    return tuple(_row(row, who) for row in rows)


@retried
def add(*, address: str, reason: str, by: Person) -> OptOutRow:
    """Bar an address for every lead. Raise Invalid if it is barred already."""
    administrators_only(by)
    kind, value = _read(address, "address")
    reason = _checked_reason(reason)
    with write_transaction() as now:
        if not opt_outs.bar_address(kind=kind, value=value, reason=reason, actor_id=by.pk, now=now):
            said = _("This address is already on the do-not-call list. Nothing was changed.")
            raise wrong("address", "already_opted_out", said)
        _record(JournalEvent.OPT_OUT_ADDED, kind, value, reason, by, now)
    return OptOutRow(kind, value, _shown(kind, value), now, reason, by.name)


@retried
def remove(*, address: str, reason: str, by: Person) -> OptOutRow:
    """Remove the opt-out of an address, for a reason. Raise Conflict if there is none."""
    administrators_only(by)
    kind, value = _read(address, "address")
    reason = _checked_reason(reason)
    with write_transaction() as now:
        if not opt_outs.unbar_address(kind=kind, value=value):
            said = _("This address no longer has an opt-out. Nothing was changed.")
            raise Conflict(said, code="not_opted_out")
        _record(JournalEvent.OPT_OUT_REMOVED, kind, value, reason, by, now)
    return OptOutRow(kind, value, _shown(kind, value))


def _read(text: str, field: str) -> tuple[str, str]:
    """Read a number, national or with its country code, or an email address."""
    text = text.strip()[:TEXT_LIMIT]
    mail = "@" in text
    read = read_email(text) if mail else read_phone(text, settings.CONFIG.country)
    if isinstance(read, BadField):
        said = _(
            "Can’t read “{text}”. Enter a phone number with its country code, such as +1 "
            "512 555 0142, or an email address."
        ).format(text=clean_text(text, 60))
        raise wrong(field, "unreadable", said)
    return (AddressKind.EMAIL if mail else AddressKind.PHONE).value, read


def _checked_reason(reason: str) -> str:
    clean = clean_text(reason, REASON_LIMIT)
    if not clean:
        raise wrong("reason", "missing", _("Enter the reason."))
    return clean


def _row(row: OptOut, who: dict[int, str] | None = None) -> OptOutRow:
    known = names_of([row.actor_id]) if who is None and row.actor_id else (who or {})
    name = known.get(row.actor_id, "") if row.actor_id else ""
    return OptOutRow(row.kind, row.value, _shown(row.kind, row.value), row.at, row.reason, name)


def _shown(kind: str, value: str) -> str:
    return international(value) if kind == AddressKind.PHONE else value


def _record(
    event: JournalEvent, kind: str, value: str, reason: str, by: Person, now: datetime
) -> None:
    """Write a line for each lead with the address; the address itself is masked.

    The journal is never erased, so it holds no whole address.
    """
    masked = masked_phone(value) if kind == AddressKind.PHONE else masked_email(value)
    data = {"kind": kind, "address": masked, "reason": reason}
    there: Sequence[UUID | None] = leads.leads_at(kind, value) or [None]
    for lead_id in there:
        record(event, now=now, actor_id=by.pk, lead_id=lead_id, data=data)
