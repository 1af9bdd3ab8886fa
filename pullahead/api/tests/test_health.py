"""/healthz tells a watcher whether work can go on."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection

from pullahead.api.tests.callers import Caller


def test_it_is_well_and_needs_no_key(floor: None) -> None:
    got = Caller().get("/healthz")

    assert got.status == 200
    assert got.body == {"ok": True, "database": "ok", "unreachable": 0}
    assert "no-cache" in got.headers["Cache-Control"]


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_down_is_503_and_tells_no_secrets(
    floor: None, kind: type[Exception]
) -> None:
    def down(*args: Any) -> Any:
        raise kind("password of user pullahead")

    with connection.execute_wrapper(down):
        got = Caller().get("/healthz")

    assert got.status == 503
    assert got.body == {"ok": False, "database": "down", "unreachable": None}


def test_it_is_only_read(floor: None) -> None:
    assert Caller().post("/healthz").status == 405
