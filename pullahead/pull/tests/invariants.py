"""Invariants after every act, on every store, whatever happened before.

`broken` reads only stored state, never the answers of acts. It therefore checks a database after a
crash as well as a random walk.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from uuid import UUID

from pullahead.pull.rules import CardState
from pullahead.pull.store.port import Claim
from pullahead.pull.tests.grounds import Ground
from pullahead.pull.tests.soundness import faults
from pullahead.pull.tests.stories import impossible


def broken(ground: Ground) -> list[str]:
    """Return every invariant that does not hold, in words; nothing when all hold."""
    return [*out_of_place(ground), *impossible(ground.journal()), *overlapping(ground)]


def overlapping(ground: Ground) -> list[str]:
    """Return overlapping spans of claims. Not for races: a span may begin before a lock wait."""
    return two_holders(ground.claims().values())


def out_of_place(ground: Ground) -> list[str]:
    """Return cards, claims and leads that do not fit together."""
    cards, claims, leads = ground.cards(), ground.claims(), ground.leads()
    found = [f"unreachable: {lead}" for lead in ground.unreachable()]
    found += [f"{lead}: {fault}" for lead, c in cards.items() for fault in faults(c)]
    by_state = Counter(card.state for card in cards.values())
    closed = sum(not is_open for is_open in leads.values())
    if len(leads) != closed + sum(by_state[state] for state in CardState):
        found.append(f"received {len(leads)}, but closed {closed} and cards {dict(by_state)}")
    found += [
        f"{lead}: ready, but since when?"
        for lead, card in cards.items()
        if card.state == CardState.READY and card.ready_at is None
    ]
    found += _lost_callbacks(ground)
    found += [f"{lead}: a card, but closed" for lead in cards if not leads.get(lead)]
    held = {card.token: card for card in cards.values() if card.state == CardState.HELD}
    in_hand = Counter((card.holder, card.slot) for card in held.values())
    found += [f"agent {who} holds {n} at once" for who, n in in_hand.items() if n > 1]
    alive = {token: claim for token, claim in claims.items() if not claim.end}
    for token, card in held.items():
        claim = alive.get(token) if token else None
        if claim is None or (claim.agent, claim.lead_id) != (card.holder, card.lead_id):
            found.append(f"{card.lead_id}: held without a live claim of its holder")
        elif claim.ends_at != card.next_at:
            found.append(f"{card.lead_id}: the claim ends {claim.ends_at}, the card {card.next_at}")
    found += [f"claim {token} lives, but holds no card" for token in alive if token not in held]
    return found


def _lost_callbacks(ground: Ground) -> list[str]:
    """Return callbacks whose card and whose fact differ."""
    cards = ground.cards()
    waiting = [callback for callback, resolved_at, _ in ground.callbacks() if resolved_at is None]
    open_ones = {callback.lead_id: callback for callback in waiting}
    found = [f"{len(waiting) - len(open_ones)} leads with two open callbacks"]
    found = found if len(waiting) > len(open_ones) else []
    for lead, callback in open_ones.items():
        card = cards.get(lead)
        if card is None or card.due_at != callback.due_at:
            found.append(f"{lead}: an open callback, but no card is due then")
    for lead, card in cards.items():
        fact = open_ones.get(lead)
        if card.due_at and card.owner and (fact is None or fact.owner != card.owner):
            found.append(f"{lead}: the callback of {card.owner} has no fact")
    return found


def two_holders(claims: Iterable[Claim]) -> list[str]:
    """Return claims on one lead whose spans overlap: two holders at once, at some moment."""
    of_lead: defaultdict[UUID, list[Claim]] = defaultdict(list)
    for claim in claims:
        of_lead[claim.lead_id].append(claim)
    found = []
    for lead, mine in of_lead.items():
        mine.sort(key=lambda c: (c.started_at, c.ended_at or c.ends_at))
        for first, second in pairwise(mine):
            end = first.ended_at or first.ends_at
            if second.started_at < end:
                found.append(f"{lead}: held by {first.token} until {end} and {second.token} too")
    return found
