"""Read the lines of a pad that make promises and requests: *Dev: certificate by Thu*. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from pullahead.conversations.pad_days import is_day, plain_text, split_last_day
from pullahead.conversations.pad_doubts import (
    CHIPS_AT_MOST,
    NOT_A_NAME,
    named,
    needs_day,
    spelled_out,
    with_day,
    with_person,
)
from pullahead.conversations.pad_lines import (
    NAME,
    NOTE_CHIP,
    PadChip,
    PadDoubt,
    PadFacts,
    PadKind,
    PadLine,
    PadPerson,
    picked,
)

_PROMISE = re.compile(rf"^{NAME}\s*:\s+(?P<what>\S.*)$")
_REQUEST = re.compile(rf"^{NAME}\s*\?\s+(?P<what>\S.*)$")
# Receiver of our promise: a name after one of these words
_RECEIVER = re.compile(r"\b(?:to|for|a|para|ao?)\s+(?=[^\W\d_])", re.IGNORECASE)


def promise(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read a promise; of an absent contact, it is a request."""
    found = _PROMISE.match(said)
    if found is None or _is_heading(found["who"], found["what"], facts):
        return None
    what, reading = split_last_day(found["what"], facts.today)
    line = with_person(found["who"], replace(line, kind=PadKind.PROMISE, what=what), facts, chosen)
    line = with_day(line, reading, facts, chosen)
    if line.doubt or line.who is None:
        return line
    who = line.who
    if who.person is None:
        if not who.present:
            return replace(line, kind=PadKind.REQUEST, absent=True)
        return needs_day(line, facts)
    line = needs_day(line, facts)
    if line.doubt:
        return line
    return replace(_to_contact(line, facts, chosen), absent=not who.present)


def request(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read a request: no promise until its performer agrees."""
    found = _REQUEST.match(said)
    if found is None:
        return None
    what, reading = split_last_day(found["what"], facts.today)
    line = with_person(found["who"], replace(line, kind=PadKind.REQUEST, what=what), facts, chosen)
    line = with_day(line, reading, facts, chosen)
    if line.doubt or line.who is None or line.who.person != facts.writer:
        return line
    return _to_contact(line, facts, chosen)


def _is_heading(who: str, what: str, facts: PadFacts) -> bool:
    """Return whether no name comes before the colon: *Next call: 5 Dec*, *Budget: 50k*."""
    if named(who, facts.people):
        return False
    if plain_text(who) in NOT_A_NAME:
        return True
    return any(is_day(one, facts.today) for one in (who, what))


def _to_contact(line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    """Set the requester of our promise: its receiver, the one contact present or mentioned."""
    there = _receivers(line.what, facts) or facts.contacts_present
    if len(there) != 1:
        there = _mentioned(line.what, there or facts.contacts) or there
    if len(there) == 1:
        return replace(line, to=there[0])
    contacts = there or facts.contacts
    code = picked(chosen, "to:")
    found = next((one for one in contacts if code == one.key), None)
    if found is not None:
        return replace(line, to=found)
    if code == "team":
        return line
    chips = tuple(PadChip(f"to:{one.key}", person=one) for one in contacts[:CHIPS_AT_MOST])
    return replace(line, doubt=PadDoubt.TO_WHOM, chips=(*chips, PadChip("to:team"), NOTE_CHIP))


def _receivers(what: str, facts: PadFacts) -> tuple[PadPerson, ...]:
    """Return the contacts after the last *to* that a name follows: *send the plan to Jon*."""
    for found in reversed(list(_RECEIVER.finditer(what))):
        words = what[found.end() :].split()[:3]
        if not words[0][0].isupper():
            continue
        for count in range(len(words), 0, -1):
            text = plain_text(" ".join(words[:count])).strip(".,;!)")
            people = spelled_out(text, facts.contacts)
            if people:
                return people
    return ()


def _mentioned(what: str, contacts: tuple[PadPerson, ...]) -> tuple[PadPerson, ...]:
    """Return the one contact whose name is in a promise: *call Ines*; nobody, if it has several."""
    words = [one.strip(".,;!()") for one in what.split() if one[0].isupper()]
    found = {one.key: one for word in words for one in spelled_out(word, contacts)}
    return tuple(found.values()) if len(found) == 1 else ()
