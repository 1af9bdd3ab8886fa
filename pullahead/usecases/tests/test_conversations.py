"""A pad is saved with all that it makes; promises move for those who may speak."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps

from pullahead.base import clock
from pullahead.base.errors import Conflict, Forbidden, Invalid, NotFound, Problem
from pullahead.base.models import Journal
from pullahead.conversations.models import (
    Conversation,
    MoveBasis,
    PadVersion,
    Promise,
    PromiseMove,
    Said,
)
from pullahead.leads.contact_models import Contact
from pullahead.pipeline.models import DealContact, DealSignal, Transition
from pullahead.usecases.conversations import (
    contact_data,
    lists,
    pads,
    promises,
    recap,
    save,
    talks,
    undo_talk,
)
from pullahead.usecases.conversations.brief import brief
from pullahead.usecases.conversations.pads import PadInput
from pullahead.usecases.conversations.promises import TypedMove
from pullahead.usecases.deals import acts, closing, findings, undo
from pullahead.usecases.deals.detail import deal_detail
from pullahead.usecases.settings import users
from pullahead.usecases.tests import factories
from pullahead.usecases.tests.deals import DealFloor, added
from pullahead.usecases.tests.talks import PAD, move, promised, seen, talked
from pullahead.usecases.tests.talks import team as team


def test_a_pad_is_saved_with_everything_that_it_makes(team: DealFloor) -> None:
    deal, saved = talked(team, started_by="theirs")
    assert Conversation.objects.get().pad == PAD
    assert Said.objects.get().words == "we cannot lose one breakfast service"
    owed = {
        (one.what, one.requester, one.performer, one.state) for one in seen(deal, team.ana).we_owe
    }
    assert owed == {
        ("fire certificate", "Ines Prado", "Ana", "promised"),
        ("mock-up", "Ines Prado", "Ana", "promised"),  # Bo was absent: Ana promises and asks him
        ("mock-up", "Ana", "Bo", "requested"),
    }
    asked = {(one.what, one.performer, one.state) for one in seen(deal, team.ana).they_owe}
    assert asked == {
        ("names who signs", "Ines Prado", "promised"),
        ("order", "Jon Weber", "requested"),
        ("floor plan", "Ines Prado", "requested"),
    }
    signals = list(DealSignal.objects.values_list("kind", "answered_at"))
    assert [kind for kind, _at in signals] == ["promised", "started"]
    assert signals[1][1] is not None  # the talk is the answer
    text = recap.recap(conversation_id=saved.id, viewer=team.ana)
    for part in ("breakfast service", "Ana: fire certificate", "We asked", "order"):
        assert part in text.text
    assert "oven" not in text.text
    assert "Bo" not in text.text
    assert text.mail.startswith("mailto:Ine@x.example?subject=")


def test_the_preview_reads_as_the_save_does_and_saves_nothing(team: DealFloor) -> None:
    deal, saved = talked(team)
    before = Promise.objects.count()
    ines = Contact.objects.get(name="Ines Prado").pk
    again = pads.preview(deal_id=deal, by=team.ana, typed=PadInput(PAD, contacts=(ines,)))
    assert again == saved.reading
    assert Promise.objects.count() == before


def test_a_promise_is_done_and_only_its_requester_says_good(team: DealFloor) -> None:
    deal, _saved = talked(team)
    with pytest.raises(Forbidden) as caught:
        move("report", "fire certificate", team.bo)
    assert caught.value.code == "not_your_promise"
    move("report", "fire certificate", team.ana)
    assert seen(deal, team.ana).question == "good"
    with pytest.raises(Invalid, match="in their words"):
        move("satisfied", "fire certificate", team.bo)
    move("satisfied", "fire certificate", team.ana, words="Good")
    ended = seen(deal, team.ana).ended[0]
    assert (ended.state, ended.self_judged) == ("satisfied", True)
    move("report", "names who signs", team.bo, words="It is Eva.")
    move("satisfied", "names who signs", team.ana)
    assert DealSignal.objects.filter(kind="kept").count() == 1
    assert Journal.objects.filter(kind="promise.moved", deal_id=deal).count() == 10


@pytest.mark.parametrize(
    ("name", "what", "typed", "code"),
    [
        ("counter", "order", {"words": "Maybe"}, "condition_required"),
        ("promise", "order", {}, "words_required"),
        ("satisfied", "fire certificate", {}, "not_allowed_now"),
        ("void", "fire certificate", {}, "not_allowed_now"),
        ("fly", "fire certificate", {}, "not_allowed_now"),
    ],
)
def test_a_wrong_move_changes_nothing(
    team: DealFloor, name: str, what: str, typed: dict[str, object], code: str
) -> None:
    talked(team)
    before = PromiseMove.objects.count()
    with pytest.raises(Problem) as caught:
        move(name, what, team.ana, **typed)
    assert caught.value.code == code
    assert PromiseMove.objects.count() == before


def test_a_promise_read_before_another_move_is_refused(team: DealFloor) -> None:
    talked(team)
    one = Promise.objects.get(what="fire certificate")
    move("report", "fire certificate", team.ana)
    with pytest.raises(Conflict) as caught:
        promises.move(promise_id=one.pk, by=team.ana, typed=TypedMove("revoke", one.n))
    assert caught.value.code == "moved_on"


def test_a_correction_adds_a_version_and_makes_only_what_is_new(team: DealFloor) -> None:
    _deal, saved = talked(team)
    count = Promise.objects.count()
    pad = PAD.replace("liked the oven", "Ana: oven brochure by Fri")
    save.correct(conversation_id=saved.id, by=team.ana, typed=PadInput(pad, version=1))
    assert Promise.objects.count() == count + 1
    assert PadVersion.objects.get().pad == PAD
    with pytest.raises(Problem) as caught:
        save.correct(conversation_id=saved.id, by=team.ana, typed=PadInput("x", version=1))
    assert caught.value.code == "moved_on"


def test_a_saved_pad_remembers_its_answers_also_after_a_correction(team: DealFloor) -> None:
    deal, _saved = talked(team)
    before = Promise.objects.count()
    typed = PadInput("me: room list\nmore to come\nBo: mock-up two by Fri", people=(team.bo.pk,))
    (doubt, _two) = (
        one for one in pads.preview(deal_id=deal, by=team.ana, typed=typed).lines if one.chips
    )
    ines = Contact.objects.get(name="Ines Prado").pk
    typed = replace(typed, contacts=(ines,))
    typed = replace(typed, chosen={doubt.key: doubt.chips[0].code})
    saved = save.save(deal_id=deal, by=team.ana, typed=typed)
    assert Promise.objects.count() == before + 2
    for pad in (typed.pad, f"{typed.pad}\nthe end"):
        for viewer in (team.ana, team.bo):
            reading = talks.reading_of(conversation_id=saved.id, viewer=viewer)
            assert reading.doubts == 0
            assert reading.lines[0].who is not None
            assert reading.lines[0].who.name == "Ana"
        save.correct(conversation_id=saved.id, by=team.bo, typed=PadInput(pad))
        assert Promise.objects.count() == before + 2
    # Saved by an older version: what its lines say without a choice was made
    Conversation.objects.filter(pk=saved.id).update(answers={})
    assert talks.reading_of(conversation_id=saved.id, viewer=team.ana).doubts == 0
    save.correct(conversation_id=saved.id, by=team.ana, typed=PadInput(typed.pad))
    assert Promise.objects.count() == before + 2


def test_a_line_that_a_correction_changes_replaces_what_it_made(team: DealFloor) -> None:
    deal = added(team.ana)
    for name in ("Ines Prado", "Jon Weber"):
        findings.add_contact(deal_id=deal, by=team.ana, name=name)
    there = tuple(Contact.objects.values_list("pk", flat=True))
    pad = (
        'Jon "too loud"\nJon: room list by Thu\nme: noise plan to Jon by Thu\n'
        "me? price to Jon by Fri\nInes: names by Fri"
    )
    saved = save.save(deal_id=deal, by=team.ana, typed=PadInput(pad, contacts=there))
    move("report", "names", team.ana, words="You have them.")
    before = promised(deal, team.ana)

    changed = pad.replace("Thu", "Fri").replace("loud", "late").replace("names by Fri", "nobody")
    typed = PadInput(changed.replace("price to Jon by Fri", "price to Jon by Mon"))
    save.correct(conversation_id=saved.id, by=team.ana, typed=typed)
    live = Promise.objects.filter(next_at__isnull=False)
    # one of each; the one that moved on stays
    whats = sorted(live.values_list("what", flat=True))
    assert whats == ["names", "noise plan to Jon", "price to Jon", "room list"]
    assert "too late" in recap.recap(conversation_id=saved.id, viewer=team.ana).text
    text = recap.recap(conversation_id=saved.id, viewer=team.ana).text
    assert text.count("room list") == text.count("noise plan") == 1
    assert DealSignal.objects.filter(kind="promised", words="room list").count() == 1
    assert DealSignal.objects.filter(kind="asked", answered_at=None).count() == 1

    undo_talk.undo(conversation_id=saved.id, by=team.ana)
    assert promised(deal, team.ana) == before
    assert [one.words for one in Said.objects.all()] == ["too loud"]
    # a removed line is made anew when it is back
    save.correct(conversation_id=saved.id, by=team.ana, typed=PadInput("nothing"))
    assert live.count() == 1
    save.correct(conversation_id=saved.id, by=team.ana, typed=PadInput(pad))
    assert live.count() == 4


def test_an_answer_to_the_recap_is_a_letter_with_a_signal(team: DealFloor) -> None:
    deal, saved = talked(team)
    recap.sent(conversation_id=saved.id, by=team.ana)
    recap.answered(conversation_id=saved.id, by=team.bo, words="Yes, all correct")
    letter = Conversation.objects.get(kind="letter")
    assert (letter.started_by, letter.pad) == ("theirs", "Yes, all correct")
    assert seen(deal, team.ana).story[1].answered_at is not None
    assert DealSignal.objects.filter(kind="answered").count() == 1


def test_a_lost_deal_withdraws_its_promises_and_a_leaver_frees_theirs(team: DealFloor) -> None:
    lost, _saved = talked(team)
    before = {*Promise.objects.values_list("pk", "state", "next_at")}
    closing.lose(deal_id=lost, by=team.ana, reason="competitor")
    assert set(Promise.objects.values_list("state", flat=True)) == {"withdrawn"}
    undo.undo(deal_id=lost, by=team.ana)
    assert {*Promise.objects.values_list("pk", "state", "next_at")} == before
    assert not any("void" in one for one in seen(lost, team.ana).changed)
    closing.lose(deal_id=lost, by=team.ana, reason="competitor")
    save.save(deal_id=lost, by=team.ana, typed=PadInput("Ana: late by Fri", chosen={}))
    assert Promise.objects.filter(what="late").count() == 0
    Promise.objects.all()
    other = added(team.ana, "Other")
    findings.add_contact(deal_id=other, by=team.ana, name="Eva Lund")
    eva = Contact.objects.get(name="Eva Lund").pk
    save.save(deal_id=other, by=team.bo, typed=PadInput("me: plan by Fri", contacts=(eva,)))
    users.disable(person_id=team.bo.pk, by=team.cy)
    plan = Promise.objects.get(what="plan")
    assert (plan.state, plan.performer_pod_id) == ("requested", plan.deal.pod_id)
    move("promise", "plan", team.ana)
    plan.refresh_from_db()
    assert (plan.state, plan.performer_person_id) == ("promised", team.ana.pk)


def test_a_stage_move_quotes_words_or_counts_as_ungrounded(team: DealFloor) -> None:
    deal, _saved = talked(team)
    said = seen(deal, team.ana).words[0].id
    acts.pull(deal_id=deal, by=team.ana)
    assert not MoveBasis.objects.exists()  # a first pull leaves no stage
    acts.pull(deal_id=deal, by=team.ana, said=said)
    assert MoveBasis.objects.get().said_id == said
    assert deal_detail(deal_id=deal, viewer=team.ana).timeline[0].basis.startswith("we cannot")
    other = added(team.ana, "Other")
    with pytest.raises(Invalid) as caught:
        acts.pull(deal_id=other, by=team.ana, said=said)
    assert caught.value.code == "unknown_words"
    acts.pull(deal_id=deal, by=team.ana, reason="A hunch")
    assert MoveBasis.objects.latest("pk").reason == "A hunch"
    while "pull" in deal_detail(deal_id=deal, viewer=team.ana).acts:
        acts.pull(deal_id=deal, by=team.ana)
    closing.win(deal_id=deal, by=team.ana, value=Decimal(9), said=said)
    assert MoveBasis.objects.latest("pk").transition.kind == "win"
    found = lists.talk_measures(viewer=team.ana)
    moved = Transition.objects.filter(kind__in=("pull", "win"), from_stage__isnull=False).count()
    assert (found.exits.exits, found.exits.grounded, found.exits.reasons) == (moved, 2, 1)
    assert (found.coverage.deals, found.coverage.covered) == (0, 0)


def test_a_report_rests_only_after_ten_working_days_without_an_answer(team: DealFloor) -> None:
    deal, _saved = talked(team)
    move("report", "fire certificate", team.ana)
    with pytest.raises(Conflict) as caught:
        move("rest", "fire certificate", team.ana)
    assert caught.value.code == "too_early"
    assert not any("rest" in one.moves for one in seen(deal, team.ana).we_owe)
    factories.later(days=15)
    resting = [one.what for one in seen(deal, team.ana).we_owe if "rest" in one.moves]
    assert resting == ["fire certificate"]
    assert not any("rest" in one.moves for one in seen(deal, team.bo).we_owe)
    move("rest", "fire certificate", team.ana)
    assert Promise.objects.get(what="fire certificate").state == "rested"


def test_lists_and_figures_of_promises(team: DealFloor) -> None:
    talked(team)
    assert {one.promise.what for one in lists.owed(viewer=team.ana)} == {
        "fire certificate",
        "mock-up",
    }
    users.disable(person_id=team.ana.pk, by=team.cy)
    free = lists.without_performer(viewer=team.bo)
    assert {one.promise.what for one in free} == {"fire certificate", "mock-up"}
    assert lists.count_without_performer(team.bo.team_id) == 2
    found = lists.talk_measures(viewer=team.bo)
    assert (found.talks, found.typed_s, found.promises.ours.due) == (1, 38, 0)


def test_a_forgotten_contact_is_in_no_table_and_the_rows_stay(team: DealFloor) -> None:
    deal, saved = talked(team, "Ines Prado liked it\nspoke of ines twice\n" + PAD)
    move(
        "promise",
        "floor plan",
        team.ana,
        words="Ines: gladly",
        due=(clock.now() + timedelta(days=9)).date(),
    )
    row = DealContact.objects.get(contact__name="Ines Prado")
    given: dict[str, Any] = {"deal_id": deal, "contact": row.pk}
    exported = contact_data.export(viewer=team.lee, **given)
    assert exported["words"][0]["words"] == "we cannot lose one breakfast service"
    assert (exported["deals"][0]["roles"], exported["deals"][0]["stance"]) == ([], "")
    with pytest.raises(NotFound):
        contact_data.export(viewer=team.ana, **given)
    recap.sent(conversation_id=saved.id, by=team.ana)
    assert Contact.objects.get(name="Ines Prado").told_at is not None
    before = {model: model.objects.count() for model in (Said, Promise, PromiseMove, Conversation)}
    findings.forget_contact(by=team.lee, **given)
    assert before == {model: model.objects.count() for model in before}
    for model in apps.get_models():
        for one in model._default_manager.values_list():
            assert not re.search(r"\bines\b|prado", str(one), re.IGNORECASE), (model, one)
    assert Said.objects.get().words == ""
    assert "liked the oven" in Conversation.objects.get().pad


def test_contacts_are_erased_24_months_after_their_last_deal(team: DealFloor) -> None:
    lost, _saved = talked(team)
    closing.lose(deal_id=lost, by=team.ana, reason="competitor")
    assert contact_data.forget_old(now=clock.now() + timedelta(days=720)) == 0
    later = clock.now() + timedelta(days=740)
    assert contact_data.forget_old(now=later) == 2
    assert contact_data.forget_old(now=later) == 0


def test_strangers_see_and_move_nothing(team: DealFloor) -> None:
    deal, saved = talked(team)
    stranger = factories.person("Zoe", team="Elsewhere")
    one = Promise.objects.all()[0]
    for act in (
        lambda: brief(deal_id=deal, viewer=stranger),
        lambda: pads.preview(deal_id=deal, by=stranger, typed=PadInput("x")),
        lambda: save.save(deal_id=deal, by=stranger, typed=PadInput("x")),
        lambda: save.correct(conversation_id=saved.id, by=stranger, typed=PadInput("x")),
        lambda: recap.recap(conversation_id=saved.id, viewer=stranger),
        lambda: recap.answered(conversation_id=saved.id, by=stranger, words="x"),
        lambda: promises.move(promise_id=one.pk, by=stranger, typed=TypedMove("report", 1)),
    ):
        with pytest.raises(NotFound):
            act()
