"""A team lead moves leads to another team or sets their value: many at once, each undoable."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pullahead.base.errors import Invalid, NotFound
from pullahead.team.models import Person, SavedView, Team
from pullahead.usecases.leads import bulk, edit, lifecycle, saved_views
from pullahead.usecases.leads.bulk import BulkItem, BulkParameters
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    callback_settled,
    card,
    kinds,
    lead,
    pulled,
)
from pullahead.usecases.tests.factories import person as add


def test_leads_go_to_another_team_and_come_back_by_who_gave_them(lee: Person, ana: Person) -> None:
    mine = [admitted(f"Lead{n} Nr{n}", austin(100 + n)) for n in range(3)]
    closed, held = mine[0], pulled(ana)
    lifecycle.close(lead_id=closed, disposition="duplicate", note="twice", by=lee)
    north = add("Nils", role="leader", team="North").team

    done = bulk.act_on(
        act="move",
        leads=[BulkItem(i) for i in mine],
        by=lee,
        parameters=BulkParameters(team=north.pk),
    )

    assert [one.was for one in done.done] == [str(lee.team_id)] * 2
    assert done.refused == (("This lead is closed and cannot be moved.", 1),)
    assert [card(i).team_id for i in mine[1:]] == [north.pk] * 2
    if held.lead.id in mine[1:]:
        assert card(held.lead.id).token == held.token, "who has one in hand keeps it"
    with pytest.raises(NotFound):
        lifecycle.park(lead_id=mine[1], by=lee)  # it is led by others now
    back = bulk.act_on(act=bulk.OPPOSITE["move"], leads=done.done, by=lee)
    assert (len(back.done), back.refused) == (2, ())
    assert [card(i).team_id for i in mine[1:]] == [lee.team_id] * 2
    assert kinds(mine[1])[-2:] == ["lead.moved", "lead.moved"]


def test_whoever_did_not_give_it_away_takes_nothing(lee: Person, ana: Person) -> None:
    nils = add("Nils", role="leader", team="North")
    there = admitted()
    for by in (nils, ana):
        with pytest.raises(NotFound):
            edit.move(lead_id=there, team_id=nils.team_id, by=by)
        with pytest.raises(NotFound):
            edit.revalue(lead_id=there, value=Decimal(5), by=by)
    assert card(there).team_id == lee.team_id


def test_a_new_value_is_a_new_place_at_once(lee: Person, ana: Person, bo: Person) -> None:
    first, second, third = (
        admitted(f"Lead{n} Nr{n}", austin(100 + n), value=str(300 - n)) for n in range(3)
    )
    before = card(third).key

    done = bulk.act_on(
        act="value", leads=[BulkItem(third)], by=lee, parameters=BulkParameters(value="9,000.00")
    )

    assert lead(third).value == Decimal(9000)
    assert done.done == (BulkItem(third, "298.00"),)
    hand = pulled(ana)
    assert hand.lead.id == third
    bulk.act_on(act="value", leads=done.done, by=lee)
    assert (lead(third).value, card(third).key) == (Decimal(298), before), "held, it has its key"
    edit.revalue(lead_id=first, value=None, by=lee)
    assert lead(first).value is None
    assert pulled(bo).lead.id == second
    assert "lead.valued" in kinds(first)


def test_a_callback_keeps_its_time_whatever_it_is_worth(lee: Person, ana: Person) -> None:
    there = admitted()
    callback_settled(ana, pulled(ana), hours=1)
    before = card(there)
    edit.revalue(lead_id=there, value=Decimal(5), by=lee)
    after = card(there)
    assert (after.key, after.due_at, after.owner_id) == (before.key, before.due_at, ana.pk)


def test_what_an_act_needs_is_asked_for_before_anything_is_done(lee: Person) -> None:
    there = admitted()
    for act, given, field in (
        ("move", BulkParameters(), "team"),
        ("move", BulkParameters(team=10**9), "team"),
        ("value", BulkParameters(value="-4"), "value"),
        ("value", BulkParameters(value="1.234"), "value"),
        ("close", BulkParameters(), "disposition"),
    ):
        with pytest.raises(Invalid) as refused:
            bulk.act_on(act=act, leads=[BulkItem(there)], by=lee, parameters=given)
        assert refused.value.errors[0].field == field
    same = bulk.act_on(
        act="move", leads=[BulkItem(there)], by=lee, parameters=BulkParameters(team=lee.team_id)
    )
    assert same.refused == (("This lead is already in this team.", 1),)


def test_a_view_is_ones_own_or_the_teams(lee: Person, cy: Person, ana: Person) -> None:
    mate = add("Max", role="leader")
    other = add("Nils", role="leader", team="North")
    sent = {"state": "parked", "reason": "no_phone", "after": "x", "colour": "red", "team": ""}
    saved_views.save(name=" Late ", filters=sent, shared=False, by=lee)
    saved_views.save(name="Shared", filters={"state": "closed"}, shared=True, by=lee)
    saved_views.save(name="Late", filters=sent | {"reason": ""}, shared=False, by=lee)

    mine = saved_views.views(viewer=lee)
    assert [(v.name, v.query, v.whose) for v in mine] == [
        ("Late", "state=parked", ""),
        ("Shared", "state=closed", ""),
    ]
    assert [(v.name, v.whose, v.may_remove) for v in saved_views.views(viewer=mate)] == [
        ("Shared", "Lee", False)
    ]
    assert saved_views.views(viewer=other) == ()
    assert Team.objects.filter(name="Sales").exists()
    for by in (mate, other, ana):
        with pytest.raises(NotFound):
            saved_views.remove(view_id=mine[1].id, by=by)
    for name in ("", "x" * 61, "a\x07b"):
        with pytest.raises(Invalid):
            saved_views.save(name=name, filters={}, shared=False, by=lee)
    saved_views.remove(view_id=mine[0].id, by=lee)
    saved_views.remove(view_id=mine[1].id, by=cy)
    assert not SavedView.objects.exists()
