"""The page *Cycles* of a deal: every act by its form, and refusals beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from pullahead.base import clock
from pullahead.buying.models import DealScenario, LearningCycle, MomentOfTruth
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.buying import plan
from pullahead.usecases.buying.learnt import learnt
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.web.tests import factories


def test_the_plan_of_a_deal_is_kept_by_its_forms(client: Client, robin: Person) -> None:
    admin = factories.add("Ada", role="admin")
    workflow.publish_standard(team_id=robin.team_id, by=admin)
    deal = edit.add(typed=DealInput("Hotel Lindner"), by=robin)
    findings.add_contact(deal_id=deal, by=robin, name="Ines", decides=True)
    ines = DealContact.objects.get().pk
    client.force_login(robin)
    page = reverse("deal-cycles", args=[deal])
    soon = f"{clock.now() + timedelta(days=2):%Y-%m-%dT10:20}"
    acts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("frame", {"words": "No breakfast is lost"}),
        ("job", {"job": "problem"}),
        ("scenario", {"text": "The board decides"}),
        ("open", {"mode": "cap_do"}),
        ("step", {"step": "plan", "words": "Call Bo"}),
        ("moment", {"at": soon, "members": [ines], "expected": "a date"}),
    )
    for name, fields in acts:
        answer = client.post(f"{page}/{name}", fields)
        assert answer.status_code == 303, name
    shown = client.get(page).content.decode()
    for text in (
        "No breakfast is lost",
        "The board decides",
        "Plan was filled in before Check",
        "Call Bo",
    ):
        assert text in shown
    assert DealScenario.objects.count() == LearningCycle.objects.count() == 1
    wrong: tuple[tuple[str, dict[str, Any], int], ...] = (
        ("scenario", {"text": " "}, 422),
        ("open", {"mode": "cap_do"}, 409),
        ("moment", {"at": soon, "expected": "x"}, 422),
        ("moment", {"at": "soon", "members": [ines], "expected": "x"}, 422),
        ("state", {"scenario": 10**9, "state": "dropped"}, 404),
        ("judge", {"moment": 10**9, "conversation": "x", "judged": "met", "actual": "y"}, 404),
        ("gossip", {}, 404),
    )
    for name, fields, status in wrong:
        assert client.post(f"{page}/{name}", fields).status_code == status, name
    assert MomentOfTruth.objects.count() == 1


def test_what_was_learned_is_found_in_the_deals_of_the_team(client: Client, robin: Person) -> None:
    admin = factories.add("Ada", role="admin")
    workflow.publish_standard(team_id=robin.team_id, by=admin)
    deal = edit.add(typed=DealInput("Hotel Lindner"), by=robin)
    plan.open_cycle(deal_id=deal, by=robin)
    plan.write_step(deal_id=deal, by=robin, step="adjust", words="the interruption, not the price")
    client.force_login(robin)
    page = reverse("deal-learnt")
    assert "the interruption" in client.get(page).content.decode()
    assert "the interruption" in client.get(page + "?q=INTERRUPTION").content.decode()
    assert "No entry contains these words." in client.get(page + "?q=gossip").content.decode()
    stranger = factories.add("Zoe", team="Elsewhere")
    assert learnt(viewer=stranger) == []
