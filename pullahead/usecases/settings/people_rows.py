"""Rows of a file of people: read, and compared with the people who are here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum
from typing import IO, Any

from django.utils.translation import gettext as _

from pullahead.base.errors import Invalid, wrong
from pullahead.compliance.places import zone_is_known
from pullahead.team import queries
from pullahead.team.models import Person
from pullahead.team.skills import dated, read_dated
from pullahead.usecases.common.csv_reader import CsvRow, NotText, opened, refuse_binary, rows
from pullahead.usecases.common.sanitize import clean_input

ROWS_AT_MOST = 20_000
LONGEST = 100
_COLUMNS = {
    "name": {"name", "user", "username", "user name", "login", "full name"},
    "role": {"role", "position"},
    "team": {"team", "group", "department"},
    "zone": {"zone", "time zone", "timezone"},
    "language": {"language", "locale"},
    "skills": {"skills", "skill"},
    "status": {"status", "active", "enabled"},
}
_ROLES = {
    "agent": "agent",
    "team lead": "leader",
    "team leader": "leader",
    "leader": "leader",
    "admin": "admin",
    "administrator": "admin",
    "marketing": "marketer",
    "marketer": "marketer",
    "contributor": "contributor",
}
_STAYS = {"", "active", "yes", "y", "true", "1", "enabled"}
_LEAVES = {"inactive", "no", "n", "false", "0", "disabled", "left", "leaves", "terminated"}


class RowAct(StrEnum):
    """Act that a row asks for."""

    JOIN = "join"
    CHANGE = "change"
    RETURN = "return"
    LEAVE = "leave"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the file names them; None: the file has no such column, or a blank cell."""

    line: int
    name: str
    role: str | None = None
    team: str | None = None
    zone: str | None = None
    language: str | None = None
    skills: str | None = None
    leaves: bool = False

    def packed(self) -> list[Any]:
        """Return the row as JSON keeps it."""
        return list(astuple(self))


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be done, and why."""

    line: int
    name: str
    reason: str

    def packed(self) -> list[Any]:
        """Return the row as JSON keeps it."""
        return list(astuple(self))


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person who is here."""

    id: int
    active: bool
    role: str
    team: str
    zone: str
    language: str
    skills: str


def read_file(raw: IO[bytes]) -> tuple[list[PersonRow], list[RefusedRow]]:
    """Read a CSV file of people. Raise Invalid if it is no such file; then nothing is stored."""
    try:
        refuse_binary(raw)
        lines = list(rows(opened(raw)))
    except (NotText, UnicodeError) as error:
        raise wrong("file", "invalid", f"{_('The file cannot be read.')} {error}") from error
    at = _columns(lines[0].cells if lines else ())
    if len(lines) - 1 > ROWS_AT_MOST:
        said = _("The file has more than {limit} lines. Split it. Nothing was saved.")
        raise wrong("file", "too_many", said.format(limit=f"{ROWS_AT_MOST:,}"))
    if len(lines) < 2:
        raise wrong("file", "invalid", _("The file has no line below its headings."))
    return _split(_read(line, at) for line in lines[1:])


def _columns(header: Sequence[str]) -> dict[str, int]:
    words = [" ".join(cell.replace("_", " ").lower().split()) for cell in header]
    at = {
        field: next((n for n, word in enumerate(words) if word in known), -1)
        for field, known in _COLUMNS.items()
    }
    if at["name"] < 0:
        said = _(
            "The file has no column “name”. Use name, role, team, zone, language, skills and "
            "status."
        )
        raise wrong("file", "invalid", said)
    return {field: n for field, n in at.items() if n >= 0}


def _split(
    found: Iterable[PersonRow | RefusedRow],
) -> tuple[list[PersonRow], list[RefusedRow]]:
    """Return the good rows and the refused ones; a name counts once."""
    good: dict[str, PersonRow] = {}
    refused = []
    for row in found:
        if isinstance(row, RefusedRow):
            refused.append(row)
        elif row.name in good:
            said = _("The name is in line {line}, too. Keep one of the two.")
            refused.append(RefusedRow(row.line, row.name, said.format(line=good[row.name].line)))
        else:
            good[row.name] = row
    return list(good.values()), refused


def _read(line: CsvRow, at: Mapping[str, int]) -> PersonRow | RefusedRow:
    def cell(field: str) -> str | None:
        n = at.get(field, len(line.cells))
        return clean_input(line.cells[n]) or None if n < len(line.cells) else None

    name = cell("name") or ""
    if line.error:
        return RefusedRow(line.line, name[:LONGEST], line.error)
    try:
        return PersonRow(
            line.line,
            _name(name),
            _role(cell("role")),
            cell("team"),
            _zone(cell("zone")),
            cell("language"),
            _skills(cell("skills")),
            _left(cell("status") or ""),
        )
    except Invalid as problem:
        return RefusedRow(line.line, name[:LONGEST], problem.message)


def _name(text: str) -> str:
    if not text or len(text) > LONGEST or not text.isprintable():
        raise Invalid(_("Enter a name of 1 to 100 printable characters."))
    return text


def _role(text: str | None) -> str | None:
    found = _ROLES.get(text.lower()) if text else None
    if text and found is None:
        said = _("“{role}” is not a role. Use agent, leader, admin, marketer or contributor.")
        raise Invalid(said.format(role=text[:40]))
    return found


def _zone(text: str | None) -> str | None:
    if text and not zone_is_known(text):
        said = _("“{zone}” is not a time zone. Use a name such as Europe/Berlin.")
        raise Invalid(said.format(zone=text[:60]))
    return text


def _skills(text: str | None) -> str | None:
    if text is None:
        return None
    found, unread = read_dated(text.replace(";", " "))
    if unread:
        said = _("“{text}” is not a skill. Use a kind and a code, such as lang:es.")
        raise Invalid(said.format(text=unread[:40]))
    return dated(found)


def _left(text: str) -> bool:
    if text.lower() not in _STAYS | _LEAVES:
        raise Invalid(_("“{text}” is not a status. Use active or left.").format(text=text[:40]))
    return text.lower() in _LEAVES


# ---- compared with the people who are here


def known_people(names: Iterable[str]) -> dict[str, KnownPerson]:
    """Return the people of these names."""
    rows = Person.objects.select_related("team").filter(name__in=list(names))
    skills = queries.dated_skills([row.pk for row in rows])
    return {
        row.name: KnownPerson(
            row.pk,
            row.is_active,
            row.role,
            row.team.name,
            row.zone,
            row.language,
            dated(skills.get(row.pk, {})),
        )
        for row in rows
    }


def act_of(row: PersonRow, known: KnownPerson | None) -> RowAct:
    """Return what a row asks for."""
    if known is None:
        return RowAct.SAME if row.leaves else RowAct.JOIN
    if row.leaves:
        return RowAct.LEAVE if known.active else RowAct.SAME
    if not known.active:
        return RowAct.RETURN
    wanted = {
        "role": row.role,
        "team": row.team,
        "zone": row.zone,
        "language": row.language,
        "skills": row.skills,
    }
    changed = any(v is not None and v != getattr(known, field) for field, v in wanted.items())
    return RowAct.CHANGE if changed else RowAct.SAME
