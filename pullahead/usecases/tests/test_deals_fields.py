"""Custom fields of deals: defined by administrators, typed, required, listed, imported, retired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Forbidden, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.pipeline.models import Deal, DealBlock, DealContact, DealField, DealFieldValue
from pullahead.team.models import Person
from pullahead.usecases.deals import acts, edit, fields, findings, workflow
from pullahead.usecases.deals.board import board
from pullahead.usecases.deals.deal_list import deal_file, deal_list
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.deals.edit import DealInput
from pullahead.usecases.deals.fields import TypedField
from pullahead.usecases.deals.imports import import_deals
from pullahead.usecases.deals.workflow import TypedStage
from pullahead.usecases.tests.deals import (
    DealFloor,
    added,
    assert_deals_sound,
    deal,
    published,
    typed,
)

REGION = TypedField("Region", "choice", ("North", "South", "north"), on_card=True)


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def define(team: DealFloor, *wanted: TypedField) -> list[int]:
    team_id, by = team.ana.team_id, team.cy
    return [fields.add_field(team_id=team_id, typed=one, by=by) for one in wanted]


def fill(team: DealFloor, one: UUID, **custom: Any) -> None:
    edit.change(deal_id=one, typed=DealInput("Hotel Lindner", custom=custom), by=team.ana)


def values(team: DealFloor, one: UUID) -> dict[str, object]:
    return {f.code: f.value for f in deal_detail(deal_id=one, viewer=team.ana).fields}


def test_values_are_stored_as_their_type_and_shown_in_list_card_and_file(team: DealFloor) -> None:
    define(team, REGION, TypedField("Rooms", "number"), TypedField("Contract until", "date"))
    one = edit.add(
        typed=DealInput("Hotel Lindner", custom={"region": "south", "rooms": "40"}), by=team.ana
    )
    fill(team, one, contract_until=date(2027, 1, 31), rooms=41)
    seen = {"region": "South", "rooms": Decimal(41), "contract_until": date(2027, 1, 31)}
    assert values(team, one) == seen
    line = Journal.objects.filter(deal_id=one, kind="deal.edited").latest("pk")
    assert line.data["fields"][-2:] == ["rooms", "contract_until"]
    fill(team, one, rooms=None)
    assert values(team, one)["rooms"] is None
    assert board(viewer=team.bo).ready[0].own == "South"
    listed = deal_list(viewer=team.bo)
    assert [column.name for column in listed.columns] == ["Region", "Rooms", "Contract until"]
    assert [cell.text for cell in listed.rows[0].fields] == ["South", "", "2027-01-31"]
    head, line_of_file = deal_file(viewer=team.lee)
    assert dict(zip(head, line_of_file, strict=True))["Region"] == "South"
    with pytest.raises(NotFound):
        deal_file(viewer=team.ana)


@pytest.mark.parametrize(
    ("low", "found"),
    [(("5", ""), 2), (("5", "40"), 1), (("many", ""), 3), (("", "39"), 1)],
)
def test_the_list_is_filtered_by_a_number(
    team: DealFloor, low: tuple[str, str], found: int
) -> None:
    define(team, TypedField("Rooms", "number"), TypedField("Pool", "yes_no"))
    for rooms in (4, 40, 400):
        custom: dict[str, Any] = {"rooms": rooms, "pool": rooms > 4}
        edit.add(typed=DealInput(f"Hotel {rooms}", custom=custom), by=team.ana)
    assert deal_list(viewer=team.ana, typed={"rooms": low}).total == found
    assert deal_list(viewer=team.ana, typed={"pool": ("no", "")}).total == 1


def test_a_required_field_is_asked_for_before_its_stage_is_left(team: DealFloor) -> None:
    define(team, TypedField("Rooms", "number", needed_in=team.stages[0].pk))
    one = added(team.ana)
    acts.pull(deal_id=one, by=team.ana)
    assert deal_detail(deal_id=one, viewer=team.ana).unmet == ("Rooms",)
    with pytest.raises(Invalid, match="Not yet known: Rooms"):
        acts.pull(deal_id=one, by=team.ana)
    fill(team, one, rooms="12")
    acts.pull(deal_id=one, by=team.ana)
    assert not Deal.objects.get(pk=one).transitions.filter(ungrounded=True).exists()


def test_a_retired_field_keeps_its_values_and_comes_back_with_them(team: DealFloor) -> None:
    (region,) = define(team, replace(REGION, needed_in=team.stages[0].pk))
    one = added(team.ana)
    fill(team, one, region="North")
    given: dict[str, Any] = {"team_id": team.ana.team_id, "field_id": region, "by": team.cy}
    fields.retire_field(**given)
    (shown,) = deal_detail(deal_id=one, viewer=team.ana).fields
    assert (shown.text, shown.retired) == ("North", True)
    assert deal_list(viewer=team.ana).columns == ()
    assert board(viewer=team.ana).ready[0].own == ""
    assert deal_file(viewer=team.lee)[0][-1] == "Region"
    acts.pull(deal_id=one, by=team.ana)
    acts.pull(deal_id=one, by=team.ana)  # no longer asked for
    with pytest.raises(Invalid, match="no field"):
        fill(team, one, region="South")
    fields.restore_field(**given)
    assert values(team, one) == {"region": "North"}
    kinds = Journal.objects.filter(kind__startswith="deal_field.").values_list("kind", flat=True)
    assert [kind.rpartition(".")[2] for kind in kinds.order_by("pk")] == [
        "added",
        "retired",
        "restored",
    ]


def test_an_erased_contact_leaves_no_name_in_fields_title_and_blocks(team: DealFloor) -> None:
    define(team, TypedField("Site contact", "text"), TypedField("Rooms", "number"))
    one = added(team.ana, "Roof for Ines Castro")
    edit.change(
        deal_id=one,
        typed=DealInput("Roof for Ines Castro", custom={"site_contact": "Ask Ines", "rooms": 4}),
        by=team.ana,
    )
    edit.block(deal_id=one, by=team.ana, cause="budget_moved", note="Castro is away")
    findings.add_contact(deal_id=one, by=team.ana, name="Ines Castro")
    contact = DealContact.objects.get().pk
    findings.forget_contact(deal_id=one, by=team.lee, contact=contact)
    assert values(team, one) == {"site_contact": "Ask …", "rooms": 4}
    assert deal(one).title == "Roof for …"
    assert DealBlock.objects.get().note == "… is away"


def test_a_removed_option_stays_on_the_deals_that_have_it(team: DealFloor) -> None:
    (region,) = define(team, REGION)
    one, two = added(team.ana), added(team.ana)
    fill(team, one, region="North")
    change = replace(REGION, name="Area", options=("South",))
    fields.change_field(team_id=team.ana.team_id, field_id=region, typed=change, by=team.cy)
    fill(team, one, region="North")
    with pytest.raises(Invalid, match="Area: Choose one"):
        fill(team, two, region="North")
    assert not DealFieldValue.objects.filter(deal_id=two).exists()


def test_a_stage_that_is_retired_hands_its_required_fields_on(team: DealFloor) -> None:
    define(team, TypedField("Rooms", "number", needed_in=team.stages[0].pk))
    stages = [TypedStage(one.name, None, "", one.pk) for one in team.stages]
    stages[0] = replace(stages[0], name="", drop_to=team.stages[1].pk)
    change = replace(typed(), stages=stages, groups={})
    workflow.publish_workflow(team_id=team.ana.team_id, typed=change, by=team.cy)
    assert DealField.objects.get().needed_in_id == team.stages[1].pk


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (TypedField(" "), "invalid"),
        (TypedField("Rooms", "picture"), "unknown_kind"),
        (TypedField("ROOMS"), "name_taken"),
        (TypedField("Region", "choice", (" ",)), "invalid"),
        (TypedField("Late", needed_in=999), "unknown_stage"),
        (TypedField("Third", on_card=True), "cards_full"),
    ],
)
def test_a_wrong_definition_is_refused(team: DealFloor, wrong: TypedField, code: str) -> None:
    define(team, TypedField("Rooms", on_card=True), TypedField("Beds", on_card=True))
    with pytest.raises(Invalid) as refused:
        define(team, wrong)
    assert refused.value.code == code
    assert DealField.objects.count() == 2


def test_only_an_administrator_defines_fields(team: DealFloor) -> None:
    for who in (team.ana, team.lee):
        with pytest.raises(Problem) as refused:
            fields.add_field(team_id=who.team_id, typed=TypedField("Rooms"), by=who)
        assert isinstance(refused.value, NotFound | Forbidden)


def test_a_file_fills_custom_fields_and_a_wrong_value_is_refused(
    team: DealFloor, tmp_path: Path
) -> None:
    define(team, REGION, TypedField("Budget", "money"), TypedField("Until", "date"))
    path = tmp_path / "deals.csv"
    path.write_text(
        'Title,Region,Budget,End,Stage\nA,south,"1,200.50",31.1.2027,Identify\nB,East,,,Identify\n'
    )
    errors = tmp_path / "errors.csv"
    counts = import_deals(path=path, team="Sales", maps=["End=field:until"], errors_to=errors)
    assert (counts.placed, counts.refused) == (1, 1)
    one = Deal.objects.get().pk
    seen = {"region": "South", "budget": Decimal("1200.50"), "until": date(2027, 1, 31)}
    assert values(team, one) == seen
    assert errors.read_text().splitlines()[1].startswith("3,Region,Choose one")


@pytest.mark.parametrize("change", [{"text": "x"}, {"number": None}, {"yes": True}])
def test_the_database_refuses_a_value_of_two_types_or_none(
    team: DealFloor, change: dict[str, Any]
) -> None:
    define(team, TypedField("Rooms", "number"))
    fill(team, added(team.ana), rooms=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        DealFieldValue.objects.update(**change)
