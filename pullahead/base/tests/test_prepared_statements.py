"""A statement means the same with and without a cursor."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import DataError, OperationalError, ProgrammingError, connection
from psycopg.types.json import Jsonb

from pullahead.base.db import statements
from pullahead.base.transaction import write_transaction

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite prepares nothing"),
]
KINDS: dict[str, list[Any]] = {
    "text": ["", "Zoë ✓ %s %(x)s '\\", None],
    "bigint": [0, -(2**62), None],
    "float8": [0.1, 1e300, float("-inf"), None],
    "bool": [True, False, None],
    "uuid": [UUID(int=7), None],
    "timestamptz": [datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, UTC)],
    "bigint[]": [[1, 2, 3], []],
    "float8[]": [[0.5, -1e9], []],
    "jsonb": [Jsonb({"a": [1, None, "é"]}), None],
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_value_comes_back_as_a_cursor_gives_it(kind: str) -> None:
    text = f"SELECT %s::{kind} AS a, '100 %%' AS b"
    named = f"SELECT %(v)s::{kind} AS a, '100 %%' AS b WHERE %(v)s::{kind} IS NULL OR true"
    for value in KINDS[kind]:
        cursor = psycopg.Cursor[Any](_connected())
        known = cursor.execute(text, [value]).fetchall()
        assert statements.read(text, [value]) == statements.read(named, {"v": value}) == known


def _connected() -> Any:
    connection.ensure_connection()
    return connection.connection


def test_what_a_cursor_refuses_is_refused() -> None:
    with pytest.raises(DataError, match="NUL"):
        statements.read("SELECT %s::text", ["a\0b"])
    with pytest.raises(UnicodeEncodeError):
        statements.read("SELECT %s::text", ["\ud800"])
    assert statements.read("SELECT %s::text", ["still here"]) == [("still here",)]


def test_statements_that_the_server_forgot_are_prepared_anew() -> None:
    assert statements.read("SELECT 1", []) == [(1,)]
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
        cursor.execute("DEALLOCATE ALL")
        with pytest.raises(ProgrammingError, match="does not exist"):
            statements.read("SELECT 1", [])
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert statements.read("SELECT 1", []) == [(1,)]


def test_rows_travel_as_text_or_binary() -> None:
    body, at = bytes(range(256)), datetime(2027, 9, 14, 12, tzinfo=UTC)
    for binary in (False, True):
        (row,) = statements.read("SELECT %s::bytea, %s::timestamptz", [body, at], binary=binary)
        assert (bytes(row[0]), row[1]) == (body, at)


def test_a_connection_that_the_server_ended_is_made_anew() -> None:
    with ThreadPoolExecutor(max_workers=1) as other:  # with a connection of its own
        before = other.submit(_request).result()
        assert other.submit(_request).result() == before, "it is kept from one to the next"
        statements.read("SELECT pg_terminate_backend(%s::int, 5000)", [before])
        assert other.submit(_request).result() != before
        with pytest.raises(OperationalError):
            other.submit(_ended_meanwhile).result()
        other.submit(lambda: connection.close()).result()


def _ended_meanwhile() -> None:
    """End the session between two statements of one act."""
    with write_transaction():
        with suppress(OperationalError):
            statements.read("SELECT pg_terminate_backend(pg_backend_pid())", [])
        statements.read("SELECT 1", [])


def _request() -> int:
    """Return the server process that answered, as a request would see it."""
    connection.close_if_unusable_or_obsolete()
    return int(statements.read("SELECT pg_backend_pid()", [])[0][0])
