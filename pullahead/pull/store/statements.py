"""Named statements of sql/<database>.sql, with equal names for both databases."""

from __future__ import annotations

from datetime import datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import connection

from pullahead.base.db import statements
from pullahead.compliance.queries import windows_statement, windows_text
from pullahead.compliance.rules import NumberRow
from pullahead.pull.selection import Rule
from pullahead.pull.store import rows

# Ready cards that each rule examines, in the order of the index card_exploration or card_waiting
_TRIED = "c.first_at, c.lead_id"
_EXPLORATION = {
    Rule.OLDEST: ("c.first_at IS NULL", _TRIED),
    Rule.LONGEST: ("c.first_at IS NOT NULL", _TRIED),
    Rule.RANDOM: ("c.first_at IS NULL AND c.sampled", _TRIED),
    Rule.FIFO: ("c.ready_at IS NOT NULL", "c.ready_at, c.lead_id"),
    Rule.LIFO: ("c.ready_at IS NOT NULL", "c.ready_at DESC, c.lead_id DESC"),
}

# tables that seldom change, and never in place
_STEADY = {"windows": "compliance_callingwindow", "lanes": "pull_lane"}


def read(name: str, **given: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a named statement."""
    return statements.read(statement(name), {k: rows.adapted(v) for k, v in given.items()})


def statement(name: str) -> str:
    """Return a named statement of sql/<database>.sql."""
    return _queries(connection.vendor)[name]


def steady(name: str) -> str:
    """Return the windows or the lanes as a column, for `steady_text`.

    On PostgreSQL the column is only a stamp. Their rows never change in place, and an id occurs
    once. A transaction that writes them anew (a restored backup) shows in xmin.
    """
    if not statements.postgres():
        text = windows_statement() if name == "windows" else statement(name)
        return f"({text})"
    told = "count(*), max(id), max(xmin::text::bigint)"
    return f"(SELECT concat_ws(' ', {told}) FROM {_STEADY[name]})"


def steady_text(name: str, told: str | None) -> str:
    """Return the windows or the lanes that a column of `statements.steady` names."""
    return _text_at(name, told or "") if statements.postgres() else told or "[]"


@lru_cache(maxsize=8)
def _text_at(name: str, stamp: str) -> str:
    """Return the text that a named statement gave when its table had this stamp."""
    return windows_text() if name == "windows" else read(name)[0][0] or "[]"


def number_rows(lead: UUID, since: datetime) -> list[NumberRow]:
    """Return the facts of a lead's numbers, in order; each once for every recent attempt."""
    return [NumberRow(*row) for row in read("numbers", lead=lead, since=since)]


@cache
def _queries(vendor: str) -> dict[str, str]:
    """Return the named statements of sql/*.sql, without their comments."""
    named = _read_file("both") | _read_file("postgres" if vendor == "postgresql" else "sqlite")
    numbers = named["numbers"]
    named["numbers"] = numbers.replace("{lead}", "%(lead)s")
    of_the_card = numbers.replace("{lead}", "pull_card.lead_id")
    for name in ("claim_best", "claim_exploration"):
        named[name] = named[name].replace("{numbers}", of_the_card)
    worth = named.pop("worth")
    for name in ("claim_best", "claim_callback", "claim_exploration"):
        named[name] = named[name].replace("{worth}", worth)
    exploration = named.pop("claim_exploration")
    return named | {
        f"claim_{rule}": exploration.replace("{which}", which).replace("{order}", order)
        for rule, (which, order) in _EXPLORATION.items()
    }


def _read_file(name: str) -> dict[str, str]:
    text = files("pullahead.pull.store").joinpath("sql", f"{name}.sql").read_text()
    for place, columns in {
        "card": rows.CARD,
        "claim": rows.CLAIM,
        "q.claim": [f"q.{column}" for column in rows.CLAIM],
    }.items():
        text = text.replace(f"{{{place}}}", ", ".join(columns))
    parts = [part.split("\n", 1) for part in text.split("-- name: ")[1:]]
    return {name.strip(): _bare(body) for name, body in parts}


def _bare(sql: str) -> str:
    lines = (line.strip() for line in sql.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("--"))
