"""/healthz tells that the process answers, /readyz that work can be saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from pullahead.api.tests.callers import Caller


def test_it_is_ready_and_needs_no_key(floor: None) -> None:
    got = Caller().get("/readyz")

    assert got.status == 200
    assert got.body == {"ok": True, "database": "ok", "unreachable": 0}
    assert "no-cache" in got.headers["Cache-Control"]


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_down_is_not_ready_and_tells_no_secrets(
    floor: None, kind: type[Exception]
) -> None:
    def down(*args: Any) -> Any:
        raise kind("password of user pullahead")

    with connection.execute_wrapper(down):
        got, alive = Caller().get("/readyz"), Caller().get("/healthz")

    assert got.status == 503
    assert got.body == {"ok": False, "database": "away", "unreachable": None}
    assert got.headers["Retry-After"] == "5"
    assert (alive.status, alive.body) == (200, {"ok": True})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_they_are_only_read(floor: None, path: str) -> None:
    assert Caller().post(path).status == 405


def test_a_database_that_is_read_only_is_not_ready(floor: None) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("tests/outages makes a server of PostgreSQL read-only")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            got = Caller().get("/readyz")
        finally:
            cursor.execute("PRAGMA query_only = OFF")

    assert (got.status, got.body["database"]) == (503, "read_only")
