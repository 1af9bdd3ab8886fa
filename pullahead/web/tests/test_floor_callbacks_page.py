"""*Floor, Callbacks*: hand one over, and undo it."""

from __future__ import annotations

from uuid import UUID

import pytest

from pullahead.team.models import Person
from pullahead.usecases.tests import factories as floor
from pullahead.web.tests import factories
from pullahead.web.tests.browsing import Visitor

pytestmark = pytest.mark.page


def test_a_callback_is_handed_over_and_back(ana: UUID, robin: Person) -> None:
    lena, sam = factories.add("Lena", role="leader"), factories.add("Sam")
    floor.callback_settled(robin, floor.pulled(robin), hours=1)
    visitor = Visitor(lena)
    assert "Robin" in visitor.see("/floor/callbacks")
    sent = {"owner": str(robin.pk), "to": str(sam.pk)}
    page = visitor.post(f"/floor/callbacks/{ana}", sent, follow=True).content.decode()
    assert "is now Sam’s" in page
    assert "Undo" in page
    assert floor.card(ana).owner_id == sam.pk
    refused = visitor.post(f"/floor/callbacks/{ana}", sent)
    assert refused.status_code == 409
    assert "callback has changed" in refused.content.decode()
