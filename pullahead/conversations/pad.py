"""Read a pad: each line makes a promise, a request, words, a role, a link, a step, or is a note.

Plain Python without Django, clock or I/O. Any text is read, and no text is lost. A line in doubt
makes nothing until its chip is chosen. An absent person promises nothing. The preview and the save
call `read_pad` alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pullahead.conversations.pad_lines import (
    NOTE_CHIP,
    PadChip,
    PadDoubt,
    PadFacts,
    PadKind,
    PadLine,
    PadPerson,
    picked,
)
from pullahead.conversations.pad_people import link, role, words
from pullahead.conversations.pad_plain import PadGuess, guesses
from pullahead.conversations.pad_promises import promise, request
from pullahead.conversations.pad_steps import step

LINES_AT_MOST, WHAT_LIMIT = 200, 300
OFFERS_AT_MOST, ANSWERS_AT_MOST = 5, 3
FORMS = (words, promise, request, link, step, role)
_BULLET = re.compile(r"^[-*•–·]\s+(?=\S)")


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
    known = {one.name for one in reader.facts.people}
    new = [one for one in line.new_names if line.makes and one not in known]
    if not new:
        return reader
    there = line.kind not in {PadKind.ROLE, PadKind.INFLUENCE}
    added = tuple(PadPerson(one, present=there) for one in new)
    return replace(reader, facts=replace(reader.facts, people=(*reader.facts.people, *added)))


def _read(text: str, reader: _PadReader) -> PadLine:
    line = PadLine(text)
    chosen = reader.chosen.get(line.key, "") if text.strip() else ""
    found = _read_as(line, reader.facts, chosen)
    return replace(found, asked=_read_as(line, reader.facts, "").chips) if chosen else found


def _read_as(line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    """Read a line with its chosen chip; '' if none is chosen."""
    said = line.text.strip()
    if not said or chosen == NOTE_CHIP.code:
        return line
    found = _by_forms(said, line, facts, chosen)
    if found is None:
        said = _BULLET.sub("", said)
        found = _by_forms(said, line, facts, chosen)
    if found is None:
        found = _likely(said, line, facts, chosen)
    return _limited(_carrying(found, chosen))


def _by_forms(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine | None:
    """Read a text by the first form that fits."""
    for form in FORMS:
        found = form(said, line, facts, chosen)
        if found is not None:
            return found
    return None


def _likely(said: str, line: PadLine, facts: PadFacts, chosen: str) -> PadLine:
    """Read a plain sentence as the form whose chip is chosen; offer its likely forms before."""
    found, kind = guesses(said, facts), picked(chosen, "as:")
    for guess in found:
        if guess.kind == kind:
            return _by_forms(guess.text, line, facts, chosen) or line
    offered = [one for guess in found for one in _offers(guess, line, facts)][:OFFERS_AT_MOST]
    if not offered:
        return line
    return replace(line, doubt=PadDoubt.LIKELY, chips=(*offered, NOTE_CHIP))


def _offers(guess: PadGuess, line: PadLine, facts: PadFacts) -> list[PadChip]:
    """Return the chips of a likely form, one for each answer to its first doubt.

    A contact whom only this line names is added by the same tap.
    """
    code = f"as:{guess.kind}"
    reading = _by_forms(guess.text, line, facts, code)
    if reading is None or reading.kind == PadKind.NOTE:
        return []
    answers = [one.code for one in reading.chips if reading.doubt and one.code != NOTE_CHIP.code]
    codes = [f"{code}|{one}" for one in answers[:ANSWERS_AT_MOST]] or [code]
    readings = [(one, _by_forms(guess.text, line, facts, one)) for one in codes]
    return [PadChip(one, name=guess.text, reading=found) for one, found in readings if found]


def _carrying(line: PadLine, chosen: str) -> PadLine:
    """Let each chip carry what was chosen before: a line can have a second doubt."""
    if not chosen or not line.chips:
        return line
    chips = (
        one if one.code == "note" else replace(one, code=f"{chosen}|{one.code}")
        for one in line.chips
    )
    return replace(line, chips=tuple(chips))


def _limited(line: PadLine) -> PadLine:
    """Treat a line that is too long for a promise as a note."""
    if line.kind in {PadKind.WORDS, PadKind.NOTE} or len(line.what) <= WHAT_LIMIT:
        return line
    return PadLine(line.text)
