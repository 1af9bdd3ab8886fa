"""A deal of which a talk is saved, for the tests of conversations."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from pullahead.conversations import checks
from pullahead.conversations.models import Promise
from pullahead.leads.contact_models import Contact
from pullahead.team.models import Person
from pullahead.usecases.conversations import promises, save
from pullahead.usecases.conversations.brief import DealBrief, brief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import findings
from pullahead.usecases.tests.deals import DealFloor, added, assert_deals_sound, published

PAD = """Ines "we cannot lose one breakfast service"
Ana: fire certificate by Thu
Ines: names who signs by Mon
Bo: mock-up by Fri
Jon: order by Fri
Ines? floor plan by Wed
liked the oven"""


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()
    assert [*checks.broken_moves(), *checks.early_rests()] == []


def talked(team: DealFloor, pad: str = PAD, **more: object) -> tuple[UUID, save.SavedTalk]:
    deal = added(team.ana)
    for name in ("Ines Prado", "Jon Weber"):
        findings.add_contact(deal_id=deal, by=team.ana, name=name, email=f"{name[:3]}@x.example")
    ines = Contact.objects.get(name="Ines Prado").pk
    typed = PadInput(pad, contacts=(ines,), typed_s=38, **more)  # type: ignore[arg-type]
    return deal, save.save(deal_id=deal, by=team.ana, typed=typed)


def seen(deal: UUID, viewer: Person) -> DealBrief:
    return brief(deal_id=deal, viewer=viewer)


def move(name: str, what: str, by: Person, **typed: object) -> None:
    one = Promise.objects.get(what=what)
    given = TypedMove(name, one.n, **typed)  # type: ignore[arg-type]
    promises.move(promise_id=one.pk, by=by, typed=given)


def promised(deal: UUID, viewer: Person) -> list[tuple[object, ...]]:
    known = seen(deal, viewer)
    return [(one.what, one.state, one.due_at) for one in (*known.we_owe, *known.they_owe)]
