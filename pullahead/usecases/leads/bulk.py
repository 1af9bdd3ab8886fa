"""One act on many leads: each in a transaction of its own, so that one refusal spoils nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

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
CLOSED_AGAIN = "Closed again: the reopening was undone."


@dataclass(frozen=True, slots=True)
class BulkItem:
    """One lead of the selection; for an undo with what it was before: as what it was closed, the
    id of its team, or its value (blank for none of its own)."""

    lead_id: UUID
    was: str | None = None


@dataclass(frozen=True, slots=True)
class BulkParameters:
    """What an act needs beside the leads: for closing, moving, and setting the value."""

    disposition: str = ""
    note: str = ""
    team: int | None = None
    value: str = ""
    review_on: date | None = None  # of what is parked; None: the next working day


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of a selection."""

    act: str
    done: tuple[BulkItem, ...]
    refused: tuple[tuple[str, int], ...]  # why, and of how many


def act_on(
    *, act: str, leads: Sequence[BulkItem], by: Person, given: BulkParameters | None = None
) -> BulkResult:
    """Do one act to each of these leads, and say of each other one why not.

    Each is done as it was before (`was`) or, where that is None, as `given`. Invalid for an act
    that there is not, for no lead and for more than 200, and where something that the act needs is
    lacking: then nothing was done. NotFound for agents.
    """
    for_leaders(by)
    chosen = list({one.lead_id: one for one in leads}.values())
    if act not in ACTS or not 0 < len(chosen) <= AT_MOST:
        message = f"Select 1 to {AT_MOST} leads, and one of the acts. Nothing was changed."
        raise Invalid(message, code="nothing_selected")
    given = given or BulkParameters()
    if any(one.was is None for one in chosen):
        _check(act, given, by)
    closed = Lead.objects.filter(pk__in=[one.lead_id for one in chosen])
    before = dict(closed.values_list("pk", "closed_as"))
    done, refused = [], Counter[str]()
    for one in chosen:
        try:
            was = _act(act, one, given, by)
        except Problem as problem:
            refused[problem.message] += 1
        else:
            was = before.get(one.lead_id, "") if act == REOPEN else was
            done.append(BulkItem(one.lead_id, was))
    return BulkResult(act, tuple(done), tuple(refused.most_common()))


def _check(act: str, given: BulkParameters, by: Person) -> None:
    """All that the act needs, before the first lead is touched."""
    if act == CLOSE:
        lifecycle.checked_closing(given.disposition, given.note)
    elif act == PARK:
        lifecycle.checked_review(given.review_on, clock.now(), by.team_id)
    elif act == MOVE:
        edit.checked_team(given.team)
    elif act == VALUE:
        edit.checked_value(given.value)


def _act(act: str, one: BulkItem, given: BulkParameters, by: Person) -> str | None:
    """Do it; what an undo needs to know, where the opposite act does not say it."""
    lead_id, was = one.lead_id, one.was
    if act == PARK:
        lifecycle.park(lead_id=lead_id, by=by, review_on=given.review_on)
    elif act == UNPARK:
        lifecycle.unpark(lead_id=lead_id, by=by)
    elif act == REOPEN:
        lifecycle.reopen(lead_id=lead_id, by=by)
    elif act == MOVE:
        to = given.team if was is None else int(was)
        return str(edit.move(lead_id=lead_id, team_id=edit.checked_team(to), by=by))
    elif act == VALUE:
        value = edit.checked_value(given.value if was is None else was)
        return str(edit.revalue(lead_id=lead_id, value=value, by=by) or "")
    elif was:
        lifecycle.close_again(lead_id=lead_id, code=was, note=CLOSED_AGAIN, by=by)
    else:
        lifecycle.close(lead_id=lead_id, disposition=given.disposition, note=given.note, by=by)
    return None
