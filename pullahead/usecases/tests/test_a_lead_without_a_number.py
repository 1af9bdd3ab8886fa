"""A lead with an email address only: counted apart, with an outcome of its own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.pull.models import CadenceRow
from pullahead.usecases.tests.factories import admitted, austin, person, pulled, settle
from pullahead.usecases.work import attempts, home

pytestmark = pytest.mark.usefixtures("floor")


def test_a_lead_to_email_does_not_count_as_a_lead_to_call() -> None:
    ana = person("Ana")
    admitted(email="ana@example.com")
    today = home.today(agent_id=ana.pk)
    assert (today.callable_now, today.to_email_now) == (0, 1)
    assert not today.reasons
    admitted("Leo Park", phone=austin(102))
    today = home.today(agent_id=ana.pk)
    assert (today.callable_now, today.to_email_now) == (1, 1)


def test_the_next_attempt_after_an_email_waits_two_days() -> None:
    ana = person("Ana")
    admitted(email="ana@example.com")
    hand = pulled(ana)
    mail = hand.lead.contact_points[0].id
    attempts.try_on(agent_id=ana.pk, token=hand.token, address_id=mail, channel="email")
    done = settle(ana, hand, "emailed", note="")
    assert done.at is not None
    assert done.at >= clock.now() + timedelta(days=2)


def test_the_wait_of_a_follow_up_plan_overrides_the_two_days() -> None:
    ana = person("Ana")
    admitted(email="ana@example.com")
    for plan in CadenceRow.objects.all():
        plan.waits = {**plan.waits, "emailed": 180}
        plan.save()
    hand = pulled(ana)
    done = settle(ana, hand, "emailed", note="")
    assert done.at is not None
    assert done.at < clock.now() + timedelta(hours=4)
