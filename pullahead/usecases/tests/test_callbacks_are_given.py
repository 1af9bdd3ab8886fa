"""A team lead hands a callback over: who may get it, undo, journal, and the facts for measures."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.pull.models import CallbackRow
from pullahead.team.models import Leave, Person
from pullahead.usecases.floor import callbacks
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, callback_settled, later, person, pulled


def test_a_callback_is_given_to_another_agent_and_back(
    ana: Person, bo: Person, lee: Person
) -> None:
    lead = admitted()
    due = callback_settled(ana, pulled(ana), hours=1)
    done = callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=lee)
    assert (done.owner, done.owner_before) == ("Bo", ana.pk)
    (row,) = callbacks.callbacks_page(viewer=lee).callbacks
    assert (row.owner, row.due_at, row.away) == ("Bo", due, False)
    line = Journal.objects.get(kind="callback.given")
    assert (line.actor_id, line.data["from"], line.data["to"]) == (lee.pk, ana.pk, bo.pk)
    assert list(CallbackRow.objects.order_by("id").values_list("owner", "how")) == [
        (ana.pk, "given"),
        (bo.pk, ""),
    ]
    with pytest.raises(Conflict):  # the page of another team lead is older
        callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=lee)
    callbacks.give_callback(lead_id=lead, to=ana.pk, owner=bo.pk, by=lee)
    assert factories.card(lead).owner_id == ana.pk
    callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=lee)
    later(minutes=58, seconds=30)
    assert factories.nothing(ana)
    hand = pulled(bo)
    assert hand.lead.id == lead
    factories.settle(bo, hand, "not_interested")
    factories.assert_sound()


def test_only_an_agent_who_can_call_then_gets_it(ana: Person, bo: Person, lee: Person) -> None:
    lead = admitted()
    due = callback_settled(ana, pulled(ana), hours=1)
    cy = person("Cy", team="Elsewhere")
    leave = Leave.objects.create(
        person=bo, kind="sick", from_at=due - timedelta(hours=1), to_at=due + timedelta(hours=1)
    )
    for to in (bo.pk, cy.pk, ana.pk, 10**30):
        with pytest.raises(Invalid):
            callbacks.give_callback(lead_id=lead, to=to, owner=ana.pk, by=lee)
    leave.delete()
    elsewhere = person("Ola", role="leader", team="Elsewhere")
    for by in (bo, elsewhere):
        with pytest.raises(NotFound):
            callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=by)
    later(minutes=76)  # past the grace period it is any agent's
    with pytest.raises(Conflict):
        callbacks.give_callback(lead_id=lead, to=bo.pk, owner=ana.pk, by=lee)
    assert factories.card(lead).owner_id in {ana.pk, None}
