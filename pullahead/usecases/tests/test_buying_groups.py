"""Buying groups: roles, stance and influence with undo, rights, and what the database refuses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound
from pullahead.base.models import Journal
from pullahead.buying.models import BuyingMember, Influence
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import Deal, DealContact
from pullahead.team.models import Person
from pullahead.usecases.buying import members
from pullahead.usecases.buying.group import (
    buying_group,
    first_gap,
    influence_drawing,
    sees_stance,
)
from pullahead.usecases.buying.influence_file import import_influence, influence_rows
from pullahead.usecases.buying.members import MemberInput
from pullahead.usecases.buying.network_data import of_member
from pullahead.usecases.conversations import save
from pullahead.usecases.conversations.brief import brief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.talks import talk_view
from pullahead.usecases.deals import closing, findings
from pullahead.usecases.sprints import pods
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added, assert_deals_sound, deal, published


@pytest.fixture
def team(ana: Person, bo: Person, lee: Person, cy: Person) -> Iterator[DealFloor]:
    yield published(ana, bo, lee, cy)
    assert_deals_sound()


def with_three(team: DealFloor) -> tuple[UUID, dict[str, int]]:
    """Return a deal with Ines, who decides, Jon, and Legal."""
    one = added(team.ana)
    findings.add_contact(deal_id=one, by=team.ana, name="Ines", decides=True)
    findings.add_contact(deal_id=one, by=team.ana, name="Jon")
    findings.add_contact(deal_id=one, by=team.ana, role="Legal")
    rows = DealContact.objects.select_related("contact")
    return one, {row.contact.name or row.contact.as_role: row.pk for row in rows}


def test_a_member_gets_roles_stance_and_influence_and_each_act_is_undone(team: DealFloor) -> None:
    one, ids = with_three(team)
    typed = MemberInput(roles=("approver", "user"), stance="against", sees=True)
    made = members.save_member(deal_id=one, by=team.ana, member=ids["Legal"], typed=typed)
    joined = members.save_link(deal_id=one, by=team.bo, who=ids["Jon"], whom=ids["Ines"])
    group = buying_group(deal_id=one, viewer=team.bo)
    legal = next(row for row in group.members if row.name == "Legal")
    assert (legal.roles, legal.sign, legal.sees_at is not None) == (("user", "approver"), "-", True)
    assert [row.hops for row in group.members] == [0, 1, None]
    assert group.gaps[0].kind == "decider_silent"
    assert first_gap(one, team.ana) == group.gaps[0]
    assert 'class="box against"' in influence_drawing(group)
    members.undo(deal_id=one, by=team.ana, before=joined.as_json())
    members.undo(deal_id=one, by=team.ana, before=made.as_json())
    group = buying_group(deal_id=one, viewer=team.bo)
    legal = next(row for row in group.members if row.name == "Legal")
    assert (legal.roles, legal.stance, legal.sees_at) == ((), "", None)
    assert not Influence.objects.exists()
    lines = Journal.objects.filter(kind="buying.changed").order_by("pk")
    assert [line.data["what"] for line in lines] == ["member", "influence", "influence", "member"]
    assert all(set(line.data) == {"what", "row"} for line in lines)  # no stance in the journal


def test_a_removed_influence_comes_back_with_its_strength(team: DealFloor) -> None:
    one, ids = with_three(team)
    pair: dict[str, Any] = {"deal_id": one, "by": team.ana, "who": ids["Jon"], "whom": ids["Legal"]}
    members.save_link(**pair, helps=False, strength=3)
    cut = members.cut_link(**pair)
    members.undo(deal_id=one, by=team.ana, before=cut.as_json())
    left = Influence.objects.get()
    assert (left.helps, left.strength) == (False, 3)


def test_only_the_pod_of_the_deal_and_team_leads_see_stance(team: DealFloor) -> None:
    one, ids = with_three(team)
    stranger = factories.person("Zoe", team="Elsewhere")
    for act in (
        lambda: buying_group(deal_id=one, viewer=stranger),
        lambda: members.save_link(deal_id=one, by=stranger, who=ids["Jon"], whom=ids["Ines"]),
    ):
        with pytest.raises(NotFound):
            act()
    row = deal(one)
    assert sees_stance(team.bo, row)
    assert sees_stance(team.cy, row)
    assert not sees_stance(stranger, row)
    pods.set_member(pod_id=row.pod_id, person_id=team.ana.pk, share=50, by=team.cy)
    assert [sees_stance(one, row) for one in (team.ana, team.bo, team.lee)] == [True, False, True]
    typed = PadInput("Legal user --\nJon > Ines\nliked it")
    saved = save.save(deal_id=one, by=team.bo, typed=typed)
    assert talk_view(conversation_id=saved.id, viewer=team.bo).pad == "…\n…\nliked it"
    with pytest.raises(Forbidden):
        save.correct(conversation_id=saved.id, by=team.bo, typed=PadInput("…"))


def test_wrong_members_roles_and_closed_deals_change_nothing(team: DealFloor) -> None:
    one, ids = with_three(team)
    jon = ids["Jon"]
    for typed in (
        MemberInput(roles=("boss",)),
        MemberInput(stance="fan"),
        MemberInput(brought_by=jon),
    ):
        with pytest.raises(Invalid):
            members.save_member(deal_id=one, by=team.ana, member=jon, typed=typed)
    for whom, strength in ((jon, 2), (ids["Ines"], 9)):
        with pytest.raises(Invalid):
            members.save_link(deal_id=one, by=team.ana, who=jon, whom=whom, strength=strength)
    with pytest.raises(NotFound):
        members.save_link(deal_id=one, by=team.ana, who=jon, whom=0)
    closing.discard(deal_id=one, by=team.lee, reason="did_nothing")
    with pytest.raises(Conflict):
        members.save_member(deal_id=one, by=team.ana, member=jon, typed=MemberInput())
    assert not BuyingMember.objects.exists()


def test_erasing_a_contact_erases_the_stance_but_keeps_the_shape(team: DealFloor) -> None:
    one, ids = with_three(team)
    typed = MemberInput(roles=("user",), stance="for")
    members.save_member(deal_id=one, by=team.ana, member=ids["Jon"], typed=typed)
    members.save_link(deal_id=one, by=team.ana, who=ids["Jon"], whom=ids["Ines"])
    findings.forget_contact(deal_id=one, by=team.lee, contact=ids["Jon"])
    left = BuyingMember.objects.get(pk=ids["Jon"])
    assert (left.stance, left.stance_at) == ("", None)
    assert Influence.objects.count() == 1
    names = [row.name for row in buying_group(deal_id=one, viewer=team.ana).members]
    assert names == ["Ines", "erased contact", "Legal"]


def test_the_database_refuses_influence_across_deals_and_on_oneself(team: DealFloor) -> None:
    one, ids = with_three(team)
    members.save_link(deal_id=one, by=team.ana, who=ids["Jon"], whom=ids["Ines"])
    other = added(team.ana, "Other")
    findings.add_contact(deal_id=other, by=team.ana, name="Mia")
    mia = BuyingMember.objects.create(deal_contact=DealContact.objects.get(deal=other))
    wrong = (
        lambda: Influence.objects.create(who_id=ids["Jon"], whom=mia),
        lambda: Influence.objects.update(whom=mia),
        lambda: Influence.objects.create(who=mia, whom=mia),
        lambda: Influence.objects.update(strength=4),
        lambda: BuyingMember.objects.filter(pk=mia.pk).update(stance="for"),
    )
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_lines_of_a_pad_set_roles_stance_and_influence(team: DealFloor) -> None:
    one, _ids = with_three(team)
    pad = "Legal approver -\nJon > Ines\nJon ++"
    save.save(deal_id=one, by=team.ana, typed=PadInput(pad))
    rows = {row.name: row for row in buying_group(deal_id=one, viewer=team.ana).members}
    assert (rows["Legal"].roles, rows["Legal"].stance) == (("approver",), "against")
    assert (rows["Jon"].stance, rows["Jon"].hops) == ("mobilizer", 1)
    assert brief(deal_id=one, viewer=team.ana).question == "gap"
    # A contact whom one line adds is named by the next, also in a correction
    saved = save.save(deal_id=one, by=team.ana, typed=PadInput("Rita Sand user\nJon > Rita"))
    assert not Contact.objects.filter(name="Rita Sand").exists()
    chosen = {saved.reading.lines[0].key: "add"}
    typed = PadInput("Rita Sand user\nJon > Rita", chosen=chosen)
    save.correct(conversation_id=saved.id, by=team.ana, typed=typed)
    assert Contact.objects.filter(name="Rita Sand").exists()
    rows = {row.name: row for row in buying_group(deal_id=one, viewer=team.ana).members}
    assert [each.name for each in rows["Jon"].influences] == ["Ines", "Rita Sand"]


def test_influence_is_taken_along_as_a_file_and_read_back(team: DealFloor) -> None:
    one, ids = with_three(team)
    pair: dict[str, Any] = {"deal_id": one, "by": team.ana, "who": ids["Jon"], "whom": ids["Ines"]}
    members.save_link(**pair, helps=False, strength=3)
    typed = MemberInput(roles=("user",), stance="for")
    members.save_member(deal_id=one, by=team.ana, member=ids["Jon"], typed=typed)
    group = buying_group(deal_id=one, viewer=team.ana)
    rows = influence_rows(group)
    assert rows == [("from", "to", "sign", "strength"), ("Jon", "Ines", "against", 3)]
    assert "for" in of_member(ids["Jon"])["stance"]
    assert of_member(ids["Jon"])["influences"] == [{"sign": "against", "strength": 3}]
    members.cut_link(**pair)
    file = "\n".join(",".join(map(str, row)) for row in [*rows, ("legal", "Jon", "", "")])
    assert import_influence(deal_id=one, by=team.bo, raw=io.BytesIO(file.encode())) == 2
    links = buying_group(deal_id=one, viewer=team.ana).members
    found = {(row.name, other.name, other.helps) for row in links for other in row.influences}
    assert found == {("Jon", "Ines", False), ("Legal", "Jon", True)}
    wrong = io.BytesIO(b"from,to\nJon,Legal\nJon,Max\n")
    with pytest.raises(Invalid, match="Line 3: “Max” is not a member"):
        import_influence(deal_id=one, by=team.ana, raw=wrong)
    assert Influence.objects.count() == 2


def test_a_contact_of_another_deal_is_named_with_it(team: DealFloor) -> None:
    one, other = added(team.ana), added(team.bo, "Harbour View")
    stranger = factories.person("Zoe", team="Elsewhere")
    for each in (one, other):
        findings.add_contact(deal_id=each, by=team.ana, name="Ines", email="Ines@x.example")
    findings.add_contact(deal_id=one, by=team.ana, name="Jon")
    group = buying_group(deal_id=one, viewer=team.ana)
    assert [[each.title for each in row.also_on] for row in group.members] == [
        ["Harbour View"],
        [],
    ]
    Deal.objects.filter(pk=other).update(team_id=stranger.team_id)
    assert not any(row.also_on for row in buying_group(deal_id=one, viewer=team.ana).members)
