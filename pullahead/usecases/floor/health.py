"""Report whether this server can work."""

from __future__ import annotations

from django.db import Error

from pullahead.pull import queries as pull_queries


def health() -> dict[str, object]:
    """{ok, database, unreachable}: what a monitor asks for; never raises."""
    try:
        return {"ok": True, "database": "ok", "unreachable": pull_queries.unreachable().count()}
    except Error:
        return {"ok": False, "database": "down", "unreachable": None}
