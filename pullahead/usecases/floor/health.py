"""Report whether this server can work."""

from __future__ import annotations

from django.db import Error

from pullahead.pull import queries as pull_queries


def health() -> dict[str, object]:
    """Return {ok, database, unreachable} for a monitor; never raise."""
    try:
        return {"ok": True, "database": "ok", "unreachable": pull_queries.unreachable().count()}
    except Error:
        return {"ok": False, "database": "down", "unreachable": None}
