"""Clean and check what an agent submits with a settle."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import wrong
from pullahead.leads.sale_outcomes import AMOUNT_BELOW
from pullahead.team.queries import who_may_work
from pullahead.usecases.common.sanitize import clean_code, clean_note
from pullahead.usecases.work import call_script

WON = "won"


@dataclass(frozen=True, slots=True)
class SettleInput:
    """Submitted settle of a claim.

    `callback_for` is the id of the callback's owner. `amount` is the sale value (more than 0, in
    the organization's currency). `dialled`: the agent called on their own phone; None if no attempt
    was logged. `answers` holds the customer's answers by question of the call script.
    """

    disposition: str
    note: str = ""
    callback_at: datetime | None = None
    callback_for: int | None = None
    amount: Decimal | None = None
    dialled: bool | None = False
    answers: Mapping[str, str] = field(default_factory=dict)


def read_input(word: SettleInput) -> SettleInput:
    """Clean the text and times of a settle."""
    return replace(
        word,
        disposition=clean_code(word.disposition),
        note=clean_note(word.note),
        callback_at=_in_utc(word.callback_at),
        answers=call_script.typed_answers(word.answers),
    )


def check_input(word: SettleInput) -> None:
    """Raise Invalid for a settle that cannot be stored."""
    if word.amount is not None and word.disposition != WON:
        raise wrong("amount", "amount_unexpected", _("Only a sale has an amount. Remove it."))
    if word.amount is not None and not _is_money(word.amount):
        raise wrong("amount", "not_an_amount", _("Enter an amount above 0, such as 850.00."))
    able = who_may_work()
    if word.callback_for is not None and not able.filter(pk=word.callback_for).exists():
        raise wrong("callback_for", "unknown_person", _("Choose a colleague from the list."))


def _is_money(amount: Decimal) -> bool:
    """Return whether an amount is more than 0, with two decimals at most."""
    if not amount.is_finite() or not 0 < amount < AMOUNT_BELOW:
        return False
    return amount == amount.quantize(Decimal("0.01"))


def _in_utc(moment: datetime | None) -> datetime | None:
    """Return the moment in UTC, clamped to the limits of the calendar."""
    try:
        return moment and clock.require_aware(moment)
    except OverflowError:
        late = moment is not None and moment.year > 1
        return datetime.max.replace(tzinfo=UTC) if late else datetime.min.replace(tzinfo=UTC)


def body_hash(word: SettleInput) -> str:
    """Hash what was submitted, to recognize a repeated settle."""
    at = word.callback_at.isoformat() if word.callback_at else None
    body: list[object] = [word.disposition, word.note, at]
    if word.callback_for is not None or word.amount is not None:
        body += [word.callback_for, str(word.amount)]
    if word.answers:
        body.append(dict(word.answers))
    if word.dialled is not False:
        body.append(["dialled", word.dialled])
    return hashlib.sha256(json.dumps(body).encode("utf-8", "surrogatepass")).hexdigest()
