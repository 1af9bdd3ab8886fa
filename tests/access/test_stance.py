"""Stance and influence on every page and endpoint of a deal: for its pod and team leads alone."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from pullahead.api.tests.callers import ApiAnswer, Caller
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person, Pod
from pullahead.usecases.buying import members
from pullahead.usecases.buying.members import MemberInput
from pullahead.usecases.conversations import save
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.settings import api_keys
from pullahead.usecases.sprints import pods
from pullahead.web.tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.wide, pytest.mark.django_db]
NOTE, SIGN = "Legal approver --", 'class="stance blocker"'


def test_stance_is_shown_to_the_pod_and_team_leads_and_to_no_one_else() -> None:
    owner, beside = factories.add("Ana"), factories.add("Bo")
    admin = factories.add("Ada", role="admin")
    lead = factories.add("Lee", role="leader")
    helper = factories.add("Tomi", role="contributor")
    stranger = factories.add("Max", role="leader", team="Elsewhere")
    workflow.publish_standard(team_id=owner.team_id, by=admin)
    deal = edit.add(typed=edit.DealInput("Northgate"), by=owner)
    findings.add_contact(deal_id=deal, by=owner, role="Legal")
    legal = DealContact.objects.get().pk
    typed = MemberInput(roles=("approver",), stance="blocker")
    pod = Pod.objects.get(team_id=owner.team_id, is_default=True).pk
    for one in (owner, helper):
        pods.set_member(pod_id=pod, person_id=one.pk, share=50, by=admin)
    members.save_member(deal_id=deal, by=owner, member=legal, typed=typed)
    save.save(deal_id=deal, by=owner, typed=PadInput(f"A visit\n{NOTE}"))
    assert {one.name: _shown(deal, one) for one in (owner, beside, lead, admin)} == {
        "Ana": (True, True, "blocker"),
        "Bo": (False, False, ""),  # of the team, but not of the pod
        "Lee": (True, True, "blocker"),
        "Ada": (True, True, "blocker"),
    }
    for one in (helper, stranger):  # the contributor is a member of the pod
        client = Client()
        client.force_login(one)
        assert client.get(f"/deals/{deal}/people").status_code == 404
        assert _api(one, f"/api/v1/deals/{deal}/members").status in {403, 404}


def _shown(deal: UUID, viewer: Person) -> tuple[bool, bool, str]:
    """Return whether page and story show the stance, and the stance of the API."""
    client = Client()
    client.force_login(viewer)
    people = client.get(f"/deals/{deal}/people")
    page = client.get(f"/deals/{deal}")
    assert (people.status_code, page.status_code) == (200, 200)
    assert "A visit" in page.content.decode()
    answer = _api(viewer, f"/api/v1/deals/{deal}/members")
    gaps = _api(viewer, f"/api/v1/deals/{deal}/gaps").body
    assert bool(gaps) == (SIGN in people.content.decode())
    stance = answer.body[0]["stance"]
    return SIGN in people.content.decode(), NOTE in page.content.decode(), stance


def _api(viewer: Person, path: str) -> ApiAnswer:
    key = api_keys.make_agent_key(person=viewer.name, scopes=[api_keys.PULL])
    return Caller(key).get(path)
