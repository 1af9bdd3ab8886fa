"""The named statements of sql/<database>.sql, the same names for both databases."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection

from pullahead.base import sql
from pullahead.pull.picking import Rule
from pullahead.pull.store import rows

# which ready cards each rule of the reserve looks at, in the order of the index card_reserve
_RESERVE = {
    Rule.OLDEST: "c.first_at IS NULL",
    Rule.LONGEST: "c.first_at IS NOT NULL",
    Rule.RANDOM: "c.first_at IS NULL AND c.drawn",
}


WINDOWS = "pull_callingwindow"


def read(name: str, **given: Any) -> list[tuple[Any, ...]]:
    """The rows of a named statement."""
    return sql.read(statement(name), {k: rows.adapted(v) for k, v in given.items()})


def statement(name: str) -> str:
    """A named statement of sql/<database>.sql."""
    return _queries(connection.vendor)[name]


def stamp(table: str) -> str:
    """What is another whenever a table of rows that are never changed in place is, on PostgreSQL:
    an id comes once, and a transaction that writes them anew (a backup put back) shows in xmin."""
    return f"(SELECT concat_ws(' ', count(*), max(id), max(xmin::text::bigint)) FROM {table})"


@cache
def _queries(vendor: str) -> dict[str, str]:
    """The named statements of sql/<database>.sql, without their comments."""
    file = "postgres.sql" if vendor == "postgresql" else "sqlite.sql"
    text = files("pullahead.pull.store").joinpath("sql", file).read_text()
    for name, value in {
        "card": ", ".join(rows.CARD),
        "claim": ", ".join(rows.CLAIM),
        "windows_stamp": stamp(WINDOWS),
        "lanes_stamp": stamp("pull_lane"),
        "q.claim": ", ".join(f"q.{column}" for column in rows.CLAIM),
    }.items():
        text = text.replace(f"{{{name}}}", value)
    parts = [part.split("\n", 1) for part in text.split("-- name: ")[1:]]
    named = {name.strip(): _bare(body) for name, body in parts}
    numbers = named["numbers"]
    named["numbers"] = numbers.replace("{lead}", "%(lead)s")
    of_the_card = numbers.replace("{lead}", "pull_card.lead_id")
    named["claim_best"] = named["claim_best"].replace("{numbers}", of_the_card)
    reserve = named.pop("claim_reserve")
    return named | {f"claim_{r}": reserve.replace("{which}", w) for r, w in _RESERVE.items()}


def _bare(sql: str) -> str:
    lines = (line.strip() for line in sql.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("--"))
