"""One act on many leads, each in its own transaction: a refusal leaves the others done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from pullahead.base import clock
from pullahead.base.errors import Invalid, Problem
from pullahead.leads.models import Lead
from pullahead.team.models import Person
from pullahead.usecases.leads import edit, lifecycle
from pullahead.usecases.leads.lead_list import for_leaders

PARK, UNPARK, CLOSE, REOPEN, MOVE, VALUE = "park", "unpark", "close", "reopen", "move", "value"
ACTS = (PARK, UNPARK, CLOSE, REOPEN, MOVE, VALUE)
OPPOSITE = {
    PARK: UNPARK, UNPARK: PARK, CLOSE: REOPEN, REOPEN: CLOSE, MOVE: MOVE, VALUE: VALUE,
}  # fmt: skip
AT_MOST = 200
CLOSED_NOW = "closed"  # `was` of a closed lead: its undo restores the lead as before
CLOSED_AGAIN = "Closed again: the reopening was undone."


@dataclass(frozen=True, slots=True)
class BulkItem:
    """A lead of the selection. For an undo, `was` is its former closing code, team id or value,
    or CLOSED_NOW.

    A blank value is none of the lead's own.
    """

    lead_id: UUID
    was: str | None = None


@dataclass(frozen=True, slots=True)
class BulkParameters:
    """The parameters of an act: for closing, parking, moving, and setting the value."""

    disposition: str = ""
    note: str = ""
    team: int | None = None
    value: str = ""
    review_on: date | None = None  # for parking; None: the next working day


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The result of an act on a selection."""

    act: str
    done: tuple[BulkItem, ...]
    refused: tuple[tuple[str, int], ...]  # reason, number of leads


def act_on(
    *, act: str, leads: Sequence[BulkItem], by: Person, parameters: BulkParameters | None = None
) -> BulkResult:
    """Apply one act to each of these leads, and collect the reason of each refusal.

    Each lead gets its former state (`was`) or, where that is None, `parameters`. Raise Invalid for
    an unknown act, for no lead or more than 200, and for missing parameters; then nothing is done.
    Raise NotFound for agents.
    """
    for_leaders(by)
    chosen = list({one.lead_id: one for one in leads}.values())
    if act not in ACTS or not 0 < len(chosen) <= AT_MOST:
        message = _("Select 1 to {limit} leads and an action. Nothing was changed.").format(
            limit=AT_MOST
        )
        raise Invalid(message, code="nothing_selected")
    parameters = parameters or BulkParameters()
    if any(one.was is None for one in chosen):
        _check(act, parameters, by)
    closed = Lead.objects.filter(pk__in=[one.lead_id for one in chosen])
    before = dict(closed.values_list("pk", "closed_as"))
    done, refused = [], Counter[str]()
    for one in chosen:
        try:
            was = _act(act, one, parameters, by)
        except Problem as problem:
            refused[problem.message] += 1
        else:
            was = before.get(one.lead_id, "") if act == REOPEN else was
            done.append(BulkItem(one.lead_id, was))
    return BulkResult(act, tuple(done), tuple(refused.most_common()))


def _check(act: str, parameters: BulkParameters, by: Person) -> None:
    """Check the parameters of an act before the first lead is changed."""
    if act == CLOSE:
        lifecycle.checked_closing(parameters.disposition, parameters.note)
    elif act == PARK:
        lifecycle.checked_review(parameters.review_on, clock.now(), by.team_id)
    elif act == MOVE:
        edit.checked_team(parameters.team)
    elif act == VALUE:
        edit.checked_value(parameters.value)


def _act(act: str, one: BulkItem, parameters: BulkParameters, by: Person) -> str | None:
    """Apply the act, and return what its undo needs beyond the opposite act."""
    lead_id, was = one.lead_id, one.was
    if act == PARK:
        lifecycle.park(lead_id=lead_id, by=by, review_on=parameters.review_on)
    elif act == UNPARK:
        lifecycle.unpark(lead_id=lead_id, by=by)
    elif act == REOPEN and was == CLOSED_NOW:
        lifecycle.undo_close(lead_id=lead_id, by=by)
    elif act == REOPEN:
        lifecycle.reopen(lead_id=lead_id, by=by)
    elif act == MOVE:
        to = parameters.team if was is None else int(was)
        return str(edit.move(lead_id=lead_id, team_id=edit.checked_team(to), by=by))
    elif act == VALUE:
        value = edit.checked_value(parameters.value if was is None else was)
        return str(edit.revalue(lead_id=lead_id, value=value, by=by) or "")
    elif was:
        lifecycle.close_again(lead_id=lead_id, code=was, note=CLOSED_AGAIN, by=by)
        return CLOSED_NOW
    else:
        lifecycle.close(
            lead_id=lead_id, disposition=parameters.disposition, note=parameters.note, by=by
        )
        return CLOSED_NOW
    return None
