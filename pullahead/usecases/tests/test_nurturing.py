"""Nurturing through the use cases: the plan of source and outcome, the record, undo, upcoming."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.leads.models import Lead
from pullahead.pull.models import CardRow, ClaimRow, DispositionRow, NurturePlanRow
from pullahead.pull.plan_queries import contact_agent, message_for
from pullahead.team.models import Person
from pullahead.usecases.leads.detail import lead_detail
from pullahead.usecases.settings import message_templates, nurture_plans
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    later,
    london,
    person,
    pulled,
    settle,
)
from pullahead.usecases.work.undo import undo
from pullahead.usecases.work.upcoming import upcoming

DAY = timedelta(days=1)


def admin() -> Person:
    return person("Ada", role="admin")


def nurtured(agent: Person, code: str = "quote_sent") -> CardRow:
    """Pull a lead in Austin, save the outcome, and return its card."""
    admitted(phone=austin(101 + CardRow.objects.count()))
    hand = pulled(agent)
    settle(agent, hand, code, note=None)
    return CardRow.objects.get(pk=hand.lead.id)


def test_a_quote_starts_the_plan_and_the_agent_sees_it(ana: Person) -> None:
    card = nurtured(ana)
    assert (card.stage, card.round, card.owner_id) == ("quote_sent", 1, ana.pk)
    assert card.touch_at is not None
    seen = lead_detail(lead_id=card.pk, viewer=ana)
    assert (seen.nurturing, seen.rounds, seen.service) == ("Interested: quote sent", 7, "follow-up")
    assert "next contact at" in seen.timeline[0].title
    mine = upcoming(viewer=ana)
    assert [(one.lead_id, one.touch, one.touches) for one in mine.nurtured] == [(card.pk, 1, 7)]
    assert mine.callbacks == ()
    later(seconds=(card.touch_at - clock.now()).total_seconds())
    hand = pulled(ana)
    assert hand.lead.id == card.pk
    assert hand.why == "Your follow-up 1 is due: Interested: quote sent."


def test_an_unanswered_contact_leaves_the_next_one_to_the_agent_who_had_the_last(
    ana: Person,
) -> None:
    card, bo = nurtured(ana), person("Bo")
    at = card.next_at
    for _ in range(3):
        assert at is not None
        later(seconds=(at - clock.now()).total_seconds() + 60)
        settle(bo, pulled(bo), "no_answer")
        card.refresh_from_db()
        at = card.next_at
    assert (card.round, card.tries, card.owner_id) == (2, 0, ana.pk)
    assert [one.touch for one in upcoming(viewer=ana).nurtured] == [2]
    nurture_plans.set_plan(plan_id=NurturePlanRow.objects.get().pk, words="2", by=admin())
    assert lead_detail(lead_id=card.pk, viewer=ana).rounds == 2, "not contact 2 of 1"
    assert [one.touches for one in upcoming(viewer=ana).nurtured] == [2]
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    assert contact_agent(card.pk) is None


def test_the_most_specific_plan_applies(ana: Person) -> None:
    source = Lead.objects.get(pk=admitted(phone=london(190))).source_id
    by, days = admin(), {}
    settle(ana, pulled(ana), "won", note="Signed on the phone")
    nurture_plans.add_plan(source_id=None, outcome="quote_sent", words="3, 6", by=by)
    days["outcome"] = nurtured(ana).touch_at
    nurture_plans.add_plan(source_id=source, outcome="", words="4, 8", by=by)
    days["source"] = nurtured(ana).touch_at
    nurture_plans.add_plan(source_id=source, outcome="quote_sent", words="9", by=by)
    days["both"] = nurtured(ana).touch_at
    days["none"] = nurtured(person("Bo"), "thinking").touch_at
    spans = {name: round((at - clock.now()) / DAY) for name, at in days.items() if at is not None}
    assert spans == {"outcome": 3, "source": 4, "both": 9, "none": 4}


def test_an_undone_outcome_leaves_no_plan(ana: Person) -> None:
    card = nurtured(ana)
    claim = ClaimRow.objects.get(lead_id=card.pk)
    undo(agent_id=ana.pk, token=claim.token)
    assert CardRow.objects.get(pk=card.pk).stage == ""


def test_plans_are_for_administrators_and_say_what_is_wrong(ana: Person) -> None:
    by = admin()
    plan = NurturePlanRow.objects.get()
    with pytest.raises(NotFound):
        nurture_plans.set_plan(plan_id=plan.pk, words="2, 5", by=ana)
    for words in ("", "5, 2", "0, 3", "2, x", "1001", ", ".join(map(str, range(1, 14)))):
        with pytest.raises(Invalid):
            nurture_plans.set_plan(plan_id=plan.pk, words=words, by=by)
    nurture_plans.set_plan(plan_id=plan.pk, words="2; 5  10", by=by)
    assert [one.days for one in nurture_plans.nurture_plans(viewer=by)] == [(2, 5, 10)]
    with pytest.raises(Invalid):
        nurture_plans.add_plan(source_id=None, outcome="", words="2", by=by)
    nurture_plans.add_plan(source_id=None, outcome="later", words="2", by=by)
    with pytest.raises(Conflict):
        nurture_plans.add_plan(source_id=None, outcome="later", words="3", by=by)
    with pytest.raises(NotFound):
        nurture_plans.remove_plan(plan_id=plan.pk, by=by)


def test_an_installation_without_nurturing_outcomes_still_settles(ana: Person) -> None:
    DispositionRow.objects.filter(kind="nurture").update(active=False)
    admitted(phone=london(103))
    with pytest.raises(Invalid):
        settle(ana, pulled(ana), "quote_sent", note=None)


def test_a_touch_has_its_own_message_template(ana: Person) -> None:
    by = admin()
    for touch, body in ((0, "Good day {first_name}"), (2, "Any news, {first_name}?")):
        message_templates.save(
            written=message_templates.WrittenMessage("sms", None, "", touch, "", body), by=by
        )
    source = Lead.objects.get(pk=nurtured(ana).pk).source_id
    found = [message_for("sms", source, "", touch) for touch in (0, 1, 2)]
    bodies = ["Good day {first_name}", "Good day {first_name}", "Any news, {first_name}?"]
    assert [one.body for one in found if one is not None] == bodies
    with pytest.raises(Invalid):
        message_templates.save(
            written=message_templates.WrittenMessage("sms", None, "", 13, "", "Hi"), by=by
        )
