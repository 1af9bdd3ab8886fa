"""Report whether this server can work."""

from __future__ import annotations

from django.db import Error

from pullahead.base.outages import Outage, outage_of, reconnect
from pullahead.base.services import set_setting
from pullahead.base.transaction import write_transaction
from pullahead.pull import card_queries

CHECKED_AT = "ready_checked_at"


def readiness() -> dict[str, object]:
    """Return {ok, database, unreachable} after a write; never raise for a database error.

    A read-only server, such as a demoted primary, answers every read and saves nothing.
    """
    try:
        unreachable = card_queries.unreachable().count()
        with write_transaction() as now:
            set_setting(name=CHECKED_AT, value=now.isoformat())
    except Error as error:
        reconnect()
        return {"ok": False, "database": outage_of(error) or Outage.AWAY, "unreachable": None}
    return {"ok": True, "database": "ok", "unreachable": unreachable}
