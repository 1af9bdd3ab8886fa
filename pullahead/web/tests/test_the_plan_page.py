"""*Plan*: the buyer's steps and objectives, changes to answer, the Delivery, a grant."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from pullahead.base import clock
from pullahead.conversations.models import Conversation, Said
from pullahead.sprints.models import BuyerChange, BuyerStep, Concession, Fit, Objective, Offer
from pullahead.team.models import Person, Pod
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.sprints import pods
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(ana: UUID) -> Visitor:
    return Visitor(factories.add("Ada", role="admin"))


@pytest.fixture
def northgate(admin: Visitor, robin: Person) -> str:
    assert admin.who is not None
    workflow.publish_standard(team_id=robin.team_id, by=admin.who)
    deal = edit.add(typed=edit.DealInput("48 kitchenettes", "Northgate Hotels"), by=robin)
    return f"/deals/{deal}/plan"


def test_the_steps_of_a_buyer_are_added_moved_and_dropped(agent: Visitor, northgate: str) -> None:
    today = clock.now().date()
    assert "No steps yet" in agent.see(northgate)
    agent.send(f"{northgate}/step", name="legal review", due=str(today + timedelta(30)))
    page = agent.send(f"{northgate}/step", name="board", due=str(today + timedelta(9)))
    assert page.index("board") < page.index("legal review")
    board, legal = BuyerStep.objects.order_by("position")
    late = agent.send(f"{northgate}/step", name="site visit", due=str(today - timedelta(1)))
    assert "between today" in late

    moved = agent.send(f"{northgate}/move-step", step=str(legal.pk), place="0")
    assert moved.index("legal review</strong>") < moved.index("board</strong>")
    agent.send(
        f"{northgate}/change-step", step=str(board.pk), name="board", due=str(today + timedelta(2))
    )
    page = agent.send(f"{northgate}/end-step", step=str(legal.pk), state="dropped")

    assert "Changes to answer" in page
    fields = list(BuyerChange.objects.order_by("pk").values_list("field", "was", "now"))
    assert fields == [
        ("added", "", str(today + timedelta(30))),
        ("added", "", str(today + timedelta(9))),
        ("place", "1", "0"),
        ("due", str(today + timedelta(9)), str(today + timedelta(2))),
        ("state", "open", "dropped"),
    ]


def test_the_delivery_shows_fits_gaps_and_progress(
    admin: Visitor, agent: Visitor, northgate: str
) -> None:
    admin.send("/settings/offers/save", name="Fire certificate", kind="service")
    admin.send("/settings/offers/save", name="Fitting by night", kind="service", partner="Nacht")
    assert "already" in admin.send("/settings/offers/save", name="Fire certificate", kind="service")
    agent.send(f"{northgate}/objective", words="no alarm trips", measure="a year without one")
    objective, offer = Objective.objects.get(), Offer.objects.get(name="Fire certificate")
    page = agent.send(
        f"{northgate}/fit",
        objective=str(objective.pk),
        with_offer=str(offer.pk),
        fit_word="part",
        gap="only two of four floors",
    )

    assert "only two of four floors" in page
    assert "0 of 1 objectives proven" in page
    assert "Nacht" in page
    assert Fit.objects.get().fit == "part"


def test_a_grant_within_the_right_is_one_tap(
    admin: Visitor, agent: Visitor, northgate: str
) -> None:
    assert admin.who is not None
    pod = Pod.objects.get()
    pods.set_right(pod_id=pod.pk, what="discount", up_to=Decimal(5), by=admin.who)
    assert "Up to 5 % discount" in agent.see(northgate)

    above = agent.send(f"{northgate}/grant", what="discount", seen="5.00", amount="5.01")
    assert "more than your pod may grant" in above
    page = agent.send(f"{northgate}/grant", what="discount", seen="5.00", amount="5")

    assert Concession.objects.get().amount == 5
    assert "Up to 5 % discount" not in page


def test_an_interview_gives_the_plan_its_first_objectives_and_steps(
    agent: Visitor, northgate: str
) -> None:
    interview = northgate.replace("/plan", "/interview")
    assert "Enter at least one answer" in agent.send(interview)
    fields = {
        "what_for": "Guests cook\nfor themselves.",
        "what_for-as": "objective",
        "how_buy": "The board decides on two pages.",
        "how_buy-as": "step",
        "who_signs": "Ines Prado does.",
    }
    page = agent.send(interview, **fields)

    assert "Guests cook for themselves." in page
    assert "The board decides on two pages." in page
    assert "Changes to answer" not in page
    answers = agent.see(interview)
    assert "Ines Prado does." in answers
    [signs] = [one for one in Said.objects.all() if one.words.startswith("Ines")]
    agent.send(f"{interview}/{signs.pk}", kept_as="step")
    assert BuyerStep.objects.get(said=signs).name == "Ines Prado does."
    assert agent.send(f"{interview}/{signs.pk}", kept_as="step").count("already in the plan") == 1
    assert "Guests cook\nfor themselves." in Conversation.objects.get(kind="interview").pad
