"""Find the person and the day that a line names, or the doubt about them with its chips. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from pullahead.conversations.pad_days import DayReading, plain_text, read_day
from pullahead.conversations.pad_lines import (
    NOTE_CHIP,
    PadChip,
    PadDoubt,
    PadFacts,
    PadLine,
    PadPerson,
    picked,
)

CHIPS_AT_MOST = 8
# the writer; the customer's people who took part
ME = ("me", "i", "we", "yo", "nosotros", "nosotras", "eu", "nos")
THEY = ("they", "he", "she", "ellos", "ellas", "el", "ella", "eles", "elas", "ele", "ela")

# Words at the beginning of a line that are no name
NOT_A_NAME = frozenset(
    "the this that it there if when what who next no not nobody noone everyone all and but budget "
    "price el la los las o os as nadie ninguem quien quem".split()
)


# ---- people


def spellings(one: PadPerson) -> tuple[str, ...]:
    """Return the plain texts that name a person."""
    name, role = plain_text(one.name), plain_text(one.role)
    return tuple(spelled for spelled in (name, *name.split(), role) if spelled)


def present_first(found: tuple[PadPerson, ...]) -> tuple[PadPerson, ...]:
    """Return those who were present; all, if none was."""
    return tuple(one for one in found if one.present) or found


def spelled_out(text: str, people: tuple[PadPerson, ...]) -> tuple[PadPerson, ...]:
    """Return the people whom a text names by a whole word."""
    said = plain_text(text)
    return present_first(tuple(one for one in people if said and said in spellings(one)))


def named(text: str, people: tuple[PadPerson, ...]) -> tuple[PadPerson, ...]:
    """Return the people whom a text names: whole words before beginnings, present before absent."""
    whole, said = spelled_out(text, people), plain_text(text)
    if whole or len(said) < 2:
        return whole
    return present_first(
        tuple(one for one in people if any(each.startswith(said) for each in spellings(one)))
    )


def writer(facts: PadFacts) -> PadPerson | None:
    """Return the person who typed the pad."""
    return next((one for one in facts.people if one.person == facts.writer), None)


def with_person(
    text: str, line: PadLine, facts: PadFacts, chosen: str, *, part: str = "who"
) -> PadLine:
    """Set the person whom a text names as `who` or `to`, or the doubt about the name."""
    plain = plain_text(text)
    if part == "who" and plain in ME:
        return replace(line, who=writer(facts))
    code = picked(chosen, f"{part}:")
    found = tuple(one for one in facts.people if code and code == one.key)
    found = found or named(text, facts.people)
    found = found or (facts.contacts_present if plain in THEY else ())
    if not found and "add" in chosen.split("|"):
        found = (PadPerson(text.strip(), present=True),)
    if len(found) == 1:
        return replace(line, who=found[0]) if part == "who" else replace(line, to=found[0])
    if found:
        chips = tuple(PadChip(f"{part}:{one.key}", person=one) for one in found[:CHIPS_AT_MOST])
        return replace(line, doubt=PadDoubt.SEVERAL_NAMES, chips=(*chips, NOTE_CHIP))
    add = PadChip("add", name=text.strip())
    return replace(line, doubt=PadDoubt.UNKNOWN_NAME, chips=(add, NOTE_CHIP))


# ---- days


def with_day(line: PadLine, reading: DayReading, facts: PadFacts, chosen: str) -> PadLine:
    """Set the day of a line, or the doubt about it."""
    if line.doubt:
        return line
    code = picked(chosen, "day:")
    day = read_day(code, facts.today).day if code else None
    if day is not None:
        return replace(line, day=day)
    if reading.day is not None or not reading.problem:
        return replace(line, day=reading.day)
    chips = tuple(PadChip(f"day:{one}", day=one) for one in reading.choices)
    others = () if chips else days_ahead(facts.today)
    doubt = PadDoubt.NO_SUCH_DAY if reading.problem == "unreadable" else reading.problem
    return replace(line, doubt=doubt, chips=(*chips, *others, NOTE_CHIP))


def needs_day(line: PadLine, facts: PadFacts) -> PadLine:
    """Return a line that has a day; without one, it is in doubt."""
    if line.day is not None:
        return line
    chips = (*days_ahead(facts.today), NOTE_CHIP)
    return replace(line, doubt=PadDoubt.NO_DAY, chips=chips)


def days_ahead(today: date) -> tuple[PadChip, ...]:
    """Return chips for tomorrow, the next Friday and a week from now, without weekends."""
    friday = today + timedelta(days=(4 - today.weekday() - 1) % 7 + 1)
    days = {today + timedelta(days=1), friday, today + timedelta(days=7)}
    return tuple(PadChip(f"day:{one}", day=one) for one in sorted(days) if one.weekday() < 5)
