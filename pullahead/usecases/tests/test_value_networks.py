"""Value networks: deliverables, ratings, the three views, and the file both ways."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.buying.models import BuyingMember, Deliverable, ValueRole
from pullahead.pipeline.models import DealContact
from pullahead.team.models import Person
from pullahead.usecases.buying import value
from pullahead.usecases.buying.value import DeliverableInput
from pullahead.usecases.buying.value_page import value_drawing, value_network, value_rows
from pullahead.usecases.deals import findings
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added, assert_deals_sound, deal, published

FILE = b"""number,from,to,what,kind,rating,triggers,how,cost
1,Fitter,Night manager,"fitting, by night",tangible,2,frees rooms,convert,1200.50
,Night manager,Fitter,empty rooms,intangible,,,,
"""


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def test_a_network_is_imported_changed_drawn_and_exported(team: DealFloor) -> None:
    one = added(team.ana)
    assert value.import_network(deal_id=one, by=team.ana, raw=io.BytesIO(FILE)) == 2
    network = value_network(deal_id=one, viewer=team.bo)
    assert (network.exchange.reciprocity, network.exchange.intangible) == (1.0, 0.5)
    assert network.impact[0].name == "Fitter"  # not rated yet
    assert {row.name: row.cost for row in network.creation}["Fitter"] == Decimal("1200.50")
    assert 'class="link intangible"' in value_drawing(network)
    rows = value_rows(network)
    assert rows[1][:4] == (1, "Fitter", "Night manager", "fitting, by night")
    changed = FILE.replace(b"fitting, by night", b"fitting")
    value.import_network(deal_id=one, by=team.ana, raw=io.BytesIO(changed))
    names = [row.what for row in value_network(deal_id=one, viewer=team.bo).deliverables]
    assert names == ["fitting", "empty rooms", "empty rooms"]
    value.end_deliverable(deal_id=one, by=team.ana, n=3)
    assert value_network(deal_id=one, viewer=team.bo).exchange.deliverables == 2
    value.end_deliverable(deal_id=one, by=team.ana, n=3, ended=False)
    assert value_network(deal_id=one, viewer=team.bo).exchange.deliverables == 3


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"a,b\n1,2\n",
        FILE.replace(b",2,frees", b",7,frees"),
        FILE.replace(b"1200.50", b"dear"),
        FILE.replace(b",Fitter,empty", b",Night manager,empty"),
        FILE + b"\xff\xfe,x,y,z\n",
        b"\x00\x01\x02",
    ],
)
def test_a_wrong_line_saves_nothing(team: DealFloor, raw: bytes) -> None:
    one = added(team.ana)
    with pytest.raises(Invalid):
        value.import_network(deal_id=one, by=team.ana, raw=io.BytesIO(raw))
    assert not Deliverable.objects.exists()


def test_the_database_refuses_a_network_of_two_deals(team: DealFloor) -> None:
    one, other = added(team.ana), added(team.ana, "Other")
    findings.add_contact(deal_id=other, by=team.ana, name="Eva")
    for deal_id, name in ((one, "Kitchen"), (other, "Board")):
        value.add_role(deal_id=deal_id, by=team.ana, name=name)
    kitchen, board = ValueRole.objects.order_by("pk")
    given: dict[str, Any] = {
        "deal": deal(one),
        "n": 1,
        "giver": kitchen,
        "what": "meals",
        "kind": "tangible",
    }
    with pytest.raises(IntegrityError, match="value_guard"), transaction.atomic():
        Deliverable.objects.create(**given, receiver=board)
    member = BuyingMember.objects.create(deal_contact=DealContact.objects.get())
    with pytest.raises(IntegrityError, match="value_guard"), transaction.atomic():
        ValueRole.objects.filter(pk=kitchen.pk).update(member=member)


def test_roles_strangers_and_wrong_input_are_refused(team: DealFloor) -> None:
    one = added(team.ana)
    given: dict[str, Any] = {"deal_id": one, "by": team.ana}
    for name in ("Fitter", "Guest"):
        value.add_role(name=name, **given)
    with pytest.raises(Invalid):
        value.add_role(name="Guest", **given)
    fitter, guest = (row.id for row in value_network(deal_id=one, viewer=team.ana).roles)
    good = DeliverableInput(fitter, guest, "quiet", "intangible")
    wrong = (
        DeliverableInput(fitter, fitter, "quiet"),
        DeliverableInput(fitter, 10**6, "quiet"),
        DeliverableInput(fitter, guest, " "),
        DeliverableInput(fitter, guest, "quiet", rating=4),
        DeliverableInput(fitter, guest, "quiet", kind="warm"),
    )
    for typed in wrong:
        with pytest.raises(Invalid):
            value.save_deliverable(typed=typed, **given)
    value.save_deliverable(typed=good, **given)
    with pytest.raises(Conflict):
        value.remove_role(role=guest, **given)
    with pytest.raises(NotFound):
        value.save_deliverable(typed=good, n=9, **given)
    zoe = factories.person("Zoe", team="Elsewhere")
    with pytest.raises(NotFound):
        value.save_deliverable(deal_id=one, by=zoe, typed=good)
    fields: tuple[dict[str, Any], ...] = ({"rating": 4}, {"receiver": fitter}, {"kind": "warm"})
    for one_field in fields:
        with pytest.raises(IntegrityError), transaction.atomic():
            Deliverable.objects.update(**one_field)
