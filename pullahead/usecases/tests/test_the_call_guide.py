"""Call scripts: a source's before its team's, and the answers that *qualified* requires."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pullahead.base import clock
from pullahead.base.errors import Invalid, NotFound
from pullahead.base.transaction import write_transaction
from pullahead.leads.models import Source
from pullahead.pull.call_scripts import (
    CallScript,
    Objection,
    Question,
    missing,
    read_script,
    written,
)
from pullahead.pull.models import ScriptAnswer
from pullahead.team.models import Person, Team
from pullahead.usecases.settings import call_scripts
from pullahead.usecases.tests.factories import admitted, pulled, settle, source
from pullahead.usecases.work import call_script

BUDGET, WHO = "What is the budget?", "Who decides?"


def test_what_is_written_is_read_line_by_line_and_written_back() -> None:
    text = {
        "steps": " - Say who you are\n\n• Ask what they need ",
        "objections": "Too expensive -> Compared with what?\nNo time → When suits you?",
        "questions": f"{BUDGET}\n{BUDGET}\n{WHO}",
    }
    guide = read_script(**text)
    assert guide == CallScript(
        ("Say who you are", "Ask what they need"),
        (
            Objection("Too expensive", "Compared with what?"),
            Objection("No time", "When suits you?"),
        ),
        (Question(BUDGET), Question(WHO)),
    )
    assert read_script(**written(guide)) == guide
    assert missing(guide.questions, {BUDGET: "  "}) == (BUDGET, WHO)
    assert missing(guide.questions, {BUDGET: "10", WHO: "She"}) == ()
    assert read_script("", "", "") == CallScript()
    for wrong in (
        {"objections": "Too expensive"},
        {"objections": "-> Compared with what?"},
        {"steps": "x" * 301},
        {"questions": "\n".join(f"{n}?" for n in range(11))},
    ):
        read = read_script(**{"steps": "", "objections": "", "questions": ""} | wrong)
        assert isinstance(read, tuple)
        assert [one.field for one in read] == list(wrong)


def save(by: Person, of: str, place_id: int, questions: str = "", steps: str = "Listen") -> None:
    text = {"steps": steps, "objections": "", "questions": questions}
    call_scripts.save(of=of, place_id=place_id, by=by, **text)


def test_a_sources_guide_stands_before_its_teams(cy: Person, ana: Person) -> None:
    lead = admitted()
    web, team = source(), Team.objects.get(name="Sales")
    assert call_script.guide_of(lead) is None
    save(cy, "team", team.pk, WHO)
    beside = call_script.guide_of(lead)
    assert beside is not None
    assert beside.guide.questions == (Question(WHO),)
    save(cy, "source", web.pk, BUDGET)
    beside = call_script.guide_of(lead)
    assert beside is not None
    assert beside.guide.questions == (Question(BUDGET),)
    save(cy, "source", web.pk, steps="")
    beside = call_script.guide_of(lead)
    assert beside is not None, "an empty guide is none"
    assert beside.guide.questions == (Question(WHO),)


def test_qualified_needs_every_answer_once(cy: Person, ana: Person) -> None:
    save(cy, "source", source().pk, f"{BUDGET}\n{WHO}")
    lead = admitted()
    hand = pulled(ana)
    answers = call_script.typed_answers({BUDGET: " 10 k\x00 ", WHO: "", "Shoe size?": "9"})

    later = clock.now() + timedelta(hours=1)
    assert call_script.lacking(lead_id=lead, disposition="no_answer", answers={}) == ()
    with pytest.raises(Invalid, match=WHO.replace("?", r"\?")) as refused:
        settle(ana, hand, "qualified", callback_at=later, answers=answers)
    assert (refused.value.code, refused.value.errors[0].field) == ("guide_required", "guide")
    assert BUDGET not in refused.value.message

    with write_transaction():
        call_script.keep(claim=hand.token, lead_id=lead, answers=answers)
    kept = ScriptAnswer.objects.values_list("question", "answer")
    assert list(kept) == [(BUDGET, "10 k")], "what the guide does not ask is not kept"
    asked = {WHO: "She does"}
    assert call_script.lacking(lead_id=lead, disposition="qualified", answers=asked) == ()
    with pytest.raises(Invalid):
        call_script.typed_answers({WHO: "x" * 1_001})
    settle(ana, hand, "not_interested")


def test_who_writes_which_guide(cy: Person, lee: Person, ana: Person) -> None:
    admitted()
    own, other = Team.objects.get(name="Sales"), Team.objects.create(name="North")
    fair = Source.objects.create(name="fair")
    assert [p.name for p in call_scripts.script_owners(viewer=lee)] == ["Sales", "web form"]
    assert [p.name for p in call_scripts.script_owners(viewer=cy)] == [
        "North",
        "Sales",
        "fair",
        "web form",
    ]
    save(lee, "team", own.pk, WHO)
    for by, of, place_id in (
        (ana, "team", own.pk),
        (lee, "team", other.pk),
        (lee, "source", fair.pk),
        (cy, "room", 1),
        (cy, "team", 10**9),
    ):
        with pytest.raises(NotFound):
            save(by, of, place_id, WHO)
    with pytest.raises(Invalid) as refused:
        call_scripts.save(
            of="team", place_id=own.pk, steps="", objections="Dear", questions="", by=lee
        )
    assert refused.value.errors[0].field == "objections"
