"""Recognize an outage of the database by its error: away, busy, full, or read-only.

Other errors are bugs. SQLite's OperationalError alone says little: a missing table is one, too.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from enum import StrEnum
from pathlib import Path

from django.db import Error, InterfaceError, OperationalError, connection


class Outage(StrEnum):
    """Kind of outage."""

    AWAY = "away"
    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read_only"


# SQLSTATE, or its class: 08 connection, 53 resources, 57P shutdown, 58 system
_STATES = {
    "25006": Outage.READ_ONLY,
    "53100": Outage.FULL,
    "55P03": Outage.BUSY,
    "57014": Outage.BUSY,
    "40P01": Outage.BUSY,
    "40001": Outage.BUSY,
}
_CLASSES = {"08": Outage.AWAY, "53": Outage.BUSY, "57": Outage.AWAY, "58": Outage.AWAY}
_SQLITE = {
    "SQLITE_READONLY": Outage.READ_ONLY,
    "SQLITE_FULL": Outage.FULL,
    "SQLITE_BUSY": Outage.BUSY,
    "SQLITE_LOCKED": Outage.BUSY,
    "SQLITE_CANTOPEN": Outage.AWAY,
    "SQLITE_IOERR": Outage.AWAY,
    "SQLITE_PROTOCOL": Outage.BUSY,
}
_ERRNO = {
    errno.EROFS: Outage.READ_ONLY,
    errno.EACCES: Outage.READ_ONLY,
    errno.EPERM: Outage.READ_ONLY,
    errno.ENOSPC: Outage.FULL,
    errno.EDQUOT: Outage.FULL,
}


def outage_of(error: BaseException | None) -> Outage | None:
    """Return the kind of outage that ended an act; None for any other error."""
    if not isinstance(error, Error):
        return None
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        name = "_".join((getattr(cause, "sqlite_errorname", None) or "").split("_")[:2])
        kind = _SQLITE.get(name)
        return _of_disk() or kind if kind == Outage.AWAY else kind
    if isinstance(cause, OSError):
        return _ERRNO.get(cause.errno or 0, Outage.AWAY)
    state = getattr(cause, "sqlstate", None)
    if state:
        return _STATES.get(state) or _CLASSES.get(state[:2])
    # Without an SQLSTATE the server did not answer, or was never reached
    return Outage.AWAY if isinstance(error, OperationalError | InterfaceError) else None


def _of_disk() -> Outage | None:
    """Return why SQLite cannot open or map a file, where its disk tells; None otherwise."""
    try:
        disk = os.statvfs(Path(connection.settings_dict["NAME"]).parent)
    except OSError:
        return None
    if disk.f_flag & os.ST_RDONLY:
        return Outage.READ_ONLY
    return Outage.FULL if disk.f_bavail == 0 else None


def reconnect() -> None:
    """Close the connection: at its address another server may be the primary now."""
    if not connection.in_atomic_block:
        connection.close()
