"""The page *People* of a deal: a member, their influence, the drawing, the undo."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from pullahead.buying.models import Influence
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.deals import edit, findings, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.web.tests import factories


def test_a_member_and_an_influence_are_saved_drawn_and_undone(
    client: Client, robin: Person
) -> None:
    ana, admin = robin, factories.add("Ada", role="admin")
    workflow.publish_standard(team_id=ana.team_id, by=admin)
    deal = edit.add(typed=DealInput("Hotel Lindner"), by=ana)
    client.force_login(ana)
    page = reverse("deal-people", args=[deal])
    assert "No members yet." in client.get(page).content.decode()
    for name in ("Ines <b>", "Jon"):
        findings.add_contact(deal_id=deal, by=ana, name=name, decides=name != "Jon")
    ines, jon = DealContact.objects.order_by("pk").values_list("pk", flat=True)
    typed = {"member": jon, "roles": ["initiator"], "stance": "mobilizer"}
    assert client.post(f"{page}/member", typed).status_code == 303
    assert client.post(f"{page}/link", {"member": jon, "whom": ines}).status_code == 303
    shown = client.get(page).content.decode()
    assert 'class="link helps w2"' in shown
    assert f'href="#member-{jon}"' in shown
    assert "Ines &lt;b&gt;" in shown
    assert "Ines <b>" not in shown
    assert client.post(f"{page}/undo").status_code == 303
    assert not Influence.objects.exists()
    assert client.post(f"{page}/undo").status_code == 409
    refused = client.post(f"{page}/link", {"member": jon, "whom": jon})
    assert refused.status_code == 422
    assert "Choose another member." in refused.content.decode()
    assert client.post(f"{page}/link", {"member": jon}).status_code == 422
    assert client.post(f"{page}/gossip").status_code == 404
    assert '<svg class="graph' not in client.get(page + "?view=table").content.decode()
