"""Search by name, number, e-mail, company or id; each viewer sees only permitted details."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Lead
from pullahead.leads.services import add_address
from pullahead.pull.models import CardRow
from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.usecases.leads.detail_rows import of_lead
from pullahead.usecases.leads.search import masked_email, masked_phone, search, visible
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.factories import admitted, austin, pulled, settle
from pullahead.usecases.work import home

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "text",
    [
        "lima",
        "ANA",
        "ana li",
        "lima ana",
        "(512) 555-0100",
        "+1 512 555 0100",
        "5550100",
        "ana@example.com",
        "ana@exa",
        "moinho",
        "moinho lima",
    ],
)
def test_a_leader_finds_a_lead_by(lee: Person, text: str) -> None:
    lead = admitted("Ana Lima", austin(), "ana@example.com", company="Moinho & Cia")
    admitted("Ben Ode", austin(101), company="Other")
    assert [found.id for found in search(text=text, viewer=lee)] == [lead]
    assert [found.id for found in search(text=str(lead), viewer=lee)] == [lead]


def test_who_may_not_see_it_sees_a_masked_number_its_state_and_its_holder(
    ana: Person, bo: Person, lee: Person
) -> None:
    admitted("Ana Lima", austin(), "ana@example.com")
    pulled(ana)
    (masked,) = search(text=austin(), viewer=bo)
    assert (masked.phone, masked.email) == ("+1 ••• 00", "a•••@example.com")
    assert (masked.may_see, masked.mine, masked.state, masked.holder) == (
        False, False, "held", "Ana",
    )  # fmt: skip
    (own,) = search(text="lima", viewer=ana)
    assert (own.phone, own.may_see, own.mine) == ("+1 512-555-0100", True, True)
    (led,) = search(text="lima", viewer=lee)
    assert (led.email, led.may_see, led.mine) == ("ana@example.com", True, False)


def seen_by(viewer: Person, lead_id: UUID) -> bool:
    rows = of_lead(lead_id, viewer.pk)
    return rows is not None and detail.may_see(viewer, rows)


def test_what_is_visible_among_many_is_what_is_visible_one_by_one(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    for n in range(4):
        admitted(f"Ben {n}", austin(101 + n))
    admitted("Owen", "", "owen@example.com")
    settle(ana, pulled(ana), "not_interested")
    factories.callback_settled(ana, pulled(ana), hours=2)
    pulled(bo)
    away = factories.person("Ola", role="leader", team="Elsewhere")
    rows, cards = list(Lead.objects.select_related("source")), CardRow.objects.in_bulk()
    for viewer in (ana, bo, lee, cy, away):
        one_by_one = {r.pk for r in rows if seen_by(viewer, r.pk)}
        assert visible(viewer, rows, cards) == one_by_one


def test_open_leads_come_first_and_twenty_at_most_in_a_handful_of_statements(
    ana: Person, lee: Person
) -> None:
    for n in range(25):
        admitted(f"Ben Ode {n}", austin(100 + n))
    closed = pulled(ana).lead.id
    hand = home.current_claim(ana.pk)
    assert hand is not None
    settle(ana, hand, "not_interested")
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = search(text="ben ode", viewer=lee)
    assert len(found) == 20
    assert len(asked) <= 11
    assert closed not in {one.id for one in found}
    assert search(text=str(closed), viewer=ana)[0].closed_as == "Not interested"


def test_a_new_number_and_a_name_that_came_later_are_found(lee: Person) -> None:
    lead = admitted("", "", "who@example.com")
    factories.receive("Rita Vaz", "", "who@example.com")
    with write_transaction():
        add_address(lead_id=lead, kind="phone", value=austin(123))
    for text in ("rita", "vaz r", "5550123"):
        assert [one.id for one in search(text=text, viewer=lee)] == [lead]


@pytest.mark.parametrize("text", ["", " ", "%", "_", "\x00", "\ud800", "'; drop", "no", "9" * 500])
def test_nonsense_finds_nothing_and_breaks_nothing(ana: Person, lee: Person, text: str) -> None:
    admitted()
    assert search(text=text, viewer=ana) == ()
    assert search(text=text, viewer=lee) == ()


def test_masks_keep_the_ends_only() -> None:
    assert masked_phone("+442079460142") == "+44 ••• 42"
    assert masked_email("") == ""
