"""The loop lead → deal → conversation → sprint → won is in one journal and on one time line."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.base.models import Journal
from pullahead.pipeline.models import Deal
from pullahead.sprints.models import BuyerStep, Item
from pullahead.team.models import Person
from pullahead.usecases.conversations import save
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.deals import acts, closing, workflow
from pullahead.usecases.sprints import items, taking
from pullahead.usecases.sprints.items import ItemInput
from pullahead.usecases.sprints.story import deal_story
from pullahead.usecases.tests import factories as base
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = [pytest.mark.slow, pytest.mark.page]
LOOP = (
    "lead.received", "claim.made", "claim.settled", "deal.added", "deal.pulled",
    "conversation.kept", "step.changed", "item.added", "promise.moved", "item.taken",
    "item.done", "deal.won", "lead.outcome",
)  # fmt: skip


def test_a_lead_becomes_a_won_deal_on_one_time_line(agent: Visitor, robin: Person) -> None:
    workflow.publish_standard(team_id=robin.team_id, by=factories.add("Ada", role="admin"))
    hand = base.pulled(robin)
    base.settle(robin, hand, "qualified", note="They want nine certificates.")
    deal = Deal.objects.get().pk
    for _stage in range(6):
        acts.pull(deal_id=deal, by=robin, reason="They asked for it.")
        acts.finish(deal_id=deal, by=robin)
    day = (clock.now() + timedelta(days=9)).date()
    save.save(deal_id=deal, by=robin, typed=PadInput(f"+ board {day:%-d %b}"))
    step = BuyerStep.objects.get(name="board").pk
    item = items.add(deal_id=deal, by=robin, typed=ItemInput("Business case", step_id=step))
    taking.take(item_id=item, by=robin)
    items.done(item_id=item, by=robin)
    closing.win(deal_id=deal, by=robin, value=Decimal(1200))
    assert Item.objects.get().state == "done"
    kinds = list(Journal.objects.order_by("id").values_list("kind", flat=True))
    places = [kinds.index(one) for one in LOOP]
    assert places == sorted(places)
    story = deal_story(deal_id=deal, viewer=robin)
    shown = [one.kind for one in reversed(story.lines)]
    assert [one for one in LOOP if one not in shown] == []
    assert {one.part for one in story.lines} == {"lead", "flow", "talk", "plan", "work"}
    page = agent.see(f"/deals/{deal}/story")
    for words in ("Lead received", "Pulled into", "Conversation saved", "Item taken:", "Deal won"):
        assert words in page
    assert page.index("Deal won") < page.index("Item done:") < page.index("Lead received")
