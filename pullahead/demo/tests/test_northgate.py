"""The deal of the example has the numbers that its design names."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from pullahead.base import clock
from pullahead.conversations.models import Conversation, Promise
from pullahead.demo import data, northgate
from pullahead.pipeline.models import Deal
from pullahead.team.models import Person
from pullahead.usecases.buying.group import buying_group, first_gap
from pullahead.usecases.buying.plan_page import deal_plan
from pullahead.usecases.buying.value_page import value_network
from pullahead.usecases.deals import workflow
from pullahead.usecases.sprints.access import pods_of
from pullahead.usecases.tests import factories

pytestmark = [pytest.mark.commands, pytest.mark.usefixtures("db")]


def test_the_example_has_its_hops_gap_stake_and_value_network() -> None:
    factories.lay_floor()
    people = (("Robin", "agent"), (data.LEADER, "leader"), (data.ADMIN, "admin"))
    robin, _leader, admin = (factories.person(name, role=role) for name, role in people)
    workflow.publish_standard(team_id=robin.team_id, by=admin)
    real = clock.now()

    deal = northgate.lay()

    assert Deal.objects.get().pk == deal
    group = buying_group(deal_id=deal, viewer=robin)
    hops = {one.name.split()[0]: one.hops for one in group.members}
    assert hops == {
        "Ines": 0, "Jon": 1, "Bo": 1, "Eva": 1, "Ada": 2, "Cem": 2, "Legal": 2, "Dee": 3,
    }  # fmt: skip
    gap = first_gap(deal, robin)
    assert gap is not None
    assert gap.kind == "one_path"
    assert "Jon Weber, Ada Kline, Dee Moss" in gap.reason
    plan = deal_plan(deal_id=deal, viewer=robin)
    missed = next(one for one in plan.moments if one.judged == "missed")
    assert missed.stake == Decimal(52_080)
    assert [len(one.signs) for one in plan.scenarios] == [1, 1]
    assert plan.cycle is not None
    assert plan.cycle.adjust == "the interruption, not the price"
    assert {one.job: one.mark for one in plan.jobs}["validation"] == "reopened"
    found = value_network(deal_id=deal, viewer=robin).exchange
    assert (found.deliverables, found.roles) == (15, 7)
    rounded = [round(one, 4) for one in (found.reciprocity, found.density, found.distance)]
    assert rounded == [0.6667, 0.4762, 1.5238]
    assert round(found.intangible, 3) == 0.533
    assert real <= clock.now() < real + timedelta(minutes=5)
    assert Conversation.objects.filter(recap_at__isnull=False).count() == 2
    states = {one.what: one.state for one in Promise.objects.all()}
    assert states == {
        "floor plan": "requested",
        "offer for one floor": "satisfied",
        "two hotels to call": "reported",
        "names who signs": "promised",
        "8 % discount": "requested",
    }
    ivy = Person.objects.get(name=data.CONTRIBUTOR)
    assert [one.name for one in pods_of(ivy)] == ["Pricing"]  # so that her first page has work
