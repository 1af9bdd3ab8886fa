"""A team lead corrects the last settle of a lead."""

from __future__ import annotations

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.leads import queries as leads
from pullahead.pull import models
from pullahead.team.models import Person
from pullahead.usecases.leads import detail
from pullahead.usecases.tests.factories import admitted, card, later, lead, pulled, settle
from pullahead.usecases.work import correct

pytestmark = pytest.mark.usefixtures("floor")
WHY = "Pressed the key beside it"


def test_a_final_settle_that_should_lead_on_opens_the_lead_again(ana: Person, lee: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "wrong_number")
    correct.correct(lead_id=there, disposition="no_answer", reason=WHY, by=lee)

    assert (card(there).state, lead(there).closed_at) == ("ready", None)
    assert leads.first_phone(there) is not None
    story = detail.lead_detail(lead_id=there, viewer=lee).timeline
    assert [h.title for h in story if h.kind in {"corrected", "settled"}] == [
        "Corrected by Lee: No answer, not Wrong number",
        "Ana saved: Wrong number",
    ]
    line = Journal.objects.get(kind="claim.corrected")
    assert (line.data["was"], line.data["as"]) == ("wrong_number", "no_answer")
    assert Journal.objects.filter(kind="claim.settled").get().data["as"] == "wrong_number"


def test_what_should_have_closed_closes_with_all_that_it_writes(ana: Person, lee: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana))
    correct.correct(lead_id=there, disposition="do_not_call", reason=WHY, by=lee)
    assert lead(there).closed_as == "do_not_call"
    assert leads.opted_out(there)
    correct.correct(lead_id=there, disposition="won", reason=WHY, by=lee)
    assert lead(there).closed_as == "won"
    assert not leads.opted_out(there)
    sold = leads.outcome(there)
    assert sold is not None
    assert sold.verdict == "won"
    assert models.ClaimRow.objects.get().disposition == "won"


def test_a_correction_that_cannot_be_is_refused(ana: Person, bo: Person, lee: Person) -> None:
    there = admitted()
    hand = pulled(ana)
    with pytest.raises(Conflict):
        correct.correct(lead_id=there, disposition="won", reason=WHY, by=lee)
    settle(ana, hand)
    with pytest.raises(NotFound):
        correct.correct(lead_id=there, disposition="won", reason=WHY, by=bo)
    for code, why in (("won", "oops"), ("callback", WHY), ("gone", WHY), ("no_answer", WHY)):
        with pytest.raises(Invalid):
            correct.correct(lead_id=there, disposition=code, reason=why, by=lee)
    later(hours=2)
    pulled(bo)
    with pytest.raises(Conflict):
        correct.correct(lead_id=there, disposition="won", reason=WHY, by=lee)
    assert not Journal.objects.filter(kind="claim.corrected").exists()


def test_a_contact_that_was_none_leaves_the_nurturing_plan(ana: Person, lee: Person) -> None:
    there = admitted()
    settle(ana, pulled(ana), "quote_sent")
    correct.correct(lead_id=there, disposition="no_answer", reason=WHY, by=lee)
    found = card(there)
    assert (found.state, found.round, found.stage, found.owner) == ("ready", 1, "", None)
    later(minutes=31)
    settle(ana, pulled(ana), "thinking")
    later(days=3)
    settle(ana, pulled(ana), "quote_sent")
    correct.correct(lead_id=there, disposition="no_answer", reason=WHY, by=lee)
    assert (card(there).stage, card(there).round) == ("quote_sent", 2), "it was reached before"
