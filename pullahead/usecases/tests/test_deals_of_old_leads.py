"""Leads closed as qualified before their team worked on deals: offered, added, taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from pullahead.base.errors import Invalid, NotFound
from pullahead.leads.models import Lead
from pullahead.pipeline.models import Deal
from pullahead.pull.models import DispositionRow
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, edit, old_leads
from pullahead.usecases.deals.next_work import answer_before_lead
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import added, assert_deals_sound, in_stage, published


def closed(ana: Person, outcome: str = "qualified") -> UUID:
    """Settle a lead with a final outcome, in a team without a workflow."""
    DispositionRow.objects.filter(pk="qualified").update(kind="final")
    factories.admitted("Ana Lima", company="Lima Hotels")
    hand = factories.pulled(ana)
    factories.settle(ana, hand, outcome, note="They want nine certificates by June.")
    return hand.lead.id


def test_a_qualified_lead_closed_earlier_becomes_a_deal_once(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    lead_id = closed(ana)
    team = published(ana, bo, lee, cy)
    assert [one.id for one in old_leads.offered(viewer=team.lee).rows] == [lead_id]
    done = old_leads.add_deals(lead_ids=[lead_id, lead_id, uuid4()], by=team.lee)
    assert (len(done.deals), [number for _why, number in done.refused]) == (1, [1])
    deal = Deal.objects.get()
    assert (deal.title, deal.company, deal.lead_id) == ("Ana Lima", "Lima Hotels", lead_id)
    assert (deal.stage_id, deal.half) == (None, "done")
    assert Lead.objects.get(pk=lead_id).closed_at is not None
    assert old_leads.number_offered(viewer=team.lee) == 0
    assert not old_leads.add_deals(lead_ids=[lead_id], by=team.lee).deals
    assert_deals_sound()


def test_deals_of_old_leads_are_taken_back_until_someone_works_on_them(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    lead_id = closed(ana)
    team = published(ana, bo, lee, cy)
    (made,) = old_leads.add_deals(lead_ids=[lead_id], by=team.lee).deals
    assert old_leads.undo(deal_ids=[made], by=team.lee).deals == (made,)
    assert Deal.objects.get().closed_as == "discarded"
    assert old_leads.number_offered(viewer=team.lee) == 1
    (again,) = old_leads.add_deals(lead_ids=[lead_id], by=team.lee).deals
    acts.pull(deal_id=again, by=team.bo)
    assert old_leads.undo(deal_ids=[again, uuid4()], by=team.lee).deals == ()
    assert Deal.objects.get(pk=again).closed_at is None


def test_leads_of_other_outcomes_and_agents_get_nothing(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    closed(ana, "not_interested")
    team = published(ana, bo, lee, cy)
    assert old_leads.number_offered(viewer=team.lee) == 0
    with pytest.raises(NotFound):
        old_leads.offered(viewer=team.ana)
    with pytest.raises(Invalid):
        old_leads.add_deals(lead_ids=[], by=team.lee)


def test_a_customer_who_waits_comes_before_a_lead_and_behind_a_claim(
    ana: Person, bo: Person, lee: Person, cy: Person
) -> None:
    factories.admitted()
    team = published(ana, bo, lee, cy)
    assert answer_before_lead(viewer=team.ana) is None
    added(team.ana, "Quiet deal")
    one = in_stage(team.ana, 0)
    edit.signal(deal_id=one, by=team.bo, kind="asked")
    step = answer_before_lead(viewer=team.ana)
    assert step is not None
    assert (step.card.id, step.act) == (one, "answer")
    assert answer_before_lead(viewer=team.bo) is None  # a colleague's, before its alarm
    factories.pulled(team.ana)
    assert answer_before_lead(viewer=team.ana) is None
