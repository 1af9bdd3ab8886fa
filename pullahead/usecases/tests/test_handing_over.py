"""Leads that go to a colleague: live, booked, asked for by name; and breaks, drafts, sales."""

from __future__ import annotations

import math
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.base.errors import Conflict, Invalid
from pullahead.leads import queries as leads
from pullahead.team.models import Person
from pullahead.usecases.settings import users
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    card,
    kinds,
    later,
    nothing,
    pulled,
    set_clock,
    settle,
)
from pullahead.usecases.work import breaks, claims, handover, holder_messages, undo

pytestmark = pytest.mark.usefixtures("floor")
BRIEF = "Wants the larger unit, ask for her husband"


def test_a_live_hand_over_is_in_a_free_colleagues_hands_with_its_brief(
    ana: Person, bo: Person
) -> None:
    there = admitted()
    hand = pulled(ana)
    assert handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief=BRIEF) == "Bo"
    mine = pulled(bo)
    assert (mine.lead.id, holder_messages.holder_notices(bo.pk).messages[0].text) == (there, BRIEF)
    with pytest.raises(Conflict):
        settle(ana, hand, "won")
    claims.release(agent_id=bo.pk, token=mine.token, reason="skill")
    assert card(there).owner_id == ana.pk
    assert pulled(ana).lead.id == there


@pytest.mark.parametrize(
    ("brief", "to", "code"),
    [
        ("call", "Bo", "brief_required"),
        (BRIEF, "Ana", "unknown_person"),
        (BRIEF, "", "unknown_person"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(
    ana: Person, bo: Person, brief: str, to: str, code: str
) -> None:
    there = admitted()
    hand = pulled(ana)
    ids = {"Ana": ana.pk, "Bo": bo.pk, "": 10**9}
    with pytest.raises(Invalid) as refused:
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=ids[to], brief=brief)
    assert refused.value.code == code
    assert card(there).token == hand.token


def test_a_colleague_who_is_not_at_work_gets_no_live_lead(ana: Person, bo: Person) -> None:
    Person.objects.filter(pk=bo.pk).update(last_login=None)
    admitted()
    hand = pulled(ana)
    assert [(c.name, c.free, c.present) for c in handover.colleagues(ana.pk)] == [
        ("Bo", False, False)
    ]
    with pytest.raises(Conflict, match="not at work"):
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief=BRIEF)
    admitted("Rui Faria", austin(110))
    settle(bo, pulled(bo))  # a pull shows that Bo is there
    assert handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief=BRIEF) == "Bo"


def test_a_large_floor_is_read_once_a_second_for_all_its_pages(
    ana: Person, bo: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not statements.postgres():
        pytest.skip("SQLite serves small floors")
    monkeypatch.setattr(handover, "_last_floor", handover._LastFloor(-math.inf, ()))
    monkeypatch.setattr(handover, "FLOOR_KEPT_FOR", 1e9)
    assert handover.colleagues_shown(ana.pk) == handover.colleagues(ana.pk)
    Person.objects.bulk_create(
        Person(name=f"Agent {n}", team_id=ana.team_id) for n in range(handover.LARGE_FLOOR)
    )
    assert handover.colleagues_shown(ana.pk) == handover.colleagues(ana.pk)  # no longer small
    with CaptureQueriesContext(connection) as seen:
        theirs = handover.colleagues_shown(bo.pk)
    assert len(seen) == 0
    assert theirs == handover.colleagues(bo.pk)

    users.disable(person_id=bo.pk)
    monkeypatch.setattr(handover, "FLOOR_KEPT_FOR", 0.0)
    assert bo.pk not in {one.id for one in handover.colleagues_shown(ana.pk)}


def test_nobody_who_is_busy_or_gone_is_handed_a_lead(ana: Person, bo: Person) -> None:
    admitted("Ana Lima", austin(101))
    admitted("Bo Reis", austin(102))
    hand = pulled(ana)
    pulled(bo)
    assert [(c.name, c.free) for c in handover.colleagues(ana.pk)] == [("Bo", False)]
    with pytest.raises(Conflict) as refused:
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief=BRIEF)
    assert refused.value.code == "busy"
    users.disable(person_id=bo.pk)
    with pytest.raises(Invalid):
        handover.hand_over(agent_id=ana.pk, token=hand.token, to=bo.pk, brief=BRIEF)
    with pytest.raises(Invalid) as refused_too:
        settle(ana, hand, "asked_for", callback_for=bo)
    assert refused_too.value.code == "unknown_person"


def test_who_is_asked_for_by_name_has_it_first_then_everybody(ana: Person, bo: Person) -> None:
    there = admitted()
    due = clock.now() + timedelta(hours=1)
    settle(ana, pulled(ana), "asked_for", callback_at=due, callback_for=bo)
    set_clock(due)
    nothing(ana)
    set_clock(due + timedelta(minutes=15))
    assert pulled(ana).lead.id == there
    assert "callback.returned" not in kinds(there)


def test_a_qualified_lead_goes_on_with_somebody_or_at_a_moment(ana: Person, bo: Person) -> None:
    admitted()
    hand = pulled(ana)
    with pytest.raises(Invalid) as refused:
        settle(ana, hand, "qualified")
    assert refused.value.code == "callback_at_required"
    settle(ana, hand, "qualified", callback_for=bo)
    assert pulled(bo).lead.id == hand.lead.id


def test_a_sale_has_its_amount_and_an_undo_takes_it_back(ana: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    for amount in (Decimal(-1), Decimal("1e15"), Decimal(0)):
        with pytest.raises(Invalid):
            settle(ana, hand, "won", amount=amount)
    settle(ana, hand, "won", amount=Decimal("850.00"))
    sold = leads.outcome(there)
    assert sold is not None
    assert (sold.verdict, sold.value, sold.actor_id) == ("won", Decimal("850.00"), ana.pk)
    undo.undo(agent_id=ana.pk, token=hand.token)
    assert leads.outcome(there) is None


def test_a_break_is_over_when_the_next_is_asked_for(ana: Person) -> None:
    breaks.begin(agent_id=ana.pk)
    breaks.begin(agent_id=ana.pk)
    ana.refresh_from_db()
    assert ana.break_since is not None
    admitted()
    hand = pulled(ana)
    ana.refresh_from_db()
    assert ana.break_since is None
    with pytest.raises(Conflict):
        breaks.begin(agent_id=ana.pk)
    settle(ana, hand)
    breaks.begin(agent_id=ana.pk)
    breaks.end(agent_id=ana.pk)
    ana.refresh_from_db()
    assert ana.break_since is None


def test_what_was_typed_stands_on_the_claim(ana: Person) -> None:
    admitted()
    hand = pulled(ana)
    later(minutes=1)
    claims.extend(agent_id=ana.pk, token=hand.token, draft="She wants\x00 the larger")
    assert holder_messages.holder_notices(ana.pk).draft == "She wants the larger"
