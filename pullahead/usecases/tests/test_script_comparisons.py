"""Comparisons of call scripts and messages: a lead's first pull draws its text."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest

from pullahead.base.errors import Conflict, Invalid, NotFound
from pullahead.leads.models import Address
from pullahead.pull.models import MessageTemplate, ScriptComparisonRow, ScriptDrawRow
from pullahead.pull.script_comparison_rules import draw
from pullahead.team.models import Person
from pullahead.usecases.floor import script_comparisons
from pullahead.usecases.floor.compared_texts import ScriptPlan
from pullahead.usecases.settings import call_scripts, message_templates
from pullahead.usecases.tests.factories import (
    admitted,
    austin,
    later,
    person,
    pulled,
    settle,
    source,
)
from pullahead.usecases.work import attempts, call_script

pytestmark = pytest.mark.usefixtures("floor")
A, B = "Ask for the need", "Ask for the budget"


def planned(by: Person, **change: Any) -> int:
    """Plan a comparison for the source whose leads `admitted` admits."""
    given: dict[str, Any] = {
        "source_id": source().pk,
        "question": "Does the budget help?",
        "yardstick": "qualified",
        "share_b": 50.0,
        "weeks": 2,
        "days": 3,
        "steps": B,
    }
    return script_comparisons.plan(given=ScriptPlan(**(given | change)), by=by).id


def write(text: str, by: Person) -> None:
    """Write the source's own script."""
    place = {"of": "source", "place_id": source().pk}
    call_scripts.save(**place, steps=text, objections="", questions="", by=by)  # type: ignore[arg-type]


def drawn_arm(seed: int, lead: UUID) -> str:
    """Return the script that a lead is drawn for with a seed."""
    return draw(seed=seed, lead=lead, share_b=0.4).arm


def script(lead_id: UUID) -> str:
    """Return the first step that an agent sees beside a lead."""
    beside = call_script.guide_of(lead_id)
    return beside.guide.steps[0] if beside else ""


def test_a_first_pull_draws_the_script_and_stores_its_probability(ana: Person, cy: Person) -> None:
    leads = {admitted(f"Lead {n}", austin(100 + n)) for n in range(5)}
    write(A, cy)
    before = pulled(ana)
    settle(ana, before, "no_answer")
    number = planned(cy, share_b=40.0)
    others = leads - {before.lead.id}
    seed = next(n for n in count() if len({drawn_arm(n, lead) for lead in others}) == 2)
    script_comparisons.start(comparison_id=number, by=cy, seed=seed)
    write("Edited meanwhile", cy)
    seen: dict[UUID, str] = {}
    while len(seen) < 4:
        hand = pulled(ana)
        if hand.lead.id != before.lead.id:
            seen[hand.lead.id] = script(hand.lead.id)
        settle(ana, hand, "no_answer")
    assert set(seen) == others  # the one pulled before is not drawn
    drawn = {one.lead_id: one for one in ScriptDrawRow.objects.all()}
    assert set(drawn) == set(seen)
    for lead, one in drawn.items():
        expected = draw(seed=seed, lead=lead, share_b=0.4)
        assert (one.arm, one.probability) == (expected.arm, expected.probability)
        assert seen[lead] == {"a": A, "b": B}[one.arm]
    assert script(before.lead.id) == "Edited meanwhile"
    script_comparisons.stop(comparison_id=number, by=cy)
    assert {script(lead) for lead in drawn} == {"Edited meanwhile"}
    admitted("Late", austin(150))
    pulled(ana)
    assert ScriptDrawRow.objects.count() == 4


def sms(lead_id: UUID, agent: Person) -> str:
    """Return the text that a message to a lead opens with."""
    address = Address.objects.get(lead_id=lead_id, kind="phone")
    link = attempts.link_to(address, "sms", lead_id, agent.pk)
    return unquote(link.partition("?body=")[2])


def write_sms(body: str, by: Person) -> None:
    """Write the source's own template for SMS."""
    of = {"channel": "sms", "source_id": source().pk, "language": "", "touch": 0, "subject": ""}
    row = MessageTemplate.objects.filter(channel="sms").first()
    written = message_templates.WrittenMessage(**of, body=body)  # type: ignore[arg-type]
    message_templates.save(written=written, by=by, text_id=row.pk if row else None)


def test_messages_are_drawn_by_lead_and_the_better_one_becomes_the_source_s(
    ana: Person, cy: Person
) -> None:
    leads = {admitted(f"Lead {n}", austin(100 + n)) for n in range(4)}
    message = {"kind": "message", "steps": "", "channel": "sms", "body": "Short, {agent}"}
    with pytest.raises(Invalid, match="No template has this language"):
        planned(cy, **message, language="es")
    with pytest.raises(Invalid, match="Compare call scripts or messages"):
        planned(cy, **message | {"kind": "song"})
    number = planned(cy, **message, share_b=40.0)
    write_sms("Usual, {agent}", cy)
    seed = next(n for n in count() if len({drawn_arm(n, lead) for lead in leads}) == 2)
    script_comparisons.start(comparison_id=number, by=cy, seed=seed)
    write_sms("Edited", cy)
    for _ in leads:
        hand = pulled(ana)
        expected = {"a": "Usual", "b": "Short"}[drawn_arm(seed, hand.lead.id)]
        assert sms(hand.lead.id, ana) == f"{expected}, {ana.name}"
        assert script(hand.lead.id) == ""  # the call script is not compared
        settle(ana, hand, "no_answer")
    one = next(iter(leads))
    later(weeks=2, days=3, minutes=1)
    assert sms(one, ana) == "Edited"
    script_comparisons.use(comparison_id=number, by=cy)
    assert sms(one, ana) == f"Short, {ana.name}"
    script_comparisons.undo_use(comparison_id=number, by=cy)
    assert sms(one, ana) == "Edited"


def test_a_stop_is_undone_for_ten_minutes(cy: Person) -> None:
    write(A, cy)
    first, second = planned(cy), planned(cy)
    script_comparisons.start(comparison_id=first, by=cy)
    script_comparisons.stop(comparison_id=first, by=cy)
    assert script_comparisons.undo_stop(comparison_id=first, by=cy).state == "running"
    script_comparisons.stop(comparison_id=first, by=cy)
    script_comparisons.start(comparison_id=second, by=cy)
    with pytest.raises(Conflict, match="Another comparison"):
        script_comparisons.undo_stop(comparison_id=first, by=cy)
    script_comparisons.stop(comparison_id=second, by=cy)
    later(minutes=11)
    with pytest.raises(Conflict, match="ten minutes"):
        script_comparisons.undo_stop(comparison_id=first, by=cy)


def test_one_runs_for_a_source_and_its_script_b_is_used_and_undone(cy: Person) -> None:
    write(A, cy)
    first, second = planned(cy), planned(cy)
    running = script_comparisons.start(comparison_id=first, by=cy)
    with pytest.raises(Conflict, match="Another comparison"):
        script_comparisons.start(comparison_id=second, by=cy)
    with pytest.raises(Conflict):
        script_comparisons.use(comparison_id=first, by=cy)  # not before the end
    later(weeks=2, days=3, minutes=1)
    assert running.ends_at is not None
    assert script_comparisons.one(comparison_id=first, viewer=cy).state == "over"
    with pytest.raises(Conflict, match="completed"):
        script_comparisons.stop(comparison_id=first, by=cy)
    script_comparisons.use(comparison_id=first, by=cy)
    place = call_scripts.script_owner(of="source", place_id=source().pk, viewer=cy)
    assert place.guide is not None
    assert place.guide.steps == (B,)
    with pytest.raises(Conflict, match="changed"):
        script_comparisons.use(comparison_id=first, by=cy)
    with pytest.raises(Conflict, match="Text B is the one"):
        script_comparisons.start(comparison_id=second, by=cy)
    script_comparisons.undo_use(comparison_id=first, by=cy)
    place = call_scripts.script_owner(of="source", place_id=source().pk, viewer=cy)
    assert place.guide is not None
    assert place.guide.steps == (A,)
    script_comparisons.use(comparison_id=first, by=cy)
    write("Edited since", cy)
    with pytest.raises(Conflict, match="edited since"):
        script_comparisons.undo_use(comparison_id=first, by=cy)
    script_comparisons.stop(comparison_id=second, by=cy)  # a plan is removed
    with pytest.raises(NotFound):
        script_comparisons.one(comparison_id=second, viewer=cy)


@pytest.mark.parametrize(
    "change",
    [
        {"question": " "},
        {"yardstick": "luck"},
        {"weeks": 27},
        {"days": 0},
        {"share_b": 95.0},
        {"share_b": float("nan")},
        {"source_id": 10**6},
        {"objections": "No answer"},
        {"kind": "message", "channel": "sms"},
    ],
    ids=str,
)
def test_a_plan_of_a_comparison_has_limits(cy: Person, change: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        planned(cy, **change)


def test_comparisons_belong_to_team_leads_of_the_sources_team(
    ana: Person, lee: Person, cy: Person
) -> None:
    admitted()  # the source now has the team of its leads
    number = planned(lee)
    stranger = person("Ola", role="leader", team="Elsewhere")
    acts: tuple[Callable[..., object], ...] = (
        script_comparisons.start,
        script_comparisons.stop,
        script_comparisons.undo_stop,
        script_comparisons.use,
        script_comparisons.undo_use,
    )
    for who in (ana, stranger):
        for act in acts:
            with pytest.raises(NotFound):
                act(comparison_id=number, by=who)
        with pytest.raises((NotFound, Invalid)):
            planned(who)
    assert script_comparisons.listed(viewer=stranger) == ()
    assert [one.id for one in script_comparisons.listed(viewer=cy)] == [number]
    assert ScriptComparisonRow.objects.get().ends_at is None
