"""The demo floor has deals with a history: open, closed, forgotten, and one customer who pulls."""

from __future__ import annotations

from random import Random

import pytest

from pullahead.base import clock
from pullahead.demo import deals
from pullahead.pipeline.models import Deal, DealSignal, FlowBaseline, FlowDay, Transition
from pullahead.team.models import Person
from pullahead.usecases.deals.next_work import answer_before_lead
from pullahead.usecases.settings import clock as installation_clock
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import assert_deals_sound

pytestmark = [pytest.mark.commands, pytest.mark.usefixtures("db")]


def test_ninety_days_of_deals_are_played_by_the_ordinary_acts() -> None:
    factories.lay_floor()
    ana, bo, _ = (
        factories.person(name, role=role)
        for name, role in (("Ana", "agent"), ("Bo", "agent"), ("Ada", "admin"))
    )
    Person.objects.filter(pk=bo.pk).update(simulated=True)
    real, offset = clock.now(), clock.offset()

    assert deals.play(Random(3), real, deals=24) == 24

    installation_clock.move_to(offset)
    assert Deal.objects.filter(external_id="").count() == 24
    assert FlowBaseline.objects.latest("pk").closes[0][0] == "lost"  # of the imported history
    assert FlowDay.objects.exists()
    assert Deal.objects.filter(closed_as="won").exists()
    assert Deal.objects.filter(closed_at=None, hold_until__lt=real).exists()  # forgotten
    assert DealSignal.objects.filter(answered_at=None, alarm_at__isnull=False).count() == 2
    assert answer_before_lead(viewer=ana) is None  # the colleague answers first
    assert Transition.objects.filter(at__gt=real).count() == 0
    assert_deals_sound()
