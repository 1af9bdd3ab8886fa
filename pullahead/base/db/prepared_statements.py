"""PostgreSQL's prepared statements without a cursor, for statements that run all day.

A cursor of psycopg manages state that these statements do not need, and took as much processor time
as PostgreSQL's answer. A connection prepares the statement at its first run. The values travel as
text, of whatever type PostgreSQL infers.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.types.json import Jsonb

_PLACE = re.compile(r"%(?:\((\w+)\))?s|%%")
_DONE = frozenset({pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK})


class _Kept(threading.local):
    """Statements that this thread's connection has prepared, each with its name there."""

    raw: Any = None
    names: dict[bytes, bytes]
    adapting: Any  # psycopg's Transformer: only its version in Python has types


_kept = _Kept()


class StatementResult:
    """Result of a statement, with the two methods of a cursor that callers use."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[tuple[Any, ...]], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows."""
        return self._rows


def run(raw: psycopg.Connection[Any], text: str, given: Any) -> StatementResult:
    """Runs a statement with `%s` or `%(name)s` for its values, in the transaction that is open or
    that psycopg would open. Raises psycopg's errors."""
    if _kept.raw is not raw:
        _kept.raw, _kept.names, _kept.adapting = raw, {}, Transformer(raw)
    server: Any = raw.pgconn
    query, order = _numbered(text)
    if not raw.autocommit and server.transaction_status == pq.TransactionStatus.IDLE:
        _checked(server.exec_(b"BEGIN"))
    name = _kept.names.get(query)
    if name is None:
        name = b"pullahead_%d" % len(_kept.names)
        _checked(server.prepare(name, query))
        _kept.names[query] = name
    result = _checked(server.exec_prepared(name, _values(given, order)))
    if not result.nfields:
        return StatementResult([], result.command_tuples or 0)
    _kept.adapting.set_pgresult(result)
    return StatementResult(_kept.adapting.load_rows(0, result.ntuples, tuple), result.ntuples)


def _checked(result: Any) -> Any:
    if result.status in _DONE:
        return result
    if not result.error_field(pq.DiagnosticField.SQLSTATE):
        # the server does not answer: the connection is closed
        raise psycopg.OperationalError(result.get_error_message())
    error = error_from_result(result)
    if isinstance(error, psycopg.errors.InvalidSqlStatementName):
        _kept.raw = None  # the server has dropped the prepared statements: prepare them again
    raise error


@lru_cache(maxsize=512)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """The statement with $1, $2, … for its places, and the names that they had, in order."""
    names: list[str] = []

    def number(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return "%"
        if place[1] is None:
            names.append("")
            return f"${len(names)}"
        if place[1] not in names:
            names.append(place[1])
        return f"${names.index(place[1]) + 1}"

    return _PLACE.sub(number, text).encode(), tuple(names)


def _values(
    given: Mapping[str, Any] | Sequence[Any] | None, order: Sequence[str]
) -> list[bytes | None]:
    if isinstance(given, Mapping):
        return [_text(given[name]) for name in order]
    return [_text(value) for value in given or ()]


def _text(value: Any) -> bytes | None:
    """One value as PostgreSQL reads it."""
    if value is None:
        return None
    kind = type(value)
    if kind is str:
        if "\0" in value:
            raise psycopg.DataError("PostgreSQL text cannot contain NUL (0x00) bytes")
        return bytes(value, "utf-8")
    if kind is int:
        return b"%d" % value
    if kind is UUID:
        return bytes(value.hex, "ascii")
    if kind is datetime:
        return bytes(value.isoformat(), "ascii")
    if kind is float:
        return bytes(repr(value), "ascii")
    if kind is bool:
        return b"t" if value else b"f"
    if kind is Jsonb:
        return bytes(json.dumps(value.obj), "utf-8")
    found = _kept.adapting.get_dumper(value, PyFormat.TEXT).dump(value)
    return None if found is None else bytes(found)
