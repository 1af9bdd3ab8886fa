"""Read a pad: each line makes a promise, a request, words, a role, a link, a step, or is a note.

Plain Python without Django, clock or I/O. Any text is read, and no text is lost. A line in doubt
makes nothing until its chip is chosen. An absent person promises nothing. The preview and the save
call `read_pad` alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID
from zlib import crc32

from pullahead.conversations.pad_days import (
    DayReading,
    plain_text,
    read_day,
    split_day,
    split_last_day,
)

ROLES = ("initiator", "user", "influencer", "approver", "buyer", "gatekeeper", "decider")
STANCES = ("++", "+", "0", "-", "--")
LINES_AT_MOST, WHAT_LIMIT = 200, 300
ME = ("me", "i", "yo", "eu")

_QUOTES = '"“”«»'
_NAME = rf"(?P<who>[^\W\d_][^:?{_QUOTES}>\n]{{0,39}}?)"
_PROMISE = re.compile(rf"^{_NAME}\s*:\s+(?P<what>\S.*)$")
_REQUEST = re.compile(rf"^{_NAME}\s*\?\s+(?P<what>\S.*)$")
_WORDS = re.compile(
    rf"^{_NAME}\s*:?\s*[{_QUOTES}]\s*(?P<what>[^{_QUOTES}\s][^{_QUOTES}]*)[{_QUOTES}]?\s*\.?$"
)
_LINK = re.compile(rf"^{_NAME}\s*>\s*(?P<to>[^\W\d_].{{0,39}})$")
_STEP = re.compile(r"^(?P<sign>[+~\-–−])\s+(?P<what>\S.*)$")


class PadKind(StrEnum):
    """Kinds of lines."""

    PROMISE = "promise"
    REQUEST = "request"
    WORDS = "words"
    ROLE = "role"
    INFLUENCE = "influence"
    STEP_ADDED = "step_added"
    STEP_MOVED = "step_moved"
    STEP_DROPPED = "step_dropped"
    NOTE = "note"


class PadDoubt(StrEnum):
    """Reasons why a line makes nothing yet."""

    UNKNOWN_NAME = "unknown_name"
    SEVERAL_NAMES = "several_names"
    NO_DAY = "no_day"
    DAY_OR_MONTH = "day_or_month"
    NO_SUCH_DAY = "no_such_day"
    PAST_DAY = "past"
    FAR_DAY = "far"
    TO_WHOM = "to_whom"
    WAS_ABSENT = "was_absent"


@dataclass(frozen=True, slots=True)
class PadPerson:
    """A contact of the deal (`contact`) or a colleague (`person`) whom a line can name."""

    name: str
    contact: UUID | None = None
    person: int | None = None
    role: str = ""
    present: bool = False

    @property
    def key(self) -> str:
        """Return the code of this person in a chip."""
        if self.is_new:
            return f"n{crc32(self.name.encode('utf-8', 'ignore')):08x}"
        return f"c{self.contact}" if self.contact is not None else f"p{self.person}"

    @property
    def is_new(self) -> bool:
        """Return whether an earlier line of the pad adds this contact."""
        return self.contact is None and self.person is None


@dataclass(frozen=True, slots=True)
class PadFacts:
    """Facts that lines are read with. `steps` are the names of the buyer's open steps."""

    people: tuple[PadPerson, ...]
    writer: int
    today: date
    steps: tuple[str, ...] = ()

    @property
    def contacts_present(self) -> tuple[PadPerson, ...]:
        """Return the contacts who took part."""
        return tuple(one for one in self.people if one.contact is not None and one.present)


@dataclass(frozen=True, slots=True)
class PadChip:
    """A choice that resolves a doubt: its code, and the person or day that it stands for."""

    code: str
    person: PadPerson | None = None
    day: date | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class PadLine:
    """A line as read. With a doubt it makes nothing, and `chips` resolve it."""

    text: str
    kind: PadKind = PadKind.NOTE
    who: PadPerson | None = None
    to: PadPerson | None = None  # requester of our promise; the influenced person
    what: str = ""
    day: date | None = None
    roles: tuple[str, ...] = ()
    stance: str = ""
    absent: bool = False  # the performer was absent: a request to them
    new_name: str = ""  # a contact to add
    doubt: str = ""
    chips: tuple[PadChip, ...] = ()

    @property
    def key(self) -> str:
        """Return the code under which a form sends the chosen chip of this line."""
        return f"{crc32(self.text.strip().encode('utf-8', 'ignore')):08x}"

    @property
    def makes(self) -> bool:
        """Return whether the save makes something of this line."""
        return self.kind != PadKind.NOTE and not self.doubt


@dataclass(frozen=True, slots=True)
class _PadReader:
    facts: PadFacts
    chosen: Mapping[str, str] = field(default_factory=dict)


def read_pad(text: str, facts: PadFacts, chosen: Mapping[str, str] | None = None) -> list[PadLine]:
    """Read all lines. `chosen` maps the key of a line to the code of its chosen chip."""
    reader = _PadReader(facts, chosen or {})
    lines = text.split("\n")
    found: list[PadLine] = []
    for line in lines[:LINES_AT_MOST]:
        found.append(_read(line, reader))
        reader = _with_new(reader, found[-1])
    return found + [PadLine(line) for line in lines[LINES_AT_MOST:]]


def _with_new(reader: _PadReader, line: PadLine) -> _PadReader:
    """Let later lines name a contact that this line adds; one added by role is not present."""
    people = reader.facts.people
    if not line.makes or not line.new_name or any(one.name == line.new_name for one in people):
        return reader
    added = PadPerson(line.new_name, present=line.kind != PadKind.ROLE)
    return replace(reader, facts=replace(reader.facts, people=(*people, added)))


def _read(text: str, reader: _PadReader) -> PadLine:
    line = PadLine(text)
    said = text.strip()
    if not said:
        return line
    chosen = reader.chosen.get(line.key, "")
    if chosen == "note":
        return line
    for form in (_words, _promise, _request, _link, _step, _role):
        found = form(said, line, reader.facts, chosen)
        if found is not None:
            return _limited(_carrying(found, chosen))
    return line


def _carrying(line: PadLine, chosen: str) -> PadLine:
    """Let each chip carry what was chosen before: a line can have a second doubt."""
    if not chosen or not line.chips:
        return line
    chips = (
        one if one.code == "note" else replace(one, code=f"{chosen}|{one.code}")
        for one in line.chips
    )
    return replace(line, chips=tuple(chips))


def _picks(chosen: str, prefix: str) -> str:
    """Return the rest of the last chosen code with this prefix."""
    found = [one for one in chosen.split("|") if one.startswith(prefix)]
    return found[-1].removeprefix(prefix) if found else ""


def _limited(line: PadLine) -> PadLine:
    """Treat a line that is too long for a promise as a note."""
    if line.kind in {PadKind.WORDS, PadKind.NOTE} or len(line.what) <= WHAT_LIMIT:
        return line
    return PadLine(line.text)


# ---- names


def named(text: str, people: tuple[PadPerson, ...]) -> tuple[PadPerson, ...]:
    """Return the people whom a text names, by a whole word before the beginning of one."""
    said = plain_text(text)
    if not said:
        return ()
    whole = tuple(one for one in people if said in _spellings(one))
    if whole:
        return whole
    if len(said) < 2:
        return ()
    return tuple(
        one for one in people if any(spelled.startswith(said) for spelled in _spellings(one))
    )


def _spellings(one: PadPerson) -> tuple[str, ...]:
    name, role = plain_text(one.name), plain_text(one.role)
    return tuple(spelled for spelled in (name, *name.split(), role) if spelled)


def _who(text: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    """Set the person whom the line names, or the doubt about the name."""
    if plain_text(text) in ME:
        return replace(line, who=_writer(facts))
    picked = next((one for one in facts.people if _picks(chosen, "who:") == one.key), None)
    if picked is not None:
        return replace(line, who=picked, new_name=picked.name if picked.is_new else "")
    found = named(text, facts.people)
    if len(found) == 1:
        return replace(line, who=found[0], new_name=found[0].name if found[0].is_new else "")
    note = PadChip("note")
    if found:
        chips = tuple(PadChip(f"who:{one.key}", person=one) for one in found[:8])
        return replace(line, doubt=PadDoubt.SEVERAL_NAMES, chips=(*chips, note))
    if "add" in chosen.split("|"):
        return replace(line, who=PadPerson(text.strip(), present=True), new_name=text.strip())
    add = PadChip("add", name=text.strip())
    return replace(line, doubt=PadDoubt.UNKNOWN_NAME, chips=(add, note))


def _writer(facts: PadFacts) -> PadPerson | None:
    return next((one for one in facts.people if one.person == facts.writer), None)


# ---- days


def _day(line: PadLine, reading: DayReading, facts: PadFacts, chosen: str) -> PadLine:
    """Set the day of a line, or the doubt about it."""
    if line.doubt:
        return line
    picked = _chosen_day(chosen, facts)
    if picked is not None:
        return replace(line, day=picked)
    if reading.day is not None or not reading.problem:
        return replace(line, day=reading.day)
    chips = tuple(PadChip(f"day:{one}", day=one) for one in reading.choices)
    others = () if chips else _days_ahead(facts)
    doubt = PadDoubt.NO_SUCH_DAY if reading.problem == "unreadable" else reading.problem
    return replace(line, doubt=doubt, chips=(*chips, *others, PadChip("note")))


def _chosen_day(chosen: str, facts: PadFacts) -> date | None:
    """Return the day of a chosen chip."""
    picked = _picks(chosen, "day:")
    return read_day(picked, facts.today).day if picked else None


def _days_ahead(facts: PadFacts) -> tuple[PadChip, ...]:
    """Return chips for tomorrow, the next Friday and a week from now, without weekends."""
    friday = facts.today + timedelta(days=(4 - facts.today.weekday() - 1) % 7 + 1)
    days = {facts.today + timedelta(days=1), friday, facts.today + timedelta(days=7)}
    return tuple(PadChip(f"day:{one}", day=one) for one in sorted(days) if one.weekday() < 5)


# ---- forms


def _promise(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    found = _PROMISE.match(said)
    if found is None:
        return None
    what, reading = split_day(found["what"], facts.today)
    line = _who(found["who"], replace(line, kind=PadKind.PROMISE, what=what), facts, chosen)
    line = _day(line, reading, facts, chosen)
    if line.doubt or line.who is None:
        return line
    if line.who.contact is None and not line.new_name:
        return _ours(line, facts, chosen)
    if not line.who.present:
        return replace(line, kind=PadKind.REQUEST, absent=True)
    return _needs_day(line, facts)


def _needs_day(line: PadLine, facts: PadFacts) -> PadLine:
    if line.day is not None:
        return line
    chips = (*_days_ahead(facts), PadChip("note"))
    return replace(line, doubt=PadDoubt.NO_DAY, chips=chips)


def _ours(line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    """Read a promise of a colleague; the requester is the one contact present."""
    line = _needs_day(line, facts)
    if line.doubt:
        return line
    absent = line.who is not None and not line.who.present
    return replace(_to_contact(line, facts, chosen), absent=absent)


def _to_contact(line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    there = facts.contacts_present
    if len(there) == 1:
        return replace(line, to=there[0])
    contacts = there or tuple(one for one in facts.people if one.contact is not None)
    code = _picks(chosen, "to:")
    picked = next((one for one in contacts if code == one.key), None)
    if picked is not None:
        return replace(line, to=picked)
    if code == "team":
        return line
    chips = tuple(PadChip(f"to:{one.key}", person=one) for one in contacts[:8])
    return replace(
        line, doubt=PadDoubt.TO_WHOM, chips=(*chips, PadChip("to:team"), PadChip("note"))
    )


def _request(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    found = _REQUEST.match(said)
    if found is None:
        return None
    what, reading = split_day(found["what"], facts.today)
    line = _who(found["who"], replace(line, kind=PadKind.REQUEST, what=what), facts, chosen)
    line = _day(line, reading, facts, chosen)
    if line.doubt or line.who is None or line.who.person != facts.writer:
        return line
    return _to_contact(line, facts, chosen)


def _words(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    found = _WORDS.match(said)
    if found is None:
        return None
    line = replace(line, kind=PadKind.WORDS, what=found["what"].strip())
    line = _who(found["who"], line, facts, chosen)
    if line.doubt or line.who is None:
        return line
    if line.who.contact is None and not line.new_name:
        return PadLine(line.text)
    if line.who.present or "was_there" in chosen.split("|"):
        return line
    chips = (PadChip("was_there", person=line.who), PadChip("note"))
    return replace(line, doubt=PadDoubt.WAS_ABSENT, chips=chips)


def _link(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    found = _LINK.match(said)
    if found is None:
        return None
    contacts = tuple(one for one in facts.people if one.person is None)
    first, second = named(found["who"], contacts), named(found["to"], contacts)
    if not first and not second:
        return None
    line = replace(line, kind=PadKind.INFLUENCE, what=said)
    if len(first) == len(second) == 1 and first != second:
        return replace(line, who=first[0], to=second[0])
    several = len(first) > 1 or len(second) > 1
    doubt = PadDoubt.SEVERAL_NAMES if several else PadDoubt.UNKNOWN_NAME
    return replace(line, doubt=doubt, chips=(PadChip("note"),))


def _step(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    found = _STEP.match(said)
    if found is None:
        return None
    what, reading = split_last_day(found["what"], facts.today)
    if found["sign"] == "+":
        return _day(replace(line, kind=PadKind.STEP_ADDED, what=what), reading, facts, chosen)
    matching = [one for one in facts.steps if plain_text(one).startswith(plain_text(what))]
    if len(matching) != 1:
        return None
    if found["sign"] != "~":
        return replace(line, kind=PadKind.STEP_DROPPED, what=matching[0])
    return _day(replace(line, kind=PadKind.STEP_MOVED, what=matching[0]), reading, facts, chosen)


def _role(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    words = said.split()
    stance = words.pop().replace("−", "-") if words[-1].replace("−", "-") in STANCES else ""
    roles: list[str] = []
    while words and words[-1].casefold().strip(",;") in ROLES:
        roles.insert(0, words.pop().casefold().strip(",;"))
    who = " ".join(words)
    if not who or len(who) > 40 or not (roles or stance) or not who[0].isalpha():
        return None
    contacts = replace(facts, people=tuple(one for one in facts.people if one.person is None))
    if not roles and not named(who, contacts.people):
        return None
    line = replace(line, kind=PadKind.ROLE, what=said, roles=tuple(roles), stance=stance)
    return _who(who, line, contacts, chosen)
