"""An unknown person contacts an agent: one form admits and takes the lead."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Conflict, Invalid
from pullahead.leads.models import Lead
from pullahead.team.models import Person
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import austin, kinds, pulled, settle
from pullahead.usecases.work.inbound_lead import CAME_TO_US, take_new
from pullahead.usecases.work.take import Taken

pytestmark = pytest.mark.django_db


def _come(agent: Person, name: str = "Nora Quist", phone: str = "", email: str = "") -> Taken:
    return take_new(agent_id=agent.pk, ground="walked_in", name=name, phone=phone, email=email)


def test_they_are_a_lead_like_any_other_and_in_hand(ana: Person) -> None:
    took = _come(ana, phone=austin())
    assert took.kind == "taken"
    assert took.hand is not None
    lead = Lead.objects.select_related("source").get()
    assert (lead.name, lead.source.name) == ("Nora Quist", CAME_TO_US)
    assert kinds(lead.pk)[:3] == ["lead.received", "card.admitted", "claim.taken"]
    settle(ana, took.hand)


def test_by_a_mailbox_alone_they_are_taken_too(ana: Person) -> None:
    assert _come(ana, email="nora@example.com").kind == "taken"


def test_who_was_here_all_along_asks_again_and_is_not_made_twice(ana: Person, bo: Person) -> None:
    lead = factories.admitted("Nora Quist", austin())
    pulled(bo)
    assert _come(ana, phone=austin()).holder == "Bo"
    assert Lead.objects.get().pk == lead
    assert "lead.asked_again" in kinds(lead)


def test_who_was_settled_for_good_goes_on_with_the_same_lead_for_30_days(ana: Person) -> None:
    factories.admitted("Nora Quist", austin())
    settle(ana, pulled(ana), "not_interested")
    for days, count in ((29, 1), (31, 2)):
        factories.later(days=days)
        came = _come(ana, phone=austin())
        assert (came.kind, Lead.objects.count()) == ("taken", count)
        assert came.hand is not None
        settle(ana, came.hand, "not_interested")


def test_what_is_wrong_is_said_and_nothing_is_kept(ana: Person) -> None:
    for phone, email in (("", ""), ("12", ""), ("", "nobody at all")):
        with pytest.raises(Invalid) as refusal:
            _come(ana, phone=phone, email=email)
        assert refusal.value.errors
    assert not Lead.objects.exists()


def test_with_two_in_hand_they_are_admitted_for_whoever_pulls(ana: Person) -> None:
    _come(ana, "Ben Ode", austin(101))
    _come(ana, "Cora Lind", austin(102))
    with pytest.raises(Conflict, match="already have two leads"):
        _come(ana, "Nora Quist", austin(103))
    assert factories.card(Lead.objects.get(name="Nora Quist").pk).state == "ready"
