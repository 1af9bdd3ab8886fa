"""Check of one lead's journal: every event must be possible after those before it.

A line of a lead is written behind its card's lock. The order of the journal is therefore the order
of the acts, whoever raced. *claim.made* on a held card is a second holder. *claim.settled* on a
card that is not held is a write by a lost token. docs/states.md draws the same arrows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pullahead.pull.store.port import EngineEvent

NOWHERE, READY, HELD, SCHEDULED, PARKED, CLOSED = (
    "",
    "ready",
    "held",
    "scheduled",
    "parked",
    "closed",
)
OPEN = frozenset({READY, HELD, SCHEDULED, PARKED})
GIVEN = "(as the event says)"
SAME = "(as it was)"
GIVES = frozenset({"claim.made", "claim.taken", "claim.handed_over", "claim.undone"})

# event → the states that it may follow, and the state that it leads to
ARROWS: Mapping[str, tuple[frozenset[str], str]] = {
    "card.admitted": (frozenset({NOWHERE}), GIVEN),
    "claim.made": (frozenset({READY, SCHEDULED}), HELD),
    "claim.settled": (frozenset({HELD}), SCHEDULED),
    "claim.released": (frozenset({HELD}), GIVEN),
    "claim.ended": (frozenset({HELD}), GIVEN),
    "card.woken": (frozenset({SCHEDULED}), READY),
    "card.deferred": (frozenset({READY, SCHEDULED}), SCHEDULED),
    "card.parked": (OPEN - {PARKED}, PARKED),
    "card.unparked": (frozenset({PARKED}), READY),
    "lead.asked_again": (OPEN, GIVEN),
    "callback.freed": (frozenset({SCHEDULED}), SAME),
    "callback.given": (frozenset({SCHEDULED}), SAME),
    "callback.returned": (frozenset({SCHEDULED}), SAME),
    "claim.late": (OPEN | {CLOSED}, SAME),
    "lead.closed": (OPEN, CLOSED),
    "claim.taken": (OPEN, HELD),
    "claim.interrupted": (frozenset({HELD}), SAME),
    "claim.resumed": (frozenset({HELD}), SAME),
    "claim.handed_over": (frozenset({HELD}), SAME),
    "claim.undone": (frozenset({SCHEDULED, PARKED, CLOSED}), GIVEN),
    "lead.reopened": (frozenset({CLOSED}), GIVEN),
}


def impossible(journal: Iterable[EngineEvent]) -> list[str]:
    """Return events that cannot follow those before them in their lead's journal."""
    states: defaultdict[UUID, str] = defaultdict(str)
    holders: dict[UUID, int | None] = {}
    found = []
    for event in journal:
        if event.lead_id is None or event.kind not in ARROWS:
            continue
        came_from, leads_to = ARROWS[str(event.kind)]
        state = states[event.lead_id]
        if event.kind in GIVES:
            holders[event.lead_id] = event.data.get("to", event.actor)
        if event.data.get("late"):  # nobody took it since its claim ended
            mine = holders.get(event.lead_id) == event.actor
            came_from = frozenset({READY, SCHEDULED, PARKED, HELD} if mine else ())
        if state not in came_from:
            found.append(f"{event.lead_id}: {event.kind} while {state or 'nowhere'}")
        states[event.lead_id] = _next(state, leads_to, event.data)
    return found


def _next(state: str, leads_to: str, data: Mapping[str, Any]) -> str:
    if leads_to == SAME:
        return state
    return str(data["state"]) if leads_to == GIVEN else leads_to
