"""Soundness of every card: the table's CHECKs, written a second time, in Python.

The databases refuse broken cards. The memory store refuses nothing, so this module checks its
cards. A test gives both the same cards, so that the two cannot drift apart.
"""

from __future__ import annotations

from pullahead.pull.rules import Card, CardState


def faults(card: Card | None) -> list[str]:
    """Return the faults of an open lead's card; nothing for a sound one."""
    if card is None:
        return ["an open lead without a card"]
    found = {
        "card_held": _held(card),
        "card_scheduled": card.state != CardState.SCHEDULED or card.next_at is not None,
        "card_ready": card.state != CardState.READY or card.next_at is None,
        "card_parked": _parked(card),
        "card_lane": card.state == CardState.PARKED or card.lane is not None,
        "card_callback": _callback(card),
        "card_nurtured": _nurtured(card),
        "card_excluded": (card.excluded_agent is None) == (card.excluded_until is None),
        "card_slot": card.slot in {None, 1, 2},
    }
    return [name for name, good in found.items() if not good]


def _held(card: Card) -> bool:
    hold = [card.holder is not None, card.token is not None, card.slot is not None]
    if card.state == CardState.HELD:
        return all(hold) and card.next_at is not None
    return not any(hold)


def _parked(card: Card) -> bool:
    if card.state == CardState.PARKED:
        return bool(card.park_reason) and card.review_at is not None and card.next_at is None
    return not card.park_reason and card.review_at is None


def _callback(card: Card) -> bool:
    if card.owner is None and card.owner_at is None:
        return True
    owned = card.owner is not None and card.owner_at is not None
    dated = card.due_at is not None or bool(card.stage)
    return owned and dated and card.state == CardState.SCHEDULED


def _nurtured(card: Card) -> bool:
    if not card.stage:
        return card.touch_at is None and card.tries == 0
    return card.touch_at is not None
