"""A workflow and deals, for the tests of the pages of deals."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.pipeline.models import Deal, Stage
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

WHY = "The customer asked for it today."


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


@pytest.fixture
def flow(admin: Visitor, robin: Person) -> tuple[Stage, ...]:
    """Publish the standard workflow of robin's team; one agent makes the smallest limits."""
    assert admin.who is not None
    workflow.publish_standard(team_id=robin.team_id, by=admin.who)
    return tuple(Stage.objects.order_by("position"))


def added(by: Person, title: str = "Hotel Lindner", pulls: int = 0) -> UUID:
    made = edit.add(typed=DealInput(title, "Lindner AG"), by=by)
    for _ in range(pulls):
        acts.pull(deal_id=made, by=by, reason=WHY)
    return made


def deal(deal_id: UUID) -> Deal:
    return Deal.objects.select_related("stage").get(pk=deal_id)
