"""One act on many leads: each in a transaction of its own, so that one refusal spoils nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pullahead.base.errors import Invalid, Problem
from pullahead.desk import care
from pullahead.desk.leads_list import for_leaders
from pullahead.leads.models import Lead
from pullahead.team.models import Person

PARK, UNPARK, CLOSE, REOPEN = "park", "unpark", "close", "reopen"
ACTS = (PARK, UNPARK, CLOSE, REOPEN)
OPPOSITE = {PARK: UNPARK, UNPARK: PARK, CLOSE: REOPEN, REOPEN: CLOSE}
AT_MOST = 200
CLOSED_AGAIN = "Closed again: the reopening was undone."


@dataclass(frozen=True, slots=True)
class One:
    """One lead of the selection; for closing again after a reopening, as what it was closed."""

    lead_id: UUID
    closed_as: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a selection."""

    act: str
    done: tuple[One, ...]
    refused: tuple[tuple[str, int], ...]  # why, and of how many


def act_on(
    *, act: str, leads: Sequence[One], by: Person, disposition: str = "", note: str = ""
) -> Done:
    """Do one act to each of these leads, and say of each other one why not.

    Invalid for an act that there is not, for no lead and for more than 200, and where a closing
    lacks its disposition or note: then nothing was done. NotFound for agents.
    """
    for_leaders(by)
    chosen = list({one.lead_id: one for one in leads}.values())
    if act not in ACTS or not 0 < len(chosen) <= AT_MOST:
        message = f"Select 1 to {AT_MOST} leads, and one of the acts. Nothing was changed."
        raise Invalid(message, code="nothing_selected")
    if act == CLOSE and not all(one.closed_as for one in chosen):
        care.checked_closing(disposition, note)
    before = dict(
        Lead.objects.filter(pk__in=[one.lead_id for one in chosen]).values_list("pk", "closed_as")
    )
    done, refused = [], Counter[str]()
    for one in chosen:
        try:
            _act(act, one, by, one.closed_as or disposition, note)
        except Problem as problem:
            refused[problem.message] += 1
        else:
            done.append(One(one.lead_id, before.get(one.lead_id, "") if act == REOPEN else ""))
    return Done(act, tuple(done), tuple(refused.most_common()))


def _act(act: str, one: One, by: Person, disposition: str, note: str) -> None:
    if act == PARK:
        care.park(lead_id=one.lead_id, by=by)
    elif act == UNPARK:
        care.unpark(lead_id=one.lead_id, by=by)
    elif act == REOPEN:
        care.reopen(lead_id=one.lead_id, by=by)
    else:
        care.close(lead_id=one.lead_id, disposition=disposition, note=note or CLOSED_AGAIN, by=by)
