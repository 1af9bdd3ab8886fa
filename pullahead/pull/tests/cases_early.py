"""Cases of leads that are taken before their callback or touch is due, and not settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from pullahead.pull.rules import GRACE, CardState
from pullahead.pull.take_rules import TakeReason
from pullahead.pull.tests.factories import NOON, PLAN
from pullahead.pull.tests.floor import Floor

HOUR = timedelta(hours=1)


def _scheduled(floor: Floor, code: str) -> tuple[UUID, datetime]:
    """Return a lead with a callback or touch of the first agent, and when it is due."""
    claim = floor.pulled_one()
    at = NOON + 9 * HOUR if code == "callback" else None
    assert floor.settle(claim.agent, claim.token, code, callback_at=at).kind == "settled"
    return claim.lead_id, at or NOON + PLAN.offsets[0]


def _released(floor: Floor, agent: int, token: UUID) -> None:
    assert floor.release(agent, token)


def _expired(floor: Floor, _agent: int, _token: UUID) -> None:
    floor.now += HOUR
    floor.requeue_due()


def _left(floor: Floor, agent: int, _token: UUID) -> None:
    floor.release_all(agent)


ENDS: tuple[Callable[[Floor, int, UUID], None], ...] = (_released, _expired, _left)


def _waits_again(floor: Floor, code: str) -> None:
    (lead, due), (first, second) = _scheduled(floor, code), floor.agents[:2]
    for end in ENDS:
        claim = floor.take(first, lead, TakeReason.CALLED_IN).claim
        assert claim is not None
        end(floor, first, claim.token)
        card = floor.card(lead)
        assert (card.state, card.next_at, card.owner) == (CardState.SCHEDULED, due, None), end
        assert due in {card.due_at, card.touch_at}, end
    assert floor.pull(second).reason == "nothing"
    floor.now = due
    assert floor.pulled(second).lead_id == lead


def a_touch_that_was_taken_early_waits_for_its_moment_again(floor: Floor) -> None:
    _waits_again(floor, "quote_sent")


def a_callback_that_was_taken_early_waits_for_its_time_again(floor: Floor) -> None:
    _waits_again(floor, "callback")


def an_early_callback_that_is_handed_over_and_released_is_the_givers_until_its_grace(
    floor: Floor,
) -> None:
    (lead, due), (first, second, third) = _scheduled(floor, "callback"), floor.agents[:3]
    claim = floor.take(first, lead, TakeReason.CALLED_IN).claim
    assert claim is not None
    given = floor.hand_over(first, claim.token, second)
    assert not isinstance(given, str)
    assert floor.release(second, given.token)
    card = floor.card(lead)
    assert (card.owner, card.due_at, card.next_at) == (first, due, due + GRACE)
    floor.now = due
    assert floor.pull(third).reason == "nothing"
    assert floor.pulled(first).lead_id == lead


def an_undone_closing_of_an_early_callback_waits_for_its_time(floor: Floor) -> None:
    (lead, due), (first, leader) = _scheduled(floor, "callback"), floor.agents[:2]
    assert floor.take(first, lead, TakeReason.CALLED_IN).claim is not None
    floor.close(lead, actor=leader, note="wrong lead")
    assert floor.undo_closing(lead, actor=leader)
    card = floor.card(lead)
    assert (card.state, card.next_at) == (CardState.SCHEDULED, due)
