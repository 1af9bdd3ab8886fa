"""Conversion between the engine's values and the tables' rows, for both databases.

PostgreSQL takes and gives uuid, timestamptz and jsonb; SQLite has text for all three. The ORM would
need more processor time, and these are the hottest rows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from pullahead.base.clock import moment
from pullahead.base.db import statements
from pullahead.compliance.rules import NumberRow
from pullahead.pull.fact_rules import Callback, Interval
from pullahead.pull.ranking import RankingInputs
from pullahead.pull.rules import Card, CardState, Lane
from pullahead.pull.selection import Picked, PullTerms, Rule
from pullahead.pull.store.port import Claim, Closing

# the engine's name → the table's column, where they differ
_COLUMNS = {
    "team": "team_id",
    "lane": "lane_id",
    "holder": "holder_id",
    "owner": "owner_id",
    "excluded_agent": "excluded_agent_id",
    "handed_over_by": "handed_over_by_id",
    "agent": "agent_id",
    "by": "by_id",
    "end": '"end"',
    "left": '"left"',
}
_CARD = tuple(f.name for f in fields(Card))
_CLAIM = tuple(f.name for f in fields(Claim))
_CLOSING = tuple(f.name for f in fields(Closing))
_MOMENTS = ("started_at", "ends_at", "ended_at", "calling_since", "was_due_at", "next_at")
CARD = tuple(_COLUMNS.get(name, name) for name in _CARD)
CLAIM = tuple(_COLUMNS.get(name, name) for name in _CLAIM)
CLOSING = tuple(_COLUMNS.get(name, name) for name in _CLOSING)
_INTERVAL = tuple(f.name for f in fields(Interval))
_CALLBACK = tuple(f.name for f in fields(Callback))
INTERVAL = tuple(_COLUMNS.get(name, name) for name in _INTERVAL)
CALLBACK = tuple({**_COLUMNS, "claim": "claim_id"}.get(name, name) for name in _CALLBACK)
TERMS = tuple(f.name for f in fields(PullTerms))
# columns that a claim's later acts write; others write the holder's messages meanwhile
ENDING = (
    "ends_at", "ended_at", "end", "release_reason", "release_language", "release_note",
    "disposition", "note",
    "body_hash", "settled_as", "next_step", "next_at", "agreed", "late_note",
    "slot", "undo", "left", "calling_since",
)  # fmt: skip


def card(row: Sequence[Any]) -> Card:
    """Return the card in a row of the columns CARD."""
    lead, team, lane, state, key, nth, *rest = row
    first, wake, holder, token, slot, due, owner, owner_at, excluded_agent, until, ends, *parked = (
        rest
    )
    return Card(
        lead_id=uuid(lead),
        team=team,
        lane=lane,
        state=CardState(state),
        key=key,
        round=nth,
        first_at=moment(first),
        next_at=moment(wake),
        holder=holder,
        token=uuid(token) if token is not None else None,
        slot=slot,
        due_at=moment(due),
        owner=owner,
        owner_at=moment(owner_at),
        excluded_agent=excluded_agent,
        excluded_until=moment(until),
        expiries=ends,
        park_reason=parked[0],
        review_at=moment(parked[1]),
        handed_over_by=parked[2],
        rekey_at=moment(parked[3]),
        sampled=None if parked[4] is None else bool(parked[4]),
        stage=parked[5],
        touch_at=moment(parked[6]),
        tries=parked[7],
        ready_at=moment(parked[8]),
    )


def claim(row: Sequence[Any]) -> Claim:
    """Return the claim in a row of the columns CLAIM."""
    values = dict(zip(_CLAIM, row, strict=True))
    for name in ("token", "lead_id"):
        values[name] = uuid(values[name])
    for name in _MOMENTS:
        values[name] = moment(values[name])
    values["undo"] = _unpacked(values["undo"])
    values["agreed"] = bool(values["agreed"])
    return Claim(**values)


def closing(row: Sequence[Any]) -> Closing:
    """Return the closing in a row."""
    lead, by, at, disposition, note, undo = row
    at = moment(at)
    if at is None:
        raise ValueError("a closing has a time")
    return Closing(uuid(lead), by, at, disposition, note, _unpacked(undo))


@lru_cache(maxsize=8)
def lanes_in(text: str) -> tuple[Lane, ...]:
    """Return the lanes that the database wrote as one text; parse an equal text once."""
    return tuple(lane_in(row) for row in json.loads(text))


def lane_in(row: Sequence[Any]) -> Lane:
    """Return the lane in a row, in the column order of all statements."""
    windows, half_life, callback, skills, number, curve, piece = row
    return Lane(windows, float(half_life), bool(callback), skills, number, curve, piece)


def numbers_in(text: str | None) -> list[NumberRow]:
    """Return the facts of a lead's numbers, read from one text."""
    return [NumberRow(**row) for row in json.loads(text or "[]")]


def changes(after: Card, before: Card) -> dict[str, Any]:
    """Return the columns that differ, never the whole row; the state is always included."""
    names = zip(CARD, _CARD, strict=True)
    return {
        column: getattr(after, name)
        for column, name in names
        if column == "state" or getattr(after, name) != getattr(before, name)
    }


def values(item: Card | Claim | Closing | Interval | Callback) -> list[Any]:
    """Return all of a row's values in the database's form."""
    return [adapted(getattr(item, name)) for name in _NAMES[type(item)]]


def terms(found: PullTerms | None) -> list[Any]:
    """Return the values of TERMS; nulls where the store knows no terms."""
    return [getattr(found, name, None) for name in TERMS]


def picked(row: Sequence[Any], *, rule: Rule = Rule.BEST, own_callback: bool = False) -> Picked:
    """Return the picked card in a row of the columns CARD and `worth`."""
    size = len(CARD)
    worth, model = _worth(row[size])
    return Picked(card(row[:size]), rule=rule, own_callback=own_callback, worth=worth, model=model)


def _worth(found: Any) -> tuple[RankingInputs | None, int | None]:
    """Return a lead's inputs without rates, and its model's version."""
    asked_at, value, chance, half_life, curve, version = _unpacked(found)
    at = moment(asked_at)
    if at is None or half_life is None:
        return None, None  # a lead without a route
    return RankingInputs(float(value), float(chance), float(half_life), at, curve), version


_NAMES: Mapping[type, tuple[str, ...]] = {
    Card: _CARD,
    Claim: _CLAIM,
    Closing: _CLOSING,
    Interval: _INTERVAL,
    Callback: _CALLBACK,
}


def adapted(value: Any) -> Any:
    """Return one value in the database's form."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, UUID):
        return value if statements.postgres() else value.hex
    if isinstance(value, datetime):
        return value if statements.postgres() else connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, Mapping | tuple):
        plain = dict(value) if isinstance(value, Mapping) else list(value)
        return Jsonb(plain) if statements.postgres() else json.dumps(plain)
    return str(value) if isinstance(value, StrEnum) else value


_PLAIN = frozenset({str, int, float, bool})


def numbers(found: Sequence[float]) -> Any:
    """Return a list of numbers: an array on PostgreSQL, JSON on SQLite."""
    return list(found) if statements.postgres() else json.dumps(found)


def uuid(value: Any) -> UUID:
    """Return a uuid from the database's form."""
    return value if isinstance(value, UUID) else UUID(value)


def _unpacked(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
