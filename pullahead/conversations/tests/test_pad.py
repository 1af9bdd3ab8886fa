"""The pad: each form makes its thing, doubt makes nothing, no text is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pullahead.conversations.pad import read_pad
from pullahead.conversations.pad_answers import PadAnswers, answers_of, rekeyed
from pullahead.conversations.pad_days import read_day, split_day, split_last_day
from pullahead.conversations.pad_doubts import named
from pullahead.conversations.pad_lines import PadFacts, PadKind, PadLine, PadPerson

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
    assert (role.new_names, link.makes, link.to and link.to.name) == (
        ("Rita Sand",),
        True,
        "Rita Sand",
    )
    # Named by a role: not present, so nothing is promised
    assert (asked.kind, asked.absent, asked.new_names) == (PadKind.REQUEST, True, ("Rita Sand",))


TWO = PadFacts(
    (INES, replace(JON, present=True), LEGAL, DEV, CHIARA), 1, WEDNESDAY, steps=("board",)
)
ADAS = (PadPerson("Ada Kline", contact=UUID(int=7)), PadPerson("Ada Low", person=5))


@pytest.mark.parametrize(
    ("text", "facts", "to"),
    [
        ("Dev: send certificate to Jon by Thu", FACTS, JON),  # absent, but named
        ("me: price list for Jon Weber Thursday", TWO, replace(JON, present=True)),
        ("me: send the contract to Legal by Thu", TWO, LEGAL),
        ("me: call Ines tomorrow", TWO, INES),  # the only one mentioned
        ("me: drawings to scale by Thu", FACTS, INES),  # no name: the one contact present
    ],
)
def test_the_receiver_of_our_promise_is_its_requester(
    text: str, facts: PadFacts, to: PadPerson
) -> None:
    found = one(text, facts=facts)
    assert (found.kind, found.doubt, found.to) == (PadKind.PROMISE, "", to)


def test_a_name_means_who_was_present_before_who_was_absent() -> None:
    contact, colleague = ADAS
    for there in ((True, False), (False, True), (True, True), (False, False)):
        people = (replace(contact, present=there[0]), replace(colleague, present=there[1]))
        found = one("Ada: plan by Fri", facts=replace(FACTS, people=(INES, DEV, *people)))
        if there[0] != there[1]:
            assert found.who == people[0 if there[0] else 1]
        else:
            assert found.doubt == "several_names"
    # A quote is a contact's
    assert one('Ada "no"', facts=replace(FACTS, people=(DEV, *people))).who == people[0]


@pytest.mark.parametrize(
    ("text", "code", "form"),
    [
        (
            "Ines will send the floor plan by Friday",
            "as:promise",
            "Ines: send the floor plan by Fri",
        ),
        ("She'll send the floor plan by Friday", "as:promise", "Ines: send the floor plan by Fri"),
        ("We send the quote Thursday", "as:promise", "me: send the quote by Thu"),
        ("On Thursday I'll call Ines", "as:promise", "me: call Ines by Thu"),
        ("send quote to Jon by Thu", "as:promise", "me: send quote to Jon by Thu"),
        ("- Ines: floor plan by Wed", "", "Ines: floor plan by Wed"),
        ("Asked Ines for the floor plan by Wed", "as:request", "Ines? the floor plan by Wed"),
        ("Ines worried about dust", "as:words", 'Ines "worried about dust"'),
        ("Ines said that dust is a problem", "as:words", 'Ines "dust is a problem"'),
        ('Ines said "no dust"', "", 'Ines "no dust"'),
        ("Ines likes it", "as:stance", "Ines +"),
        ("Legal is against it", "as:stance", "Legal -"),
        ("Legal must sign off", "as:role", "Legal approver"),
        ("Jon decides the budget", "as:role", "Jon decider"),
        ("Priya Shah approves budgets over 100,000", "as:role|add", "Priya Shah approver"),
        ("Jon decides", "", "Jon decider"),
        ("Jon is the approver", "", "Jon approver"),
        ("Jon -> Ines", "", "Jon > Ines"),
        ("Ines listens to Jon", "as:influence", "Jon > Ines"),
        ("next call 5 Dec", "as:step", "+ next call 5 Dec"),
        ("Next call: Friday at 10:00", "as:step", "+ Next call at 10:00 Fri"),
        ("Zoe will send the list by Fri", "as:promise|add", "Zoe: send the list by Fri"),
    ],
)
def test_a_plain_sentence_makes_nothing_until_its_likely_form_is_tapped(
    text: str, code: str, form: str
) -> None:
    added = "add" if "add" in code else ""
    meant, found = one(form, added), one(text)
    if code:
        assert (found.makes, found.doubt) == (False, "likely")
        assert code in {chip.code for chip in found.chips}
        found = one(text, code)
        assert [chip.code for chip in found.asked] == [chip.code for chip in one(text).chips]
    kept = ("kind", "who", "to", "day", "roles", "stance", "makes")
    assert [getattr(found, name) for name in kept] == [getattr(meant, name) for name in kept]
    if meant.kind not in {PadKind.ROLE, PadKind.INFLUENCE}:
        assert found.what == meant.what


@pytest.mark.parametrize(
    "text",
    [
        "we met on Thursday",
        "Budget: 50k",
        "nice office, good coffee",
        "Nobody decides",
        "it went well",
    ],
)
def test_other_sentences_are_notes(text: str) -> None:
    assert (one(text).kind, one(text).chips) == (PadKind.NOTE, ())


def test_a_suggestion_answers_the_first_doubt_in_the_same_tap() -> None:
    chips = one("We send the quote Thursday", facts=TWO).chips
    readings = [chip.reading for chip in chips if chip.reading is not None]
    assert [(each.to and each.to.name, each.makes) for each in readings] == [
        ("Ines Prado", True),
        ("Jon Weber", True),
        (None, True),
    ]


def test_answers_of_a_saved_pad_are_remembered_and_no_line_makes_anything_twice() -> None:
    text = "Dev: sketch\nEva approver\nDev: call by Fri\nliked it"
    key = PadLine("Dev: sketch").key
    first = PadAnswers().with_chosen({key: "day:2026-12-04"})
    lines = read_pad(text, FACTS, first.chosen)
    saved = answers_of(first.after(lines).as_json())
    assert [saved.settled(each).doubt for each in lines] == ["", "unknown_name", "", ""]
    # Dev left since: what was made is still not in doubt
    later = read_pad(text, replace(FACTS, people=(INES,)), saved.chosen)
    assert [saved.settled(each).doubt for each in later] == ["", "unknown_name", "", ""]
    again = saved.with_chosen({PadLine("Eva approver").key: "add"})
    corrected = read_pad(f"{text}\nDev: call by Fri", FACTS, again.chosen)
    assert [each.text for each in again.unmade(corrected)] == ["Eva approver", "Dev: call by Fri"]
    # A line that was removed and comes back makes nothing either
    removed = saved.after(read_pad("liked it", FACTS))
    assert removed.unmade(read_pad("Dev: call by Fri", FACTS)) == []
    # The keys follow the text when a name is erased
    erased = answers_of(rekeyed(saved.as_json(), text, text.replace("sketch", "…")))
    assert PadLine("Dev: …").key in erased.made


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
        ("Friday 5th of January", date(2027, 1, 5)),
        ("end of the week", date(2026, 12, 4)),
        ("end of month", date(2026, 12, 31)),
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
        st.sampled_from([": ", "? ", ' "', " > ", " ", " approver ", ":", " will ", " likes "]),
        st.sampled_from(
            [
                "plan by Thu",
                "it Thursday",
                "x by 3/4",
                "Ines",
                '"',
                "++",
                "board 10 Dec",
                "by 99 Jan",
                "a b",
                "",
            ]
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
