"""Facts read beside the cards, for pull_facts.py, settle_facts.py and call_rules.py."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from pullahead.base import clock
from pullahead.base.db import statements
from pullahead.compliance.queries import windows_text
from pullahead.compliance.rules import NumberRow
from pullahead.pull.rules import Card, Lane
from pullahead.pull.store import rows
from pullahead.pull.store.port import Claim
from pullahead.pull.store.statements import read, statement, steady


@lru_cache(maxsize=8)
def lanes_in(text: str) -> tuple[Lane, ...]:
    """Return the lanes that the database wrote as one text; parse an equal text once."""
    return tuple(lane_in(row) for row in json.loads(text))


def lane_in(row: Sequence[Any]) -> Lane:
    """Return the lane in a row, in the column order of all statements."""
    windows, half_life, callback, skills, number, curve, piece = row
    return Lane(windows, float(half_life), bool(callback), skills, number, curve, piece)


def number_rows(lead: UUID, since: datetime) -> list[NumberRow]:
    """Return the facts of a lead's numbers, in order; each once for every recent attempt."""
    return [NumberRow(*row) for row in read("numbers", lead=lead, since=since)]


def numbers_in(text: str | None) -> list[NumberRow]:
    """Return the facts of a lead's numbers, read from one text."""
    return [NumberRow(**row) for row in json.loads(text or "[]")]


def settle_row(token: UUID, code: str) -> tuple[Claim, list[Any]] | None:
    """Read a settle's facts: the claim, and the rest for settle_facts.py to parse."""
    found = read("settle_facts", token=token, code=code)
    if not found:
        return None
    return rows.claim(found[0][: len(rows.CLAIM)]), list(found[0][len(rows.CLAIM) :])


def hand_row(agent: int, token: UUID) -> tuple[Any, Card | None] | None:
    """Lock an agent's row and the card of a claim; return the moment and the card.

    The moment is when both locks were had, where the database tells. None for an unknown agent.
    """
    values = {"agent": agent, "token": rows.adapted(token)}
    found = statements.read(_hand(), values)
    if not found:
        return None
    moment, lead, *rest = found[0]
    return moment, None if lead is None else rows.card((lead, *rest))


def _hand() -> str:
    text = statement("hand")
    return text.replace("{clock}", clock.on_postgres()) if statements.postgres() else text


class PullFactsRow(NamedTuple):
    """Facts for a pull's choice, in the database's form."""

    skills: str | None
    holds: object
    promised: object
    due: object
    packs: str | None
    lists: str | None
    windows: str
    lanes: str
    figures: str | None
    ready: int | None
    agents: int | None
    counted_at: object


def pull_facts_row(agent: int, now: datetime) -> PullFactsRow:
    """Read all facts as they are now, the windows and lanes as texts for pull_facts.py."""
    values = {"agent": agent, "now": rows.adapted(now)}
    row = PullFactsRow(*statements.read(_gate(), values)[0])
    windows, lanes = steady_text("windows", row.windows), steady_text("lanes", row.lanes)
    return row._replace(windows=windows, lanes=lanes)


@cache
def _gate() -> str:
    text = statement("gate")
    return text.replace("{windows}", steady("windows")).replace("{lanes}", steady("lanes"))


def steady_text(name: str, told: str | None) -> str:
    """Return the windows or the lanes that a column of `statements.steady` names."""
    return _text_at(name, told or "") if statements.postgres() else told or "[]"


@lru_cache(maxsize=8)
def _text_at(name: str, stamp: str) -> str:
    """Return the text that a named statement gave when its table had this stamp."""
    return windows_text() if name == "windows" else read(name)[0][0] or "[]"
