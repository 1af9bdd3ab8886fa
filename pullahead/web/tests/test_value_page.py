"""The page *Value* of a deal: roles and deliverables by their forms, views, and the file."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from pullahead.buying.models import Deliverable, ValueRole
from pullahead.team.models import Person
from pullahead.usecases.deals import edit, workflow
from pullahead.usecases.deals.edit import DealInput
from pullahead.web.tests import factories


def test_a_value_network_is_made_shown_and_taken_along(client: Client, robin: Person) -> None:
    admin = factories.add("Ada", role="admin")
    workflow.publish_standard(team_id=robin.team_id, by=admin)
    deal = edit.add(typed=DealInput("Hotel Lindner"), by=robin)
    client.force_login(robin)
    page = reverse("deal-value", args=[deal])
    for name in ("Fitter", "=Guest"):
        assert client.post(f"{page}/role", {"name": name}).status_code == 303
    fitter, guest = ValueRole.objects.order_by("pk").values_list("pk", flat=True)
    typed = {"giver": fitter, "receiver": guest, "what": "quiet", "rating": "2", "how": "add"}
    assert client.post(f"{page}/deliverable", typed).status_code == 303
    assert client.post(f"{page}/deliverable", {**typed, "n": 1, "rating": "-3"}).status_code == 303
    assert Deliverable.objects.get().rating == -3
    for view in ("exchange", "impact", "creation", "gossip"):
        assert "quiet" in client.get(f"{page}?view={view}").content.decode()
    file = client.get(f"{page}?format=csv").content
    assert b"'=Guest" in file
    sent = SimpleUploadedFile("network.csv", file)
    assert client.post(f"{page}/file", {"file": sent}).status_code == 303
    assert (Deliverable.objects.count(), ValueRole.objects.count()) == (1, 2)
    assert client.post(f"{page}/end", {"n": 1}).status_code == 303
    assert client.post(f"{page}/file").status_code == 422
    assert client.post(f"{page}/deliverable", {"what": "x"}).status_code == 422
    assert client.post(f"{page}/remove", {"role": guest}).status_code == 409
    assert client.post(f"{page}/gossip").status_code == 404
