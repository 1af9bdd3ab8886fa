"""The pad: each form makes its thing, doubt makes nothing, no text is lost."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullahead.conversations.pad import (
    PadFacts,
    PadKind,
    PadLine,
    PadPerson,
    named,
    read_pad,
)
from pullahead.conversations.pad_days import read_day, split_day, split_last_day

WEDNESDAY = date(2026, 12, 2)
INES = PadPerson("Ines Prado", contact=UUID(int=1), present=True)
JON = PadPerson("Jon Weber", contact=UUID(int=2))
LEGAL = PadPerson("", contact=UUID(int=3), role="Legal")
DEV = PadPerson("Dev", person=1, present=True)
CHIARA = PadPerson("Chiara", person=2)
FACTS = PadFacts((INES, JON, LEGAL, DEV, CHIARA), 1, WEDNESDAY, steps=("board", "site visit"))


def one(text: str, chosen: str = "", facts: PadFacts = FACTS) -> PadLine:
    key = PadLine(text).key
    (found,) = read_pad(text, facts, {key: chosen})
    assert found.text == text
    return found


def test_the_example_is_read_line_by_line() -> None:
    text = """Ines "we cannot lose one breakfast service"
Dev: fire certificate by Thu
Ines: names who signs by Mon
+ legal review 12 Jan
Legal approver
Jon > Ines"""
    quote, ours, theirs, step, role, link = read_pad(text, FACTS)
    assert (quote.kind, quote.who, quote.what) == (
        PadKind.WORDS,
        INES,
        "we cannot lose one breakfast service",
    )
    assert (ours.kind, ours.who, ours.to, ours.what, ours.day) == (
        PadKind.PROMISE,
        DEV,
        INES,
        "fire certificate",
        date(2026, 12, 3),
    )
    assert (theirs.who, theirs.what, theirs.day) == (INES, "names who signs", date(2026, 12, 7))
    assert (step.kind, step.what, step.day) == (
        PadKind.STEP_ADDED,
        "legal review",
        date(2027, 1, 12),
    )
    assert (role.kind, role.who, role.roles) == (PadKind.ROLE, LEGAL, ("approver",))
    assert (link.kind, link.who, link.to) == (PadKind.INFLUENCE, JON, INES)
    assert not any(line.doubt for line in (quote, ours, theirs, step, role, link))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ines? floor plan by Wed", PadKind.REQUEST),
        ("Dev? price list", PadKind.REQUEST),
        ("me: sketch by tomorrow", PadKind.PROMISE),
        ("Jon: order by Friday", PadKind.REQUEST),  # absent: asked, not promised
        ("Ines ++", PadKind.ROLE),
        ("Ines decider, approver −", PadKind.ROLE),
        ("~ board 10 Dec", PadKind.STEP_MOVED),
        ("- site visit", PadKind.STEP_DROPPED),
        ("- liked the oven", PadKind.NOTE),
        ("~ 40 rooms a floor", PadKind.NOTE),
        ("went well ++", PadKind.NOTE),
        ("price > 5000", PadKind.NOTE),
        ("10:20 start", PadKind.NOTE),
        ("https://example.org/plan", PadKind.NOTE),
        ('Dev "we can do that"', PadKind.NOTE),
    ],
)
def test_forms_are_told_apart(text: str, kind: PadKind) -> None:
    found = one(text)
    assert (found.kind, found.doubt) == (kind, "")


@pytest.mark.parametrize(
    ("text", "doubt", "chosen"),
    [
        ("Dev: certificate by 3/4", "day_or_month", "day:2027-04-03"),
        ("Dev: certificate by 31 Feb", "no_such_day", "day:2026-12-04"),
        ("Dev: certificate by 2026-11-01", "past", "day:2026-12-04"),
        ("Dev: certificate", "no_day", "day:2026-12-04"),
        ("Eva: signs by Fri", "unknown_name", "add"),
        ("Procurement approver", "unknown_name", "add"),
        ('Jon "never again"', "was_absent", "was_there"),
    ],
)
def test_a_line_in_doubt_makes_nothing_until_its_chip_is_chosen(
    text: str, doubt: str, chosen: str
) -> None:
    found = one(text)
    assert (found.doubt, found.makes) == (doubt, False)
    assert chosen in {chip.code for chip in found.chips} or chosen.startswith("day:")
    assert one(text, chosen).makes
    assert one(text, "note").kind == PadKind.NOTE


def test_several_doubts_of_a_line_are_resolved_one_after_another() -> None:
    both = PadFacts(
        (INES, PadPerson("Ines Costa", contact=UUID(int=9), present=True), DEV), 1, WEDNESDAY
    )
    first = one("Dev: sketch", facts=both)
    assert first.doubt == "no_day"
    second = one("Dev: sketch", first.chips[0].code, facts=both)
    assert second.doubt == "to_whom"
    last = one("Dev: sketch", second.chips[0].code, facts=both)
    assert (last.makes, last.to, last.day) == (True, INES, first.chips[0].day)
    assert one('Ines "yes"', facts=both).doubt == "several_names"


def test_an_absent_colleague_is_asked_and_the_writer_promises() -> None:
    found = one("Chiara: mock-up by Fri")
    assert (found.kind, found.absent, found.to) == (PadKind.PROMISE, True, INES)


def test_a_contact_whom_one_line_adds_is_named_by_the_next() -> None:
    text = "Rita Sand user +\nJon > Rita\nRita: floor list by Fri"
    assert [bool(one.doubt) for one in read_pad(text, FACTS)] == [True, True, True]
    key = PadLine("Rita Sand user +").key
    role, link, asked = read_pad(text, FACTS, {key: "add"})
    assert (role.new_name, link.makes, link.to and link.to.name) == ("Rita Sand", True, "Rita Sand")
    # Named by a role: not present, so nothing is promised
    assert (asked.kind, asked.absent, asked.new_name) == (PadKind.REQUEST, True, "Rita Sand")


def test_names_match_by_prefix_and_a_whole_word_wins() -> None:
    people = (JON, PadPerson("Jonas Meyer", contact=UUID(int=5)))
    assert named("Jon", people) == (JON,)
    assert len(named("Jo", people)) == 2
    assert named("J", people) == ()
    assert named("weber", people) == (JON,)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("thu", date(2026, 12, 3)),
        ("Wednesday", date(2026, 12, 9)),
        ("mañana", date(2026, 12, 3)),
        ("12 Jan", date(2027, 1, 12)),
        ("Jan 12th", date(2027, 1, 12)),
        ("12 de dezembro", date(2026, 12, 12)),
        ("13/4", date(2027, 4, 13)),
        ("2026-12-10", date(2026, 12, 10)),
        ("in 2 weeks", date(2026, 12, 16)),
        ("29 Feb", date(2028, 2, 29)),
    ],
)
def test_days_are_read(text: str, day: date) -> None:
    assert read_day(text, WEDNESDAY).day == day


def test_a_day_is_split_from_its_line() -> None:
    assert split_day("stand by the customer", WEDNESDAY)[0] == "stand by the customer"
    assert split_last_day("board 10 Dec", WEDNESDAY)[0] == "board"
    assert split_last_day("10 Dec", WEDNESDAY)[0] == "10 Dec"


LINE = st.one_of(
    st.text(max_size=60),
    st.builds(
        "{}{}{}".format,
        st.sampled_from(["Ines", "Jon", "Dev", "Chiara", "me", "Eva", "Legal", "+", "~", "-", ""]),
        st.sampled_from([": ", "? ", ' "', " > ", " ", " approver ", ":"]),
        st.sampled_from(
            ["plan by Thu", "x by 3/4", "Ines", '"', "++", "board 10 Dec", "by 99 Jan", "a b", ""]
        ),
    ),
)


@settings(max_examples=60)
@given(st.lists(LINE, max_size=5).map("\n".join))
def test_any_text_is_read_whole_and_nobody_absent_promises(
    text: str,
) -> None:
    lines = read_pad(text, FACTS)
    assert "\n".join(line.text for line in lines) == text
    for line in lines:
        assert not (line.doubt and line.makes)
        if line.makes and line.kind == PadKind.PROMISE:
            assert line.day is not None
            assert line.who is not None
            assert line.who.present or line.who.contact is None
            assert line.who.present or line.absent


@settings(max_examples=60)
@given(LINE, st.lists(st.integers(0, 4), max_size=4))
def test_chosen_chips_never_fail_and_always_end(text: str, choices: list[int]) -> None:
    line = read_pad(text, FACTS)[0]
    for choice in choices:
        if not line.chips:
            break
        chip = line.chips[choice % len(line.chips)]
        line = read_pad(text.split("\n")[0], FACTS, {line.key: chip.code})[0]
