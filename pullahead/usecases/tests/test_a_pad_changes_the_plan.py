"""Lines of a pad add, move and drop the buyer's steps; each is a change heard in that talk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.conversations.models import Conversation
from pullahead.sprints.models import BuyerChange, BuyerStep
from pullahead.team.models import Person
from pullahead.usecases.conversations import save
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.tests.deals import added, published

pytestmark = pytest.mark.usefixtures("db")


def test_steps_of_a_pad_are_changes_to_answer(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    team = published(ana, bo, lee, cy)
    deal, today = added(team.ana), clock.now().date()
    late, soon = today + timedelta(40), today + timedelta(30)

    def say(pad: str) -> None:
        save.save(deal_id=deal, by=team.ana, typed=PadInput(pad))

    say(f"+ board {late.day} {late:%b}\n+ site visit")
    say(f"~ board {soon.day} {soon:%b}\n- site visit\n- buy milk")

    board = BuyerStep.objects.get(name="board")
    assert board.due == soon
    assert BuyerStep.objects.get(name="site visit").state == "dropped"
    talks = list(Conversation.objects.order_by("pk").values_list("pk", "held_at"))
    found = BuyerChange.objects.order_by("pk")
    assert [(one.field, one.was, one.now) for one in found] == [
        ("added", "", str(late)),
        ("added", "", ""),
        ("due", str(late), str(soon)),
        ("state", "open", "dropped"),
    ]
    assert [(one.conversation_id, one.heard_at) for one in found[2:]] == [talks[1]] * 2
