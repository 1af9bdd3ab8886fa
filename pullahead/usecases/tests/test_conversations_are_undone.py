"""A conversation and its correction are undone with all that they made."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict, NotFound
from pullahead.base.models import Journal
from pullahead.conversations.models import PadVersion
from pullahead.conversations.pad_lines import line_key
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import DealSignal
from pullahead.sprints import plan_queries
from pullahead.team.models import Person
from pullahead.usecases.buying.group import buying_group
from pullahead.usecases.conversations import pads, recap, save, undo_talk
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.deals import findings
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added
from pullahead.usecases.tests.talks import move, seen, talked
from pullahead.usecases.tests.talks import team as team


def test_a_correction_is_undone_with_all_that_its_new_lines_made(team: DealFloor) -> None:
    deal = added(team.ana)
    for name in ("Ines Prado", "Jon Weber"):
        findings.add_contact(deal_id=deal, by=team.ana, name=name)
    ines = Contact.objects.get(name="Ines Prado").pk
    first = PadInput("Jon approver +\n+ board 10 Dec\nInes? plan two by Fri", contacts=(ines,))
    saved = save.save(deal_id=deal, by=team.ana, typed=first)
    before = state_of(deal, team.ana)
    added_lines = dict.fromkeys(map(line_key, ("Zoe: x by Fri", "Legal user")), "add")
    typed = PadInput(f"{first.pad}\n{UNDONE}", chosen=added_lines)
    save.correct(conversation_id=saved.id, by=team.bo, typed=typed)
    assert state_of(deal, team.ana) != before
    with pytest.raises(Conflict):  # another person's correction
        undo_talk.undo(conversation_id=saved.id, by=team.ana)
    undone = undo_talk.undo(conversation_id=saved.id, by=team.bo)
    assert (undone.pad, undone.corrected) == (typed.pad, True)
    for one, two in zip(state_of(deal, team.ana), before, strict=True):
        assert one == two
    text = recap.recap(conversation_id=saved.id, viewer=team.ana).text
    assert "Zoe" not in text
    assert "Your next steps:\n- board by 10 December 2026" in text
    assert not PadVersion.objects.exists()
    assert undo_talk.undo(conversation_id=saved.id, by=team.ana).pad == first.pad


def test_a_conversation_is_undone_with_all_that_its_lines_made(team: DealFloor) -> None:
    deal = added(team.ana)
    for name in ("Ines Prado", "Jon Weber"):
        findings.add_contact(deal_id=deal, by=team.ana, name=name)
    ines = Contact.objects.get(name="Ines Prado").pk
    first = PadInput("Jon approver +\n+ board 10 Dec", contacts=(ines,))
    save.save(deal_id=deal, by=team.ana, typed=first)
    before = state_of(deal, team.ana)
    typed = PadInput(UNDONE, contacts=(ines,), started_by="theirs")
    doubts = [
        one for one in pads.preview(deal_id=deal, by=team.ana, typed=typed).lines if one.doubt
    ]
    chosen = {one.key: one.chips[0].code for one in doubts}
    typed = replace(typed, chosen=chosen)
    saved = save.save(deal_id=deal, by=team.ana, typed=typed)
    assert state_of(deal, team.ana) != before
    with pytest.raises(Conflict) as caught:
        undo_talk.undo(conversation_id=saved.id, by=team.bo)
    assert caught.value.code == "undo_over"
    assert undo_talk.undo(conversation_id=saved.id, by=team.ana).pad == UNDONE
    assert state_of(deal, team.ana) == before
    assert Contact.objects.filter(as_role="Legal").count() == 0
    assert not DealSignal.objects.filter(kind="started").exists()
    assert Journal.objects.filter(kind="conversation.undone").count() == 1
    with pytest.raises(NotFound):
        undo_talk.undo(conversation_id=saved.id, by=team.ana)


UNDONE = """Ines? plan by Fri
Jon user --
Ines > Jon
~ board 17 Dec
Zoe: x by Fri
Ines "not in May"
+ visit
Legal user"""


def state_of(deal: UUID, viewer: Person) -> tuple[object, ...]:
    """Return all that a person sees of the talks, the group and the steps of a deal."""
    known = seen(deal, viewer)
    people = {
        (one.name, one.role_words, one.stance, len(one.influences), one.heard_at)
        for one in buying_group(deal_id=deal, viewer=viewer).members
        if one.name != "Zoe"  # a party of a promise stays
    }
    steps = {(one.name, one.due) for one in plan_queries.steps(deal) if one.state == "open"}
    return known.we_owe, known.they_owe, known.ended, known.words, known.story, people, steps


def test_a_conversation_that_is_in_use_is_not_undone(team: DealFloor) -> None:
    deal, saved = talked(team)
    move("report", "fire certificate", team.ana)
    with pytest.raises(Conflict) as caught:
        undo_talk.undo(conversation_id=saved.id, by=team.ana)
    assert caught.value.code == "talk_used"
    other = save.save(deal_id=deal, by=team.ana, typed=PadInput("a note"))
    factories.later(minutes=11)
    with pytest.raises(Conflict) as caught:
        undo_talk.undo(conversation_id=other.id, by=team.ana)
    assert caught.value.code == "undo_over"
    assert len(seen(deal, team.ana).story) == 2
