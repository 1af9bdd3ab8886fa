"""Values that a pad is read into: lines, people, chips, and the facts they are read with. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID
from zlib import crc32

ROLES = ("initiator", "user", "influencer", "approver", "buyer", "gatekeeper", "decider")
STANCES = ("++", "+", "0", "-", "--")
QUOTES = '"“”«»'
# Beginning of a line that names a person
NAME = rf"(?P<who>[^\W\d_][^:?{QUOTES}>→\n]{{0,39}}?)"


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
    LIKELY = "likely"  # a plain sentence that reads like a form


def line_key(text: str) -> str:
    """Return the code of a line, under which its chosen chip is sent and stored."""
    return f"{crc32(text.strip().encode('utf-8', 'ignore')):08x}"


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
            return f"n{line_key(self.name)}"
        return f"c{self.contact}" if self.contact is not None else f"p{self.person}"

    @property
    def is_new(self) -> bool:
        """Return whether a line of the pad adds this contact."""
        return self.contact is None and self.person is None


@dataclass(frozen=True, slots=True)
class PadFacts:
    """Facts that lines are read with. `steps` are the names of the buyer's open steps."""

    people: tuple[PadPerson, ...]
    writer: int
    today: date
    steps: tuple[str, ...] = ()

    @property
    def contacts(self) -> tuple[PadPerson, ...]:
        """Return the people of the customer."""
        return tuple(one for one in self.people if one.person is None)

    @property
    def contacts_present(self) -> tuple[PadPerson, ...]:
        """Return the contacts who took part."""
        return tuple(one for one in self.people if one.contact is not None and one.present)


@dataclass(frozen=True, slots=True)
class PadChip:
    """A choice that resolves a doubt: its code, and the person, day or reading it stands for."""

    code: str
    person: PadPerson | None = None
    day: date | None = None
    name: str = ""
    reading: PadLine | None = None


NOTE_CHIP = PadChip("note")


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
    doubt: str = ""
    chips: tuple[PadChip, ...] = ()
    asked: tuple[PadChip, ...] = ()  # of a line with a choice: the chips of its first doubt

    @property
    def key(self) -> str:
        """Return the code under which a form sends the chosen chip of this line."""
        return line_key(self.text)

    @property
    def makes(self) -> bool:
        """Return whether the save makes something of this line."""
        return self.kind != PadKind.NOTE and not self.doubt

    @property
    def new_names(self) -> tuple[str, ...]:
        """Return the contacts that this line adds."""
        return tuple(one.name for one in (self.who, self.to) if one is not None and one.is_new)


def picked(chosen: str, prefix: str) -> str:
    """Return the rest of the last chosen code with this prefix."""
    found = [one for one in chosen.split("|") if one.startswith(prefix)]
    return found[-1].removeprefix(prefix) if found else ""
